#include "cli/move.h"

static const hd_positional positionals[] = {
    {"REVISION...", "what the version table shall say: ids, head, heads, base"}, {0}};

static const hd_option option_purge = {
    .name = "purge", .help = "delete all rows first, also those that no file explains"};

static const hd_option *const options[] = {&hd_option_sql,     &option_purge,
                                           &hd_option_no_wait, &hd_option_session_pooler,
                                           &hd_option_tag,     NULL};

static const char *const examples[] = {"howdah stamp head", "howdah stamp --purge 1975ea83b712",
                                       NULL};

static hd_error *run(hd_app *app)
{
    return hd_app_move(app, HD_STAMP);
}

const hd_cli_command hd_command_stamp = {
    .name = "stamp",
    .group = "Migrations",
    .summary = "Record revisions as applied without running them",
    .text =
        "Changes the version table, and nothing else. It is for databases whose schema was made "
        "by other means.",
    .positionals = positionals,
    .options = options,
    .examples = examples,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
