#include "cli/project.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_new_file *file = NULL;
    const hd_create_request request = {
        .message = hd_value(app, "message"),
        .heads = *hd_positionals(app),
        .splice = hd_flag(app, "splice"),
        .labels = *hd_values(app, "branch-label"),
        .id = hd_value(app, "rev-id"),
    };

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    HD_TRY(hd_create_plan(scratch, project, &request, &file));
    return hd_app_write_revision(app, file);
}

const hd_cli_command hd_command_merge = {
    .name = "merge",
    .group = "Revisions",
    .summary = "Join branches by a new revision that follows all of them",
    .text = "The database is not touched. Where the order of the branches does not matter, "
            "\"howdah rebase\" gives a straight line instead.",
    .positionals = (const hd_positional[]){{"REVISION...", "heads to join, or \"heads\""}, {0}},
    .options = (const hd_option *const[]){&hd_option_message, &hd_option_branch_label,
                                          &hd_option_rev_id, &hd_option_splice, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah merge heads -m \"merge\"", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
