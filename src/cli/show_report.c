#include "cli/show_report.h"

#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/pager.h"
#include "migrate/session.h"
#include "report/explain.h"
#include "report/print.h"
#include "sql.h"

enum { MS_PER_S = 1000 };

static const char CLEAR_SCREEN[] = "\x1b[H\x1b[2J";

const hd_option hd_option_csv = {.name = "csv", .help = "print exact values as CSV"};
const hd_option hd_option_markdown = {.name = "markdown", .help = "print a Markdown table"};
const hd_option hd_option_expanded = {.name = "expanded", .help = "print one line for each value"};
const hd_option hd_option_sort = {
    .name = "sort",
    .value = "COLUMN",
    .help = "numbers from the greatest, texts from A; COLUMN:asc and COLUMN:desc say which way"};
const hd_option hd_option_limit = {.name = "limit", .value = "N", .help = "at most N rows"};
const hd_option hd_option_watch = {
    .name = "watch", .value = "SECONDS", .help = "ask again and again, until interrupted"};
const hd_option hd_option_all_databases = {
    .name = "all-databases", .help = "ask in each database of the server that can be entered"};
const hd_option hd_option_explain = {
    .name = "explain", .help = "what the report reads and means; no database is asked"};
const hd_option hd_option_param = {
    .name = "param", .value = "NAME=VALUE", .help = "a parameter of the report", .repeats = true};

hd_error *hd_app_reports(TALLOC_CTX *ctx, const hd_app *app, hd_report_library **ret)
{
    HD_SCRATCH(scratch);
    const char *folder = NULL;

    if (hd_config_file(app->config) != NULL)
        folder = hd_path_join(scratch, hd_config_folder(app->config), "reports");
    return hd_report_library_open(ctx, folder, ret);
}

/* ---- parameters ---- */

static hd_error *find_param(const hd_report *report, const char *name, size_t len, size_t *ret)
{
    for (size_t i = 0; i < report->params.count; i++)
        if (strlen(report->params.items[i].name) == len &&
            strncmp(report->params.items[i].name, name, len) == 0) {
            *ret = i;
            return NULL;
        }
    return hd_error_hint(hd_error_new(HD_USAGE, "report \"%s\" has no parameter \"%.*s\"",
                                      report->name, (int)len, name),
                         "\"howdah show %s --explain\" lists its parameters.", report->name);
}

static hd_error *take_params(TALLOC_CTX *ctx, const hd_app *app, const hd_report *report,
                             const char **params)
{
    const hd_strings *given = hd_values(app, "param");
    const char *pattern = hd_argument(app, 1);
    size_t index = 0;

    for (size_t i = 0; i < report->params.count; i++)
        params[i] = report->params.items[i].standard;
    if (pattern != NULL) {
        HD_TRY(find_param(report, "pattern", strlen("pattern"), &index));
        params[index] = hd_report_pattern(ctx, pattern);
    }
    for (size_t i = 0; i < given->count; i++) {
        const char *equals = strchr(given->items[i], '=');
        if (equals == NULL)
            return hd_error_new(HD_USAGE, "\"%s\" is not NAME=VALUE", given->items[i]);
        HD_TRY(find_param(report, given->items[i], (size_t)(equals - given->items[i]), &index));
        params[index] = equals + 1;
    }
    return NULL;
}

/* ---- running ---- */

static hd_error *report_target(TALLOC_CTX *ctx, hd_app *app, hd_target *ret)
{
    HD_TRY(hd_session_target(ctx, hd_app_loop(app), app->config, "show", ret));
    ret->search_path = "pg_catalog, pg_temp";
    return NULL;
}

/* One database of --all-databases; one that cannot be entered is said and left out. */
static hd_error *run_in_database(hd_app *app, const hd_report *report, const char *const params[],
                                 const hd_target *server, const char *database,
                                 hd_report_result *into)
{
    HD_SCRATCH(scratch);
    hd_target target = *server;
    hd_conn *conn = NULL;
    hd_report_result *result = NULL;

    target.dbname = database;
    hd_error *err = hd_session_open_target(scratch, hd_app_loop(app), app->config, &target, &conn);
    if (err != NULL) {
        hd_warn(app, "database \"%s\" is left out: %s", database, err->message);
        hd_error_free(err);
        return NULL;
    }
    HD_TRY(hd_error_wrap(hd_report_run(scratch, conn, report, params, &result),
                         "in database \"%s\"", database));
    hd_report_merge(into, result, database);
    return NULL;
}

static hd_error *run_everywhere(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                                const hd_report *report, const char *const params[],
                                hd_report_result **ret)
{
    HD_SCRATCH(scratch);
    hd_report_result *merged = hd_new(scratch, hd_report_result);
    hd_target target = {0};
    hd_rows *names = NULL;

    HD_TRY(report_target(scratch, app, &target));
    HD_TRY(hd_query(scratch, conn, hd_sql_engine_databases, 0, NULL, &names));
    merged->report = report;
    for (size_t i = 0; i < hd_rows_count(names); i++)
        HD_TRY(run_in_database(app, report, params, &target, hd_rows_text(names, i, 0), merged));
    *ret = talloc_steal(ctx, merged);
    return NULL;
}

/* ---- printing ---- */

static hd_error *read_limit(const hd_app *app, int64_t *ret)
{
    const char *text = hd_value(app, "limit");

    *ret = INT64_MAX;
    if (text != NULL && (!hd_text_to_int(text, ret) || *ret < 0))
        return hd_error_new(HD_USAGE, "invalid number of rows \"%s\"", text);
    return NULL;
}

static hd_error *print(hd_app *app, hd_report_result *result, bool page)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    bool terminal = isatty(STDOUT_FILENO);
    hd_report_look look = {
        .width = hd_terminal_columns(), .color = app->color_out, .terminal = terminal};
    int64_t limit = 0;

    if (hd_value(app, "sort") != NULL)
        HD_TRY(hd_report_sort(result, hd_value(app, "sort")));
    HD_TRY(read_limit(app, &limit));
    hd_report_limit(result, (size_t)limit);
    if (app->json)
        hd_report_print_json(out, result);
    else if (hd_flag(app, "csv"))
        hd_report_print_csv(out, result, &look);
    else if (hd_flag(app, "markdown"))
        hd_report_print_markdown(out, result);
    else if (hd_flag(app, "expanded"))
        hd_report_print_expanded(out, result, &look);
    else
        hd_report_print_aligned(out, result, &look);
    if (page)
        hd_page(out->data);
    else
        fputs(out->data, stdout);
    /* In CSV there is no place for notes, and they must not be lost. */
    for (size_t i = 0; i < result->notes.count && hd_flag(app, "csv"); i++)
        hd_warn(app, "%s", result->notes.items[i].text);
    return NULL;
}

static bool is_empty(const hd_report_result *result)
{
    for (size_t i = 0; i < result->tables.count; i++)
        if (result->tables.items[i].rows.count > 0)
            return false;
    return true;
}

static bool is_folded(const char *pattern)
{
    bool quoted = false;

    for (const char *p = pattern; *p != '\0'; p++) {
        quoted = quoted != (*p == '"');
        if (!quoted && *p >= 'A' && *p <= 'Z')
            return true;
    }
    return false;
}

/* Whether nothing is wrong, or nothing has that name, is not to be seen from "(none)". */
static void say_how_names_match(const hd_app *app, const hd_report_result *result)
{
    const char *pattern = hd_argument(app, 1);

    if (pattern != NULL && result->notes.count == 0 && is_empty(result))
        hd_remark(app, "nothing that this report tells matches \"%s\"%s%s", pattern,
                  strpbrk(pattern, "*?") != NULL ? "" : "; * and ? stand for any characters",
                  is_folded(pattern) ? "; a name with capitals needs double quotes inside" : "");
}

static hd_error *run_once(hd_app *app, hd_conn *conn, const hd_report *report,
                          const char *const params[], bool page)
{
    HD_SCRATCH(scratch);
    hd_report_result *result = NULL;

    if (hd_flag(app, "all-databases") && !report->cluster)
        HD_TRY(run_everywhere(scratch, app, conn, report, params, &result));
    else
        HD_TRY(hd_report_run(scratch, conn, report, params, &result));
    say_how_names_match(app, result);
    return print(app, result, page);
}

/* ---- again and again ---- */

static hd_error *read_interval(const hd_app *app, uint64_t *ret_ms)
{
    const char *text = hd_value(app, "watch");
    char *end = NULL;
    double seconds = text == NULL ? 0 : strtod(text, &end);

    *ret_ms = 0;
    if (text == NULL)
        return NULL;
    if (end == text || *end != '\0' || !(seconds >= 0.1) || seconds > 86400)
        return hd_error_hint(hd_error_new(HD_USAGE, "invalid interval \"%s\"", text),
                             "Write a number of seconds, 0.1 or more.");
    *ret_ms = (uint64_t)(seconds * MS_PER_S);
    return NULL;
}

static void print_watch_line(const hd_app *app, const hd_report *report, uint64_t interval_ms)
{
    HD_SCRATCH(scratch);
    char clock[sizeof("00:00:00")] = "";
    time_t now = time(NULL);
    struct tm calendar = {0};

    if (app->json || hd_flag(app, "csv"))
        return;
    (void)strftime(clock, sizeof(clock), "%H:%M:%S", localtime_r(&now, &calendar));
    printf("%s%s  every %s  %s\n\n", isatty(STDOUT_FILENO) ? CLEAR_SCREEN : "", report->name,
           hd_duration_text(scratch, interval_ms), clock);
}

static hd_error *watch(hd_app *app, hd_conn *conn, const hd_report *report,
                       const char *const params[], uint64_t interval_ms)
{
    for (;;) {
        print_watch_line(app, report, interval_ms);
        HD_TRY(run_once(app, conn, report, params, false));
        if (fflush(stdout) != 0)
            return NULL; /* the dispatcher says why */
        uv_sleep((unsigned)interval_ms);
    }
}

static hd_error *check_forms(const hd_app *app)
{
    static const char *const forms[] = {"json", "csv", "markdown", "expanded"};
    int given = 0;

    for (size_t i = 0; i < HD_COUNT(forms); i++)
        given += hd_flag(app, forms[i]) ? 1 : 0;
    if (given > 1)
        return hd_error_new(HD_USAGE,
                            "--json, --csv, --markdown and --expanded exclude each other");
    return NULL;
}

static void explain(const hd_report *report)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_report_print_explain(out, report);
    hd_page(out->data);
}

hd_error *hd_app_show_report(hd_app *app, const hd_report *report)
{
    HD_SCRATCH(scratch);
    const char **params = hd_new_array(scratch, const char *, report->params.count + 1);
    hd_target target = {0};
    hd_conn *conn = NULL;
    uint64_t interval_ms = 0;

    if (hd_flag(app, "explain")) {
        explain(report);
        return NULL;
    }
    HD_TRY(check_forms(app));
    HD_TRY(take_params(scratch, app, report, params));
    HD_TRY(read_interval(app, &interval_ms));
    HD_TRY(report_target(scratch, app, &target));
    HD_TRY(hd_session_open_target(scratch, hd_app_loop(app), app->config, &target, &conn));
    if (hd_flag(app, "all-databases") && report->cluster)
        hd_remark(app, "this report is about the whole server: it is the same in every database");
    return interval_ms == 0 ? run_once(app, conn, report, params, true)
                            : watch(app, conn, report, params, interval_ms);
}

hd_error *hd_app_list_reports(hd_app *app, const hd_report_library *library)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_reports all = {0};

    HD_TRY(hd_report_list(scratch, library, &all));
    if (app->json)
        hd_report_print_list_json(out, &all);
    else
        hd_report_print_list(out, &all);
    hd_page(out->data);
    return NULL;
}
