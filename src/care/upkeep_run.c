/*
 * Some connections that work through one list:
 *
 *   next -> [measure] -> statement -> [measure] -> next
 *                            |
 *                            +-- no lock: back into the list, for later -> next
 *
 * A worker that finds nothing ready waits for the timer, which looks whether a target's pause
 * is over. The call ends when no target is left that somebody works on or will work on.
 */
#include "care/upkeep.h"

#include <inttypes.h>

#include "base/clock.h"
#include "pg/interrupt.h"
#include "pg/watch.h"
#include "report/value.h"

enum { LOOK_AGAIN_MS = 50, LONG_MS = 1000 };

#define QUERY_CANCELED "57014"

struct run;

struct worker {
    struct run *run;
    hd_conn *conn;
    hd_watch *watch;
    hd_upkeep_target *target; /* NULL: idle */
    uint64_t began_ms;
    bool gone; /* its connection broke */
};

struct run {
    const hd_upkeep_run_options *options;
    const hd_talk *talk;
    hd_upkeep_action action;
    hd_upkeep_targets *targets;
    struct worker **workers;
    size_t worker_count;
    hd_interrupt *interrupt;
    uv_timer_t *timer; /* its own talloc root */
    uint64_t began_ms;
    size_t settled; /* targets that are ready */
    bool done;
};

static void worker_next(struct worker *worker);
static void worker_send(struct worker *worker);
static void on_before(const hd_rows *rows, hd_error *err, void *arg);
static void on_statement(const hd_rows *rows, hd_error *err, void *arg);
static void on_after(const hd_rows *rows, hd_error *err, void *arg);

static bool is_measured(const struct run *run)
{
    return run->action == HD_UPKEEP_VACUUM_FULL || run->action == HD_UPKEEP_REINDEX;
}

static void measure(struct worker *worker, hd_rows_fn *done)
{
    const char *const params[] = {worker->target->shown};

    /* By name: REINDEX CONCURRENTLY gives the index another oid. */
    hd_conn_start_query(worker, worker->conn,
                        "SELECT pg_catalog.pg_total_relation_size(pg_catalog.to_regclass($1))",
                        HD_COUNT(params), params, 0, done, worker);
}

/* ---- the end of a target ---- */

static void settle(struct run *run, hd_upkeep_target *target, hd_upkeep_outcome outcome,
                   const char *reason)
{
    target->outcome = outcome;
    if (reason != NULL)
        target->reason = hd_strdup(run->targets->items, reason);
    run->settled++;
}

static char *bytes_text(TALLOC_CTX *ctx, int64_t bytes)
{
    HD_SCRATCH(scratch);

    return hd_report_value(ctx, HD_UNIT_BYTES, hd_printf(scratch, "%" PRId64, bytes));
}

static void say_done(struct worker *worker)
{
    HD_SCRATCH(scratch);
    const hd_upkeep_target *target = worker->target;
    const char *took = hd_duration_text(scratch, target->took_ms);

    if (target->before_bytes >= 0 && target->after_bytes >= 0)
        hd_talk_say(worker->run->talk, HD_TALK_NOTE, "%s in %s: %s, %s before", target->shown, took,
                    bytes_text(scratch, target->after_bytes),
                    bytes_text(scratch, target->before_bytes));
    else if (target->took_ms >= LONG_MS)
        hd_talk_say(worker->run->talk, HD_TALK_NOTE, "%s in %s", target->shown, took);
}

/* Takes err. */
static void settle_error(struct worker *worker, hd_error *err)
{
    HD_SCRATCH(scratch);
    struct run *run = worker->run;
    hd_upkeep_target *target = worker->target;
    bool again = hd_retry_makes_sense(err) && !run->interrupt->came;
    uint64_t now = hd_clock_ms();

    if (again && now < target->retry.deadline_ms) {
        uint64_t pause_ms = hd_retry_pause_ms(&target->retry);
        target->outcome = HD_UPKEEP_WAITING;
        target->not_before_ms = now + pause_ms;
        hd_talk_say(run->talk, HD_TALK_NOTE, "%s: %s: trying again in %s or later (attempt %u)",
                    target->shown, err->message, hd_duration_text(scratch, pause_ms),
                    target->retry.attempts + 1);
    } else if (run->interrupt->came && strcmp(err->sqlstate, QUERY_CANCELED) == 0) {
        settle(run, target, HD_UPKEEP_CANCELLED, "it was interrupted");
    } else {
        settle(run, target, again ? HD_UPKEEP_BUSY : HD_UPKEEP_FAILED, err->message);
        /* The detail says which rows are in the way of a unique index. */
        hd_talk_say(run->talk, HD_TALK_WARN, "%s: %s%s%s", target->shown, err->message,
                    err->detail == NULL ? "" : ": ", err->detail == NULL ? "" : err->detail);
    }
    hd_error_free(err);
}

/* ---- the steps ---- */

/* Two REINDEX CONCURRENTLY on one table would wait for each other. */
static bool is_table_taken(const struct run *run, const hd_upkeep_target *target)
{
    for (size_t i = 0; target->index_table != NULL && i < run->worker_count; i++) {
        const hd_upkeep_target *other = run->workers[i]->target;
        if (other != NULL && strcmp(other->index_table, target->index_table) == 0)
            return true;
    }
    return false;
}

/* One that is ready, the first of the list; *later: there are some, but not yet. */
static hd_upkeep_target *target_ready(const struct run *run, bool *later)
{
    uint64_t now = hd_clock_ms();

    for (size_t i = 0; i < run->targets->count; i++) {
        hd_upkeep_target *target = &run->targets->items[i];
        if (target->outcome != HD_UPKEEP_WAITING)
            continue;
        if (target->not_before_ms <= now && !is_table_taken(run, target))
            return target;
        *later = true;
    }
    return NULL;
}

static bool anybody_works(const struct run *run)
{
    for (size_t i = 0; i < run->worker_count; i++)
        if (run->workers[i]->target != NULL)
            return true;
    return false;
}

static bool anybody_left(const struct run *run)
{
    for (size_t i = 0; i < run->worker_count; i++)
        if (!run->workers[i]->gone)
            return true;
    return false;
}

/* Of one worker, or of the timer: whether there is nothing more to come. */
static void look_for_end(struct run *run, bool later)
{
    if (anybody_works(run))
        return;
    if (!later || run->interrupt->came || !anybody_left(run))
        run->done = true;
}

static void worker_next(struct worker *worker)
{
    struct run *run = worker->run;
    bool later = false;

    worker->target = NULL;
    if (!run->interrupt->came && !worker->gone)
        worker->target = target_ready(run, &later);
    if (worker->target == NULL) {
        look_for_end(run, later);
        return;
    }
    hd_upkeep_target *target = worker->target;
    target->outcome = HD_UPKEEP_RUNNING;
    if (target->retry.deadline_ms == 0)
        target->retry.deadline_ms = hd_clock_ms() + run->options->lock_budget_ms;
    if (hd_clock_ms() - run->began_ms >= LONG_MS)
        hd_talk_say(run->talk, HD_TALK_LIVE, "%s %zu of %zu: %s",
                    hd_upkeep_action_name(run->action), run->settled + 1, run->targets->count,
                    target->shown);
    worker->began_ms = hd_clock_ms();
    if (is_measured(run) && target->before_bytes < 0)
        measure(worker, on_before);
    else
        worker_send(worker);
}

static int64_t size_of(const hd_rows *rows)
{
    return rows == NULL || hd_rows_count(rows) == 0 || hd_rows_text(rows, 0, 0) == NULL
               ? -1
               : hd_rows_int(rows, 0, 0);
}

/* A size that cannot be had now is no reason to leave the work. */
static void on_before(const hd_rows *rows, hd_error *err, void *arg)
{
    struct worker *worker = arg;

    hd_error_free(err);
    worker->target->before_bytes = size_of(rows);
    worker_send(worker);
}

static void worker_send(struct worker *worker)
{
    hd_watch_begin(worker->watch, hd_conn_backend_pid(worker->conn));
    hd_conn_start_query(worker, worker->conn, worker->target->sql, 0, NULL, 0, on_statement,
                        worker);
}

static void on_statement(const hd_rows *rows, hd_error *err, void *arg)
{
    struct worker *worker = arg;

    (void)rows;
    hd_watch_end(worker->watch);
    worker->target->took_ms = hd_clock_ms() - worker->began_ms;
    if (err == NULL && is_measured(worker->run)) {
        measure(worker, on_after);
        return;
    }
    worker->gone = !hd_conn_is_open(worker->conn);
    if (err != NULL) {
        settle_error(worker, err);
    } else {
        settle(worker->run, worker->target, HD_UPKEEP_DONE, NULL);
        say_done(worker);
    }
    worker_next(worker);
}

static void on_after(const hd_rows *rows, hd_error *err, void *arg)
{
    struct worker *worker = arg;

    worker->gone = !hd_conn_is_open(worker->conn);
    hd_error_free(err);
    worker->target->after_bytes = size_of(rows);
    settle(worker->run, worker->target, HD_UPKEEP_DONE, NULL);
    say_done(worker);
    worker_next(worker);
}

/* ---- around them ---- */

static void on_timer(uv_timer_t *timer)
{
    struct run *run = timer->data;

    for (size_t i = 0; i < run->worker_count && !run->done; i++)
        if (run->workers[i]->target == NULL && !run->workers[i]->gone)
            worker_next(run->workers[i]);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

static void on_interrupt(void *arg)
{
    struct run *run = arg;

    hd_talk_say(run->talk, HD_TALK_NOTE, "stopping; once more stops at once");
    for (size_t i = 0; i < run->worker_count; i++)
        if (run->workers[i]->target != NULL && hd_conn_is_open(run->workers[i]->conn))
            hd_conn_cancel(run->workers[i]->conn);
}

/* "permission denied to vacuum ..., skipping it": what the server leaves out is no error to it. */
static void on_notice(const char *severity, const char *message, void *arg)
{
    struct worker *worker = arg;

    if (strcmp(severity, "WARNING") == 0)
        hd_talk_say(worker->run->talk, HD_TALK_WARN, "%s: %s",
                    worker->target == NULL ? "?" : worker->target->shown, message);
}

static hd_error *worker_start(struct run *run, uv_loop_t *loop)
{
    HD_SCRATCH(scratch);
    const hd_upkeep_run_options *options = run->options;
    struct worker *worker = hd_new(run, struct worker);

    worker->run = run;
    HD_TRY(hd_conn_open(worker, loop, options->server, &worker->conn));
    HD_TRY(hd_exec(worker->conn,
                   hd_printf(scratch, "SET lock_timeout = %" PRIu64, options->lock_timeout_ms)));
    hd_conn_on_notice(worker->conn, on_notice, worker);
    worker->watch = hd_watch_new(worker, loop, options->server, options->talk, false,
                                 options->lock_timeout_ms);
    run->workers[run->worker_count++] = worker;
    return NULL;
}

static size_t refuse_not_allowed(struct run *run)
{
    size_t left = 0;

    for (size_t i = 0; i < run->targets->count; i++) {
        hd_upkeep_target *target = &run->targets->items[i];
        if (target->allowed) {
            left++;
            continue;
        }
        settle(run, target, HD_UPKEEP_NOT_ALLOWED, "this role may not");
        hd_talk_say(run->talk, HD_TALK_WARN, "%s: this role may not %s it", target->shown,
                    hd_upkeep_action_name(run->action));
    }
    return left;
}

static hd_error *start_workers(struct run *run, uv_loop_t *loop, size_t left)
{
    size_t jobs = run->options->jobs < left ? run->options->jobs : left;

    run->workers = hd_new_array(run, struct worker *, jobs);
    for (size_t i = 0; i < jobs; i++)
        HD_TRY(worker_start(run, loop));
    return NULL;
}

static void run_to_end(struct run *run, uv_loop_t *loop)
{
    run->timer = hd_new(NULL, uv_timer_t);
    uv_timer_init(loop, run->timer);
    run->timer->data = run;
    uv_timer_start(run->timer, on_timer, LOOK_AGAIN_MS, LOOK_AGAIN_MS);
    for (size_t i = 0; i < run->worker_count; i++)
        worker_next(run->workers[i]);
    hd_wait(loop, &run->done);
    uv_close((uv_handle_t *)run->timer, on_closed);
    hd_talk_say(run->talk, HD_TALK_LIVE, "%s", "");
}

static hd_error *verdict(struct run *run)
{
    bool cancelled = run->interrupt->came;
    bool lost = false;

    for (size_t i = 0; i < run->targets->count; i++)
        if (run->targets->items[i].outcome == HD_UPKEEP_WAITING) {
            lost = true;
            settle(run, &run->targets->items[i],
                   cancelled ? HD_UPKEEP_CANCELLED : HD_UPKEEP_WAITING, NULL);
        }
    if (cancelled)
        return hd_error_new(HD_CANCELLED, "interrupted");
    return lost ? hd_error_new(HD_DATABASE, "the connection to the server was lost") : NULL;
}

hd_error *hd_upkeep_run(uv_loop_t *loop, const hd_upkeep_run_options *options,
                        hd_upkeep_action action, hd_upkeep_targets *targets)
{
    HD_SCRATCH(scratch);
    struct run *run = hd_new(scratch, struct run);

    run->options = options;
    run->talk = options->talk;
    run->action = action;
    run->targets = targets;
    run->began_ms = hd_clock_ms();
    run->interrupt = hd_interrupt_new(run, loop, on_interrupt, run);
    size_t left = refuse_not_allowed(run);
    if (left == 0)
        return NULL;
    HD_TRY(start_workers(run, loop, left));
    run_to_end(run, loop);
    return verdict(run);
}
