/* The same engine for tools: ask, run the loop, return the answer. */
#include <assert.h>

#include "pg/conn_impl.h"

/*
 * A turn of the loop runs timers first and then waits for input: if a timer's callback has
 * brought what is waited for, that second part would wait for nothing. So, between the two,
 * a prepare handle looks whether it is there and stops the turn.
 */
static void on_before_input(uv_prepare_t *handle)
{
    const bool *done = handle->data;

    if (done != NULL && *done)
        uv_stop(handle->loop);
}

static bool is_ours(const uv_handle_t *handle)
{
    return handle->type == UV_PREPARE &&
           ((const uv_prepare_t *)handle)->prepare_cb == on_before_input;
}

static void find_ours(uv_handle_t *handle, void *arg)
{
    uv_prepare_t **found = arg;

    if (is_ours(handle))
        *found = (uv_prepare_t *)handle;
}

/* The handle of this loop, made at its first wait and closed with the loop. */
static uv_prepare_t *prepare_of(uv_loop_t *loop)
{
    uv_prepare_t *prepare = NULL;

    uv_walk(loop, find_ours, &prepare);
    if (prepare == NULL) {
        prepare = hd_new(NULL, uv_prepare_t);
        uv_prepare_init(loop, prepare);
        uv_prepare_start(prepare, on_before_input);
        uv_unref((uv_handle_t *)prepare);
    }
    return prepare;
}

static void wait_until(uv_loop_t *loop, const bool *done, const bool *stop)
{
    uv_prepare_t *prepare = prepare_of(loop);

    memcpy(&prepare->data, &done, sizeof(done)); /* only read through it */
    while (!*done && (stop == NULL || !*stop)) {
        int alive = uv_run(loop, UV_RUN_ONCE);
        if (!alive && !*done) {
            fputs("howdah: waiting for something that nothing can bring\n", stderr);
            abort();
        }
    }
    prepare->data = NULL;
}

void hd_wait(uv_loop_t *loop, const bool *done)
{
    wait_until(loop, done, NULL);
}

static void on_pause_end(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

void hd_pause(uv_loop_t *loop, unsigned ms)
{
    uv_timer_t *timer = hd_new(NULL, uv_timer_t);
    bool over = false;

    uv_timer_init(loop, timer);
    timer->data = &over;
    uv_timer_start(timer, on_pause_end, ms, 0);
    hd_wait(loop, &over);
    hd_handle_close((uv_handle_t *)timer);
}

/* The handle outlives it: libuv closes handles later than talloc frees memory. */
struct meanwhile {
    uv_idle_t *idle;
    bool (*step)(void *arg);
    void *arg;
};

static void on_idle(uv_idle_t *idle)
{
    const struct meanwhile *meanwhile = idle->data;

    if (!meanwhile->step(meanwhile->arg))
        uv_idle_stop(idle);
}

static int meanwhile_end(struct meanwhile *meanwhile)
{
    uv_idle_stop(meanwhile->idle);
    hd_handle_close((uv_handle_t *)meanwhile->idle);
    return 0;
}

void hd_meanwhile(TALLOC_CTX *owner, uv_loop_t *loop, bool (*step)(void *arg), void *arg)
{
    struct meanwhile *meanwhile = hd_new(owner, struct meanwhile);

    *meanwhile = (struct meanwhile){hd_new(NULL, uv_idle_t), step, arg};
    uv_idle_init(loop, meanwhile->idle);
    meanwhile->idle->data = meanwhile;
    uv_idle_start(meanwhile->idle, on_idle);
    talloc_set_destructor(meanwhile, meanwhile_end);
}

static void handle_end(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (is_ours(handle))
        hd_handle_close(handle);
    else if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void hd_loop_close(uv_loop_t *loop)
{
    uv_walk(loop, handle_end, NULL);
    uv_run(loop, UV_RUN_DEFAULT);
    int rc = uv_loop_close(loop);
    assert(rc == 0);
    (void)rc;
}

struct opened {
    bool done;
    hd_conn *conn;
    hd_error *err;
    TALLOC_CTX *ctx;
};

static void on_opened(hd_conn *conn, hd_error *err, void *arg)
{
    struct opened *opened = arg;

    opened->done = true;
    opened->conn = talloc_steal(opened->ctx, conn);
    opened->err = err;
}

hd_error *hd_conn_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    struct opened opened = {.ctx = ctx};

    hd_conn_start_open(scratch, loop, target, on_opened, &opened);
    wait_until(loop, &opened.done, target->stop);
    if (!opened.done)
        return hd_error_new(HD_CANCELLED, "interrupted while connecting");
    if (opened.err != NULL)
        return opened.err;
    *ret = opened.conn;
    return NULL;
}

/* Takes the answer's results over as rows of ctx. */
struct asked {
    bool done;
    TALLOC_CTX *ctx;
    hd_rows **rows; /* NULL when they are not wanted */
    size_t count;   /* of results */
    bool lost;
    hd_error *err;
};

static void on_answer(struct answer *answer, void *arg)
{
    struct asked *asked = arg;

    asked->done = true;
    asked->err = answer->err;
    asked->count = answer->count;
    asked->lost = answer->lost;
    for (size_t i = 0; asked->rows != NULL && i < answer->count; i++) {
        asked->rows[i] = hd_rows_adopt(asked->ctx, answer->results[i]);
        answer->results[i] = NULL;
    }
}

static void ask_and_wait(hd_conn *conn, enum question_kind kind, const hd_statement statements[],
                         size_t count, struct asked *asked)
{
    HD_SCRATCH(scratch);
    struct question *question = hd_new(scratch, struct question);

    *question = (struct question){
        .kind = kind, .statements = statements, .count = count, .done = on_answer, .arg = asked};
    hd_conn_ask(conn, question);
    hd_wait(conn->loop, &asked->done);
}

hd_error *hd_query(TALLOC_CTX *ctx, hd_conn *conn, const char *sql, size_t nparams,
                   const char *const params[], hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const hd_statement statement = {sql, nparams, params};
    hd_rows *rows = NULL;
    struct asked asked = {.ctx = scratch, .rows = ret == NULL ? NULL : &rows};

    ask_and_wait(conn, QUESTION_QUERY, &statement, 1, &asked);
    if (asked.err == NULL && ret != NULL)
        *ret = talloc_steal(ctx, rows);
    return asked.err;
}

hd_error *hd_exec(hd_conn *conn, const char *sql)
{
    const hd_statement script = {.sql = sql};
    struct asked asked = {0};

    ask_and_wait(conn, QUESTION_SCRIPT, &script, 1, &asked);
    return asked.err;
}

hd_error *hd_query_script(TALLOC_CTX *ctx, hd_conn *conn, const char *sql, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const hd_statement script = {.sql = sql};
    hd_rows *rows = NULL;
    struct asked asked = {.ctx = scratch, .rows = &rows};

    ask_and_wait(conn, QUESTION_SCRIPT, &script, 1, &asked);
    if (asked.err == NULL)
        *ret = talloc_steal(ctx, rows);
    return asked.err;
}

hd_error *hd_pipeline(TALLOC_CTX *ctx, hd_conn *conn, const hd_statement statements[], size_t count,
                      hd_rows *ret[], size_t *failed)
{
    struct asked asked = {.ctx = ctx, .rows = ret};

    if (count == 0)
        return NULL;
    for (size_t i = 0; ret != NULL && i < count; i++)
        ret[i] = NULL;
    ask_and_wait(conn, QUESTION_PIPELINE, statements, count, &asked);
    /* Results come in order: the one that is missing first has failed. */
    if (asked.err != NULL && failed != NULL)
        *failed = asked.lost ? count : asked.count;
    return asked.err;
}
