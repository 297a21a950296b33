/*
 * Statements are sent in the order of what people need most, the report of the view last: when one
 * fails (a lock, a right that is missing), what came before it is shown all the same.
 */
#include "tui/gather.h"

#include "base/text.h"
#include "sql.h"

enum { ANSWER_MS = 30000, STATEMENTS = 8 + HD_RULE_COUNT };

#define VIEW_ROWS "300"

enum purpose { SET_UP, SESSIONS, COUNTERS, RULE, HELD, VIEW };

/* What an answer is for. */
struct slot {
    enum purpose purpose;
    enum hd_rule rule;
};

struct hd_gatherer {
    hd_conn *conn;
    const hd_rules *rules;
    const hd_report *const *reports;
    const char *rule_sql[HD_RULE_COUNT]; /* NULL: not asked */
    size_t view;
    const char *view_sql;     /* NULL: none, or it cannot be asked */
    const char *view_problem; /* why it cannot */
    const char **view_params;
    int held_of;
    const char *held_pid; /* the same as text; NULL: none */
    hd_statement statements[STATEMENTS];
    struct slot slots[STATEMENTS];
    size_t count;
    hd_sample_fn *done;
    void *arg;
};

hd_error *hd_gatherer_new(TALLOC_CTX *ctx, hd_conn *conn, const hd_rules *rules,
                          const hd_report *const *reports, hd_gatherer **ret)
{
    HD_SCRATCH(scratch);
    hd_gatherer *gatherer = hd_new(scratch, hd_gatherer);

    *gatherer = (hd_gatherer){.conn = conn, .rules = rules, .reports = reports};
    for (size_t i = HD_RULE_FIRST_ASKED; i < HD_RULE_COUNT; i++) {
        hd_report_note lack = {0};
        if (i == HD_RULE_STANDBY && !hd_conn_in_recovery(conn))
            continue;
        HD_TRY(
            hd_report_statement(gatherer, conn, rules->reports[i], &lack, &gatherer->rule_sql[i]));
    }
    *ret = talloc_steal(ctx, gatherer);
    return NULL;
}

static hd_error *want_view(hd_gatherer *gatherer, size_t view)
{
    const hd_report *report = gatherer->reports[view];
    hd_report_note lack = {0};

    gatherer->view = view;
    gatherer->view_sql = gatherer->view_problem = NULL;
    if (report == NULL)
        return NULL;
    HD_TRY(hd_report_statement(gatherer, gatherer->conn, report, &lack, &gatherer->view_sql));
    if (gatherer->view_sql == NULL)
        gatherer->view_problem = lack.how == NULL
                                     ? lack.text
                                     : hd_printf(gatherer, "%s (%s)", lack.how, lack.text);
    gatherer->view_params = hd_new_array(gatherer, const char *, report->params.count);
    for (size_t i = 0; i < report->params.count; i++)
        gatherer->view_params[i] = hd_text_equal(report->params.items[i].name, "rows")
                                       ? VIEW_ROWS
                                       : report->params.items[i].standard;
    return NULL;
}

hd_error *hd_gatherer_want(hd_gatherer *gatherer, size_t view, int held_pid)
{
    gatherer->held_of = held_pid;
    gatherer->held_pid = held_pid == 0 ? NULL : hd_printf(gatherer, "%d", held_pid);
    return view == gatherer->view ? NULL : want_view(gatherer, view);
}

/* ---- the message ---- */

static void add(hd_gatherer *gatherer, enum purpose purpose, const char *sql, size_t nparams,
                const char *const *params)
{
    gatherer->slots[gatherer->count].purpose = purpose;
    gatherer->statements[gatherer->count++] = (hd_statement){sql, nparams, params};
}

static void compose(hd_gatherer *gatherer)
{
    const hd_report *report = gatherer->reports[gatherer->view];

    gatherer->count = 0;
    if (hd_conn_in_transaction(gatherer->conn)) /* the refresh before has failed half-way */
        add(gatherer, SET_UP, "ROLLBACK", 0, NULL);
    add(gatherer, SET_UP, "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", 0, NULL);
    add(gatherer, SET_UP, hd_sql_engine_settings, 0, NULL);
    add(gatherer, SESSIONS, hd_sql_tui_sessions, 0, NULL);
    add(gatherer, COUNTERS, hd_sql_tui_counters, 0, NULL);
    for (size_t i = HD_RULE_FIRST_ASKED; i < HD_RULE_COUNT; i++)
        if (gatherer->rule_sql[i] != NULL) {
            gatherer->slots[gatherer->count].rule = (enum hd_rule)i;
            add(gatherer, RULE, gatherer->rule_sql[i], 0, NULL);
        }
    if (gatherer->held_pid != NULL)
        add(gatherer, HELD, hd_sql_tui_held, 1, &gatherer->held_pid);
    if (gatherer->view_sql != NULL)
        add(gatherer, VIEW, gatherer->view_sql, report->params.count, gatherer->view_params);
    add(gatherer, SET_UP, "COMMIT", 0, NULL);
}

/* ---- the answer ---- */

static void take(hd_sample *sample, const struct slot *slot, const hd_rows *rows)
{
    switch (slot->purpose) {
    case SET_UP:
        break;
    case SESSIONS:
        hd_sample_sessions(sample, rows);
        break;
    case COUNTERS:
        hd_sample_counters(sample, rows);
        break;
    case RULE:
        sample->asked[slot->rule] = rows;
        break;
    case HELD:
        sample->held = hd_rows_text_or(rows, 0, 0, "");
        break;
    case VIEW:
        sample->view = rows;
        break;
    }
}

/* Whether the sample can be shown although statement failed did not work. */
static bool forgive(hd_gatherer *gatherer, hd_sample *sample, size_t failed, const hd_error *err)
{
    const struct slot *slot = &gatherer->slots[failed];

    if (!hd_conn_is_open(gatherer->conn) || slot->purpose == SESSIONS ||
        slot->purpose == COUNTERS || slot->purpose == SET_UP)
        return false;
    if (slot->purpose == RULE)
        gatherer->rule_sql[slot->rule] = NULL; /* or it would keep the view from being asked */
    if (slot->purpose == VIEW)
        sample->view_problem = hd_strdup(sample, err->message);
    return true;
}

static void on_answers(hd_rows *const rows[], size_t count, hd_error *err, void *arg)
{
    HD_SCRATCH(scratch);
    hd_gatherer *gatherer = arg;
    hd_sample *sample = hd_new(scratch, hd_sample);

    sample->view_of = gatherer->view;
    sample->held_pid = gatherer->held_of;
    for (size_t i = 0; i < count; i++)
        take(sample, &gatherer->slots[i], talloc_steal(sample, rows[i]));
    if (gatherer->view_problem != NULL)
        sample->view_problem = hd_strdup(sample, gatherer->view_problem);
    if (err != NULL && count < gatherer->count && forgive(gatherer, sample, count, err)) {
        hd_error_free(err);
        err = NULL;
    }
    gatherer->done(err == NULL ? talloc_steal(NULL, sample) : NULL, err, gatherer->arg);
}

void hd_gatherer_start(hd_gatherer *gatherer, hd_sample_fn *done, void *arg)
{
    gatherer->done = done;
    gatherer->arg = arg;
    compose(gatherer);
    hd_conn_start_pipeline(gatherer, gatherer->conn, gatherer->statements, gatherer->count,
                           ANSWER_MS, on_answers, gatherer);
}
