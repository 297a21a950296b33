#include "cli/listing.h"
#include "cli/project.h"
#include "migrate/graph/resolve.h"

static const hd_option option_resolve = {"resolve-dependencies", 0, NULL,
                                         "leave out heads that another revision depends on", false};

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_listing listing = {.parts = HD_DESCRIBE_LABELS, .verbose = hd_flag(app, "verbose")};

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    if (hd_flag(app, "resolve-dependencies"))
        HD_TRY(hd_resolve(scratch, project->graph, NULL, "heads", &listing.nodes));
    else
        listing.nodes = project->graph->heads;
    hd_app_list(app, &listing);
    return NULL;
}

const hd_cli_command hd_command_heads = {
    .name = "heads",
    .group = "Inspect",
    .summary = "List the revisions that no other one revises",
    .text = "Reads the revision files only. More than one head means that branches have not been "
            "merged.",
    .options = (const hd_option *const[]){&hd_option_verbose, &option_resolve, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah heads", "howdah heads --verbose", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
