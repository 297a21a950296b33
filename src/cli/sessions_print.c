#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/report.h"
#include "cli/sessions.h"

enum { COLUMNS = 8, QUERY_COLUMN = COLUMNS - 1, QUERY_WIDTH = 60, CELL_WIDTH = 30 };

static const char *const titles[COLUMNS] = {"pid",    "user",  "database", "application",
                                            "client", "state", "age",      "query"};

/* Text as it fits into a cell, cut with "..." where it is too long. */
static const char *cell(TALLOC_CTX *ctx, const char *text, size_t width)
{
    HD_SCRATCH(scratch);
    char *safe = hd_report_safe(scratch, text == NULL ? "" : text);

    for (char *c = safe; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    if (hd_utf8_columns(safe) <= width)
        return hd_strdup(ctx, safe);
    return hd_printf(ctx, "%.*s...", (int)hd_utf8_fit(safe, width - 3), safe);
}

static void row_fill(TALLOC_CTX *ctx, const hd_care_session *session, const char *row[COLUMNS])
{
    const char *const texts[COLUMNS] = {
        session->pid,
        session->user,
        session->database,
        session->application,
        session->client,
        session->state,
        session->in_state_ms < 0 ? NULL : hd_duration_text(ctx, (uint64_t)session->in_state_ms),
        session->query};

    for (size_t i = 0; i < COLUMNS; i++)
        row[i] = cell(ctx, texts[i], i == QUERY_COLUMN ? QUERY_WIDTH : CELL_WIDTH);
}

static void row_print(const char *const row[COLUMNS], const size_t widths[COLUMNS])
{
    for (size_t i = 0; i < QUERY_COLUMN; i++)
        printf("%s%*s", row[i], (int)(widths[i] - hd_utf8_columns(row[i]) + 2), "");
    printf("%s\n", row[QUERY_COLUMN]);
}

void hd_sessions_print(const hd_care_sessions *sessions)
{
    HD_SCRATCH(scratch);
    const char *(*rows)[COLUMNS] = hd_nonnull(
        talloc_zero_size(scratch, (sessions->count + 1) * sizeof(*rows)), __func__);
    size_t widths[COLUMNS] = {0};

    memcpy(rows[0], titles, sizeof(titles));
    for (size_t i = 0; i < sessions->count; i++)
        row_fill(scratch, &sessions->items[i], rows[i + 1]);
    for (size_t i = 0; i <= sessions->count; i++)
        for (size_t j = 0; j < COLUMNS; j++) {
            size_t width = hd_utf8_columns(rows[i][j]);
            widths[j] = width > widths[j] ? width : widths[j];
        }
    for (size_t i = 0; i <= sessions->count; i++)
        row_print(rows[i], widths);
}

static void session_json(hd_json *json, const hd_care_session *session)
{
    hd_json_begin(json, '{');
    hd_json_key(json, "pid");
    hd_json_number(json, session->pid);
    hd_json_put_string(json, "backend_start", session->started);
    hd_json_put_string(json, "user", session->user);
    hd_json_put_string(json, "database", session->database);
    hd_json_put_string(json, "application", session->application);
    hd_json_put_string(json, "client", session->client);
    hd_json_put_string(json, "state", session->state);
    hd_json_key(json, "in_state_ms");
    if (session->in_state_ms < 0)
        hd_json_null(json);
    else
        hd_json_int(json, session->in_state_ms);
    hd_json_put_string(json, "query", session->query);
    hd_json_put_string(json, "outcome", hd_care_outcome_name(session->outcome));
    hd_json_put_string(json, "reason", session->refusal == NULL ? NULL : session->refusal->reason);
    hd_json_end(json);
}

void hd_sessions_json(const hd_care_sessions *sessions, hd_care_act act, bool dry_run)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "action", hd_care_act_name(act));
    hd_json_put_bool(&json, "dry_run", dry_run);
    hd_json_key(&json, "sessions");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < sessions->count; i++)
        session_json(&json, &sessions->items[i]);
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}
