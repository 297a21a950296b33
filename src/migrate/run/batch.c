/*
 * "-- howdah: batch key=id size=10000" above an UPDATE or DELETE: the statement runs in
 * many short transactions, each over one range of the key, each with the cursor of the
 * journal moved in the same transaction. A run that dies goes on where it stopped.
 */
#include "migrate/run/internal.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/hash.h"
#include "parse/batch.h"
#include "parse/quote.h"
#include "sql.h"

struct batch_run {
    const hd_part *part;
    const hd_batch *batch;
    const hd_sql_batch *sql; /* the statement, cut into what is needed around a key range */
    const char *attempt_id;
    const char *after; /* last key done; NULL at the beginning */
    const char *upto;  /* last key of the range at hand */
    int64_t rows;      /* touched so far */
    int64_t estimate;  /* rows of the table, by the planner's statistics; -1 unknown */
};

/* The key has to be NOT NULL, or its NULL rows would be left out without a word. */
static hd_error *check_key(hd_run_state *run, struct batch_run *job)
{
    HD_SCRATCH(scratch);
    const char *params[] = {job->sql->table, job->batch->key};
    hd_rows *rows = NULL;

    if (hd_sql_batch_assigns(job->sql, job->batch->key))
        return hd_error_hint(
            hd_error_new(HD_CONFIG,
                         "the batched statement changes its own key "
                         "\"%s\"",
                         job->batch->key),
            "Rows whose key moves up would be met again; batch by another column.");
    HD_TRY(hd_query(scratch, run->conn, hd_sql_migrate_batch_key, HD_COUNT(params), params, &rows));
    if (hd_rows_count(rows) == 0)
        return hd_error_new(HD_MISSING, "table %s has no column \"%s\" to batch by",
                            job->sql->table, job->batch->key);
    if (!hd_rows_bool(rows, 0, 0))
        return hd_error_hint(hd_error_new(HD_CONFIG, "batch key \"%s\" of %s may be NULL",
                                          job->batch->key, job->sql->table),
                             "Rows without a key would be left out; use a NOT NULL column.");
    if (!hd_rows_bool(rows, 0, 1))
        hd_talk_say(run->talk, HD_TALK_WARN,
                    "no index of %s begins with \"%s\": every batch reads the whole table",
                    job->sql->table, job->batch->key);
    job->estimate = hd_rows_int(rows, 0, 2);
    return NULL;
}

/* The upper end of the next range; NULL when no row is left. */
static hd_error *find_range(TALLOC_CTX *ctx, hd_run_state *run, struct batch_run *job)
{
    HD_SCRATCH(scratch);
    const char *key = hd_sql_ident(scratch, job->batch->key);
    hd_rows *rows = NULL;
    char *sql = hd_sql_batch_bound(scratch, job->sql, key, job->batch->size, job->after != NULL);

    HD_TRY(hd_query(scratch, run->conn, sql, job->after != NULL, &job->after, &rows));
    job->upto = hd_rows_count(rows) == 0 ? NULL : hd_strdup(ctx, hd_rows_text(rows, 0, 0));
    return NULL;
}

static hd_error *run_range(hd_run_state *run, struct batch_run *job)
{
    HD_SCRATCH(scratch);
    const char *range[] = {job->upto, job->after};
    const char *key = hd_sql_ident(scratch, job->batch->key);
    hd_rows **results = NULL;
    size_t failed = 0;
    hd_statement statement = {hd_sql_batch_range(scratch, job->sql, key, job->after != NULL),
                              job->after == NULL ? 1 : 2, range};
    /* Two round trips: the cursor is written with the number of rows that the statement tells. */
    hd_commands begin = {0};
    hd_commands end = {0};

    hd_vec_push(scratch, &begin, (hd_statement){"BEGIN", 0, NULL});
    hd_run_add_limits(scratch, job->part->body, &begin);
    if (job->batch->triggers_off)
        hd_vec_push(scratch, &begin,
                    (hd_statement){"SET LOCAL session_replication_role = replica", 0, NULL});
    hd_vec_push(scratch, &begin, statement);
    results = hd_new_array(scratch, hd_rows *, begin.count);
    hd_error *err = hd_pipeline(scratch, run->conn, begin.items, begin.count, results, &failed);
    if (err != NULL && err->sql_position > strlen(job->sql->before))
        err->sql_position = 0; /* behind what we have put in: the place in the file is not known */
    HD_TRY(err);
    int64_t touched = hd_rows_affected(results[begin.count - 1]);
    hd_run_add_restore(scratch, run, &end); /* a trigger may have changed settings */
    hd_vec_push(scratch, &end, hd_journal_cursor(scratch, job->attempt_id, job->upto, touched));
    hd_vec_push(scratch, &end, (hd_statement){"COMMIT", 0, NULL});
    HD_TRY(hd_pipeline(scratch, run->conn, end.items, end.count, NULL, &failed));
    job->rows += touched;
    return NULL;
}

/* One range, found and run; job->upto is NULL when no row is left. */
static hd_error *run_next(hd_run_state *run, struct batch_run *job)
{
    hd_retry retry = hd_retry_begin(run);

    for (;;) {
        hd_error *err = find_range(run->pass, run, job);
        if (err == NULL && job->upto != NULL)
            err = run_range(run, job);
        if (err == NULL)
            return NULL;
        if (hd_conn_is_open(run->conn) && hd_conn_in_transaction(run->conn))
            hd_error_free(hd_exec(run->conn, "ROLLBACK"));
        HD_TRY(hd_retry_after(run, &retry, hd_run_place(err, job->part, 0)));
    }
}

static void say_progress(hd_run_state *run, const struct batch_run *job, uint64_t began_ms)
{
    HD_SCRATCH(scratch);
    uint64_t ms = hd_clock_ms() - began_ms;

    hd_talk_say(
        run->talk, HD_TALK_LIVE, "batches of %s: %" PRId64 " rows done%s, up to %s = %s, %s",
        job->sql->table, job->rows,
        job->estimate > 0 ? hd_printf(scratch, " (table has about %" PRId64 ")", job->estimate)
                          : "",
        job->batch->key, job->after, hd_duration_text(scratch, ms));
}

static hd_error *run_all(hd_run_state *run, struct batch_run *job)
{
    uint64_t began_ms = hd_clock_ms();

    for (;;) {
        HD_TRY(run_next(run, job));
        if (job->upto == NULL)
            return NULL;
        job->after = job->upto;
        say_progress(run, job, began_ms);
        hd_fault_point("batch");
        if (job->batch->pause_ms > 0)
            hd_run_pause(run, job->batch->pause_ms);
        HD_TRY(hd_run_wait_for_standbys(run));
        if (run->interrupt->came)
            return hd_error_new(HD_CANCELLED,
                                "interrupted after key %s; the next upgrade goes on there",
                                job->after);
    }
}

/* Takes up the cursor of an earlier run, or writes the intent of a new one. */
static hd_error *take_up(hd_run_state *run, struct batch_run *job)
{
    HD_SCRATCH(scratch);
    const hd_unfinished *earlier = hd_run_unfinished(run, job->part);
    size_t failed = 0;

    if (earlier == NULL) {
        job->attempt_id = hd_uuid_new(run->pass);
        hd_statement intent = hd_journal_step(scratch, run->journal, job->part, job->attempt_id,
                                              "intent");
        return hd_pipeline(scratch, run->conn, &intent, 1, NULL, &failed);
    }
    job->attempt_id = earlier->attempt_id;
    job->after = earlier->cursor_after;
    job->rows = earlier->cursor_rows;
    if (job->after != NULL)
        hd_talk_say(run->talk, HD_TALK_NOTE, "going on after %s = %s (%" PRId64 " rows done)",
                    job->batch->key, job->after, job->rows);
    return NULL;
}

/* The reason goes to the journal; an attempt that has touched nothing is over, and may be edited.
 */
static hd_error *record_failure(hd_run_state *run, const struct batch_run *job, hd_error *cause)
{
    HD_SCRATCH(scratch);
    const char *state = job->after == NULL ? "failed" : "intent";
    hd_statement mark = hd_journal_mark(scratch, job->attempt_id, state, cause);
    size_t failed = 0;

    if (hd_conn_is_open(run->conn))
        hd_error_free(hd_pipeline(scratch, run->conn, &mark, 1, NULL, &failed));
    return cause;
}

hd_error *hd_run_batch(hd_run_state *run, const hd_part *part)
{
    const hd_body_statement *statement = &part->body->statements.items[part->first];
    struct batch_run job = {.part = part, .batch = statement->batch};
    hd_sql_batch *sql = NULL;

    hd_run_announce(run, part);
    HD_TRY(hd_run_place(hd_sql_batch_parse(run->pass, statement->sql, &sql), part, 0));
    job.sql = sql;
    HD_TRY(hd_run_place(check_key(run, &job), part, 0));
    HD_TRY(take_up(run, &job));
    uint64_t began_ms = hd_clock_ms();
    hd_watch_begin(run->watch, hd_conn_backend_pid(run->conn));
    hd_error *err = run_all(run, &job);
    hd_watch_end(run->watch);
    if (err != NULL)
        return record_failure(run, &job, err);
    hd_talk_say(run->talk, HD_TALK_NOTE, "batches of %s: %" PRId64 " rows", sql->table, job.rows);
    hd_run_say_time(run, part, 0, began_ms);
    return hd_run_finish_part(run, part, job.attempt_id);
}
