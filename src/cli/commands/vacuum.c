#include "cli/upkeep.h"

static const hd_option option_full = {
    "full", 0, NULL, "write the tables anew, which gives space back and locks them", false};
static const hd_option option_analyze = {"analyze", 'z', NULL, "gather statistics, too", false};
static const hd_option option_freeze = {"freeze", 0, NULL, "freeze all rows that can be", false};

static hd_error *run(hd_app *app)
{
    const hd_upkeep_choice choice = {.action = hd_flag(app, "full") ? HD_UPKEEP_VACUUM_FULL
                                                                    : HD_UPKEEP_VACUUM,
                                     .names = hd_positionals(app),
                                     .schemas = hd_values(app, "schema"),
                                     .analyze = hd_flag(app, "analyze"),
                                     .freeze = hd_flag(app, "freeze")};

    return hd_app_upkeep(app, &choice);
}

const hd_cli_command hd_command_vacuum = {
    .name = "vacuum",
    .group = "Operate",
    .summary = "Remove dead rows, or with --full the space that they left",
    .text =
        "Stops nobody, and waits for nobody long: tables that are locked are tried again later "
        "(lock_timeout, lock_budget) while others are worked on. Partitions are vacuumed one by "
        "one. Tables that this role may not vacuum are named, and the exit status tells.\n\n"
        "--due takes only the tables for which \"howdah show vacuum-due\" says so; with --full "
        "those that \"howdah show bloat\" judges to be bad.\n\n"
        "--full copies each table while nobody can read or write it. What it needs and frees is "
        "shown (measured, where pgstattuple is installed), then a question is asked; scripts say "
        "--yes. It is refused where the disk is known to have too little room. System catalogs are "
        "left alone unless they are named.",
    .positionals = hd_upkeep_positionals,
    .options = (const hd_option *const[]){&hd_option_schema, &hd_option_due, &option_full,
                                          &option_analyze, &option_freeze, &hd_option_jobs,
                                          &hd_option_upkeep_no_wait, &hd_option_upkeep_dry_run,
                                          &hd_option_yes, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah vacuum", "howdah vacuum --due --analyze",
                                      "howdah vacuum --full orders", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
