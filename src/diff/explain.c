#include "diff/explain.h"

#include "base/text.h"
#include "diff/online/recipe.h"
#include "diff/rebuild.h"
#include "diff/rule.h"
#include "parse/type_change.h"

/* ---- steps ---- */

/* The domain that the column is of, not of an array of it; or NULL. */
static const hd_fact *domain_of(const hd_fact *fact)
{
    for (size_t i = 0; i < fact->edge_count; i++)
        if (fact->edges[i].to->kind == &hd_kind_domain &&
            hd_text_equal(fact->edges[i].to->identity, hd_fact_text(fact, "type")))
            return fact->edges[i].to;
    return NULL;
}

/* What the rows had to be of: below domains the server forgets lengths. */
static const char *type_left(TALLOC_CTX *ctx, const hd_fact *column)
{
    const hd_fact *last = column;

    for (const hd_fact *next = domain_of(last); next != NULL; next = domain_of(last))
        last = next;
    const char *type = hd_fact_text(last, "type");
    const char *open = last == column ? NULL : strchr(type, '(');
    if (open == NULL)
        return type;
    const char *close = strchr(open, ')');
    return hd_printf(ctx, "%.*s%s", (int)(open - type), type, close == NULL ? "" : close + 1);
}

/* NULL: the rows are written anew to be checked. */
static const char *type_taken(const hd_fact *column)
{
    const hd_fact *last = column;

    for (const hd_fact *next = domain_of(last); next != NULL; next = domain_of(last)) {
        if (hd_fact_bool(next, "not_null") ||
            hd_fact_child(next, &hd_kind_domain_constraint, NULL) != NULL)
            return NULL;
        last = next;
    }
    return hd_fact_text(last, "type");
}

static hd_type_change change_of(const hd_diff *diff, const hd_plan_step *step)
{
    HD_SCRATCH(scratch);
    const hd_fact *new = step->action.fact;

    if (step->action.role != HD_ROLE_ALTER || new->kind != &hd_kind_column)
        return HD_TYPE_REWRITES;
    const hd_fact *old = diff->old_of[new->index];
    const char *type = type_taken(new);
    if (type == NULL || strstr(step->sql, " USING ") != NULL)
        return HD_TYPE_REWRITES;
    hd_type_change change = hd_type_change_of(type_left(scratch, old), type, false);
    bool same = hd_text_equal(hd_fact_text(old, "collation"), hd_fact_text(new, "collation"));
    return change == HD_TYPE_KEEPS && !same ? HD_TYPE_REINDEXES : change;
}

/* CHECK constraints of a column are verified for each row, whatever its type becomes. */
static bool is_read(const hd_fact *column, hd_type_change change)
{
    for (size_t i = 0; i < column->user_count; i++) {
        const hd_fact *user = column->users[i];
        bool key = user->kind == &hd_kind_index;
        if (user->kind == &hd_kind_constraint) {
            const char *type = hd_fact_text(user, "type");
            if (strcmp(type, "check") == 0)
                return true;
            key = strcmp(type, "foreign key") != 0;
        }
        if (key && change == HD_TYPE_REINDEXES)
            return true;
    }
    return false;
}

/* The table with rows that the step is about, as it is called before the plan. */
static const hd_fact *old_table(const hd_diff *diff, const hd_action *action)
{
    const hd_fact *table = hd_relation_of(action->fact);

    if (action->role == HD_ROLE_FILL && action->fact->kind == &hd_kind_table)
        return diff->old_of[action->fact->index];
    if (table == NULL || hd_role_is_old(action->role))
        return table;
    return hd_diff_made(diff, table) && table->kind == &hd_kind_table ? NULL
                                                                      : diff->old_of[table->index];
}

bool hd_column_is_heavy(const hd_diff *diff, const hd_fact *column)
{
    const hd_fact *old = diff->old_of[column->index];
    const hd_change change = {diff, old, column};

    if (column->kind != &hd_kind_column || column->parent->kind != &hd_kind_table ||
        diff->new_verdict[column->index] != HD_ALTER || !hd_column_gets_type(&change))
        return false;
    if (hd_change_differs(&change, "type"))
        return hd_type_change_of(hd_fact_text(old, "type"), hd_fact_text(column, "type"), false) !=
               HD_TYPE_KEEPS;
    return !hd_change_differs(&change, "collation"); /* the type has the same name only */
}

bool hd_step_drops_moved(const hd_diff *diff, const hd_plan_step *step)
{
    const hd_fact *fact = step->action.fact;

    if (step->moved || step->action.role != HD_ROLE_DROP)
        return step->moved;
    /* What a materialized view holds is computed again when it is made anew. */
    if (fact->kind == &hd_kind_materialized_view)
        return diff->new_of[fact->index] != NULL;
    return diff->aside[fact->index] && !hd_rebuild_leaves_rows(diff, fact);
}

hd_step_cost *hd_step_cost_of(TALLOC_CTX *ctx, const hd_plan *plan, const hd_plan_step *step)
{
    hd_step_cost *cost = hd_new(ctx, hd_step_cost);
    size_t len = strlen(step->sql);

    cost->impact = hd_sql_impact_of(cost, step->sql, len);
    cost->losses = hd_sql_classify(cost, step->sql, len)->losses;
    cost->table = old_table(plan->diff, &step->action);
    bool relation = hd_relation_of(step->action.fact) != NULL;
    if (step->proven || (relation && cost->table == NULL))
        cost->impact->scans = cost->impact->rewrites = false;
    if (step->action.role == HD_ROLE_FILL && step->action.fact->kind == &hd_kind_table)
        cost->impact->rewrites = hd_text_starts(step->sql, "INSERT ");
    if (hd_step_drops_moved(plan->diff, step))
        cost->losses = (hd_strings){0};
    hd_type_change change = change_of(plan->diff, step);
    if (cost->impact->rewrites && change != HD_TYPE_REWRITES) {
        cost->impact->scans = is_read(step->action.fact, change);
        cost->impact->rewrites = false;
        cost->losses = (hd_strings){0};
    }
    return cost;
}
