#include "cli/command.h"
#include "migrate/journal/journal.h"
#include "migrate/journal/version_table.h"
#include "migrate/session.h"

static const hd_option *const options[] = {&hd_option_sql, NULL};

static hd_error *print_script(const hd_version_table *table)
{
    HD_SCRATCH(scratch);

    printf("BEGIN;\n\n%s;\n\nCOMMIT;\n\n", hd_version_table_create_sql(scratch, table, false));
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_version_table *table = hd_version_table_of(scratch, app->config);
    hd_conn *conn = NULL;

    if (hd_flag(app, "sql"))
        return print_script(table);
    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "ensure_version", &conn));
    HD_TRY(hd_version_table_ensure(conn, table, 0));
    return hd_journal_ensure(conn);
}

const hd_cli_command hd_command_ensure_version = {
    .name = "ensure_version",
    .group = "Migrations",
    .summary = "Create the version table and the journal if they are missing",
    .text = "Useful where the role that migrates may not create schemas: the owner of the database "
            "runs this once and grants ALL on schema howdah and its tables.",
    .options = options,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
