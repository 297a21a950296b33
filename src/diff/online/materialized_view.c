/*
 * A materialized view that changes is built and filled under another name, with its indexes,
 * and takes the place of the old one in a moment.
 */
#include "base/text.h"
#include "catalog/ddl.h"
#include "diff/listing.h"
#include "diff/online/recipe.h"
#include "parse/quote.h"

bool hd_recipe_view_create(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const hd_change change = {stager->diff, stager->diff->old_of[new->index], new};
    const struct hd_ddl ddl = {0};
    hd_fact twin = *new;
    hd_buf *sql = hd_buf_new(scratch);

    /* Servers before 15 do not tell which columns of a function's result it uses. */
    if (change.old == NULL || group->place != HD_PHASE_MAIN || !hd_is_settled(stager, new) ||
        hd_listing_moves(&change))
        return false;
    twin.name = hd_name_invent(stager, new->schema, new->name, "new");
    twin.identity = hd_sql_qualified(stager, new->schema, twin.name);
    twin.child_count = 0;
    new->kind->create(sql, &twin, &ddl);
    stager->twins[new->index] = twin.identity;
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_JOINED, "%.*s", (int)strlen(sql->data) - 2,
             sql->data);
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_OWN, "REFRESH MATERIALIZED VIEW %s",
             twin.identity);
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED,
             "ALTER MATERIALIZED VIEW %s RENAME TO %s", twin.identity,
             hd_sql_ident(scratch, new->name));
    hd_stage_rest(stager, group, 1);
    return true;
}

bool hd_recipe_view_fill(struct hd_stager *stager, const struct hd_group *group)
{
    return stager->twins[group->action.fact->index] != NULL;
}

bool hd_recipe_view_index(struct hd_stager *stager, const struct hd_group *group)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = group->action.fact;
    const char *twin = stager->twins[new->parent->index];

    if (twin == NULL)
        return false;
    const char *name = hd_name_invent(stager, new->schema, new->name, "new");
    const char *table = hd_printf(scratch, " ON %s USING ", new->parent->identity);
    const char *rest = strstr(group->steps[0].sql, table);
    if (rest == NULL)
        return false;
    hd_stage(stager, group, HD_PHASE_BEFORE, HD_STEP_OWN, "CREATE %sINDEX %s ON %s USING %s",
             hd_fact_bool(new, "is_unique") ? "UNIQUE " : "", hd_sql_ident(scratch, name), twin,
             rest + strlen(table))
        ->proven = true;
    hd_stage(stager, group, HD_PHASE_MAIN, HD_STEP_JOINED, "ALTER INDEX %s RENAME TO %s",
             hd_sql_qualified(scratch, new->schema, name), hd_sql_ident(scratch, new->name));
    hd_stage_rest(stager, group, 1);
    return true;
}
