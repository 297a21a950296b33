/*
 * A type that rewrites the table, by way of a second column: a trigger keeps it in step while
 * the rows that are there are brought over in batches; then it takes the first one's place, with
 * what uses it (uses.c).
 */
#include "base/text.h"
#include "diff/explain.h"
#include "diff/kinds/cast.h"
#include "diff/online/exchange.h"
#include "diff/rule.h"
#include "parse/quote.h"

/* Whether the column can be made anew from what is known. */
static bool is_simple(const hd_fact *column)
{
    static const char *const unknown[] = {"generated", "storage",       "statistics",
                                          "options",   "not_null_name", "inherited"};

    for (size_t i = 0; i < HD_COUNT(unknown); i++)
        if (hd_fact_text(column, unknown[i]) != NULL)
            return false;
    return true;
}

/* Triggers fire in the order of their names: ours has to be the last to see the value. */
static bool comes_last(const hd_fact *table, const char *trigger)
{
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_trigger &&
            strcmp(table->children[i]->name, trigger) >= 0)
            return false;
    return true;
}

/* Tables that others inherit from, or that are parts of others, have columns of their own. */
static bool is_single(const hd_fact *table)
{
    if (hd_fact_child(table, &hd_kind_inherit, NULL) != NULL ||
        hd_fact_child(table, &hd_kind_attachment, NULL) != NULL || hd_is_partitioned(table) ||
        hd_fact_text(table, "of_type") != NULL)
        return false;
    for (size_t i = 0; i < table->user_count; i++)
        if (table->users[i]->kind == &hd_kind_inherit)
            return false;
    return true;
}

static bool applies(const struct hd_stager *stager, const struct hd_group *group)
{
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];

    if (!stager->options->types || new->parent->kind != &hd_kind_table || group->count != 1 ||
        group->place != HD_PHASE_MAIN || strcmp(old->identity, new->identity) != 0 ||
        strstr(group->steps[0].sql, " TYPE ") == NULL ||
        hd_type_change_is_free(hd_fact_text(old, "type"), hd_fact_text(new, "type")))
        return false;
    for (size_t i = 0; i < new->edge_count; i++)
        if (!hd_is_steady(stager->diff, new->edges[i].to))
            return false;
    for (size_t i = 0; i < old->edge_count; i++)
        if (hd_diff_gone(stager->diff, old->edges[i].to))
            return false;
    return hd_is_steady(stager->diff, new->parent) && is_single(new->parent) &&
           is_single(old->parent) && is_simple(old) && is_simple(new) &&
           hd_uses_follow(stager, new);
}

/* The value of the old column as one of the new type. */
static char *converted(TALLOC_CTX *ctx, const hd_fact *old, const hd_fact *new, const char *value)
{
    HD_SCRATCH(scratch);
    static const char using[] = " USING ";
    hd_buf *out = hd_buf_new(scratch);

    hd_cast_print(out, value, hd_fact_text(old, "type"), hd_fact_text(new, "type"), false);
    if (hd_text_starts(out->data, using))
        return hd_strdup(ctx, out->data + strlen(using));
    return hd_printf(ctx, "%s::%s", value, hd_fact_text(new, "type"));
}

static void keep_in_step(struct hd_stager *stager, const struct hd_group *group, const char *name,
                         const char *function, const char *trigger)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *value = hd_printf(scratch, "NEW.%s", hd_sql_ident(scratch, new->name));

    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED, "%s",
             hd_bare_column(scratch, new, name));
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED,
             "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $howdah$\n"
             "BEGIN\n"
             "    NEW.%s := %s;\n"
             "    RETURN NEW;\n"
             "END\n"
             "$howdah$",
             function, hd_sql_ident(scratch, name), converted(scratch, old, new, value));
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED,
             "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()",
             trigger, new->parent->identity, function);
}

static void bring_over(struct hd_stager *stager, const struct hd_group *group, const char *name,
                       const char *check)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *old = stager->diff->old_of[new->index];
    const char *from = hd_sql_ident(scratch, new->name);
    const char *to = hd_sql_ident(scratch, name);

    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_OWN,
             "UPDATE %s SET %s = %s WHERE %s IS NULL AND %s IS NOT NULL", new->parent->identity, to,
             converted(scratch, old, new, from), to, from)
        ->batch = hd_batch_key(stager->plan, stager, new->parent);
    if (hd_fact_bool(new, "not_null"))
        hd_stage_proof(stager, group, HD_PHASE_BEFORE, hd_alter_prefix(scratch, new->parent, false),
                       check, hd_printf(scratch, "CHECK (%s IS NOT NULL)", to));
}

/* From here on others have to wait, but there is nothing left that takes long. */
static void take_place(struct hd_stager *stager, const struct hd_group *group, const char *name,
                       const char *check, const hd_strings *indexes)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const char *alter = hd_alter_prefix(scratch, new->parent, false);
    const char *column = hd_sql_ident(scratch, new->name);
    const char *former = hd_sql_ident(
        scratch, hd_name_invent(stager, new->parent->schema, new->name, "old"));

    hd_uses_give_way(stager, group);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s RENAME COLUMN %s TO %s", alter,
             column, former);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s RENAME COLUMN %s TO %s", alter,
             hd_sql_ident(scratch, name), column);
    if (hd_fact_bool(new, "not_null")) {
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s ALTER COLUMN %s SET NOT NULL",
                 alter, column)
            ->proven = true;
        hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP CONSTRAINT %s", alter,
                 hd_sql_ident(scratch, check));
    }
    hd_uses_take_sequence(stager, group);
    hd_plan_step *drop = hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "%s DROP COLUMN %s",
                                  alter, former);
    drop->remark = "its values are in the second column, which becomes the table's last one";
    drop->moved = true;
    hd_uses_stage(stager, group, indexes);
}

bool hd_recipe_type_change(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_fact *table = new->parent;
    hd_strings indexes = {0};

    if (!applies(stager, group))
        return false;
    const char *stem = hd_printf(scratch, "zz_%s_%s", table->name, new->name);
    const char *bare = hd_name_invent(stager, table->schema, stem, "sync");
    if (!comes_last(table, bare) || !comes_last(stager->diff->old_of[table->index], bare))
        return false;
    const char *name = hd_name_invent(stager, table->schema, new->name, "new");
    const char *check = hd_constraint_name_invent(stager, table, name);
    const char *trigger = hd_sql_ident(scratch, bare);
    const char *function = hd_sql_qualified(scratch, table->schema, bare);
    keep_in_step(stager, group, name, function, trigger);
    bring_over(stager, group, name, check);
    hd_uses_build(stager, group, name, &indexes);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "DROP TRIGGER %s ON %s", trigger,
             table->identity);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "DROP FUNCTION %s()", function);
    take_place(stager, group, name, check, &indexes);
    return true;
}
