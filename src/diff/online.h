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
    bool off;     /* the plain statements, for a database that nobody uses meanwhile */
    bool types;   /* a change of type that rewrites the table goes by way of a second column */
    bool renames; /* others are renamed before the plan, in its first transaction */
} hd_online_options;

/*
 * The plan as it runs. The diff must live as long as the plan.
 *
 * Errors: those of hd_plan_make.
 */
hd_error *hd_online_make(TALLOC_CTX *ctx, const hd_diff *diff, const hd_plan_options *plain,
                         const hd_online_options *options, hd_plan **ret) HD_MUST_USE;
