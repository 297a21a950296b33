/*
 * A plan as it runs beside readers and writers: dangerous steps become their safe sequences.
 *
 * The staged plan has three stretches. Before: what can be built or proved while everything
 * is as it was (indexes, CHECK constraints). Then the plain statements in one
 * transaction, short because what takes long is done already or put off. After: what
 * takes long and nobody waits for (validation, filling of columns, indexes on new columns,
 * drops of indexes).
 */
#pragma once

#include "diff/plan.h"

typedef struct hd_online_options {
    bool types; /* a change of type that rewrites the table goes by way of a second column */
} hd_online_options;

/* The diff of the plain plan must live as long as the result. */
hd_plan *hd_online_make(TALLOC_CTX *ctx, const hd_plan *plain, const hd_online_options *options);
