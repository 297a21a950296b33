/*
 * One name at a time: ids, partial ids, labels, head, heads, base, LABEL@NAME,
 * and the relative forms. Below resolve.h and movement.h, which others use.
 */
#pragma once

#include "migrate/graph/walk.h"

/* In what a name is looked up, and the words for refusals. */
typedef struct hd_lookup {
    const hd_graph *graph;
    const char *asked;         /* what the user wrote, for "given argument 'X'"; NULL: the name */
    const char *several_heads; /* the sentence on several heads where it is another; or NULL */
} hd_lookup;

hd_error *hd_lookup_error_unknown(const hd_graph *graph, const char *name) HD_MUST_USE;

/*
 * All revisions that a name stands for, appended to ret: none for base, several for
 * heads. "-N" and "LABEL@-N" are N steps below each head.
 */
hd_error *hd_lookup_all(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *name,
                        hd_nodes *ret) HD_MUST_USE;

/* Exactly one; NULL in ret for base. */
hd_error *hd_lookup_one(const hd_lookup *lookup, const char *name, const hd_node **ret) HD_MUST_USE;

/* The revision that a branch is named by: one that has the label, or the id, or part of it. */
hd_error *hd_lookup_branch(const hd_lookup *lookup, const char *branch,
                           const hd_node **ret) HD_MUST_USE;

/*
 * Adds to set all revisions that share lineage with what the name stands for:
 * its ancestors and descendants along the edges. base shares with all.
 */
hd_error *hd_lookup_lineage(const hd_lookup *lookup, const char *name, hd_edges edges,
                            bool *set) HD_MUST_USE;

/* The revisions of version rows, appended to ret, in order; rows are full ids. */
hd_error *hd_lookup_rows(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                         hd_nodes *ret) HD_MUST_USE;

/* "[BRANCH@][SYMBOL]+N" or "-N" taken apart. */
typedef struct hd_relative {
    const char *branch; /* or NULL */
    const char *symbol; /* or NULL: relative to the rows */
    const char *text;   /* "+05" as written */
    int64_t steps;      /* 5 */
} hd_relative;

/* Whether the name is relative. Like Alembic's, it does not care for what follows the number. */
bool hd_relative_parse(TALLOC_CTX *ctx, const char *name, hd_relative *ret);

/* "Relative revision +5 didn't produce 5 migrations". */
hd_error *hd_relative_error(const hd_relative *relative) HD_MUST_USE;

typedef enum hd_stop { HD_STOP_NODE, HD_STOP_BASE, HD_STOP_TOO_FAR } hd_stop;

/*
 * Walks up (steps > 0) or down along Revises.
 *
 *   start   NULL is base: up leads to the bases, down (as in Alembic) to the heads
 *   branch  keeps to a branch on the way up; or NULL
 *   clip    stay at the end instead of walking too far
 *
 * Errors: HD_CONFLICT "Ambiguous walk" where the way forks.
 */
hd_error *hd_relative_walk(const hd_lookup *lookup, const hd_node *start, int64_t steps,
                           const char *branch, bool clip, const hd_node **ret,
                           hd_stop *stop) HD_MUST_USE;

/* Where a walk begins that has a symbol; on_branch: it must be of relative->branch, if any. */
hd_error *hd_relative_start(TALLOC_CTX *scratch, const hd_lookup *lookup,
                            const hd_relative *relative, bool on_branch,
                            const hd_node **ret) HD_MUST_USE;
