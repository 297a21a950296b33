#include "diff/explain.h"

#include <stdlib.h>

#include "base/text.h"
#include "diff/online/recipe.h"
#include "diff/rebuild.h"

/* ---- types ---- */

struct type {
    char *name;    /* without modifier */
    int64_t first; /* of the modifier; -1: none */
    int64_t second;
};

static struct type type_read(TALLOC_CTX *ctx, const char *text)
{
    const char *open = strchr(text, '(');
    struct type type = {.first = -1};

    if (open == NULL) {
        type.name = hd_strdup(ctx, text);
        return type;
    }
    char *rest = NULL;
    type.first = strtol(open + 1, &rest, 10);
    type.second = *rest == ',' ? strtol(rest + 1, &rest, 10) : 0;
    type.name = hd_printf(ctx, "%.*s%s", (int)(open - text), text, *rest == ')' ? rest + 1 : "");
    return type;
}

/* Types whose rows stay when the modifier takes more. */
static bool only_widens(const struct type *old, const struct type *new)
{
    static const char *const lengths[] = {
        "character varying",           "bit varying",
        "time without time zone",      "time with time zone",
        "timestamp without time zone", "timestamp with time zone"};

    if (new->first < 0)
        return true;
    if (strcmp(new->name, "numeric") == 0)
        return old->first >= 0 && new->second == old->second &&new->first >= old->first;
    for (size_t i = 0; i < HD_COUNT(lengths); i++)
        if (strcmp(lengths[i], new->name) == 0)
            return old->first >= 0 && new->first >= old->first;
    return old->first == new->first;
}

bool hd_type_change_is_free(const char *old, const char *new)
{
    HD_SCRATCH(scratch);
    struct type from = type_read(scratch, old);
    struct type to = type_read(scratch, new);
    static const struct {
        const char *from, *to;
    } alike[] = {
        {"character varying", "text"},
        {"text", "character varying"},
        {"cidr", "inet"},
        {"integer", "oid"},
        {"oid", "integer"},
    };

    if (strcmp(from.name, to.name) == 0)
        return only_widens(&from, &to);
    for (size_t i = 0; i < HD_COUNT(alike); i++)
        if (strcmp(alike[i].from, from.name) == 0 && strcmp(alike[i].to, to.name) == 0)
            return to.first < 0;
    return false;
}

/* ---- steps ---- */

static bool keeps_rows(const hd_diff *diff, const hd_plan_step *step)
{
    const hd_fact *new = step->action.fact;

    if (step->action.role != HD_ROLE_ALTER || new->kind != &hd_kind_column)
        return false;
    const hd_fact *old = diff->old_of[new->index];
    return hd_text_equal(hd_fact_text(old, "collation"), hd_fact_text(new, "collation")) &&
           strstr(step->sql, " USING ") == NULL &&
           hd_type_change_is_free(hd_fact_text(old, "type"), hd_fact_text(new, "type"));
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
    if (cost->impact->rewrites && keeps_rows(plan->diff, step)) {
        cost->impact->scans = cost->impact->rewrites = false;
        cost->losses = (hd_strings){0};
    }
    return cost;
}
