#include "diff/rename.h"

#include "base/text.h"
#include "parse/quote.h"

/* ---- who was what ---- */

static const hd_rename *rename_of(const hd_renames *renames, const hd_fact *new)
{
    for (size_t i = 0; i < renames->count; i++)
        if (renames->items[i].fact == new)
            return &renames->items[i];
    return NULL;
}

/* Text behind the name in an identity: the signature of a function. */
static const char *signature_of(const hd_fact *fact)
{
    HD_SCRATCH(scratch);
    const char *head = hd_sql_qualified(scratch, fact->schema, fact->name);

    return fact->kind->naming == HD_NAMING_SCHEMA && hd_text_starts(fact->identity, head)
               ? fact->identity + strlen(head)
               : "";
}

static const hd_fact *old_of(const hd_snapshot *from, const hd_renames *renames,
                             const hd_fact *new);

/* In a schema: its former schema and name, with the signature that it has. */
static const hd_fact *old_in_schema(const hd_snapshot *from, const hd_renames *renames,
                                    const hd_fact *new, const hd_rename *rename)
{
    HD_SCRATCH(scratch);
    const hd_fact *schema = new->parent != NULL &&new->parent->kind == &hd_kind_schema
                                ? old_of(from, renames, new->parent)
                                : NULL;
    const char *in = rename != NULL && rename->old_schema != NULL ? rename->old_schema
                     : schema != NULL                             ? schema->name
                                                                  : new->schema;
    const char *name = rename != NULL ? rename->old_name : new->name;
    const char *identity = hd_printf(scratch, "%s%s", hd_sql_qualified(scratch, in, name),
                                     signature_of(new));

    return hd_snapshot_find(from, new->kind, identity);
}

/* The fact of the old side that the new one was, by the renames of it and of what contains it. */
static const hd_fact *old_of(const hd_snapshot *from, const hd_renames *renames, const hd_fact *new)
{
    const hd_rename *rename = rename_of(renames, new);
    const char *name = rename != NULL ? rename->old_name : new->name;

    if (new->kind->naming == HD_NAMING_SCHEMA)
        return old_in_schema(from, renames, new, rename);
    if (new->kind->naming == HD_NAMING_PARENT &&new->parent != NULL) {
        const hd_fact *parent = old_of(from, renames, new->parent);
        return parent == NULL ? NULL : hd_fact_child(parent, new->kind, name);
    }
    for (size_t i = 0; new->kind->naming == HD_NAMING_GLOBAL &&i < from->count; i++)
        if (from->facts[i]->kind == new->kind && hd_text_equal(from->facts[i]->name, name))
            return from->facts[i];
    return NULL;
}

/* ---- statements ---- */

/* What has been renamed before it is called by its new name. */
static void within(hd_buf *out, const hd_fact *parent, const char *words, const char *old,
                   const char *new)
{
    hd_buf_addf(out, "ALTER %s %s RENAME %s%s TO %s", parent->kind->noun, parent->identity, words,
                old, new);
}

static void rename_print(hd_buf *out, const hd_fact *old, const hd_fact *new)
{
    HD_SCRATCH(scratch);
    const char *old_name = hd_sql_ident(scratch, old->name);
    const char *new_name = hd_sql_ident(scratch, new->name);

    if (new->kind == &hd_kind_column)
        within(out, new->parent, "COLUMN ", old_name, new_name);
    else if (new->kind == &hd_kind_constraint || new->kind == &hd_kind_domain_constraint)
        within(out, new->parent, "CONSTRAINT ", old_name, new_name);
    else if (new->kind == &hd_kind_attribute)
        within(out, new->parent, "ATTRIBUTE ", old_name, new_name);
    else if (new->kind == &hd_kind_enum_value)
        within(out, new->parent, "VALUE ", hd_sql_literal(scratch, old->name),
               hd_sql_literal(scratch, new->name));
    else if (new->kind->on_parent)
        hd_buf_addf(out, "ALTER %s %s ON %s RENAME TO %s", new->kind->noun, old_name,
                    new->parent->identity, new_name);
    else if (new->kind->naming == HD_NAMING_SCHEMA)
        hd_buf_addf(out, "ALTER %s %s%s RENAME TO %s", new->kind->noun,
                    hd_sql_qualified(scratch, new->schema, old->name), signature_of(new), new_name);
    else
        hd_buf_addf(out, "ALTER %s %s RENAME TO %s", new->kind->noun, old_name, new_name);
}

static void step_add(TALLOC_CTX *ctx, hd_rename_steps *steps, const char *sql, const char *inverse,
                     const hd_fact *old, const hd_fact *new)
{
    hd_vec_push(ctx, steps,
                (hd_rename_step){hd_strdup(ctx, sql), hd_strdup(ctx, inverse), old, new});
}

/* Moved into another schema first, then renamed there. */
static void steps_add(TALLOC_CTX *ctx, hd_rename_steps *steps, const char *present_schema,
                      const hd_fact *old, const hd_fact *new)
{
    HD_SCRATCH(scratch);
    const char *noun = new->kind->noun;

    if (new->kind->naming == HD_NAMING_SCHEMA && !hd_text_equal(present_schema, new->schema)) {
        const char *tail = signature_of(new);
        const char *before = hd_sql_qualified(scratch, present_schema, old->name);
        const char *after = hd_sql_qualified(scratch, new->schema, old->name);
        step_add(ctx, steps,
                 hd_printf(scratch, "ALTER %s %s%s SET SCHEMA %s", noun, before, tail,
                           hd_sql_ident(scratch, new->schema)),
                 hd_printf(scratch, "ALTER %s %s%s SET SCHEMA %s", noun, after, tail,
                           hd_sql_ident(scratch, present_schema)),
                 old, new);
    }
    if (hd_text_equal(old->name, new->name))
        return;
    hd_buf *sql = hd_buf_new(scratch);
    hd_buf *inverse = hd_buf_new(scratch);
    hd_fact there = *new; /* where it is then, with the old name */
    there.name = old->name;
    rename_print(sql, old, new);
    rename_print(inverse, new, &there);
    step_add(ctx, steps, sql->data, inverse->data, old, new);
}

static int rename_order(const void *a, const void *b)
{
    const hd_rename *left = a;
    const hd_rename *right = b;

    return hd_fact_compare(left->fact, right->fact);
}

static hd_error *check_twice(const hd_rename_steps *steps, const hd_fact *old, const hd_fact *new)
{
    for (size_t i = 0; i < steps->count; i++)
        if (steps->items[i].old == old && steps->items[i].new != new)
            return hd_error_new(HD_CONFLICT, "%s %s is said to be both %s and %s now",
                                old->kind->name, old->identity, steps->items[i].new->identity,
                                new->identity);
    return NULL;
}

hd_error *hd_rename_plan(TALLOC_CTX *ctx, const hd_snapshot *from, const hd_renames *renames,
                         hd_rename_steps *ret)
{
    HD_SCRATCH(scratch);
    hd_renames sorted = {0};

    for (size_t i = 0; i < renames->count; i++)
        hd_vec_push(scratch, &sorted, renames->items[i]);
    if (sorted.count > 0)
        qsort(sorted.items, sorted.count, sizeof(hd_rename), rename_order);
    for (size_t i = 0; i < sorted.count; i++) {
        const hd_fact *new = sorted.items[i].fact;
        const hd_fact *old = old_of(from, &sorted, new);
        if (old == NULL || hd_snapshot_find(from, new->kind, new->identity) != NULL)
            continue;
        HD_TRY(check_twice(ret, old, new));
        const hd_fact *schema = old->schema == NULL
                                    ? NULL
                                    : hd_snapshot_find(from, &hd_kind_schema,
                                                       hd_sql_ident(scratch, old->schema));
        const char *present = old->schema;
        for (size_t j = 0; schema != NULL && j < ret->count; j++)
            if (ret->items[j].old == schema)
                present = ret->items[j].new->name;
        steps_add(ctx, ret, present, old, new);
    }
    return NULL;
}

/* ---- reading ---- */

static bool can_be_renamed(const hd_fact *fact)
{
    return fact->name != NULL && fact->kind->naming != HD_NAMING_ABOUT &&
           fact->kind->naming != HD_NAMING_TEXT && !fact->kind->nameless &&
           (fact->kind->noun != NULL || fact->kind == &hd_kind_enum_value);
}

/* "public.users.name" or any end of it behind a dot, for a fact without its signature. */
static bool is_called(const hd_fact *fact, const char *name)
{
    HD_SCRATCH(scratch);
    size_t len = strlen(fact->identity) - strlen(signature_of(fact));
    const char *identity = hd_strndup(scratch, fact->identity, len);
    size_t extra = len - strlen(name);

    return hd_text_ends(identity, name) && (extra == 0 || identity[extra - 1] == '.');
}

static const hd_fact *counterpart(const hd_snapshot *to, const hd_fact *old, const char *new_name)
{
    for (size_t i = 0; i < to->count; i++) {
        const hd_fact *new = to->facts[i];
        if (new->kind != old->kind || !hd_text_equal(new->name, new_name))
            continue;
        if (old->kind->naming == HD_NAMING_PARENT
                ? new->parent != NULL && old->parent != NULL &&hd_text_equal(new->parent->identity,
                                                                             old->parent->identity)
                : hd_text_equal(new->schema, old->schema) &&
                      strcmp(signature_of(new), signature_of(old)) == 0)
            return new;
    }
    return NULL;
}

hd_error *hd_rename_parse(TALLOC_CTX *ctx, const char *text, const hd_snapshot *from,
                          const hd_snapshot *to, hd_renames *ret)
{
    HD_SCRATCH(scratch);
    const char *equals = strchr(text, '=');
    size_t before = ret->count;

    if (equals == NULL || equals == text || equals[1] == '\0')
        return hd_error_hint(hd_error_new(HD_USAGE, "\"%s\" is no rename", text),
                             "Write TABLE.COLUMN=NEW or [SCHEMA.]NAME=NEW.");
    const char *name = hd_strndup(scratch, text, (size_t)(equals - text));
    for (size_t i = 0; i < from->count; i++) {
        const hd_fact *old = from->facts[i];
        if (!can_be_renamed(old) || !is_called(old, name))
            continue;
        const hd_fact *new = counterpart(to, old, equals + 1);
        if (new != NULL && hd_snapshot_find(from, new->kind, new->identity) == NULL)
            hd_vec_push(
                ctx, ret,
                (hd_rename){.fact = new,
                            .old_schema = old->schema == NULL ? NULL : hd_strdup(ctx, old->schema),
                            .old_name = hd_strdup(ctx, old->name)});
    }
    if (ret->count == before)
        return hd_error_hint(hd_error_new(HD_USAGE, "\"%s\" renames nothing", text),
                             "The old side must have \"%s\", and the new side, in the same place, "
                             "\"%s\".",
                             name, equals + 1);
    return NULL;
}
