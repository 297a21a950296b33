/* timer -> (open) -> question -> timer */
#include "care/backup/watch.h"

enum { FIRST_LOOK_MS = 500, LOOK_AGAIN_MS = 1000, QUESTION_MS = 5000 };

struct hd_progress {
    uv_loop_t *loop;
    hd_target target;
    const char *sql;
    size_t nparams;
    const char *const *params;
    hd_progress_fn *say;
    void *arg;
    uv_timer_t *timer; /* its own root, freed when libuv has closed it */
    hd_conn *conn;     /* NULL until it is needed, and again after it broke */
    void *question;    /* owner of what is under way: freeing it withdraws it */
};

static void on_timer(uv_timer_t *timer);

static void look_again(hd_progress *watch)
{
    TALLOC_FREE(watch->question);
    uv_timer_start(watch->timer, on_timer, LOOK_AGAIN_MS, 0);
}

static void on_rows(const hd_rows *rows, hd_error *err, void *arg)
{
    hd_progress *watch = arg;

    if (err == NULL)
        watch->say(rows, watch->arg);
    else
        TALLOC_FREE(watch->conn);
    hd_error_free(err);
    look_again(watch);
}

static void ask(hd_progress *watch)
{
    hd_conn_start_query(watch->question, watch->conn, watch->sql, watch->nparams, watch->params,
                        QUESTION_MS, on_rows, watch);
}

static void on_open(hd_conn *conn, hd_error *err, void *arg)
{
    hd_progress *watch = arg;

    if (err != NULL) {
        hd_error_free(err);
        look_again(watch);
        return;
    }
    watch->conn = talloc_steal(watch, conn);
    ask(watch);
}

static void on_timer(uv_timer_t *timer)
{
    hd_progress *watch = timer->data;

    watch->question = hd_nonnull(talloc_new(watch), __func__);
    if (watch->conn == NULL)
        hd_conn_start_open(watch->question, watch->loop, &watch->target, on_open, watch);
    else
        ask(watch);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

static int progress_free(hd_progress *watch)
{
    uv_close((uv_handle_t *)watch->timer, on_closed);
    return 0;
}

hd_progress *hd_progress_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                               const char *sql, size_t nparams, const char *const params[],
                               hd_progress_fn *say, void *arg)
{
    hd_progress *watch = hd_new(ctx, hd_progress);

    watch->loop = loop;
    watch->target = *target;
    watch->target.connect_budget_ms = 0;
    watch->target.stop = NULL;
    watch->sql = sql;
    watch->nparams = nparams;
    watch->params = params;
    watch->say = say;
    watch->arg = arg;
    watch->timer = hd_new(NULL, uv_timer_t);
    uv_timer_init(loop, watch->timer);
    watch->timer->data = watch;
    uv_timer_start(watch->timer, on_timer, FIRST_LOOK_MS, 0);
    uv_unref((uv_handle_t *)watch->timer);
    talloc_set_destructor(watch, progress_free);
    return watch;
}
