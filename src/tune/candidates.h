/* Which indexes a plan could want: columns that it filters, joins and sorts by. Pure. */
#pragma once

#include "tune/plan.h"

typedef struct hd_candidate {
    const char *schema, *table;
    hd_strings columns; /* those compared for equality first, then at most one range or the order */
    hd_strings
        as_text;     /* of these, what is compared as text: an index serves varchar, not numbers */
    const char *why; /* "filter", "join", "order" */
} hd_candidate;
typedef HD_VEC(hd_candidate) hd_candidates;

/* The candidates, each once. Columns are what conditions name; whether they exist is not known. */
void hd_candidates_find(TALLOC_CTX *ctx, const hd_plan *plan, hd_candidates *ret);
