/* Which rows a view shows, and in which order. */
#include "tui/filter.h"
#include "tui/model.h"

/* A session of the server's own is of interest when it works for somebody, waits or blocks. */
static bool session_shown(const hd_model *model, const hd_session *session)
{
    if (model->locks_only && !session->in_tree)
        return false;
    bool busy = session->in_tree ||
                (hd_session_is_client(session)
                     ? session->state != HD_STATE_IDLE && session->state != HD_STATE_NONE
                     : strcmp(session->kind, "autovacuum worker") == 0);
    return (busy || model->idle) && hd_filter_session(model->filter, session);
}

static int compare_numbers(double a, double b)
{
    return (a < b) - (a > b); /* the greatest first */
}

static int busy_rank(const hd_session *session)
{
    if (session->state == HD_STATE_ACTIVE)
        return 2;
    return session->in_transaction >= 0 ? 1 : 0;
}

static int compare_impact(const hd_session *a, const hd_session *b)
{
    if (a->level != b->level)
        return a->level < b->level ? 1 : -1;
    if (busy_rank(a) != busy_rank(b))
        return busy_rank(b) - busy_rank(a);
    return compare_numbers(hd_session_age(a), hd_session_age(b));
}

static int compare_sessions(enum hd_sort sort, const hd_session *a, const hd_session *b)
{
    int order = 0;

    switch (sort) {
    case HD_SORT_IMPACT:
        order = compare_impact(a, b);
        break;
    case HD_SORT_AGE:
        order = compare_numbers(hd_session_age(a), hd_session_age(b));
        break;
    case HD_SORT_USER:
        order = strcmp(a->user, b->user);
        break;
    case HD_SORT_DATABASE:
        order = strcmp(a->database, b->database);
        break;
    case HD_SORT_APPLICATION:
        order = strcmp(a->application, b->application);
        break;
    case HD_SORT_STATE:
        order = strcmp(a->state_text, b->state_text);
        break;
    case HD_SORT_WAIT:
        order = strcmp(b->wait_type, a->wait_type);
        break;
    case HD_SORT_PID:
    case HD_SORT_COUNT:
        break;
    }
    return order != 0 ? order : (a->pid > b->pid) - (a->pid < b->pid);
}

static int by_choice(const void *a, const void *b, void *arg)
{
    const hd_model *model = arg;
    const hd_sessions *sessions = &model->sample->sessions;
    int order = compare_sessions((enum hd_sort)model->sort, &sessions->items[*(const size_t *)a],
                                 &sessions->items[*(const size_t *)b]);

    return model->reverse ? -order : order;
}

/* The tree of locks first, whatever the order: it is what somebody suffers from. */
static void arrange_sessions(hd_model *model)
{
    const hd_sessions *sessions = &model->sample->sessions;

    for (size_t i = 0; i < model->tree.count; i++)
        if (session_shown(model, &sessions->items[model->tree.items[i]]))
            hd_vec_push(model, &model->rows, model->tree.items[i]);
    size_t first = model->rows.count;
    for (size_t i = 0; i < sessions->count; i++)
        if (!sessions->items[i].in_tree && session_shown(model, &sessions->items[i]))
            hd_vec_push(model, &model->rows, i);
    if (model->rows.count > first)
        qsort_r(model->rows.items + first, model->rows.count - first, sizeof(size_t), by_choice,
                model);
}

static int by_column(const void *a, const void *b, void *arg)
{
    const hd_model *model = arg;
    size_t left = *(const size_t *)a;
    size_t right = *(const size_t *)b;
    enum hd_unit unit = hd_model_report(model)->sections.items[0].columns.items[model->sort].unit;
    int order = hd_unit_is_number(unit)
                    ? compare_numbers(hd_model_number(model, left, model->sort),
                                      hd_model_number(model, right, model->sort))
                    : strcmp(hd_rows_text_or(model->sample->view, left, model->sort, ""),
                             hd_rows_text_or(model->sample->view, right, model->sort, ""));

    order = model->reverse ? -order : order;
    return order != 0 ? order : (left > right) - (left < right);
}

static void arrange_report(hd_model *model)
{
    const hd_rows *rows = model->sample->view;

    for (size_t i = 0; rows != NULL && i < hd_rows_count(rows); i++)
        if (hd_filter_row(model->filter, rows, i))
            hd_vec_push(model, &model->rows, i);
    if (model->rows.count > 0 && model->sort < hd_rows_columns(rows))
        qsort_r(model->rows.items, model->rows.count, sizeof(size_t), by_column, model);
}

/* The cursor stays on its session, or else on its line. */
static void keep_cursor(hd_model *model)
{
    for (size_t i = 0; hd_views[model->view].report == NULL && i < model->rows.count; i++) {
        const hd_session *session = &model->sample->sessions.items[model->rows.items[i]];
        if (session->pid == model->selected.pid && session->start_us == model->selected.start_us)
            model->cursor = i;
    }
    hd_model_move(model, 0);
}

void hd_model_arrange(hd_model *model)
{
    model->rows.count = 0;
    if (model->sample == NULL)
        return;
    if (hd_views[model->view].report == NULL)
        arrange_sessions(model);
    else
        arrange_report(model);
    keep_cursor(model);
}
