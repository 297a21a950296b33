/*
 * Rebase: the branch that leads to one revision is put on top of another one, so that
 * two heads become one line without a merge revision. Only the "Revises:" lines of the
 * branch's first revisions change. Pure but for hd_rebase_write.
 */
#pragma once

#include "migrate/graph/graph.h"

/* A file whose "Revises:" line changes. */
typedef struct hd_rebase_change {
    const hd_revision *revision;
    hd_strings down; /* what it revises from then on */
} hd_rebase_change;

typedef struct hd_rebase {
    const hd_node *moved;
    const hd_node *onto;
    hd_nodes branch; /* what moves: below moved and not below onto, and all above that; in order */
    HD_VEC(hd_rebase_change) changes;
} hd_rebase;

/*
 * What it takes to put the branch that leads to moved onto another revision.
 *
 * A revision of the branch that revises nothing else in it is put onto the new parent; one
 * that merged something of the other side into the branch no longer needs to say so.
 *
 * Errors, all HD_CONFLICT: there is nothing to move, onto is no head, the branch depends
 * on itself through onto (a cycle).
 */
hd_error *hd_rebase_plan(TALLOC_CTX *ctx, const hd_graph *graph, const hd_node *moved,
                         const hd_node *onto, hd_rebase **ret) HD_MUST_USE;

/*
 * Which of two heads is to be moved when nobody says so: the one whose own revisions
 * are not applied, when those of the other are.
 *
 *   applied  by hd_node.order, as hd_rebase_applied gives it; NULL: not known
 *
 * Errors: HD_CONFLICT when there are not two heads or either one could be meant.
 */
hd_error *hd_rebase_choose(const hd_graph *graph, const bool *applied, const hd_node **moved,
                           const hd_node **onto) HD_MUST_USE;

/* The revisions that the rows of the version table imply; rows that no file explains are left out.
 */
bool *hd_rebase_applied(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows);

/* HD_REFUSED naming the applied revisions of the branch, if there are any. */
hd_error *hd_rebase_check_applied(const hd_rebase *rebase, const bool *applied) HD_MUST_USE;

/* Rewrites the files, each atomically, after all have been read and found good. */
hd_error *hd_rebase_write(const hd_rebase *rebase) HD_MUST_USE;
