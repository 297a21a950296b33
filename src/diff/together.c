#include "diff/together.h"

#include "base/text.h"
#include "diff/explain.h"
#include "diff/rule.h"
#include "parse/quote.h"

static bool comes_before(const hd_fact *column, const hd_fact *other)
{
    return other == NULL || hd_fact_int(column, "position", 0) < hd_fact_int(other, "position", 0);
}

static void table_find(const hd_diff *diff, const hd_fact *table, const hd_fact **leads)
{
    const hd_fact *lead = NULL;

    for (size_t i = 0; i < table->child_count; i++)
        if (hd_column_is_heavy(diff, table->children[i]) && comes_before(table->children[i], lead))
            lead = table->children[i];
    for (size_t i = 0; lead != NULL && i < table->child_count; i++)
        if (hd_column_is_heavy(diff, table->children[i]))
            leads[table->children[i]->index] = lead;
}

const hd_fact **hd_together_find(TALLOC_CTX *ctx, const hd_diff *diff)
{
    const hd_fact **leads = hd_new_array(ctx, const hd_fact *, diff->to->count + 1);

    for (size_t i = 0; i < diff->to->count; i++)
        if (diff->to->facts[i]->kind == &hd_kind_table)
            table_find(diff, diff->to->facts[i], leads);
    return leads;
}

/* What comes after "ALTER TABLE name" in a step, if it begins with what is said of the column. */
static const char *clause_of(const hd_plan_step *step, const char *what)
{
    HD_SCRATCH(scratch);
    const hd_fact *column = step->action.fact;
    const char *table = hd_alter_prefix(scratch, column->parent, false);
    const char *clause = hd_printf(scratch, " ALTER COLUMN %s %s",
                                   hd_sql_ident(scratch, column->name), what);

    if (step->mode != HD_STEP_JOINED || step->proven || !hd_text_starts(step->sql, table) ||
        !hd_text_starts(step->sql + strlen(table), clause))
        return NULL;
    return step->sql + strlen(table) + 1;
}

static bool is_of_column(const hd_plan_step *step)
{
    return step->action.role == HD_ROLE_ALTER && step->action.fact->kind == &hd_kind_column &&
           step->action.fact->parent->kind == &hd_kind_table;
}

static const char *type_clause(const hd_plan *plan, const hd_plan_step *step)
{
    if (!is_of_column(step) || !hd_column_is_heavy(plan->diff, step->action.fact))
        return NULL;
    return clause_of(step, "TYPE ");
}

/*
 * Appends to the step at first what comes after it and is about columns of the same table. The
 * others of those columns' steps stay behind it: they are about one column each. The marks are of
 * steps that are in another one now.
 */
static void join_at(hd_plan *plan, size_t first, bool *joined)
{
    HD_SCRATCH(scratch);
    hd_plan_step *step = &plan->steps[first];
    const hd_fact *table = step->action.fact->parent;
    hd_buf *sql = hd_buf_new(scratch);
    size_t count = 1;

    hd_buf_addf(sql, "%s\n    %s", hd_alter_prefix(scratch, table, false), type_clause(plan, step));
    for (size_t i = first + 1; i < plan->count; i++) {
        const hd_plan_step *next = &plan->steps[i];
        if (!is_of_column(next) || next->action.fact->parent != table)
            break;
        const char *clause = type_clause(plan, next);
        bool follows = joined[i - 1] || i - 1 == first;
        if (clause == NULL && follows && next->action.fact == plan->steps[i - 1].action.fact)
            clause = clause_of(next, "SET NOT NULL");
        if (clause == NULL)
            continue;
        hd_buf_addf(sql, ",\n    %s", clause);
        joined[i] = true;
        count++;
    }
    if (count > 1)
        step->sql = hd_strdup(plan, sql->data);
}

void hd_together_join(hd_plan *plan)
{
    HD_SCRATCH(scratch);
    bool *joined = hd_new_array(scratch, bool, plan->count + 1);
    size_t count = 0;

    for (size_t i = 0; i < plan->count; i++)
        if (!joined[i] && type_clause(plan, &plan->steps[i]) != NULL)
            join_at(plan, i, joined);
    for (size_t i = 0; i < plan->count; i++)
        if (!joined[i])
            plan->steps[count++] = plan->steps[i];
    plan->count = count;
}
