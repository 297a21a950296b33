#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/command.h"
#include "migrate/session.h"
#include "pg/conninfo.h"
#include "pg/programs.h"

/*
 * A look at the database first: it starts the embedded one, creates its database, and refuses
 * when the mark is of another environment. Other errors are left to psql, which can ask for a
 * password, and may have been told to go elsewhere.
 */
static hd_error *look_first(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    bool embedded = hd_config_get(app->config, "url") == NULL;
    hd_error *err = hd_session_open(scratch, hd_app_loop(app), app->config, "psql", &conn);

    if (err == NULL || err->code == HD_REFUSED || err->code == HD_CONFIG || embedded)
        return err;
    hd_error_free(err);
    return NULL;
}

/* The psql of the embedded server's version, else the one of PATH. */
static hd_error *psql_path(TALLOC_CTX *ctx, hd_app *app, char **ret)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, app->config);
    hd_embedded_state state = {0};
    const char *folder = settings.bin_dir;

    if (hd_config_get(app->config, "url") == NULL) {
        HD_TRY(hd_embedded_look(scratch, hd_app_loop(app), &settings, &state));
        folder = state.programs;
    }
    *ret = hd_program_path(ctx, folder, "psql");
    return NULL;
}

/* Passwords go by environment: the command line of a process can be seen by everybody. */
static hd_error *environment_set(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};
    hd_strings variables = {0};

    HD_TRY(hd_session_target(scratch, hd_app_loop(app), app->config, "psql", &target));
    HD_TRY(hd_conninfo_environment(scratch, &target, &variables));
    /* libpq lets a service win over the variables; ours must win over an inherited one. */
    if (*target.conninfo != '\0')
        unsetenv("PGSERVICE");
    for (size_t i = 0; i < variables.count; i++) {
        const char *value = strchr(variables.items[i], '=') + 1;
        char *name = hd_strndup(scratch, variables.items[i],
                                (size_t)(value - variables.items[i]) - 1);
        if (setenv(name, value, 1) != 0)
            hd_oom(__func__);
    }
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_strings *arguments = hd_positionals(app);
    const char **argv = hd_new_array(scratch, const char *, arguments->count + 2);
    char *program = NULL;

    HD_TRY(look_first(app));
    HD_TRY(psql_path(scratch, app, &program));
    HD_TRY(environment_set(app));
    argv[0] = program;
    for (size_t i = 0; i < arguments->count; i++)
        argv[i + 1] = arguments->items[i];
    char **plain = NULL;
    memcpy(&plain, &argv, sizeof(plain)); /* execvp takes them without const, and changes none */
    fflush(stdout);
    execvp(program, plain);
    return hd_error_hint(
        hd_error_new(HD_MISSING, "could not start \"%s\": %s", program, strerror(errno)),
        "Install psql (the package \"postgresql-client\").");
}

const hd_cli_command hd_command_psql = {
    .name = "psql",
    .group = "Operate",
    .summary = "Open psql on the project's database",
    .text = "Everything after \"psql\" is given to psql as it is, so \"-d NAME\" or \"NAME\" opens "
            "another database of the same server. Options of howdah stand before \"psql\". "
            "Passwords are passed by environment, never in the command line.",
    .positionals = (const hd_positional[]){{"[ARGUMENT]...", "arguments of psql"}, {0}},
    .examples = (const char *const[]){"howdah psql", "howdah psql -c 'select version()'",
                                      "howdah --env production psql -X other", NULL},
    .needs = HD_NEEDS_CONFIG,
    .takes_all = true,
    .run = run,
};
