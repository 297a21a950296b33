#include "cli/command.h"
#include "cli/side.h"
#include "diff/script.h"

static const hd_option option_sql = {"sql", 0, NULL,
                                     "print the statements that make A like B, for psql", false};
static const hd_option *const options[] = {&option_sql, NULL};

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_side from = {0};
    hd_side to = {0};
    hd_diff *diff = NULL;
    hd_plan *plan = NULL;
    hd_plan_options plan_options = {0};
    hd_buf *out = hd_buf_new(scratch);

    HD_TRY(hd_side_read(scratch, app, hd_argument(app, 0), "diff", &from));
    HD_TRY(hd_side_read(scratch, app, hd_argument(app, 1), "diff", &to));
    HD_TRY(hd_diff_make(scratch, from.snapshot, to.snapshot, &diff));
    HD_TRY(hd_plan_make(scratch, diff, &plan_options, &plan));
    hd_script_print(out, plan);
    fwrite(out->data, 1, out->len, stdout);
    return NULL;
}

const hd_cli_command hd_command_diff = {
    .name = "diff",
    .group = "Inspect",
    .summary = "Show what differs between two schemas, and what makes one like the other",
    .positionals = (const hd_positional[]){{"A", "a database's name, a URL, or a snapshot's file"},
                                           {"B", "the same"},
                                           {0}},
    .options = options,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
