#include "cli/move.h"

static const hd_positional positionals[] = {
    {"REVISION", "where to go back to: an id or its beginning, base, -N, LABEL@base"}, {0}};

static const char *const examples[] = {"howdah downgrade -1", "howdah downgrade 1975ea83b712",
                                       "howdah downgrade -1 --backup --allow-data-loss",
                                       "howdah downgrade head:base --sql", NULL};

static hd_error *run(hd_app *app)
{
    return hd_app_move(app, HD_DOWNGRADE);
}

const hd_cli_command hd_command_downgrade = {
    .name = "downgrade",
    .group = "Migrations",
    .summary = "Undo revisions down to a target",
    .text = "Runs the downgrade sections of the revisions above the target, newest first. Tables "
            "with rows that would be dropped are asked for on a terminal; in scripts "
            "--allow-data-loss says that it is meant.\n"
            "A revision whose downgrade is stated as irreversible, missing or empty is refused "
            "before anything runs.",
    .positionals = positionals,
    .options = hd_move_options,
    .examples = examples,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
