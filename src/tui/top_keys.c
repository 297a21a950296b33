/* What keys do. */
#include <stdarg.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "tui/top_impl.h"

enum { LEAST_INTERVAL_MS = 250, MOST_INTERVAL_MS = 60000, PAGE = 10, LATE_MS = 1000 };

void hd_top_say(struct top *top, bool warns, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    top->message = hd_nonnull(talloc_vasprintf(top->model, fmt, args), __func__);
    va_end(args);
    top->message_warns = warns;
}

void hd_top_open_panel(struct top *top, enum top_panel kind)
{
    TALLOC_FREE(top->panel);
    top->panel = hd_new(top->model, hd_panel);
    top->panel_kind = kind;
}

static void panel_close(struct top *top)
{
    TALLOC_FREE(top->panel);
    top->panel_kind = PANEL_NONE;
}

static size_t columns(const struct top *top)
{
    size_t rows = 0;
    size_t ret = 0;

    hd_terminal_size(top->terminal, &rows, &ret);
    return ret;
}

/* ---- acts ---- */

/* Nobody acts on what may have changed long ago. */
static bool is_fresh(struct top *top)
{
    HD_SCRATCH(scratch);
    uint64_t age_ms = hd_clock_ms() - top->taken_ms;

    if (top->problem == NULL && age_ms <= 2 * top->interval_ms + LATE_MS)
        return true;
    hd_top_say(top, true, "this screen is %s old: %s first", hd_duration_text(scratch, age_ms),
               top->paused ? "go on with p" : "refresh with Ctrl-L");
    return false;
}

static void act_ask(struct top *top, hd_care_act act)
{
    if (hd_model_report(top->model) != NULL) {
        hd_top_say(top, true, "this is for sessions: Tab goes to them");
        return;
    }
    if (hd_top_is_busy(top) || !is_fresh(top))
        return;
    top->doomed = (hd_doomed_list){0};
    hd_top_open_panel(top, PANEL_ACT);
    hd_act_choose(top->panel, top->model, &top->doomed);
    if (top->doomed.count == 0) {
        panel_close(top);
        hd_top_say(top, true, "no session is selected");
        return;
    }
    top->runs = hd_act_ask(top->panel, top->model, &top->doomed, act, columns(top), top->panel);
}

static void act_do(struct top *top, hd_care_act act)
{
    hd_top_start_act(top, act);
    panel_close(top);
}

static void act_key(struct top *top, uint32_t key)
{
    if (key == 't')
        act_do(top, HD_CARE_TERMINATE);
    else if (key == 'c' && top->runs)
        act_do(top, HD_CARE_CANCEL);
    else if (key == HD_KEY_ESCAPE || key == 'q' || key == 'n') {
        panel_close(top);
        hd_top_say(top, false, "nothing was done");
    }
}

/* ---- plans ---- */

static void plan_show(struct top *top)
{
    const hd_session *session = hd_model_selected(top->model);

    if (hd_top_is_busy(top))
        return;
    if (session == NULL || *session->query == '\0' || *session->database == '\0')
        hd_top_say(top, true, "no statement is selected");
    else
        hd_top_start_plan(top, session);
}

static void panel_key(struct top *top, uint32_t key)
{
    if (top->panel_kind == PANEL_ACT)
        act_key(top, key);
    else if (key == HD_KEY_DOWN)
        top->panel->scroll += top->panel->scroll + 1 < top->panel->lines.count ? 1 : 0;
    else if (key == HD_KEY_UP)
        top->panel->scroll -= top->panel->scroll > 0 ? 1 : 0;
    else
        panel_close(top);
}

/* ---- the filter ---- */

static void prompt_open(struct top *top)
{
    top->prompt = hd_buf_new(top->model);
    top->old_filter = top->model->filter;
    hd_buf_add(top->prompt, top->model->filter);
}

static void prompt_close(struct top *top, const char *filter)
{
    hd_model_set_filter(top->model, filter);
    TALLOC_FREE(top->prompt);
}

static void add_character(hd_buf *out, uint32_t code)
{
    if (code < 0x80) {
        hd_buf_add_char(out, (char)code);
        return;
    }
    int rest = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char first[] = {0, 0xC0, 0xE0, 0xF0};
    hd_buf_add_char(out, (char)(first[rest] | code >> (6 * rest)));
    while (rest-- > 0)
        hd_buf_add_char(out, (char)(0x80U | (code >> (6 * rest) & 0x3FU)));
}

static void remove_character(hd_buf *out)
{
    size_t len = out->len;

    while (len > 0 && ((unsigned char)out->data[len - 1] & 0xC0U) == 0x80U)
        len--;
    hd_buf_truncate(out, len > 0 ? len - 1 : 0);
}

/* The rows follow what is typed. */
static void prompt_key(struct top *top, uint32_t key)
{
    if (key == HD_KEY_ENTER) {
        prompt_close(top, top->prompt->data);
        return;
    }
    if (key == HD_KEY_ESCAPE) {
        prompt_close(top, top->old_filter);
        return;
    }
    if (key == HD_KEY_BACKSPACE)
        remove_character(top->prompt);
    else if (key < HD_KEY_UP && !hd_utf8_is_unsafe(key) && key != HD_KEY_TAB && key != '\n')
        add_character(top->prompt, key);
    hd_model_set_filter(top->model, top->prompt->data);
}

/* ---- the rest ---- */

static void change_interval(struct top *top, uint64_t interval_ms)
{
    if (interval_ms >= LEAST_INTERVAL_MS && interval_ms <= MOST_INTERVAL_MS)
        top->interval_ms = interval_ms;
    hd_top_refresh(top);
}

static void change_view(struct top *top, size_t by)
{
    hd_model_choose_view(top->model, (top->model->view + by) % hd_view_count);
    hd_top_refresh(top);
}

static void toggle(struct top *top, bool *choice)
{
    *choice = !*choice;
    hd_model_arrange(top->model);
}

static void pause_or_go_on(struct top *top)
{
    top->paused = !top->paused;
    if (!top->paused)
        hd_top_refresh(top);
}

static void back(struct top *top)
{
    top->model->detail = false;
    top->model->tags.count = 0;
    hd_model_set_filter(top->model, "");
}

static void copy(struct top *top)
{
    const hd_session *session = hd_model_selected(top->model);

    if (session == NULL || *session->query == '\0') {
        hd_top_say(top, true, "no statement is selected");
        return;
    }
    hd_terminal_copy(top->terminal, session->query);
    hd_top_say(top, false, "sent to the terminal's clipboard");
}

static void help_open(struct top *top)
{
    hd_top_open_panel(top, PANEL_HELP);
    hd_panel_help(top->panel, top->panel);
}

static void move(struct top *top, long by)
{
    hd_model_move(top->model, by);
    if (top->model->detail)
        hd_top_refresh(top); /* its locks */
}

static void detail(struct top *top)
{
    top->model->detail = !top->model->detail;
    hd_top_refresh(top);
}

/* False when the action is no movement. */
static bool act_by_moving(struct top *top, enum hd_action action)
{
    const long all = (long)top->model->rows.count;
    const struct {
        enum hd_action action;
        long by;
    } moves[] = {
        {HD_DO_UP, -1},          {HD_DO_DOWN, 1},     {HD_DO_PAGE_UP, -PAGE},
        {HD_DO_PAGE_DOWN, PAGE}, {HD_DO_FIRST, -all}, {HD_DO_LAST, all},
    };

    for (size_t i = 0; i < HD_COUNT(moves); i++)
        if (moves[i].action == action) {
            move(top, moves[i].by);
            return true;
        }
    return false;
}

static void act_on_view(struct top *top, enum hd_action action)
{
    hd_model *model = top->model;

    if (act_by_moving(top, action))
        return;
    if (action == HD_DO_DETAIL)
        detail(top);
    else if (action == HD_DO_TAG)
        hd_model_tag(model);
    else if (action == HD_DO_FILTER)
        prompt_open(top);
    else if (action == HD_DO_SORT)
        hd_model_next_sort(model);
    else if (action == HD_DO_REVERSE)
        toggle(top, &model->reverse);
    else if (action == HD_DO_IDLE)
        toggle(top, &model->idle);
    else if (action == HD_DO_LOCKS)
        toggle(top, &model->locks_only);
    else if (action == HD_DO_NEXT_VIEW)
        change_view(top, 1);
    else if (action == HD_DO_PREVIOUS_VIEW)
        change_view(top, hd_view_count - 1);
    else if (action == HD_DO_BACK)
        back(top);
}

static void act_on_all(struct top *top, enum hd_action action)
{
    if (action == HD_DO_CANCEL)
        act_ask(top, HD_CARE_CANCEL);
    else if (action == HD_DO_TERMINATE)
        act_ask(top, HD_CARE_TERMINATE);
    else if (action == HD_DO_EXPLAIN)
        plan_show(top);
    else if (action == HD_DO_COPY)
        copy(top);
    else if (action == HD_DO_PAUSE)
        pause_or_go_on(top);
    else if (action == HD_DO_FASTER)
        change_interval(top, top->interval_ms / 2);
    else if (action == HD_DO_SLOWER)
        change_interval(top, top->interval_ms * 2);
    else if (action == HD_DO_HELP)
        help_open(top);
    else
        act_on_view(top, action);
}

void hd_top_key(struct top *top, uint32_t key)
{
    enum hd_action action = hd_key_action(key);

    top->message = NULL;
    if (key == HD_KEY_CTRL_C)
        hd_top_leave(top);
    else if (action == HD_DO_SUSPEND)
        hd_terminal_suspend(top->terminal);
    else if (action == HD_DO_REFRESH) {
        hd_terminal_repaint(top->terminal);
        hd_top_refresh(top);
    } else if (top->prompt != NULL)
        prompt_key(top, key);
    else if (top->panel != NULL)
        panel_key(top, key);
    else if (action == HD_DO_QUIT)
        hd_top_leave(top);
    else if (top->model->sample != NULL || action == HD_DO_HELP)
        act_on_all(top, action);
}
