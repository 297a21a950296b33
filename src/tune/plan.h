/* A plan as EXPLAIN (FORMAT JSON) tells it, read into a tree. Pure. */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_plan_node hd_plan_node;
typedef HD_VEC(hd_plan_node *) hd_plan_nodes;

/* Texts are NULL where the plan says nothing; numbers are then negative. */
struct hd_plan_node {
    const char *type; /* "Seq Scan", "ModifyTable" */
    const char *strategy, *join_type, *operation;
    const char *schema, *relation, *alias, *index, *cte, *function;
    const char *relationship; /* to its parent: Outer, Inner, InitPlan, SubPlan, Member ... */
    const char *subplan;      /* "CTE x", "InitPlan 1 (returns $0)" */
    const char *filter, *index_cond, *recheck_cond, *hash_cond, *merge_cond, *join_filter;
    const char *one_time_filter, *order_by; /* of an index scan */
    hd_strings sort_keys, group_keys;

    double startup_cost, total_cost, plan_rows;

    /* Only when the plan was executed. */
    bool executed;
    double loops;
    double rows;                                                   /* of one loop */
    double total_ms;                                               /* of one loop */
    double removed_by_filter, removed_by_join, removed_by_recheck; /* rows of one loop */
    double heap_fetches, lossy_blocks;
    const char *sort_method;
    double sort_kb;
    bool sort_on_disk;
    double hash_batches, hash_batches_planned, peak_kb, disk_kb;
    double workers_planned, workers_launched;
    double shared_read, shared_hit, temp_read, temp_written; /* blocks, all loops */

    /* What follows from it. */
    double all_rows;  /* of all loops */
    double all_ms;    /* of all loops, parallel ones side by side */
    double self_ms;   /* the same without its children */
    bool cut_short;   /* something above may stop it before it has given all rows */
    double processes; /* that work on it at a time; 1 outside of Gather */

    hd_plan_node *parent;
    hd_plan_nodes children;
};

typedef struct hd_plan_trigger {
    const char *name, *constraint, *relation;
    double ms, calls;
} hd_plan_trigger;

typedef struct hd_plan {
    hd_plan_node *root;
    bool executed;
    double planning_ms, execution_ms, jit_ms; /* negative: not told */
    HD_VEC(hd_plan_trigger) triggers;
} hd_plan;

/*
 * Reads what EXPLAIN printed: an array with one object.
 *
 * Errors: HD_DATABASE when it is no such thing, or deeper than any statement makes it.
 */
hd_error *hd_plan_parse(TALLOC_CTX *ctx, const char *text, size_t len, hd_plan **ret) HD_MUST_USE;

static inline double hd_plan_greater(double a, double b)
{
    return a > b ? a : b;
}

/* Calls visit for each node, parents first. */
typedef void hd_plan_visit_fn(const hd_plan_node *node, void *arg);
void hd_plan_walk(const hd_plan_node *root, hd_plan_visit_fn *visit, void *arg);

/* "Index Scan using users_pkey on public.users u", "Hash Left Join", "Insert on public.t". */
char *hd_plan_node_title(TALLOC_CTX *ctx, const hd_plan_node *node);

/* Whether it changes or locks rows: then it cannot run in a read-only transaction. */
bool hd_plan_writes(const hd_plan *plan);
