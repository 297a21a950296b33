#include "migrate/scope.h"

#include <fnmatch.h>

#include "base/text.h"
#include "migrate/journal/version_table.h"

static const char journal_schema[] = "howdah";

/* ---- settings ---- */

static hd_error *no_such_kind(const hd_config *config, const char *name)
{
    HD_SCRATCH(scratch);
    const char **names = hd_new_array(scratch, const char *, hd_kind_count);

    for (size_t i = 0; i < hd_kind_count; i++)
        names[i] = hd_kinds[i]->name;
    const char *nearest = hd_text_nearest(name, names, hd_kind_count);
    hd_error *err = hd_error_new(HD_CONFIG, "\"%s\" in diff.exclude_kinds (%s) is no kind", name,
                                 hd_config_source(config, "diff.exclude_kinds"));
    if (nearest == NULL)
        return hd_error_hint(err, "\"howdah inspect\" shows the kinds.");
    return hd_error_hint(err, "Did you mean \"%s\"?", nearest);
}

static hd_error *read_kinds(const hd_config *config, hd_scope *scope)
{
    HD_SCRATCH(scratch);
    const char *text = hd_config_get(config, "diff.exclude_kinds");
    hd_strings names = {0};

    scope->kinds = hd_new_array(scope, bool, hd_kind_count);
    if (text != NULL)
        hd_text_split(scratch, text, ",\n", &names);
    for (size_t i = 0; i < names.count; i++) {
        size_t kind = 0;
        while (kind < hd_kind_count && strcmp(hd_kinds[kind]->name, names.items[i]) != 0)
            kind++;
        if (kind == hd_kind_count)
            return no_such_kind(config, names.items[i]);
        scope->kinds[kind] = true;
        scope->everything = false;
    }
    return NULL;
}

static void read_patterns(const hd_config *config, const char *setting, hd_scope *scope,
                          hd_strings *ret)
{
    const char *text = hd_config_get(config, setting);

    if (text != NULL)
        hd_text_split(scope, text, ",\n", ret);
    scope->everything = scope->everything && ret->count == 0;
}

hd_error *hd_scope_load(TALLOC_CTX *ctx, const hd_config *config, bool own, hd_scope **ret)
{
    HD_SCRATCH(scratch);
    hd_scope *scope = hd_new(scratch, hd_scope);

    scope->everything = !own;
    read_patterns(config, "diff.schemas", scope, &scope->schemas);
    read_patterns(config, "diff.exclude", scope, &scope->exclude);
    HD_TRY(read_kinds(config, scope));
    if (own) {
        const hd_version_table *table = hd_version_table_of(scope, config);
        scope->version_table = table->name;
        scope->version_schema = table->schema;
    }
    *ret = talloc_steal(ctx, scope);
    return NULL;
}

/* ---- choosing ---- */

static bool matches(const hd_strings *patterns, const char *text)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (fnmatch(patterns->items[i], text, 0) == 0)
            return true;
    return false;
}

static bool is_excluded(const hd_scope *scope, const hd_fact *fact)
{
    HD_SCRATCH(scratch);

    return matches(&scope->exclude, fact->identity) ||
           matches(&scope->exclude, hd_printf(scratch, "%s %s", fact->kind->name, fact->identity));
}

static bool is_own(const hd_scope *scope, const hd_fact *fact, const char *schema)
{
    if (scope->version_table == NULL)
        return false;
    if (schema != NULL && strcmp(schema, journal_schema) == 0)
        return true;
    return fact->kind == &hd_kind_table && strcmp(fact->name, scope->version_table) == 0 &&
           (scope->version_schema == NULL || hd_text_equal(schema, scope->version_schema));
}

static bool is_left_out(const hd_scope *scope, const hd_fact *fact)
{
    const char *schema = fact->kind == &hd_kind_schema ? fact->name : fact->schema;

    return scope->kinds[fact->kind->id] || is_own(scope, fact, schema) ||
           (schema != NULL && scope->schemas.count > 0 && !matches(&scope->schemas, schema)) ||
           (scope->exclude.count > 0 && is_excluded(scope, fact));
}

bool hd_scope_has(const hd_scope *scope, const hd_fact *fact)
{
    for (; fact != NULL; fact = fact->parent)
        if (is_left_out(scope, fact))
            return false;
    return true;
}

static bool is_wanted(const hd_fact *fact, const void *arg)
{
    return hd_scope_has(arg, fact);
}

const hd_snapshot *hd_scope_apply(TALLOC_CTX *ctx, const hd_scope *scope,
                                  const hd_snapshot *snapshot)
{
    if (scope->everything)
        return snapshot;
    return hd_snapshot_select(ctx, snapshot, is_wanted, scope);
}
