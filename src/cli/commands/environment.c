#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "migrate/session.h"
#include "parse/quote.h"

#define NO_PRIVILEGE "42501"

static const hd_option option_clear = {"clear", 0, NULL, "take the mark away", false};

static const char name_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

static hd_error *mark_set(hd_conn *conn, const char *database, const char *name)
{
    HD_SCRATCH(scratch);
    const char *ident = hd_sql_ident(scratch, database);
    const char *sql = name == NULL
                          ? hd_printf(scratch, "ALTER DATABASE %s RESET howdah.environment", ident)
                          : hd_printf(scratch, "ALTER DATABASE %s SET howdah.environment = %s",
                                      ident, hd_sql_literal(scratch, name));
    hd_error *err = hd_exec(conn, sql);

    if (err != NULL && strcmp(err->sqlstate, NO_PRIVILEGE) == 0)
        err = hd_error_hint(err, "Only a superuser may mark a database, or its owner after \"GRANT "
                                 "SET ON PARAMETER howdah.environment TO ...\" (PostgreSQL 15 or "
                                 "later).");
    return err;
}

static void report(const hd_app *app, const char *database, const char *mark)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    if (!hd_flag(app, "json")) {
        if (mark != NULL)
            puts(mark);
        else
            hd_say(app, "Database \"%s\" is marked with no environment.", database);
        return;
    }
    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "database", database);
    hd_json_put_string(&json, "environment", mark);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *arguments_check(const char *name, bool clear)
{
    if (name == NULL)
        return NULL;
    if (clear)
        return hd_error_new(HD_USAGE, "a name and --clear exclude each other");
    if (*name == '\0' || name[strspn(name, name_characters)] != '\0')
        return hd_error_hint(hd_error_new(HD_USAGE, "invalid name of an environment \"%s\"", name),
                             "Letters, digits, \"_\", \".\" and \"-\" are allowed.");
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *name = hd_argument(app, 0);
    bool clear = hd_flag(app, "clear");
    hd_target target = {0};
    hd_conn *conn = NULL;
    hd_rows *rows = NULL;

    HD_TRY(arguments_check(name, clear));
    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, "environment", &target));
    /* Whoever changes the mark must know the one that is there; anybody may look. */
    if (name != NULL || clear)
        HD_TRY(hd_session_open_target(scratch, app->loop, app->config, &target, &conn));
    else
        HD_TRY(hd_session_connect(scratch, app->loop, app->config, &target, &conn));
    HD_TRY(hd_query(scratch, conn, "SELECT pg_catalog.current_database()", 0, NULL, &rows));
    const char *database = hd_rows_text(rows, 0, 0);
    const char *mark = hd_conn_environment(conn);
    if (name != NULL || clear) {
        HD_TRY(mark_set(conn, database, name));
        mark = name;
    }
    report(app, database, mark);
    return NULL;
}

const hd_cli_command hd_command_environment = {
    .name = "environment",
    .group = "Operate",
    .summary = "Show or set the environment that the database is marked with",
    .text = "A command refuses a database whose mark is not the environment that it was called "
            "for (--env, or \"environment\" in the configuration), so that what was meant for a "
            "test cannot hit production. A database without a mark is open to all.\n\n"
            "The mark is the setting howdah.environment of the database. To change it, name the "
            "one that it has with --env.",
    .positionals = (const hd_positional[]){{"[ENVIRONMENT]",
                                            "the mark to set; without it, the present "
                                            "one is shown"},
                                           {0}},
    .options = (const hd_option *const[]){&option_clear, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah environment production",
                                      "howdah --env production environment --clear", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
