#include "cli/upkeep.h"

static hd_error *run(hd_app *app)
{
    const hd_upkeep_choice choice = {.action = HD_UPKEEP_ANALYZE,
                                     .names = hd_positionals(app),
                                     .schemas = hd_values(app, "schema")};

    return hd_app_upkeep(app, &choice);
}

const hd_cli_command hd_command_analyze = {
    .name = "analyze",
    .group = "Operate",
    .summary = "Gather the statistics that queries are planned by",
    .text = "Tables that are locked are tried again later (lock_timeout, lock_budget) while others "
            "are worked on. A partitioned table is analyzed with all its partitions, which "
            "autovacuum never does. Tables that this role may not analyze are named, and the exit "
            "status tells.\n\n"
            "--due takes only the tables for which \"howdah show vacuum-due\" says analyze.",
    .positionals = hd_upkeep_positionals,
    .options = (const hd_option *const[]){&hd_option_schema, &hd_option_due, &hd_option_jobs,
                                          &hd_option_upkeep_no_wait, &hd_option_upkeep_dry_run,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah analyze", "howdah analyze users 'order*'",
                                      "howdah analyze --due --jobs 4", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
