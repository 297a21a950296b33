/*
 * The journal: schema "howdah", which tells what was run on a database, by whom,
 * when, from which file, and how far it came. docs/journal.md describes it.
 *
 * Transactional work is recorded in the very transaction that does it, so there is no
 * moment at which one is there without the other. A statement that cannot run in a
 * transaction is recorded as an intent before and as done after.
 */
#pragma once

#include "migrate/files/body.h"
#include "migrate/journal/version_table.h"
#include "migrate/plan.h"

typedef struct hd_journal {
    const char *run_id;        /* UUID, made before the run is opened */
    const char *version_table; /* qualified name: one journal serves several version tables */
} hd_journal;

/* A journal for one run on this version table, whose place must be known. */
hd_journal *hd_journal_new(TALLOC_CTX *ctx, const hd_version_table *table);

/* Makes the schema and its tables. Errors: HD_DATABASE, with the GRANT that is missing. */
hd_error *hd_journal_ensure(hd_conn *conn) HD_MUST_USE;
hd_error *hd_journal_exists(hd_conn *conn, bool *ret) HD_MUST_USE;

/* Opens and closes the run; opening also closes runs whose session is dead. */
hd_error *hd_journal_begin(hd_conn *conn, const hd_journal *journal, const char *command,
                           const char *target, const hd_strings *rows) HD_MUST_USE;
/* cause may be NULL: outcome "ok". */
hd_error *hd_journal_end(hd_conn *conn, const hd_journal *journal,
                         const hd_error *cause) HD_MUST_USE;

/*
 * The command that writes a step, for a pipeline; memory of ctx.
 *
 *   attempt_id  UUID of this attempt
 *   state       "done" or "intent"
 */
hd_statement hd_journal_step(TALLOC_CTX *ctx, const hd_journal *journal, const hd_part *part,
                             const char *attempt_id, const char *state);
/* The command for a stamp, which has no body; revision "" stands for base. */
hd_statement hd_journal_stamp(TALLOC_CTX *ctx, const hd_journal *journal, const char *attempt_id,
                              const char *revision);
hd_statement hd_journal_mark(TALLOC_CTX *ctx, const char *attempt_id, const char *state,
                             const hd_error *cause);
hd_statement hd_journal_cursor(TALLOC_CTX *ctx, const char *attempt_id, const char *after,
                               int64_t rows);

/* A step of a revision that was begun and not finished. */
typedef struct hd_unfinished {
    const char *attempt_id, *revision, *direction;
    size_t first_statement, statement_count;
    const char *sql_sha256, *mode, *state;
    const char *cursor_after; /* batch: last key done, or NULL */
    int64_t cursor_rows;
    const char *started, *message, *who, *error;
} hd_unfinished;
typedef HD_VEC(hd_unfinished) hd_unfinished_list;

hd_error *hd_journal_unfinished(TALLOC_CTX *ctx, hd_conn *conn, const hd_journal *journal,
                                hd_unfinished_list *ret) HD_MUST_USE;

/* Whether the attempt's transaction was committed. */
hd_error *hd_journal_committed(hd_conn *conn, const char *attempt_id, bool *ret) HD_MUST_USE;
