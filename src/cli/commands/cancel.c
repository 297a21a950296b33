#include "cli/sessions.h"

static hd_error *run(hd_app *app)
{
    return hd_app_act(app, HD_CARE_CANCEL);
}

const hd_cli_command hd_command_cancel = {
    .name = "cancel",
    .group = "Operate",
    .summary = "Cancel the running statements of sessions",
    .text = "Sessions are chosen by process id or by what they are; all conditions must hold. They "
            "are shown, and a question is asked on a terminal; scripts say --yes.\n\n"
            "The statement ends with an error, the session stays. One that runs no statement has "
            "nothing to cancel: terminate it. Replication, vacuums that prevent wraparound and the "
            "server's own processes are refused, other howdah commands without --force as well.\n\n"
            "On a server without free connections a superuser's reserved slot is used, and that is "
            "said. Where the database has a journal, table howdah.act records what was done.",
    .positionals = hd_session_positionals,
    .options = hd_cancel_options,
    .examples = (const char *const[]){"howdah cancel 4711", "howdah cancel --blocking --dry-run",
                                      "howdah cancel --user report --query 'FROM orders' --yes",
                                      NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
