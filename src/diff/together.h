/*
 * Columns of one table that get other types: the server writes the rows of a table anew for each
 * statement, so they go in one.
 */
#pragma once

#include "diff/plan.h"

/*
 * By hd_fact.index of the new side: the first one of the columns that are altered in one go with
 * that column; a column itself where there are no others. Only such facts are named.
 */
const hd_fact **hd_together_find(TALLOC_CTX *ctx, const hd_diff *diff);

/* Neighbours become one statement. A NOT NULL that comes with the type is proved as rows are
 * written, and not read for it once more. */
void hd_together_join(hd_plan *plan);
