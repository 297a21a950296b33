/* What the steps of a plan cost others: locks, reading, writing anew, losses. */
#pragma once

#include "diff/plan.h"
#include "parse/classify.h"
#include "parse/locks.h"

typedef struct hd_step_cost {
    hd_sql_impact *impact; /* of the statement; scans and rewrites as they are in this plan */
    hd_strings losses;     /* a phrase for each: drops table "users" */
    const hd_fact *table; /* whose rows are read or written; of the old side; NULL: none has rows */
} hd_step_cost;

/* The step must be no comment. */
hd_step_cost *hd_step_cost_of(TALLOC_CTX *ctx, const hd_plan *plan, const hd_plan_step *step);

/*
 * Whether it drops what was set aside, after its rows or values have gone over, or a materialized
 * view that is made anew: nothing is lost.
 */
bool hd_step_drops_moved(const hd_diff *diff, const hd_plan_step *step);

/*
 * Whether a column (of the new side) gets another type, or one of the same name that is made anew,
 * and the server writes rows or indexes of the table anew for it: parse/type_change.h.
 */
bool hd_column_is_heavy(const hd_diff *diff, const hd_fact *column);
