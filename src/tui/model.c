#include "tui/model.h"

#include "base/buf.h"
#include "base/text.h"

const hd_view hd_views[] = {
    {.name = "sessions"},
    {.name = "tables",
     .report = "table-activity",
     .key = "schema name",
     .rates = "seq_scans seq_rows index_scans index_rows inserted updated hot_updated deleted "
              "blocks_read",
     .hide = "hot_updated hit",
     .sort = "seq_rows"},
    {.name = "indexes",
     .report = "index-activity",
     .key = "schema name",
     .rates = "scans entries rows blocks_read",
     .hide = "",
     .sort = "scans"},
    {.name = "queries",
     .report = "slow",
     .key = "user queryid",
     .rates = "total calls rows blocks_read temporary reading",
     .hide = "deviation queryid reading",
     .sort = "total"},
    {.name = "io",
     .report = "io",
     .key = "process object context",
     .rates = "read read_time written write_time extended hits evictions",
     .hide = "",
     .sort = "read"},
    {.name = "replication",
     .report = "replication",
     .key = "name client",
     .rates = "",
     .hide = "user",
     .sort = ""},
    {.name = "progress", .report = "progress", .key = "pid", .rates = "", .hide = "", .sort = ""},
};
const size_t hd_view_count = HD_COUNT(hd_views);

const char *const hd_sort_names[HD_SORT_COUNT] = {
    [HD_SORT_IMPACT] = "impact", [HD_SORT_AGE] = "age",     [HD_SORT_PID] = "pid",
    [HD_SORT_USER] = "user",     [HD_SORT_DATABASE] = "db", [HD_SORT_APPLICATION] = "app",
    [HD_SORT_STATE] = "state",   [HD_SORT_WAIT] = "wait",
};

hd_model *hd_model_new(TALLOC_CTX *ctx, const hd_rules *rules, const hd_report **reports)
{
    hd_model *model = hd_new(ctx, hd_model);

    model->rules = rules;
    model->reports = reports;
    model->filter = "";
    for (size_t i = 0; i < HD_COUNTER_COUNT; i++)
        model->rates[i] = -1;
    return model;
}

bool hd_model_lists(const char *list, const char *word)
{
    size_t len = strlen(word);

    for (const char *p = list; p != NULL && *p != '\0';) {
        size_t part = strcspn(p, " ");
        if (part == len && strncmp(p, word, len) == 0)
            return true;
        p += part + strspn(p + part, " ");
    }
    return false;
}

const hd_report *hd_model_report(const hd_model *model)
{
    return model->reports[model->view];
}

/* ---- what the sample tells ---- */

static void census_add(hd_census *census, const hd_session *session)
{
    if (strcmp(session->kind, "hidden") == 0)
        census->hidden++;
    if (!hd_session_is_client(session))
        return;
    census->clients++;
    switch (session->state) {
    case HD_STATE_ACTIVE:
        census->active++;
        break;
    case HD_STATE_IDLE:
        census->idle++;
        break;
    case HD_STATE_IDLE_TX:
    case HD_STATE_ABORTED:
        census->idle_tx++;
        census->idle_tx_bad = census->idle_tx_bad || session->level > HD_LEVEL_OK;
        break;
    case HD_STATE_NONE:
        census->hidden++;
        break;
    case HD_STATE_OTHER:
        break;
    }
}

static void take_census(hd_model *model)
{
    HD_SCRATCH(scratch);
    const hd_sample *sample = model->sample;
    hd_census census = {0};

    for (size_t i = 0; i < sample->sessions.count; i++) {
        const hd_session *session = &sample->sessions.items[i];
        census_add(&census, session);
        if (session->waiting >= 0) {
            census.waiting++;
            census.waiting_bad = census.waiting_bad || session->level > HD_LEVEL_OK;
        }
    }
    if (sample->usable > 0) {
        double used = 100.0 * (double)census.clients / (double)sample->usable;
        const hd_fact fact = {"used", hd_printf(scratch, "%.3f", used)};
        census.connections = hd_rules_judge(model->rules->reports[HD_RULE_CONNECTIONS], &fact, 1);
    }
    model->census = census;
}

/* A counter that went back was reset, or the server is another one: no rate. */
static void take_rates(hd_model *model)
{
    const hd_sample *now = model->sample;
    const hd_sample *then = model->before;

    for (size_t i = 0; i < HD_COUNTER_COUNT; i++) {
        double seconds = then == NULL ? 0 : now->now - then->now;
        double change = then == NULL ? 0 : now->counters[i] - then->counters[i];
        model->rates[i] = seconds > 0 && change >= 0 ? change / seconds : -1;
    }
}

static void remember(hd_model *model)
{
    const double *rates = model->rates;
    const double values[HD_CURVE_COUNT] = {
        [HD_CURVE_TRANSACTIONS] = rates[HD_COUNTER_COMMITS] + rates[HD_COUNTER_ROLLBACKS],
        [HD_CURVE_WRITTEN] = rates[HD_COUNTER_ROWS_WRITTEN],
        [HD_CURVE_WAL] = rates[HD_COUNTER_WAL_BYTES],
        [HD_CURVE_ACTIVE] = (double)model->census.active,
        [HD_CURVE_WAITING] = (double)model->census.waiting,
    };

    if (rates[HD_COUNTER_COMMITS] < 0)
        return;
    if (model->history_count == HD_HISTORY)
        model->history_count--;
    for (size_t i = 0; i < HD_CURVE_COUNT; i++) {
        memmove(&model->history[i][1], &model->history[i][0],
                model->history_count * sizeof(double));
        model->history[i][0] = values[i] < 0 ? 0 : values[i];
    }
    model->history_count++;
}

/* ---- rows of reports and those before ---- */

struct keyed {
    const char *key;
    size_t row;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct keyed *)a)->key, ((const struct keyed *)b)->key);
}

static struct keyed *keys_of(TALLOC_CTX *ctx, const hd_rows *rows, const char *columns)
{
    struct keyed *keys = hd_new_array(ctx, struct keyed, hd_rows_count(rows) + 1);

    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_buf *key = hd_buf_new(ctx);
        for (size_t k = 0; k < hd_rows_columns(rows); k++)
            if (hd_model_lists(columns, hd_rows_name(rows, k)))
                hd_buf_addf(key, "%s\x1f", hd_rows_text_or(rows, i, k, ""));
        keys[i] = (struct keyed){key->data, i};
    }
    return keys;
}

static void match_former(hd_model *model)
{
    HD_SCRATCH(scratch);
    const hd_rows *now = model->sample->view;
    const hd_rows *then = model->before == NULL ? NULL : model->before->view;
    size_t count = now == NULL ? 0 : hd_rows_count(now);

    talloc_free(model->former);
    model->former = hd_new_array(model, size_t, count + 1);
    model->view_seconds = then == NULL ? 0 : model->sample->now - model->before->now;
    for (size_t i = 0; i < count; i++)
        model->former[i] = SIZE_MAX;
    if (now == NULL || then == NULL || *hd_views[model->view].rates == '\0')
        return;
    struct keyed *mine = keys_of(scratch, now, hd_views[model->view].key);
    struct keyed *old = keys_of(scratch, then, hd_views[model->view].key);
    qsort(old, hd_rows_count(then), sizeof(*old), by_key);
    for (size_t i = 0; i < count; i++) {
        const struct keyed *found = bsearch(&mine[i], old, hd_rows_count(then), sizeof(*old),
                                            by_key);
        if (found != NULL)
            model->former[i] = found->row;
    }
}

bool hd_model_is_rate(const hd_model *model, size_t column)
{
    const hd_report *report = hd_model_report(model);

    return model->view_seconds > 0 &&
           hd_model_lists(hd_views[model->view].rates,
                          report->sections.items[0].columns.items[column].name);
}

double hd_model_number(const hd_model *model, size_t row, size_t column)
{
    const char *text = hd_rows_text(model->sample->view, row, column);
    double value = text == NULL ? -1 : strtod(text, NULL);

    if (text == NULL || !hd_model_is_rate(model, column))
        return value;
    size_t former = model->former[row];
    /* New since then, or reset: what it has now happened in this time. */
    double then = former == SIZE_MAX
                      ? 0
                      : strtod(hd_rows_text_or(model->before->view, former, column, "0"), NULL);
    return (value >= then ? value - then : value) / model->view_seconds;
}

void hd_model_take(hd_model *model, hd_sample *sample)
{
    if (sample->view_of != model->view) { /* asked before another one was chosen */
        sample->view = NULL;
        sample->view_problem = NULL;
    }
    talloc_free(model->before);
    model->before = model->sample;
    model->sample = talloc_steal(model, sample);
    if (model->before != NULL && model->before->uptime > sample->uptime)
        TALLOC_FREE(model->before); /* restarted: what was before is no measure */
    talloc_free(model->tree.items);
    model->tree = (hd_indexes){0};
    hd_tree_grow(model, sample, &model->tree);
    hd_sample_judge(sample, model->rules);
    take_census(model);
    take_rates(model);
    remember(model);
    match_former(model);
    hd_model_arrange(model);
}

/* ---- the user's choices ---- */

static size_t sort_of_view(const hd_model *model)
{
    const hd_report *report = hd_model_report(model);
    size_t i = 0;

    if (report == NULL)
        return HD_SORT_IMPACT;
    while (i < report->sections.items[0].columns.count &&
           strcmp(report->sections.items[0].columns.items[i].name, hd_views[model->view].sort) != 0)
        i++;
    return i; /* beyond the last: as the report has it */
}

void hd_model_choose_view(hd_model *model, size_t view)
{
    model->view = view;
    model->sort = sort_of_view(model);
    model->reverse = false;
    model->cursor = model->scroll = 0;
    model->filter = "";
    /* The rows of another report must not be taken for those of this one. */
    if (model->sample != NULL) {
        model->sample->view = NULL;
        model->sample->view_problem = NULL;
        match_former(model);
    }
    hd_model_arrange(model);
}

void hd_model_set_filter(hd_model *model, const char *filter)
{
    model->filter = hd_strdup(model, filter);
    hd_model_arrange(model);
}

void hd_model_next_sort(hd_model *model)
{
    const hd_report *report = hd_model_report(model);
    size_t count = report == NULL ? (size_t)HD_SORT_COUNT : report->sections.items[0].columns.count;
    size_t next = model->sort;

    do {
        next = next + 1 >= count ? 0 : next + 1;
    } while (report != NULL && next != model->sort &&
             hd_model_lists(hd_views[model->view].hide,
                            report->sections.items[0].columns.items[next].name));
    model->sort = next;
    hd_model_arrange(model);
}

void hd_model_move(hd_model *model, long by)
{
    long cursor = (long)model->cursor + by;
    long last = (long)model->rows.count - 1;

    cursor = cursor > last ? last : cursor;
    model->cursor = cursor < 0 ? 0 : (size_t)cursor;
    const hd_session *session = hd_model_selected(model);
    if (session != NULL)
        model->selected = (hd_identity){session->pid, session->start_us};
}

const hd_session *hd_model_selected(const hd_model *model)
{
    if (model->sample == NULL || hd_views[model->view].report != NULL ||
        model->cursor >= model->rows.count)
        return NULL;
    return &model->sample->sessions.items[model->rows.items[model->cursor]];
}

const hd_session *hd_model_find(const hd_model *model, hd_identity identity)
{
    for (size_t i = 0; model->sample != NULL && i < model->sample->sessions.count; i++) {
        const hd_session *session = &model->sample->sessions.items[i];
        if (session->pid == identity.pid && session->start_us == identity.start_us)
            return session;
    }
    return NULL;
}

static size_t tag_find(const hd_model *model, const hd_session *session)
{
    size_t i = 0;

    while (i < model->tags.count && (model->tags.items[i].pid != session->pid ||
                                     model->tags.items[i].start_us != session->start_us))
        i++;
    return i;
}

bool hd_model_is_tagged(const hd_model *model, const hd_session *session)
{
    return tag_find(model, session) < model->tags.count;
}

void hd_model_tag(hd_model *model)
{
    const hd_session *session = hd_model_selected(model);

    if (session == NULL)
        return;
    size_t index = tag_find(model, session);
    if (index < model->tags.count)
        model->tags.items[index] = model->tags.items[--model->tags.count];
    else
        hd_vec_push(model, &model->tags, (hd_identity){session->pid, session->start_us});
    hd_model_move(model, 1);
}

/* ---- waits ---- */

static int by_sessions(const void *a, const void *b)
{
    const hd_wait_sum *left = a;
    const hd_wait_sum *right = b;

    if (left->sessions != right->sessions)
        return left->sessions < right->sessions ? 1 : -1;
    return strcmp(left->name, right->name);
}

static void wait_add(TALLOC_CTX *ctx, hd_waits *waits, const char *name)
{
    for (size_t i = 0; i < waits->count; i++)
        if (strcmp(waits->items[i].name, name) == 0) {
            waits->items[i].sessions++;
            return;
        }
    hd_vec_push(ctx, waits, (hd_wait_sum){name, 1});
}

void hd_model_waits(TALLOC_CTX *ctx, const hd_model *model, hd_waits *ret)
{
    for (size_t i = 0; model->sample != NULL && i < model->sample->sessions.count; i++) {
        const hd_session *session = &model->sample->sessions.items[i];
        if (!hd_session_is_client(session) || session->state == HD_STATE_IDLE ||
            session->state == HD_STATE_NONE)
            continue;
        wait_add(ctx, ret,
                 *session->wait_type == '\0'
                     ? "CPU"
                     : hd_printf(ctx, "%s:%s", session->wait_type, session->wait));
    }
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(*ret->items), by_sessions);
}
