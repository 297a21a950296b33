#include "cli/move.h"

static const hd_positional positionals[] = {
    {"REVISION", "where to go: an id or its beginning, head, heads, +N, LABEL@head"}, {0}};

static const char *const examples[] = {"howdah upgrade head", "howdah upgrade +1",
                                       "howdah upgrade head --dry-run",
                                       "howdah upgrade 1975ea83b712:head --sql", NULL};

static hd_error *run(hd_app *app)
{
    return hd_app_move(app, HD_UPGRADE);
}

const hd_cli_command hd_command_upgrade = {
    .name = "upgrade",
    .group = "Migrations",
    .summary = "Apply revisions up to a target",
    .text = "Applies what is missing, in order, each revision in a transaction of its own together "
            "with its row in the version table and in the journal. Statements that PostgreSQL "
            "refuses in a transaction run alone, with their intent recorded before.\n"
            "Only one howdah works on a database at a time; another waits. Locks are asked for "
            "with lock_timeout and tried again under lock_budget; who blocks is printed.\n"
            "Whatever interrupts a run, running the command again goes on where it stopped.",
    .positionals = positionals,
    .options = hd_move_options,
    .examples = examples,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
