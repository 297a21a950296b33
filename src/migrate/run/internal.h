/* What the files of the runner share; nobody else includes it. */
#pragma once

#include "migrate/files/project.h"
#include "migrate/journal/journal.h"
#include "migrate/run/run.h"
#include "pg/interrupt.h"
#include "pg/retry.h"
#include "pg/watch.h"

typedef struct hd_run_state {
    uv_loop_t *loop;
    const hd_config *config;
    const hd_run_options *options;
    const hd_talk *talk;

    hd_target target;
    hd_conn *conn; /* NULL after it was lost */
    hd_watch *watch;
    hd_version_table *table;
    hd_journal *journal; /* made when the place of the version table is known */
    bool locked;         /* this session holds the runner lock */
    bool begun;          /* a row for this run was written to the journal */
    bool durable;        /* commits wait for the disk: the last ones of the run do */
    bool prepared;       /* the session has the statements of prepared.c */
    bool remarked;       /* what is odd about the project's files has been said */
    hd_interrupt *interrupt;
    const char *in_doubt; /* attempt whose COMMIT was sent and not answered yet, or NULL */

    /* Of the present pass: a lost connection begins a new one. */
    TALLOC_CTX *pass;
    hd_strings rows;
    hd_strings planned;          /* those that the movement was made from */
    hd_project_reading *reading; /* begun while connecting; NULL: there is none, or it is done */
    hd_project *project;
    hd_movement *movement;
    hd_strings expected; /* the rows of the version table now, when nobody else writes to it */
    HD_VEC(const hd_body *) bodies; /* of the movement's steps, in order; NULL for stamps */
    hd_unfinished_list unfinished;
    hd_parts parts;

    unsigned passes;  /* begun so far */
    size_t announced; /* steps whose log line was printed in this pass */
    size_t done;      /* revisions moved by this run, over all passes */
} hd_run_state;

/* Commands for a pipeline; appended to. */
typedef HD_VEC(hd_statement) hd_commands;

/*
 * session.c: user, role and settings of the working session (time limits, durability of single
 * commits): put in order by a round trip of its own, or by commands in a pipeline.
 */
hd_error *hd_run_prepare_session(hd_run_state *run) HD_MUST_USE;
char *hd_run_settings_sql(TALLOC_CTX *ctx, const hd_run_state *run);
void hd_run_add_restore(TALLOC_CTX *ctx, const hd_run_state *run, hd_commands *ret);
/* From here on a commit is durable, and with it all before it. */
hd_error *hd_run_make_durable(hd_run_state *run) HD_MUST_USE;
/* A time limit as a section has it, for SET: in milliseconds. */
char *hd_run_limit(TALLOC_CTX *ctx, const char *value);
/* Those of the section, until the end of the transaction. */
void hd_run_add_limits(TALLOC_CTX *ctx, const hd_body *body, hd_commands *ret);

/*
 * prepared.c: statements that the session parses once. prepared gives the one that goes for plain,
 * with its parameters, or plain itself where the session has none. lost tells whether err says
 * that the session has them no more; from then on they go as text.
 */
typedef enum hd_prepared {
    HD_PREPARED_CHECK,    /* hd_version_table_check_sql */
    HD_PREPARED_MOVE,     /* hd_version_table_move_sql */
    HD_PREPARED_STEP,     /* journal_step.sql */
    HD_PREPARED_RESTORE,  /* the last of hd_conn_restore */
    HD_PREPARED_SETTINGS, /* hd_run_settings_sql of commits that do not wait */
} hd_prepared;
hd_error *hd_run_prepare_statements(hd_run_state *run) HD_MUST_USE;
hd_statement hd_run_prepared(const hd_run_state *run, hd_prepared which, hd_statement plain);
bool hd_run_lost_prepared(hd_run_state *run, const hd_error *err);

/*
 * fence.c: keeps other writers off the version table for the rest of the transaction, which fails
 * when its rows are not those expected. explain says so when command number index of the fence
 * has failed.
 */
void hd_run_add_fence(TALLOC_CTX *ctx, const hd_run_state *run, hd_commands *ret);
hd_error *hd_run_explain_fence(const hd_run_state *run, size_t index, hd_error *err) HD_MUST_USE;
/* The rows were changed as the step says. */
void hd_run_expect(hd_run_state *run, const hd_step *step);

/* preflight.c: refuses connections and databases that must not be migrated. */
hd_error *hd_run_check_connection(hd_run_state *run) HD_MUST_USE;
hd_error *hd_run_warn_of_full_schema(hd_run_state *run) HD_MUST_USE;
hd_error *hd_run_check_triggers_off(hd_run_state *run) HD_MUST_USE;

/* lock.c: the runner lock, on the connection that does the work. */
hd_error *hd_run_lock(hd_run_state *run) HD_MUST_USE;

/* danger.c: what the plan would lose: asks, dumps, or refuses. */
hd_error *hd_run_check_danger(hd_run_state *run) HD_MUST_USE;

/* drift.c: what the version table does not tell: steps half done, files that were edited. */
hd_error *hd_run_check_journal(hd_run_state *run) HD_MUST_USE;

/* transaction.c, autocommit.c, batch.c: one way of running parts each. */
hd_error *hd_run_transaction(hd_run_state *run, const hd_part *parts, size_t count) HD_MUST_USE;
hd_error *hd_run_autocommit(hd_run_state *run, const hd_part *part) HD_MUST_USE;
hd_error *hd_run_batch(hd_run_state *run, const hd_part *part) HD_MUST_USE;

/* lag.c: until no standby is farther behind than the setting max_lag says, or an interrupt. */
hd_error *hd_run_wait_for_standbys(hd_run_state *run) HD_MUST_USE;

/* settle.c: finds out what became of the work when the connection was lost. */
hd_error *hd_run_settle(hd_run_state *run, hd_error *lost) HD_MUST_USE;

/* step.c: what all ways share. */
void hd_run_announce(hd_run_state *run, const hd_part *part);
/* Commands that change the version table; appended. */
void hd_run_add_row_changes(TALLOC_CTX *ctx, const hd_run_state *run, const hd_part *part,
                            hd_commands *ret);
/* Counts the part's revision where it completes it, and expects its rows. */
void hd_run_count_done(hd_run_state *run, const hd_part *part);
/* Adds place and context: the error came from statement number index of the part. */
hd_error *hd_run_place(hd_error *err, const hd_part *part, size_t index) HD_MUST_USE;
/* The unfinished step of the journal that began at this very statement, or NULL. */
const hd_unfinished *hd_run_unfinished(const hd_run_state *run, const hd_part *part);
/* Marks an intent done and, where the part completes its revision, moves the rows, in one
 * transaction. */
hd_error *hd_run_finish_part(hd_run_state *run, const hd_part *part,
                             const char *attempt_id) HD_MUST_USE;

/* timing.c: says what statement number index of the part took, when that is wanted. */
void hd_run_say_time(const hd_run_state *run, const hd_part *part, size_t index, uint64_t began_ms);

/* retry.c: lock_timeout with jittered retries under a budget. */
void hd_run_pause(hd_run_state *run, uint64_t ms); /* ends early when interrupted */
hd_retry hd_retry_begin(const hd_run_state *run);
/*
 * Takes err when waiting and trying again makes sense (then NULL is returned, after the
 * wait); gives it back otherwise, as HD_BUSY when the budget is used up.
 */
hd_error *hd_retry_after(hd_run_state *run, hd_retry *retry, hd_error *err) HD_MUST_USE;
