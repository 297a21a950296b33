#include "tui/json.h"

#include <math.h>

#include "base/json.h"

static void put_number(hd_json *json, const char *key, double number, int digits)
{
    HD_SCRATCH(scratch);

    hd_json_key(json, key);
    if (number < 0 || !isfinite(number))
        hd_json_null(json);
    else
        hd_json_number(json, hd_printf(scratch, "%.*f", digits, number));
}

static void put_text(hd_json *json, const char *key, const char *text)
{
    hd_json_put_string(json, key, *text == '\0' ? NULL : text);
}

static void put_server(hd_json *json, const hd_scene *scene)
{
    const hd_sample *sample = scene->model->sample;

    hd_json_key(json, "server");
    hd_json_begin(json, '{');
    hd_json_put_string(json, "place", scene->place);
    hd_json_put_string(json, "version", sample->version);
    hd_json_put_bool(json, "in_recovery", sample->in_recovery);
    put_number(json, "uptime", sample->uptime, 0);
    put_number(json, "checkpoint_age", sample->checkpoint_age, 0);
    hd_json_put_bool(json, "sees_all", sample->monitor);
    hd_json_end(json);
}

static void put_census(hd_json *json, const hd_model *model)
{
    const hd_census *census = &model->census;
    const struct {
        const char *key;
        size_t count;
    } counts[] = {{"used", census->clients},    {"active", census->active},
                  {"idle", census->idle},       {"idle_in_transaction", census->idle_tx},
                  {"waiting", census->waiting}, {"hidden", census->hidden}};

    hd_json_key(json, "connections");
    hd_json_begin(json, '{');
    hd_json_put_int(json, "usable", model->sample->usable);
    for (size_t i = 0; i < HD_COUNT(counts); i++)
        hd_json_put_int(json, counts[i].key, (int64_t)counts[i].count);
    hd_json_put_string(json, "level", hd_level_name(census->connections));
    hd_json_end(json);
}

static void put_counters(hd_json *json, const hd_model *model)
{
    hd_json_key(json, "counters");
    hd_json_begin(json, '{');
    for (size_t i = 0; i < HD_COUNTER_COUNT; i++)
        put_number(json, hd_counter_names[i], model->sample->counters[i], 0);
    hd_json_end(json);
    hd_json_key(json, "rates");
    hd_json_begin(json, '{');
    for (size_t i = 0; i < HD_COUNTER_COUNT; i++)
        put_number(json, hd_counter_names[i], model->rates[i], 3);
    hd_json_end(json);
}

static void put_waits(hd_json *json, const hd_model *model)
{
    HD_SCRATCH(scratch);
    hd_waits waits = {0};

    hd_model_waits(scratch, model, &waits);
    hd_json_key(json, "waits");
    hd_json_begin(json, '{');
    for (size_t i = 0; i < waits.count; i++)
        hd_json_put_int(json, waits.items[i].name, (int64_t)waits.items[i].sessions);
    hd_json_end(json);
}

/* ---- rows of reports ---- */

static void put_value(hd_json *json, const hd_report_column *column, const char *value)
{
    hd_json_key(json, column->name);
    if (value == NULL)
        hd_json_null(json);
    else if (column->unit == HD_UNIT_BOOL)
        hd_json_bool(json, *value == 't');
    else if (hd_unit_is_number(column->unit))
        hd_json_number(json, value);
    else
        hd_json_string(json, value);
}

static void put_row(hd_json *json, const hd_report *report, const hd_rows *rows, size_t row)
{
    const hd_report_section *section = &report->sections.items[0];

    hd_json_begin(json, '{');
    for (size_t i = 0; i < section->columns.count && i < hd_rows_columns(rows); i++)
        put_value(json, &section->columns.items[i], hd_rows_text(rows, row, i));
    hd_json_put_string(json, "level", hd_level_name(hd_rules_level(report, rows, row)));
    hd_json_end(json);
}

static void put_risk(hd_json *json, const hd_model *model)
{
    hd_json_key(json, "risk");
    hd_json_begin(json, '{');
    for (size_t i = HD_RULE_FIRST_ASKED; i < HD_RULE_COUNT; i++) {
        const hd_rows *rows = model->sample->asked[i];
        if (rows == NULL)
            continue;
        hd_json_key(json, hd_rule_reports[i]);
        hd_json_begin(json, '[');
        for (size_t k = 0; k < hd_rows_count(rows); k++)
            put_row(json, model->rules->reports[i], rows, k);
        hd_json_end(json);
    }
    hd_json_end(json);
}

/* ---- sessions ---- */

static void put_blockers(hd_json *json, const hd_session *session)
{
    hd_json_key(json, "blocked_by");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < session->blockers.count; i++)
        hd_json_int(json, session->blockers.items[i]);
    hd_json_end(json);
}

static void put_texts(hd_json *json, const hd_session *session)
{
    const struct {
        const char *key;
        const char *text;
    } texts[] = {{"kind", session->kind},
                 {"user", session->user},
                 {"database", session->database},
                 {"application", session->application},
                 {"client", session->client},
                 {"state", session->state_text},
                 {"wait_type", session->wait_type},
                 {"wait", session->wait},
                 {"xid", session->xid},
                 {"query_id", session->query_id},
                 {"wants", session->wants},
                 {"query", session->query}};

    for (size_t i = 0; i < HD_COUNT(texts); i++)
        put_text(json, texts[i].key, texts[i].text);
}

static void put_session(hd_json *json, const hd_model *model, size_t index)
{
    const hd_session *session = &model->sample->sessions.items[index];

    hd_json_begin(json, '{');
    hd_json_put_int(json, "pid", session->pid);
    hd_json_put_int(json, "backend_start_us", session->start_us);
    put_texts(json, session);
    put_number(json, "running", session->running, 3);
    put_number(json, "in_transaction", session->in_transaction, 3);
    put_number(json, "in_state", session->in_state, 3);
    put_number(json, "connected", session->connected, 3);
    put_number(json, "waiting", session->waiting, 3);
    put_number(json, "xmin_age", (double)session->xmin_age, 0);
    hd_json_put_int(json, "workers", (int64_t)session->workers);
    put_blockers(json, session);
    hd_json_put_int(json, "blocks", (int64_t)session->blocks);
    hd_json_put_int(json, "depth", (int64_t)session->depth);
    hd_json_put_string(json, "level", hd_level_name(session->level));
    hd_json_end(json);
}

void hd_top_json(hd_buf *out, const hd_scene *scene)
{
    const hd_model *model = scene->model;
    const hd_report *report = hd_model_report(model);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    put_server(&json, scene);
    put_census(&json, model);
    put_counters(&json, model);
    put_risk(&json, model);
    put_waits(&json, model);
    hd_json_put_string(&json, "view", hd_views[model->view].name);
    if (model->sample->view_problem != NULL)
        hd_json_put_string(&json, "problem", model->sample->view_problem);
    hd_json_key(&json, report == NULL ? "sessions" : "rows");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < model->rows.count; i++)
        if (report == NULL)
            put_session(&json, model, model->rows.items[i]);
        else
            put_row(&json, report, model->sample->view, model->rows.items[i]);
    hd_json_end(&json);
    hd_json_end(&json);
    hd_buf_add_char(out, '\n');
}
