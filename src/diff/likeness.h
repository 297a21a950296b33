/* What may have been renamed: pairs of things that are gone and things that are new. */
#pragma once

#include "diff/difference.h"

typedef struct hd_likeness {
    const hd_fact *old;
    const hd_fact *new;
    int score;  /* above 0; 100: equal but for the name */
    bool taken; /* for the asker */
} hd_likeness;

typedef HD_VEC(hd_likeness) hd_likenesses;

/*
 * Things of a kind in the same place that are like each other in something else than the
 * name, the likest first. Only kinds that hold data or are used by others: tables, views,
 * columns, types and their values, sequences, functions, schemas.
 */
hd_likenesses hd_likenesses_find(TALLOC_CTX *ctx, const hd_differences *differences);
