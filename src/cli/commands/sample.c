#include <inttypes.h>

#include "base/json.h"
#include "care/backup/naming.h"
#include "cli/command.h"
#include "migrate/journal/journal.h"
#include "migrate/session.h"
#include "sql.h"

/* A table that is dropped at this moment would be waited for: then the next sample has it. */
#define LOCK_TIMEOUT "SET lock_timeout = 2000"

enum { SAMPLE_TABLES, SAMPLE_BYTES, SAMPLE_LEFT_OUT, SAMPLE_SAMPLES };

static void print_json(const hd_rows *rows)
{
    static const char *const names[] = {
        [SAMPLE_TABLES] = "tables",
        [SAMPLE_BYTES] = "bytes",
        [SAMPLE_LEFT_OUT] = "left_out",
        [SAMPLE_SAMPLES] = "samples",
    };
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    for (size_t i = 0; i < HD_COUNT(names); i++)
        hd_json_put_int(&json, names[i], hd_rows_int(rows, 0, i));
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static void print(const hd_app *app, const hd_rows *rows)
{
    HD_SCRATCH(scratch);
    int64_t left_out = hd_rows_int(rows, 0, SAMPLE_LEFT_OUT);
    int64_t samples = hd_rows_int(rows, 0, SAMPLE_SAMPLES);

    hd_say(app, "%" PRId64 " tables, %s in all; sample %" PRId64 " of this database.",
           hd_rows_int(rows, 0, SAMPLE_TABLES),
           hd_backup_size(scratch, hd_rows_int(rows, 0, SAMPLE_BYTES)), samples);
    if (left_out > 0)
        hd_warn(app, "left out, because they are locked: %" PRId64 " tables", left_out);
    if (samples > 1)
        hd_say(app, "\"howdah show growth\" tells how they grow.");
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_rows *rows = NULL;

    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "sample", &conn));
    HD_TRY(hd_journal_ensure(conn));
    HD_TRY(hd_exec(conn, hd_sql_care_sample_create));
    HD_TRY(hd_exec(conn, LOCK_TIMEOUT));
    HD_TRY(hd_error_wrap(hd_query(scratch, conn, hd_sql_care_sample_take, 0, NULL, &rows),
                         "while measuring the tables"));
    if (app->json)
        print_json(rows);
    else
        print(app, rows);
    return NULL;
}

const hd_cli_command hd_command_sample = {
    .name = "sample",
    .group = "Operate",
    .summary = "Write down how large the database and its tables are now",
    .text = "\"howdah show growth\" tells from these samples how fast each table grows, and how "
            "large it will be. Nothing writes them but this command: let cron run it once a day. "
            "Tables that somebody locks are left out; samples older than 400 days are deleted. "
            "They are in table howdah.size_sample, in the schema of the journal, which is made "
            "when it is not there.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah sample", "howdah --env production sample", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
