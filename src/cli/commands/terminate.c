#include "cli/sessions.h"

static hd_error *run(hd_app *app)
{
    return hd_app_act(app, HD_CARE_TERMINATE);
}

const hd_cli_command hd_command_terminate = {
    .name = "terminate",
    .group = "Operate",
    .summary = "Terminate sessions; their transactions are rolled back",
    .text = "Sessions are chosen by process id or by what they are; all conditions must hold. They "
            "are shown, and a question is asked on a terminal; scripts say --yes.\n\n"
            "Each is looked at once more in the statement that signals it: a process id that "
            "belongs to another session by now, or a session that works again, is left alone. "
            "Replication, vacuums that prevent wraparound and the server's own processes are "
            "refused, other howdah commands without --force as well.\n\n"
            "On a server without free connections a superuser's reserved slot is used, and that is "
            "said. Where the database has a journal, table howdah.act records what was done.",
    .positionals = hd_session_positionals,
    .options = hd_terminate_options,
    .examples = (const char *const[]){"howdah terminate 4711",
                                      "howdah terminate --idle-for 10m --application web",
                                      "howdah terminate --idle-in-transaction-for 5m --yes",
                                      "howdah terminate --blocking", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
