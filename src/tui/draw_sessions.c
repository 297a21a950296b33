#include "base/clock.h"
#include "base/utf8.h"
#include "tui/draw.h"

enum { LEAST_QUERY = 20, GAP = 1, MOST_NAME = 16, LEAST_NAME = 4, MOST_TREE = 20, QUERY_LINES = 6 };

enum column { PID, USER, DATABASE, APPLICATION, STATE, AGE, WAIT, BLOCKS, QUERY, COLUMNS };

static const char *const headings[COLUMNS] = {"  PID",   "USER", "DB",   "APP",  "STATE",
                                              "AGE(tx)", "WAIT", " BLK", "QUERY"};

/* In this order columns make room for the statement on a narrow screen; WAIT gets short first. */
static const struct {
    enum column column;
    size_t width; /* that is left of it */
} gives_way[] = {{APPLICATION, 0}, {WAIT, 9}, {USER, 0}, {DATABASE, 0}, {WAIT, 0}, {BLOCKS, 0}};

static const char *wait_text(TALLOC_CTX *ctx, const hd_session *session)
{
    if (*session->wait_type == '\0')
        return session->state == HD_STATE_ACTIVE ? "CPU" : "";
    return hd_printf(ctx, "%s:%s", session->wait_type, session->wait);
}

static const char *state_text(TALLOC_CTX *ctx, const hd_session *session)
{
    static const char *const names[] = {
        [HD_STATE_NONE] = "",           [HD_STATE_ACTIVE] = "active",     [HD_STATE_IDLE] = "idle",
        [HD_STATE_IDLE_TX] = "idle-tx", [HD_STATE_ABORTED] = "failed-tx", [HD_STATE_OTHER] = NULL,
    };
    const char *name = names[session->state];

    if (name == NULL)
        name = session->state_text;
    return hd_printf(ctx, "%s%s", name, hd_show_mark(session->level));
}

/* Statements of others are hidden from who may not see them. */
static const char *query_text(const hd_session *session)
{
    return *session->query == '\0' && !hd_session_is_client(session) ? session->kind
                                                                     : session->query;
}

static const char *pid_text(TALLOC_CTX *ctx, const hd_scene *scene, size_t index, bool ascii)
{
    const hd_sessions *sessions = &scene->model->sample->sessions;
    const hd_session *session = &sessions->items[index];
    const char *mark = session->in_tree && session->parent == HD_NO_PARENT
                           ? (session->blocks > 0 ? "> " : "  ")
                           : "  ";

    if (hd_model_is_tagged(scene->model, session))
        mark = "* ";
    const char *tree = hd_tree_prefix(ctx, sessions, index, ascii);
    return session->pid == 0 ? hd_printf(ctx, "%s%sprepared", mark, tree)
                             : hd_printf(ctx, "%s%s%d", mark, tree, session->pid);
}

static const char *blocks_text(TALLOC_CTX *ctx, const hd_session *session)
{
    return session->blocks > 0 ? hd_printf(ctx, "*%zu", session->blocks) : "";
}

static void cells(TALLOC_CTX *ctx, const hd_scene *scene, size_t index, bool ascii,
                  const char *ret[COLUMNS])
{
    const hd_session *session = &scene->model->sample->sessions.items[index];

    ret[PID] = pid_text(ctx, scene, index, ascii);
    ret[USER] = session->user;
    ret[DATABASE] = session->database;
    ret[APPLICATION] = session->application;
    ret[STATE] = state_text(ctx, session);
    ret[AGE] = hd_show_age(ctx, hd_session_age(session));
    ret[WAIT] = wait_text(ctx, session);
    ret[BLOCKS] = blocks_text(ctx, session);
    ret[QUERY] = session->workers > 0
                     ? hd_printf(ctx, "(+%zu workers) %s", session->workers, query_text(session))
                     : query_text(session);
}

static size_t clamp(size_t value, size_t least, size_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* As wide as what they hold, within bounds; all rows count, so that scrolling moves nothing. */
static void widths(const hd_screen *grid, const hd_scene *scene, size_t ret[COLUMNS])
{
    const hd_indexes *rows = &scene->model->rows;
    size_t pid = 7;
    size_t names[COLUMNS] = {0};
    size_t wait = LEAST_NAME;

    for (size_t i = 0; i < rows->count; i++) {
        HD_SCRATCH(scratch);
        const char *texts[COLUMNS] = {NULL};
        cells(scratch, scene, rows->items[i], grid->ascii, texts);
        for (size_t k = USER; k <= APPLICATION; k++)
            names[k] = clamp(hd_utf8_columns(texts[k]), names[k], MOST_NAME);
        pid = clamp(hd_utf8_columns(texts[PID]), pid, MOST_TREE);
        wait = clamp(hd_utf8_columns(texts[WAIT]), wait, MOST_TREE);
    }
    ret[PID] = pid;
    for (size_t k = USER; k <= APPLICATION; k++)
        ret[k] = clamp(names[k], LEAST_NAME, MOST_NAME);
    ret[STATE] = sizeof("failed-tx !!") - 1;
    ret[AGE] = sizeof("00:00:00") - 1;
    ret[WAIT] = wait;
    ret[BLOCKS] = 4;
    ret[QUERY] = 0;
}

static size_t total(const size_t width[COLUMNS])
{
    size_t sum = 0;

    for (size_t k = 0; k < QUERY; k++)
        sum += width[k] == 0 ? 0 : width[k] + GAP;
    return sum;
}

static void lay_out(const hd_screen *grid, const hd_scene *scene, size_t width[COLUMNS])
{
    widths(grid, scene, width);
    for (size_t i = 0; i < HD_COUNT(gives_way); i++) {
        size_t *column = &width[gives_way[i].column];
        if (total(width) + LEAST_QUERY > grid->columns && *column > gives_way[i].width)
            *column = gives_way[i].width;
    }
    size_t used = total(width);
    width[QUERY] = used < grid->columns ? grid->columns - used : 0;
}

static enum hd_style cell_style(const hd_session *session, enum column column)
{
    if ((column == STATE || column == AGE || column == PID) && session->level > HD_LEVEL_OK)
        return hd_level_style(session->level);
    if (column == BLOCKS)
        return HD_STYLE_BOLD;
    if (column == WAIT && strcmp(session->wait_type, "Lock") == 0)
        return HD_STYLE_WARN;
    return session->state == HD_STATE_IDLE || !hd_session_is_client(session) ? HD_STYLE_DIM
                                                                             : HD_STYLE_PLAIN;
}

static void draw_row(hd_screen *grid, size_t row, const size_t width[COLUMNS],
                     const hd_session *session, const char *const texts[COLUMNS])
{
    size_t at = 0;

    for (enum column k = PID; k < COLUMNS; k++) {
        enum hd_style style = session == NULL ? HD_STYLE_BOLD : cell_style(session, k);
        if (width[k] == 0)
            continue;
        if (session != NULL && (k == BLOCKS || k == AGE))
            hd_screen_put_right(grid, row, at, width[k], style, texts[k]);
        else
            hd_screen_put(grid, row, at, width[k], style, texts[k]);
        at += width[k] + GAP;
    }
}

void hd_draw_sessions(hd_screen *grid, const hd_scene *scene, size_t row, size_t count)
{
    hd_model *model = scene->model;
    size_t width[COLUMNS] = {0};

    if (count == 0)
        return;
    lay_out(grid, scene, width);
    draw_row(grid, row, width, NULL, headings);
    hd_draw_scroll(model, count - 1);
    for (size_t i = 0; i + 1 < count && model->scroll + i < model->rows.count; i++) {
        HD_SCRATCH(scratch);
        size_t index = model->rows.items[model->scroll + i];
        const char *texts[COLUMNS] = {NULL};
        cells(scratch, scene, index, grid->ascii, texts);
        draw_row(grid, row + 1 + i, width, &model->sample->sessions.items[index], texts);
        if (model->scroll + i == model->cursor && !scene->plain)
            hd_screen_select(grid, row + 1 + i);
    }
}

/* ---- detail ---- */

static void add_times(TALLOC_CTX *ctx, hd_buf *out, const hd_session *session)
{
    const struct {
        const char *what;
        double seconds;
    } times[] = {{"connected", session->connected},
                 {"transaction", session->in_transaction},
                 {"statement", session->running}};

    for (size_t i = 0; i < HD_COUNT(times); i++)
        if (times[i].seconds >= 0)
            hd_buf_addf(out, "  %s %s", times[i].what, hd_show_age(ctx, times[i].seconds));
    if (*session->xid != '\0')
        hd_buf_addf(out, "  xid %s", session->xid);
    if (session->xmin_age >= 0)
        hd_buf_addf(out, "  xmin age %lld", (long long)session->xmin_age);
    if (*session->query_id != '\0')
        hd_buf_addf(out, "  query id %s", session->query_id);
}

static const char *waiting_line(TALLOC_CTX *ctx, const hd_session *session)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_addf(out, "waits %s for %s, blocked by", hd_show_age(ctx, session->waiting),
                session->wants);
    for (size_t i = 0; i < session->blockers.count; i++)
        hd_buf_addf(out, "%s %d", i == 0 ? "" : ",", session->blockers.items[i]);
    return out->data;
}

static const char *statement_label(TALLOC_CTX *ctx, const hd_session *session)
{
    if (session->state == HD_STATE_ACTIVE)
        return "runs: ";
    if (session->in_state < 0)
        return "";
    return hd_printf(ctx,
                     "last statement (finished %s ago): ", hd_show_age(ctx, session->in_state));
}

/* Locks of who was selected when they were asked for; NULL when that is another one, or none. */
static const char *held_text(const hd_model *model, const hd_session *session)
{
    const hd_sample *sample = model->sample;

    if (sample->held_pid != session->pid || sample->held == NULL || *sample->held == '\0')
        return NULL;
    return sample->held;
}

void hd_draw_detail(hd_screen *grid, const hd_scene *scene, size_t row, size_t count)
{
    HD_SCRATCH(scratch);
    const hd_session *session = hd_model_selected(scene->model);
    hd_buf *title = hd_buf_new(scratch);
    hd_panel text = {0};
    size_t columns = grid->columns > 4 ? grid->columns - 4 : 1;

    hd_screen_fill(grid, row, 0, grid->columns, HD_STYLE_BAR);
    if (session == NULL || count == 0)
        return;
    hd_buf_addf(title, " %d  %s@%s  %s  %s", session->pid, session->user, session->database,
                session->application, session->client);
    add_times(scratch, title, session);
    hd_screen_put(grid, row, 0, grid->columns, HD_STYLE_BAR, title->data);
    if (session->waiting >= 0)
        hd_panel_add(scratch, &text, waiting_line(scratch, session), columns);
    if (held_text(scene->model, session) != NULL)
        hd_panel_add(scratch, &text,
                     hd_printf(scratch, "holds: %s", held_text(scene->model, session)), columns);
    hd_panel_add(scratch, &text,
                 hd_printf(scratch, "%s%s", statement_label(scratch, session), query_text(session)),
                 columns);
    for (size_t i = 0; i < text.lines.count && i + 1 < count; i++)
        hd_screen_put(grid, row + 1 + i, 2, columns, HD_STYLE_PLAIN, text.lines.items[i]);
}
