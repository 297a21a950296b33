/*
 * Callbacks only lay down what has come and wake the loop; each turn of it then takes keys and
 * answers, starts what is due, draws, and sleeps. So nothing changes under somebody's hands, and a
 * server that does not answer never keeps a key from being heard.
 */
#include "tui/top.h"

#include <signal.h>

#include "base/clock.h"
#include "base/text.h"
#include "migrate/session.h"
#include "tui/json.h"
#include "tui/top_impl.h"

enum { TICK_MS = 1000, RETRY_MS = 1000, LEAST_WIDTH = 100, FIRST_ROWS = 1 };

/* ---- news ---- */

static void on_timer(uv_timer_t *timer)
{
    ((struct top *)timer->data)->wake = true;
}

static void on_opened(hd_conn *conn, hd_error *err, void *arg)
{
    struct top *top = arg;

    top->opened = err == NULL ? talloc_steal(top->model, conn) : NULL;
    top->failed = err;
    top->wake = true;
}

static void on_sample(hd_sample *sample, hd_error *err, void *arg)
{
    struct top *top = arg;

    top->asking = false;
    top->arrived = talloc_steal(top->model, sample);
    top->failed = err;
    top->wake = true;
}

/* ---- the server ---- */

void hd_top_refresh(struct top *top)
{
    top->next_ms = 0;
    top->forced = true;
}

static void lose_connection(struct top *top, const hd_error *err)
{
    TALLOC_FREE(top->gatherer);
    TALLOC_FREE(top->conn);
    top->asking = false;
    top->problem = err->hint == NULL ? hd_strdup(top->model, err->message)
                                     : hd_printf(top->model, "%s  %s", err->message, err->hint);
    top->next_ms = hd_clock_ms() + RETRY_MS;
}

static hd_error *use_connection(struct top *top, hd_conn *conn)
{
    top->conn = conn;
    top->place = hd_strdup(top->model, hd_conn_host(conn));
    top->role = hd_strdup(top->model, hd_conn_user(conn));
    return hd_gatherer_new(top->model, conn, top->settings->rules, top->settings->reports,
                           &top->gatherer);
}

/* An error of a statement, or of the connection itself. */
static void take_failure(struct top *top, hd_error *err)
{
    if (top->conn == NULL || !hd_conn_is_open(top->conn))
        lose_connection(top, err);
    else
        hd_top_say(top, true, "%s", err->message);
    hd_error_free(err);
}

static void take_news(struct top *top)
{
    hd_conn *opened = top->opened;
    hd_sample *arrived = top->arrived;
    hd_error *failed = top->failed;

    top->opened = NULL;
    top->arrived = NULL;
    top->failed = NULL;
    if (opened != NULL || (failed != NULL && top->conn == NULL))
        TALLOC_FREE(top->opening);
    if (opened != NULL) {
        failed = use_connection(top, opened);
        top->next_ms = 0;
    }
    if (arrived != NULL) {
        hd_model_take(top->model, arrived);
        top->taken_ms = hd_clock_ms();
        top->problem = NULL;
    }
    if (failed != NULL)
        take_failure(top, failed);
}

static int wanted_pid(const struct top *top)
{
    const hd_session *session = hd_model_selected(top->model);

    return top->model->detail && session != NULL ? session->pid : 0;
}

static void start_what_is_due(struct top *top)
{
    uint64_t now = hd_clock_ms();

    if (now < top->next_ms || top->asking || top->opening != NULL)
        return;
    if (top->conn == NULL) {
        top->opening = hd_nonnull(talloc_new(top->model), __func__);
        hd_conn_start_open(top->opening, top->settings->loop, &top->target, on_opened, top);
        return;
    }
    if (top->paused && !top->forced)
        return;
    top->forced = false;
    hd_error *err = hd_gatherer_want(top->gatherer, top->model->view, wanted_pid(top));
    if (err != NULL) {
        take_failure(top, err);
        return;
    }
    top->asking = true;
    top->asked_ms = now;
    top->next_ms = now + top->interval_ms;
    hd_gatherer_start(top->gatherer, on_sample, top);
}

/* ---- the screen ---- */

void hd_top_draw(struct top *top)
{
    HD_SCRATCH(scratch);
    uint64_t now = hd_clock_ms();
    size_t rows = 0;
    size_t columns = 0;
    const hd_scene scene = {
        .model = top->model,
        .place = top->place,
        .role = top->role,
        .interval_ms = top->interval_ms,
        .paused = top->paused,
        .problem = top->problem,
        .age_ms = top->taken_ms == 0 ? 0 : (now - top->taken_ms) / TICK_MS * TICK_MS,
        .late = top->asking && now - top->asked_ms > top->interval_ms,
        .message = top->message == NULL && top->task != NULL ? top->waiting : top->message,
        .message_warns = top->message != NULL && top->message_warns,
        .prompt = top->prompt == NULL ? NULL : top->prompt->data,
        .panel = top->panel,
    };

    hd_terminal_size(top->terminal, &rows, &columns);
    hd_screen *grid = hd_screen_new(scratch, rows, columns, top->settings->ascii);
    hd_draw(grid, &scene);
    hd_terminal_show(top->terminal, grid, top->settings->color);
}

/* Until the next refresh; ages that are shown go on meanwhile. */
static void sleep_until_news(struct top *top)
{
    uint64_t now = hd_clock_ms();
    uint64_t wait_ms = top->next_ms > now ? top->next_ms - now : 0;

    if (top->asking || top->opening != NULL || top->paused || wait_ms > TICK_MS)
        wait_ms = top->paused || top->asking || top->opening != NULL || top->problem != NULL
                      ? TICK_MS
                      : wait_ms;
    uv_timer_start(top->timer, on_timer, wait_ms, 0);
    hd_wait(top->settings->loop, &top->wake);
    top->wake = false;
}

static void turn(struct top *top)
{
    uint32_t key = 0;

    while (!top->quit && hd_terminal_key(top->terminal, &key))
        hd_top_key(top, key);
    take_news(top);
    hd_top_take_task(top);
    start_what_is_due(top);
    if (top->quit || hd_terminal_end(top->terminal) != 0)
        return;
    hd_top_draw(top);
    sleep_until_news(top);
}

static void on_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

/* What no waiting heals is told at once, before the screen is taken over. */
static bool can_heal(const hd_error *err)
{
    return err->code == HD_DATABASE && strncmp(err->sqlstate, "28", 2) != 0 &&
           strncmp(err->sqlstate, "3D", 2) != 0;
}

static hd_error *connect_first(struct top *top)
{
    const hd_top_settings *settings = top->settings;
    hd_conn *conn = NULL;

    HD_TRY(hd_session_target(top->model, settings->loop, settings->config, "top", &top->target));
    top->target.connect_budget_ms = 0;
    top->target.search_path = "pg_catalog, pg_temp";
    hd_error *err = hd_session_open_target(top->model, settings->loop, settings->config,
                                           &top->target, &conn);
    if (err == NULL)
        return use_connection(top, conn);
    if (!can_heal(err))
        return err;
    lose_connection(top, err);
    hd_error_free(err);
    return NULL;
}

static hd_error *run(TALLOC_CTX *ctx, struct top *top, int *ret_signal, char **ret_word)
{
    HD_TRY(connect_first(top));
    HD_TRY(hd_terminal_open(top->model, top->settings->loop, &top->wake, &top->terminal));
    top->timer = hd_new(NULL, uv_timer_t);
    uv_timer_init(top->settings->loop, top->timer);
    top->timer->data = top;
    while (!top->quit && hd_terminal_end(top->terminal) == 0)
        turn(top);
    *ret_signal = top->quit ? 0 : hd_terminal_end(top->terminal);
    uv_close((uv_handle_t *)top->timer, on_closed);
    TALLOC_FREE(top->terminal);
    *ret_word = hd_top_last_word(ctx, top);
    hd_error_free(top->failed);
    return NULL;
}

static struct top top_new(TALLOC_CTX *ctx, const hd_top_settings *settings)
{
    struct top top = {
        .settings = settings,
        .model = hd_model_new(ctx, settings->rules, settings->reports),
        .interval_ms = settings->interval_ms,
        .place = "",
        .role = "",
    };

    hd_model_choose_view(top.model, settings->view);
    top.model->filter = settings->filter;
    top.model->idle = settings->idle;
    return top;
}

hd_error *hd_top_run(TALLOC_CTX *ctx, const hd_top_settings *settings, int *ret_signal,
                     char **ret_word)
{
    HD_SCRATCH(scratch);
    struct top top = top_new(scratch, settings);

    return run(ctx, &top, ret_signal, ret_word);
}

/* ---- one screen ---- */

static hd_error *take_one(struct top *top)
{
    HD_TRY(hd_gatherer_want(top->gatherer, top->model->view, 0));
    top->wake = false;
    hd_gatherer_start(top->gatherer, on_sample, top);
    hd_wait(top->settings->loop, &top->wake);
    if (top->arrived != NULL)
        hd_model_take(top->model, top->arrived);
    top->arrived = NULL;
    return top->failed;
}

static hd_error *connect_once(struct top *top)
{
    const hd_top_settings *settings = top->settings;
    hd_conn *conn = NULL;

    HD_TRY(hd_session_target(top->model, settings->loop, settings->config, "top", &top->target));
    top->target.search_path = "pg_catalog, pg_temp";
    HD_TRY(
        hd_session_open_target(top->model, settings->loop, settings->config, &top->target, &conn));
    return use_connection(top, conn);
}

hd_error *hd_top_once(const hd_top_settings *settings, bool json, bool twice, size_t columns,
                      hd_buf *out)
{
    HD_SCRATCH(scratch);
    struct top top = top_new(scratch, settings);

    HD_TRY(connect_once(&top));
    HD_TRY(take_one(&top));
    if (twice) {
        hd_pause(settings->loop, (unsigned)settings->interval_ms);
        HD_TRY(take_one(&top));
    }
    const hd_scene scene = {.model = top.model,
                            .place = top.place,
                            .role = top.role,
                            .interval_ms = settings->interval_ms,
                            .plain = true};
    if (json) {
        hd_top_json(out, &scene);
        return NULL;
    }
    hd_screen *grid = hd_screen_new(scratch, hd_draw_plain_rows(&scene), columns, settings->ascii);
    hd_draw(grid, &scene);
    hd_screen_print(out, grid);
    return NULL;
}
