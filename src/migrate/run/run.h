/*
 * The runner: moves a database from the rows it has to a target, and survives
 * whatever happens meanwhile. docs/runner.md tells what it does in which failure.
 */
#pragma once

#include "base/talk.h"
#include "config/config.h"
#include "migrate/plan.h"
#include "pg/conn.h"

/* What a run has done, a talloc object that owns its lists. */
typedef struct hd_run_result {
    hd_strings revisions; /* moved by the run, in order */
    hd_strings rows;      /* of the version table at its end */
} hd_run_result;

typedef struct hd_run_options {
    const char *command; /* "upgrade", "downgrade", "stamp": for the journal and messages */
    hd_direction direction;
    hd_strings targets; /* one for upgrade and downgrade, one or more for stamp */
    bool purge;         /* stamp: delete all rows first, whatever they are */
    hd_transaction_mode transaction;
    bool no_wait;         /* HD_BUSY at once when another runner works */
    bool session_pooler;  /* the pooler in between gives each client a server session of its own */
    bool cancel_blockers; /* cancel (idle in transaction: terminate) who blocks us */
    bool allow_data_loss;
    bool backup;           /* dump the tables that lose data before the run */
    bool timing;           /* say what each statement of the files took */
    bool strict;           /* an applied file that has changed is an error, not a warning */
    hd_run_result *result; /* filled unless the run fails; NULL when nobody asks */
    hd_talk talk;
} hd_run_options;

/*
 * Runs it. Errors, beside those of files and server: HD_BUSY (no_wait, or the lock
 * budget is used up), HD_REFUSED (pooler, standby, wrong environment, data loss,
 * irreversible downgrade), HD_UNKNOWN (the connection was lost at a COMMIT and the server
 * cannot be reached to ask), HD_CANCELLED.
 */
hd_error *hd_run(uv_loop_t *loop, const hd_config *config,
                 const hd_run_options *options) HD_MUST_USE;
