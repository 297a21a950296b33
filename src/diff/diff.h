/*
 * What differs between two snapshots, and what has to be done about each fact.
 *
 *     hd_diff_make(ctx, from, to, &diff);   pairs and verdicts
 *     hd_plan_make(ctx, diff, &plan);       statements in order (plan.h)
 */
#pragma once

#include "catalog/kinds.h"
#include "catalog/order.h"

typedef enum hd_verdict {
    HD_SAME,    /* nothing to do: equal, or it follows from what is done to others */
    HD_CREATE,  /* only the new side has it */
    HD_DROP,    /* only the old side has it */
    HD_ALTER,   /* changed in place */
    HD_REPLACE, /* dropped and created */
} hd_verdict;

/* How two sides are compared. */
typedef struct hd_diff_options {
    /* The role that owns whatever nobody was given on that side, as in models: it means nothing
       there. NULL: all owners count. */
    const char *from_owner;
    const char *to_owner;
} hd_diff_options;

typedef struct hd_diff {
    const hd_snapshot *from;
    const hd_snapshot *to;
    hd_diff_options options;
    int server_version;      /* of the database that will run the plan */
    const hd_fact **new_of;  /* by hd_fact.index of from: the same thing in to, or NULL */
    const hd_fact **old_of;  /* by hd_fact.index of to */
    hd_verdict *old_verdict; /* by hd_fact.index of from */
    hd_verdict *new_verdict; /* by hd_fact.index of to */
    bool *aside;             /* by index of from: a replaced fact that columns use. It gets another
                                name first and is dropped last, so that their rows can go over */
    bool *routed;            /* by index of from: a partition whose rows go to the new table above;
                                it is aside, too */
    bool *apart;             /* by index of from: it goes before its table, and not with it */
    hd_order *order;         /* of all that makes to */
} hd_diff;

/* A fact on both sides, or on one: the other one is NULL then. */
typedef struct hd_change {
    const hd_diff *diff;
    const hd_fact *old;
    const hd_fact *new;
} hd_change;

/*
 * Compares the snapshots. Both stay the caller's and must live as long as the diff.
 *
 * Errors: HD_CONFLICT when objects of the new side need each other in a way that no order
 * can satisfy.
 */
hd_error *hd_diff_make(TALLOC_CTX *ctx, const hd_snapshot *from, const hd_snapshot *to,
                       const hd_diff_options *options, hd_diff **ret) HD_MUST_USE;

/* Whether there is nothing to do. */
bool hd_diff_is_empty(const hd_diff *diff);

/* Of a fact of the old side: it is dropped, or replaced. */
static inline bool hd_diff_gone(const hd_diff *diff, const hd_fact *old)
{
    return diff->old_verdict[old->index] == HD_DROP || diff->old_verdict[old->index] == HD_REPLACE;
}

/* Of a fact of the new side: it is created, or replaced. */
static inline bool hd_diff_made(const hd_diff *diff, const hd_fact *new)
{
    return diff->new_verdict[new->index] == HD_CREATE ||
           diff->new_verdict[new->index] == HD_REPLACE;
}
