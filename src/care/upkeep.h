/*
 * ANALYZE, VACUUM and REINDEX, one table or index after the other: which ones, under which
 * statements, and what became of each.
 */
#pragma once

#include "base/talk.h"
#include "base/vec.h"
#include "pg/conn.h"
#include "pg/retry.h"
#include "report/run.h"

typedef enum hd_upkeep_action {
    HD_UPKEEP_ANALYZE,
    HD_UPKEEP_VACUUM,
    HD_UPKEEP_VACUUM_FULL,
    HD_UPKEEP_REINDEX,
} hd_upkeep_action;

typedef enum hd_upkeep_outcome {
    HD_UPKEEP_WAITING, /* not begun, or to be tried again */
    HD_UPKEEP_RUNNING,
    HD_UPKEEP_DONE,
    HD_UPKEEP_NOT_ALLOWED, /* this role may not; nothing was sent */
    HD_UPKEEP_BUSY,        /* its lock was not to be had within the budget */
    HD_UPKEEP_FAILED,
    HD_UPKEEP_CANCELLED, /* by the user, or never begun because of that */
} hd_upkeep_outcome;

/* A table, or an index for REINDEX. */
typedef struct hd_upkeep_target {
    const char *oid;
    const char *schema, *name;
    const char *shown;       /* "schema.name", quoted where SQL needs it */
    const char *parent;      /* oid of the partitioned table above it, "0" for none */
    const char *toast;       /* name of its TOAST table, or NULL */
    const char *index_table; /* of an index: its table as written in SQL */
    char kind;               /* r, m, p, i: pg_class.relkind */
    int64_t size_bytes;      /* with TOAST and indexes, by pg_class.relpages */
    bool allowed, system, valid, exclusion;
    const char *why; /* why it is due, or NULL */
    const char *sql;
    hd_upkeep_outcome outcome;
    const char *reason; /* of an outcome that is not DONE, or NULL */
    uint64_t took_ms;
    int64_t before_bytes, after_bytes; /* VACUUM FULL and REINDEX; -1: not known */
    hd_retry retry;
    uint64_t not_before_ms;
} hd_upkeep_target;

typedef HD_VEC(hd_upkeep_target) hd_upkeep_targets;

/* What is wanted. Lists may be empty: then all tables of the database. */
typedef struct hd_upkeep_choice {
    hd_upkeep_action action;
    const hd_strings *names;   /* patterns as psql has them */
    const hd_strings *schemas; /* exact names */
    bool analyze;              /* VACUUM: with ANALYZE */
    bool freeze;               /* VACUUM: with FREEZE */
    bool blocking;             /* REINDEX: not CONCURRENTLY */
} hd_upkeep_choice;

const char *hd_upkeep_action_name(hd_upkeep_action action);    /* "vacuum full" */
const char *hd_upkeep_outcome_name(hd_upkeep_outcome outcome); /* "not allowed", also for JSON */

/*
 * The targets of the choice, with their statements: partitions in the place of partitioned
 * tables, except for ANALYZE, which goes down from them by itself. Without names and schemas the
 * system catalogs are among them for ANALYZE and VACUUM, as far as the role may.
 *
 * Errors: HD_DATABASE; HD_MISSING for a name that nothing has.
 */
hd_error *hd_upkeep_find(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_choice *choice,
                         hd_upkeep_targets *ret) HD_MUST_USE;

/*
 * Keeps those that are due, and says why. The verdicts are those of reports:
 *
 *   ANALYZE, VACUUM   vacuum-due: all of its rows
 *   VACUUM FULL       bloat: rows that are judged to be bad
 *   REINDEX           index-bloat: the same; and each index that is not valid
 */
void hd_upkeep_keep_due(TALLOC_CTX *ctx, const hd_upkeep_choice *choice,
                        const hd_report_result *verdicts, hd_upkeep_targets *targets);

/* Leftovers of a REINDEX CONCURRENTLY on the tables of the targets (or, with targets NULL, in
 * the whole database). */
typedef struct hd_upkeep_leftover {
    const char *name; /* quoted, qualified */
    int64_t size_bytes;
    bool allowed;
} hd_upkeep_leftover;
typedef HD_VEC(hd_upkeep_leftover) hd_upkeep_leftovers;
hd_error *hd_upkeep_find_leftovers(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_targets *targets,
                                   hd_upkeep_leftovers *ret) HD_MUST_USE;

/* Drops them, each concurrently; what cannot be dropped is a warning. */
hd_error *hd_upkeep_drop_leftovers(hd_conn *conn, const hd_upkeep_leftovers *leftovers,
                                   uint64_t lock_timeout_ms, const hd_talk *talk) HD_MUST_USE;

typedef struct hd_upkeep_run_options {
    const hd_target *server;
    unsigned jobs;            /* connections that work at a time; at least 1 */
    uint64_t lock_timeout_ms; /* of one try */
    uint64_t lock_budget_ms;  /* of all tries of one target */
    const hd_talk *talk;
} hd_upkeep_run_options;

/*
 * Runs the statements; outcomes are filled in, for all targets. While one is not to be had
 * because of its lock, others are worked on. Ctrl-C cancels what runs.
 *
 * Errors: HD_DATABASE when there is no connection (any more), HD_CANCELLED. That a target
 * failed is no error of this call.
 */
hd_error *hd_upkeep_run(uv_loop_t *loop, const hd_upkeep_run_options *options,
                        hd_upkeep_action action, hd_upkeep_targets *targets) HD_MUST_USE;
