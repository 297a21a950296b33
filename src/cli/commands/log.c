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

static const hd_option option_revision = {
    .name = "revision", .letter = 'r', .value = "ID", .help = "only this revision"};
static const hd_option option_attempt = {
    .name = "attempt", .value = "UUID", .help = "only this attempt, as an error message named it"};
static const hd_option option_limit = {
    .name = "limit", .value = "N", .help = "at most N lines (default 50)"};
static const hd_option *const options[] = {&option_revision,   &option_attempt, &option_limit,
                                           &hd_option_verbose, &hd_option_json, NULL};

static const char *const examples[] = {"howdah log", "howdah log -r 1975ea83b712 -v",
                                       "howdah log --json --limit 1000", NULL};

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

static hd_error *read_log(TALLOC_CTX *ctx, hd_app *app, hd_rows **ret)
{
    hd_version_table *table = hd_version_table_of(ctx, app->config);
    hd_conn *conn = NULL;
    hd_strings rows = {0};
    bool has_journal = false;
    int64_t limit = 50;
    const char *limit_text = hd_value(app, "limit");

    if (limit_text != NULL &&
        (!hd_text_to_int(limit_text, &limit) || limit < 1 || limit > INT32_MAX))
        return hd_error_new(HD_USAGE, "invalid number of lines \"%s\"", limit_text);
    HD_TRY(hd_session_open(ctx, hd_app_loop(app), app->config, "log", &conn));
    HD_TRY(hd_version_table_read(ctx, conn, table, &rows, NULL));
    HD_TRY(hd_journal_exists(conn, &has_journal));
    if (!has_journal)
        return NULL;
    const char *params[] = {table->sql_name, hd_value(app, "revision"), hd_value(app, "attempt"),
                            hd_printf(ctx, "%" PRId64, limit)};
    return hd_query(ctx, conn, hd_sql_migrate_journal_log, HD_COUNT(params), params, ret);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

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
