#include "cli/embedded_report.h"
#include "migrate/session.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, app->config);
    const char *conninfo = NULL;

    HD_TRY(hd_embedded_start(scratch, hd_app_loop(app), &settings, &conninfo));
    return hd_embedded_report(app);
}

const hd_cli_command hd_command_embedded_start = {
    .name = "embedded start",
    .group = "Operate",
    .summary = "Make and start the project's embedded PostgreSQL",
    .text = "Commands start it by themselves when no database is configured. It is made of the "
            "machine's PostgreSQL programs in the folder .howdah beside the configuration, listens "
            "on a unix socket only, and goes on until it is stopped.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah embedded start", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
