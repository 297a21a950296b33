/*
 * A timer that asks from a second connection, one question after the other:
 *
 *   timer -> (open) -> blockers -> [cancel] -> progress -> timer
 *
 * Every failure here is a note at most: the watched work does not depend on it.
 */
#include "pg/watch.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "sql.h"

enum { FIRST_LOOK_MS = 500, LOOK_AGAIN_MS = 1000, SAY_AGAIN_MS = 10000, QUESTION_MS = 5000 };

struct hd_watch {
    uv_loop_t *loop;
    hd_target target; /* of the watched connection, but one try only */
    const hd_talk *talk;
    bool cancel_blockers;
    uint64_t first_look_ms;
    uv_timer_t *timer; /* its own talloc root, freed when libuv has closed it */
    hd_conn *conn;     /* NULL until it is needed; and again after it broke */
    void *question;    /* owner of what is under way (opening, asking); NULL when nothing is */
    bool late;         /* ... which was begun for a statement that has ended since */
    char pid[16];      /* of the watched backend, as a parameter */
    uint64_t began_ms;
    char *said; /* what was said last about blockers */
    uint64_t said_ms;
    bool settled; /* false while a question is under way that cancels somebody: it must be told */
    bool news;    /* the blockers of this look were just told */
};

static void ask_blockers(struct hd_watch *watch);
static void ask_cancel(struct hd_watch *watch);
static void ask_progress(struct hd_watch *watch);
static void on_timer(uv_timer_t *timer);

static void look_again(struct hd_watch *watch)
{
    TALLOC_FREE(watch->question);
    uv_timer_start(watch->timer, on_timer, LOOK_AGAIN_MS, 0);
}

/*
 * The answer comes after the end of the statement it was asked for, and says nothing of the next
 * one. It is waited for all the same: when a lock is tried again and again, each time for less
 * than a connection takes, one that was thrown away with each attempt would never tell who blocks.
 */
static bool is_late(struct hd_watch *watch)
{
    if (!watch->late)
        return false;
    watch->late = false;
    TALLOC_FREE(watch->question);
    return true;
}

/* The second connection broke: the next look opens another. */
static void give_up(struct hd_watch *watch, hd_error *err)
{
    hd_error_free(err);
    TALLOC_FREE(watch->conn);
    if (!is_late(watch))
        look_again(watch);
}

static void on_open(hd_conn *conn, hd_error *err, void *arg)
{
    struct hd_watch *watch = arg;

    if (err != NULL) {
        give_up(watch, err);
        return;
    }
    watch->conn = talloc_steal(watch, conn);
    if (!is_late(watch))
        ask_blockers(watch);
}

static void on_timer(uv_timer_t *timer)
{
    struct hd_watch *watch = timer->data;

    if (watch->question != NULL) {
        uv_timer_start(timer, on_timer, watch->first_look_ms, 0);
        return;
    }
    watch->question = hd_nonnull(talloc_new(watch), __func__);
    if (watch->conn == NULL)
        hd_conn_start_open(watch->question, watch->loop, &watch->target, on_open, watch);
    else
        ask_blockers(watch);
}

static void ask(struct hd_watch *watch, const char *sql, hd_rows_fn *done)
{
    const char *params[] = {watch->pid};

    hd_conn_start_query(watch->question, watch->conn, sql, HD_COUNT(params), params, QUESTION_MS,
                        done, watch);
}

/* "pid 12 (alice, psql, local, idle in transaction, its transaction is 2.0 s old): SELECT 1" */
static void describe_blocker(hd_buf *out, const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "pid %s (%s, %s, %s, %s", hd_rows_text(rows, row, 0),
                hd_rows_text_or(rows, row, 1, hd_rows_text_or(rows, row, 8, "?")),
                hd_rows_text_or(rows, row, 2, "no application name"),
                hd_rows_text_or(rows, row, 3, "?"), hd_rows_text_or(rows, row, 4, "?"));
    if (hd_rows_text(rows, row, 5) != NULL)
        hd_buf_addf(out, ", its transaction is %s old",
                    hd_duration_text(scratch, (uint64_t)hd_rows_int(rows, row, 5)));
    hd_buf_addf(out, "): %s", hd_rows_text_or(rows, row, 6, "(query not visible)"));
}

/* The same pids were named a moment ago: say nothing until some time has passed. */
static bool is_news(struct hd_watch *watch, const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    hd_buf *pids = hd_buf_new(scratch);
    uint64_t now = hd_clock_ms();

    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_buf_addf(pids, "%s ", hd_rows_text(rows, i, 0));
    if (hd_text_equal(watch->said, pids->data) && now < watch->said_ms + SAY_AGAIN_MS)
        return false;
    talloc_free(watch->said);
    watch->said = hd_strdup(watch, pids->data);
    watch->said_ms = now;
    return true;
}

static void on_blockers(const hd_rows *rows, hd_error *err, void *arg)
{
    struct hd_watch *watch = arg;
    HD_SCRATCH(scratch);

    if (err != NULL) {
        give_up(watch, err);
        return;
    }
    if (is_late(watch))
        return;
    if (hd_rows_count(rows) == 0) {
        ask_progress(watch);
        return;
    }
    watch->news = is_news(watch, rows);
    if (watch->news)
        for (size_t i = 0; i < hd_rows_count(rows); i++) {
            hd_buf *line = hd_buf_new(scratch);
            describe_blocker(line, rows, i);
            hd_talk_say(watch->talk, HD_TALK_NOTE, "waiting for a lock%s%s, blocked by %s",
                        hd_rows_text(rows, i, 9) == NULL ? "" : " on ",
                        hd_rows_text_or(rows, i, 9, ""), line->data);
        }
    if (watch->cancel_blockers)
        ask_cancel(watch);
    else
        look_again(watch);
}

static void on_cancelled(const hd_rows *rows, hd_error *err, void *arg)
{
    struct hd_watch *watch = arg;

    watch->settled = true;
    if (err != NULL) {
        hd_talk_say(watch->talk, HD_TALK_WARN, "could not cancel what blocks: %s", err->message);
        give_up(watch, err);
        return;
    }
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        if (!hd_rows_bool(rows, i, 6) && !watch->news) /* it cannot be had: not said each second */
            continue;
        hd_talk_say(watch->talk, HD_TALK_WARN, "%s pid %s (%s, %s, %s): %s",
                    !hd_rows_bool(rows, i, 6)  ? "could not signal"
                    : hd_rows_bool(rows, i, 5) ? "terminated the idle transaction of"
                                               : "cancelled the statement of",
                    hd_rows_text(rows, i, 0), hd_rows_text_or(rows, i, 1, "?"),
                    hd_rows_text_or(rows, i, 2, "no application name"),
                    hd_rows_text_or(rows, i, 3, "?"), hd_rows_text_or(rows, i, 4, ""));
    }
    look_again(watch);
}

static void on_progress(const hd_rows *rows, hd_error *err, void *arg)
{
    struct hd_watch *watch = arg;
    HD_SCRATCH(scratch);

    if (err != NULL) {
        give_up(watch, err);
        return;
    }
    if (is_late(watch))
        return;
    for (size_t i = 0; i < hd_rows_count(rows) && i < 1; i++) {
        int64_t done = hd_rows_int(rows, i, 3);
        int64_t total = hd_rows_int(rows, i, 4);
        char *share = total > 0 ? hd_printf(scratch, " %" PRId64 " %% of %" PRId64 " %s",
                                            done * 100 / total, total, hd_rows_text(rows, i, 5))
                                : hd_strdup(scratch, "");
        hd_talk_say(watch->talk, HD_TALK_LIVE, "%s on %s: %s,%s after %s",
                    hd_rows_text_or(rows, i, 0, "?"), hd_rows_text_or(rows, i, 1, "?"),
                    hd_rows_text_or(rows, i, 2, "?"), share,
                    hd_duration_text(scratch, hd_clock_ms() - watch->began_ms));
    }
    look_again(watch);
}

static void ask_blockers(struct hd_watch *watch)
{
    ask(watch, hd_sql_pg_blockers, on_blockers);
}

static void ask_cancel(struct hd_watch *watch)
{
    watch->settled = false;
    ask(watch, hd_sql_pg_cancel_blockers, on_cancelled);
}

static void ask_progress(struct hd_watch *watch)
{
    ask(watch, hd_sql_pg_progress, on_progress);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

static int watch_destroy(struct hd_watch *watch)
{
    uv_close((uv_handle_t *)watch->timer, on_closed);
    return 0;
}

hd_watch *hd_watch_new(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                       const hd_talk *talk, bool cancel_blockers, uint64_t lock_timeout_ms)
{
    struct hd_watch *watch = hd_new(ctx, struct hd_watch);

    watch->loop = loop;
    watch->target = *target;
    watch->target.application_name = "howdah watch";
    watch->target.connect_budget_ms = 0;
    watch->talk = talk;
    watch->cancel_blockers = cancel_blockers;
    watch->first_look_ms = FIRST_LOOK_MS;
    if (lock_timeout_ms > 0 && lock_timeout_ms / 2 < FIRST_LOOK_MS)
        watch->first_look_ms = lock_timeout_ms / 2;
    watch->settled = true;
    watch->timer = hd_new(NULL, uv_timer_t);
    uv_timer_init(loop, watch->timer);
    watch->timer->data = watch;
    talloc_set_destructor(watch, watch_destroy);
    return watch;
}

void hd_watch_begin(hd_watch *watch, int backend_pid)
{
    snprintf(watch->pid, sizeof(watch->pid), "%d", backend_pid);
    watch->began_ms = hd_clock_ms();
    uv_timer_start(watch->timer, on_timer, watch->first_look_ms, 0);
}

void hd_watch_end(hd_watch *watch)
{
    if (!watch->settled)
        hd_wait(watch->loop, &watch->settled);
    uv_timer_stop(watch->timer);
    watch->late = watch->question != NULL;
    hd_talk_say(watch->talk, HD_TALK_LIVE, "%s", "");
}
