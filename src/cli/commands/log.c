#include <inttypes.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/report.h"
#include "migrate/journal/journal.h"
#include "migrate/session.h"
#include "sql.h"

enum {
    COLUMN_AT,
    COLUMN_DIRECTION,
    COLUMN_REVISION,
    COLUMN_STATE,
    COLUMN_COMPLETES,
    COLUMN_MS,
    COLUMN_WHO,
    COLUMN_OS_USER,
    COLUMN_HOST,
    COLUMN_MESSAGE,
    COLUMN_FILE_NAME,
    COLUMN_FILE_SHA256,
    COLUMN_MODE,
    COLUMN_FIRST,
    COLUMN_COUNT,
    COLUMN_ERROR,
};

/* Columns of sql/act_log.sql. */
enum {
    ACT_AT,
    ACT_ACTION,
    ACT_PID,
    ACT_OUTCOME,
    ACT_BY,
    ACT_HOST,
    ACT_ROLE,
    ACT_APPLICATION,
    ACT_CLIENT,
    ACT_STATE,
    ACT_QUERY,
};
static const char *const act_columns[] = {
    [ACT_AT] = "at",         [ACT_ACTION] = "action",
    [ACT_PID] = "pid",       [ACT_OUTCOME] = "outcome",
    [ACT_BY] = "by",         [ACT_HOST] = "host",
    [ACT_ROLE] = "role",     [ACT_APPLICATION] = "application",
    [ACT_CLIENT] = "client", [ACT_STATE] = "state",
    [ACT_QUERY] = "query",
};

static const hd_option option_revision = {
    .name = "revision",
    .letter = 'r',
    .value = "REVISION",
    .help = "only this revision; the beginning of its id will do"};
static const hd_option option_attempt = {
    .name = "attempt", .value = "UUID", .help = "only this attempt, as an error message named it"};
static const hd_option option_limit = {
    .name = "limit", .value = "N", .help = "at most N lines (default 50)"};
static const hd_option option_sessions = {
    .name = "sessions", .help = "what was done to sessions (cancel, terminate) instead"};
static const hd_option *const options[] = {&option_revision,
                                           &option_attempt,
                                           &option_sessions,
                                           &option_limit,
                                           &hd_option_verbose,
                                           &hd_option_json,
                                           NULL};

static const char *const examples[] = {"howdah log", "howdah log -r 1975ea83b712 -v",
                                       "howdah log --json --limit 1000", "howdah log --sessions",
                                       NULL};

/* "statement 3" or "statements 1-2", for a step that is a part of its revision only. */
static char *describe_part(TALLOC_CTX *ctx, const hd_rows *rows, size_t row)
{
    int64_t first = hd_rows_int(rows, row, COLUMN_FIRST) + 1;
    int64_t count = hd_rows_int(rows, row, COLUMN_COUNT);

    if (hd_rows_bool(rows, row, COLUMN_COMPLETES) && first == 1)
        return hd_strdup(ctx, "");
    if (count == 1)
        return hd_printf(ctx, " (statement %" PRId64 ")", first);
    return hd_printf(ctx, " (statements %" PRId64 "-%" PRId64 ")", first, first + count - 1);
}

static void print_row(const hd_app *app, const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);
    const char *revision = hd_rows_text_or(rows, row, COLUMN_REVISION, "");
    const char *message = hd_report_safe(scratch, hd_rows_text_or(rows, row, COLUMN_MESSAGE, ""));
    const char *error = hd_rows_text(rows, row, COLUMN_ERROR);
    const char *took = hd_rows_text(rows, row, COLUMN_MS) == NULL
                           ? "-"
                           : hd_duration_text(scratch, (uint64_t)hd_rows_int(rows, row, COLUMN_MS));

    printf("%s  %-9s  %-12s  %-9s  %8s  %s@%s  %s%s\n", hd_rows_text(rows, row, COLUMN_AT),
           hd_rows_text(rows, row, COLUMN_DIRECTION), *revision == '\0' ? "<base>" : revision,
           hd_rows_text(rows, row, COLUMN_STATE), took, hd_rows_text_or(rows, row, COLUMN_WHO, "?"),
           hd_rows_text_or(rows, row, COLUMN_HOST, "?"), message,
           describe_part(scratch, rows, row));
    if (hd_flag(app, "verbose")) {
        if (hd_rows_text(rows, row, COLUMN_FILE_NAME) != NULL)
            printf("    file %s  sha256 %s\n", hd_rows_text(rows, row, COLUMN_FILE_NAME),
                   hd_rows_text_or(rows, row, COLUMN_FILE_SHA256, "?"));
        printf("    run %s  attempt %s  mode %s\n", hd_rows_text(rows, row, 17),
               hd_rows_text(rows, row, 18), hd_rows_text(rows, row, COLUMN_MODE));
    }
    if (error != NULL)
        printf("    %s\n", hd_report_safe(scratch, error));
}

/* Every column under its own name: the shape is that of sql/journal_log.sql. */
static void print_json(const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    for (size_t row = 0; row < hd_rows_count(rows); row++) {
        hd_json_begin(&json, '{');
        for (size_t column = 0; column < hd_rows_columns(rows); column++) {
            const char *name = hd_rows_name(rows, column);
            bool null = hd_rows_text(rows, row, column) == NULL;
            if (column == COLUMN_COMPLETES)
                hd_json_put_bool(&json, name, hd_rows_bool(rows, row, column));
            else if (!null &&
                     (column == COLUMN_MS || column == COLUMN_FIRST || column == COLUMN_COUNT))
                hd_json_put_int(&json, name, hd_rows_int(rows, row, column));
            else
                hd_json_put_string(&json, name, hd_rows_text(rows, row, column));
        }
        hd_json_end(&json);
    }
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *read_limit(TALLOC_CTX *ctx, const hd_app *app, const char **ret)
{
    const char *text = hd_value(app, "limit");
    int64_t limit = 50;

    if (text != NULL && (!hd_text_to_int(text, &limit) || limit < 1 || limit > INT32_MAX))
        return hd_error_new(HD_USAGE, "invalid number of lines \"%s\"", text);
    *ret = hd_printf(ctx, "%" PRId64, limit);
    return NULL;
}

static hd_error *read_log(TALLOC_CTX *ctx, hd_app *app, hd_rows **ret)
{
    hd_version_table *table = hd_version_table_of(ctx, app->config);
    hd_conn *conn = NULL;
    hd_strings rows = {0};
    bool has_journal = false;
    const char *limit = NULL;

    HD_TRY(read_limit(ctx, app, &limit));
    HD_TRY(hd_session_open(ctx, hd_app_loop(app), app->config, "log", &conn));
    HD_TRY(hd_version_table_read(ctx, conn, table, &rows, NULL));
    HD_TRY(hd_journal_exists(conn, &has_journal));
    if (!has_journal)
        return NULL;
    const char *params[] = {table->sql_name, hd_value(app, "revision"), hd_value(app, "attempt"),
                            limit};
    return hd_query(ctx, conn, hd_sql_migrate_journal_log, HD_COUNT(params), params, ret);
}

/* ---- what was done to sessions ---- */

static void print_act(const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);
    const char *text[HD_COUNT(act_columns)];

    for (size_t i = 0; i < HD_COUNT(act_columns); i++)
        text[i] = hd_report_safe(scratch, hd_rows_text_or(rows, row, i, "-"));
    printf("%s  %-9s  pid %-7s  %-17s  by %s@%s  %s, %s, %s, %s\n", text[ACT_AT], text[ACT_ACTION],
           text[ACT_PID], text[ACT_OUTCOME], text[ACT_BY], text[ACT_HOST], text[ACT_ROLE],
           text[ACT_APPLICATION], text[ACT_CLIENT], text[ACT_STATE]);
    if (hd_rows_text(rows, row, ACT_QUERY) != NULL)
        printf("    %s\n", text[ACT_QUERY]);
}

static void print_acts_json(const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    for (size_t row = 0; rows != NULL && row < hd_rows_count(rows); row++) {
        hd_json_begin(&json, '{');
        for (size_t i = 0; i < HD_COUNT(act_columns); i++)
            if (i == ACT_PID && hd_rows_text(rows, row, i) != NULL)
                hd_json_put_int(&json, act_columns[i], hd_rows_int(rows, row, i));
            else
                hd_json_put_string(&json, act_columns[i], hd_rows_text(rows, row, i));
        hd_json_end(&json);
    }
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run_sessions(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_rows *place = NULL;
    hd_rows *rows = NULL;
    const char *limit = NULL;

    if (hd_value(app, "revision") != NULL || hd_value(app, "attempt") != NULL)
        return hd_error_new(HD_USAGE, "--sessions goes with neither --revision nor --attempt");
    HD_TRY(read_limit(scratch, app, &limit));
    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "log", &conn));
    HD_TRY(hd_query(scratch, conn, hd_sql_care_act_place, 0, NULL, &place));
    if (hd_rows_bool(place, 0, 1))
        HD_TRY(hd_query(scratch, conn, hd_sql_care_act_log, 1, &limit, &rows));
    if (app->json)
        print_acts_json(rows);
    for (size_t row = 0; rows != NULL && row < hd_rows_count(rows) && !app->json; row++)
        print_act(rows, row);
    if (rows == NULL && !app->json)
        hd_say(app, "nothing was done to sessions that this database's journal knows of");
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    if (hd_flag(app, "sessions"))
        return run_sessions(app);
    HD_TRY(read_log(scratch, app, &rows));
    size_t count = rows == NULL ? 0 : hd_rows_count(rows);
    if (hd_value(app, "attempt") != NULL && count == 0)
        return hd_error_hint(
            hd_error_new(HD_MISSING, "the journal has no attempt %s", hd_value(app, "attempt")),
            "Unless its session is still at work (a run that is started now waits for it), its "
            "transaction was rolled back: nothing of it was applied.");
    if (app->json && rows != NULL)
        print_json(rows);
    else if (app->json)
        puts("[]");
    for (size_t row = 0; row < count && !app->json; row++)
        print_row(app, rows, row);
    if (rows == NULL && !app->json)
        hd_say(app, "this database has no journal yet: howdah has run nothing here");
    else if (count == 0 && !app->json && hd_value(app, "revision") != NULL)
        hd_say(app, "the journal of this database has nothing about a revision \"%s\"",
               hd_value(app, "revision"));
    return NULL;
}

const hd_cli_command hd_command_log = {
    .name = "log",
    .group = "Migrations",
    .summary = "Show what was run on the database: who, what, when, how long",
    .text = "Reads the journal (schema \"howdah\"), newest first. A state other than \"done\" is a "
            "statement that was begun and whose end is not recorded, or that failed.",
    .options = options,
    .examples = examples,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
