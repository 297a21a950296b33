#include "cli/command.h"
#include "migrate/session.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_embedded_settings settings = hd_session_embedded(scratch, app->config);
    bool was_running = false;

    HD_TRY(hd_embedded_stop(hd_app_loop(app), &settings, &was_running));
    hd_say(app, was_running ? "The embedded PostgreSQL is stopped."
                            : "The embedded PostgreSQL was not running.");
    return NULL;
}

const hd_cli_command hd_command_embedded_stop = {
    .name = "embedded stop",
    .group = "Operate",
    .summary = "Stop the project's embedded PostgreSQL",
    .text = "Open transactions are rolled back. Its data stay; the next command that needs it "
            "starts it again.",
    .examples = (const char *const[]){"howdah embedded stop", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
