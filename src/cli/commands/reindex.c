#include "cli/upkeep.h"

static const hd_option option_blocking = {
    "blocking", 0, NULL, "without CONCURRENTLY: faster, and nobody can write meanwhile", false};
static const hd_positional positionals[] = {
    {"[TABLE|INDEX]...", "names, or patterns with * and ?; all indexes when none"}, {0}};

static hd_error *run(hd_app *app)
{
    const hd_upkeep_choice choice = {.action = HD_UPKEEP_REINDEX,
                                     .names = hd_positionals(app),
                                     .schemas = hd_values(app, "schema"),
                                     .blocking = hd_flag(app, "blocking")};

    return hd_app_upkeep(app, &choice);
}

const hd_cli_command hd_command_reindex = {
    .name = "reindex",
    .group = "Operate",
    .summary = "Build indexes anew, while others read and write",
    .text =
        "Each index is built beside the old one (REINDEX CONCURRENTLY), those that are not "
        "valid first. It waits for the transactions that run when it begins, at most as long as "
        "lock_budget. What an unfinished REINDEX has left (..._ccnew, ..._ccold) is dropped, "
        "before and after. Indexes of exclusion constraints, and those of system catalogs, "
        "cannot be built concurrently: the server says so, and --blocking does them. Indexes of "
        "TOAST tables are left alone.\n\n"
        "--due takes only indexes that are not valid and those that \"howdah show index-bloat\" "
        "judges to be bad.",
    .positionals = positionals,
    .options = (const hd_option *const[]){&hd_option_schema, &hd_option_due, &option_blocking,
                                          &hd_option_jobs, &hd_option_upkeep_no_wait,
                                          &hd_option_upkeep_dry_run, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah reindex --due", "howdah reindex users",
                                      "howdah reindex users_email_key", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
