#include "cli/listing.h"
#include "cli/project.h"
#include "migrate/resolve.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *name = hd_argument(app, 0);
    hd_strings rows = {0};
    const hd_strings *known = NULL;
    hd_project *project = NULL;
    hd_listing listing = {.verbose = true};

    if (strcmp(name, "current") == 0) {
        HD_TRY(hd_app_rows(scratch, app, &rows));
        known = &rows;
    }
    HD_TRY(hd_app_project(scratch, app, known, &project));
    HD_TRY(hd_resolve(scratch, project->graph, known, name, &listing.nodes));
    hd_app_list(app, &listing);
    return NULL;
}

const hd_cli_command hd_command_show = {
    .name = "show",
    .group = "Inspect",
    .summary = "Show all about one revision",
    .text = "Reads the revision files only; the word \"current\" asks the database as well.",
    .positionals =
        (const hd_positional[]){
            {"REVISION", "an id or its beginning, a label, head, heads, LABEL@head, current"}, {0}},
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah show head", "howdah show 1975", "howdah show current",
                                      NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
