/*
 * PRIMARY KEY and UNIQUE: their index is built like any other one, and the constraint takes it
 * over. A key that takes the place of another one does so in one transaction.
 */
#include "base/text.h"
#include "catalog/print.h"
#include "diff/online/recipe.h"
#include "diff/rule.h"
#include "parse/quote.h"

static const char *const types[] = {"PRIMARY KEY", "UNIQUE"};

/* "(a, b) INCLUDE (c)" of "UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c)". */
static const char *columns_of(const char *definition)
{
    for (size_t i = 0; i < HD_COUNT(types); i++)
        if (hd_text_starts(definition, types[i]))
            return strstr(definition, "WITHOUT OVERLAPS") == NULL ? strchr(definition, '(') : NULL;
    return NULL;
}

char *hd_key_index(TALLOC_CTX *ctx, const hd_fact *key)
{
    HD_SCRATCH(scratch);
    const char *columns = columns_of(hd_fact_text(key, "definition"));
    hd_buf *sql = hd_buf_new(scratch);
    hd_strings options = hd_fact_list(scratch, key, "index_options");
    const char *tablespace = hd_fact_text(key, "index_tablespace");

    if (columns == NULL)
        return NULL;
    hd_buf_addf(sql, "CREATE UNIQUE INDEX name ON %s %s", key->parent->identity, columns);
    if (hd_text_starts(hd_fact_text(key, "definition"), "UNIQUE NULLS NOT DISTINCT"))
        hd_buf_add(sql, " NULLS NOT DISTINCT");
    if (options.count > 0) {
        hd_buf_add(sql, " WITH (");
        hd_print_storage(sql, &options, "", true);
        hd_buf_add_char(sql, ')');
    }
    if (tablespace != NULL)
        hd_buf_addf(sql, " TABLESPACE %s", hd_sql_ident(scratch, tablespace));
    return hd_buf_take(ctx, sql);
}

char *hd_key_using_index(TALLOC_CTX *ctx, const hd_fact *key, const char *index)
{
    HD_SCRATCH(scratch);

    return hd_printf(ctx, "%s ADD CONSTRAINT %s %s USING INDEX %s%s%s",
                     hd_alter_prefix(scratch, key->parent, true), hd_sql_ident(scratch, key->name),
                     types[!hd_is_constraint(key, "primary key")], hd_sql_ident(scratch, index),
                     hd_fact_bool(key, "deferrable") ? " DEFERRABLE" : "",
                     hd_fact_bool(key, "deferred") ? " INITIALLY DEFERRED" : "");
}

/* The partitions' constraints are there already and become parts of this one. */
static bool adopting_create(struct hd_stager *stager, const struct hd_group *group)
{
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s", group->steps[0].sql)->proven =
        true;
    hd_stage_rest(stager, group, 1);
    return true;
}

bool hd_recipe_key_create(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *key = group->action.fact;
    const char *definition = hd_key_index(scratch, key);
    const char *index = NULL;
    struct hd_group rest = *group;

    if (definition == NULL || key->parent->kind != &hd_kind_table || hd_is_fresh(stager->diff, key))
        return false;
    if (hd_is_partitioned(key->parent))
        return adopting_create(stager, group);
    if (!hd_stage_index(stager, group, definition, key->name, &index))
        return false;
    if (stager->later[key->index])
        rest.place = HD_PHASE_AFTER;
    hd_stage(stager, &rest, HD_PHASE_MAIN, HD_STEP_JOINED, "%s",
             hd_key_using_index(scratch, key, index))
        ->proven = true;
    hd_stage_rest(stager, &rest, 1);
    return true;
}
