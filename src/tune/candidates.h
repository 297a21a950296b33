/* Which indexes a plan could want: what it filters, joins and sorts by. Pure. */
#pragma once

#include "tune/conditions.h"
#include "tune/plan.h"

typedef struct hd_candidate {
    const char *schema, *table;
    hd_uses keys;     /* those compared for equality first, then at most one range, or the order */
    hd_strings facts; /* of the rows it needs: the WHERE of a partial index; may be empty */
    const char *why;  /* "filter", "join", "order", "OR" */
    bool doubtful;    /* only worth a word when the planner says so */
    unsigned arms_of; /* candidates with the same number help together only; 0: alone */
} hd_candidate;
typedef HD_VEC(hd_candidate) hd_candidates;

/*
 * The candidates, each once. Columns are what conditions name; whether they exist is not known.
 *
 *   refused  what the plan filters by and no index can have, with its table
 */
void hd_candidates_find(TALLOC_CTX *ctx, const hd_plan *plan, hd_candidates *ret,
                        hd_refusals *refused);
