#include "cli/project.h"
#include "migrate/graph/resolve.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *name = hd_argument(app, 0);
    bool current = strcmp(name, "current") == 0;
    hd_project *project = NULL;
    hd_strings rows = {0};
    hd_nodes nodes = {0};

    /* Only this name needs the database. */
    if (current)
        HD_TRY(hd_app_rows(scratch, app, &rows));
    HD_TRY(hd_app_project(scratch, app, current ? &rows : NULL, &project));
    HD_TRY(hd_resolve(scratch, project->graph, current ? &rows : NULL, name, &nodes));
    if (nodes.count == 0 && current)
        return hd_error_new(HD_MISSING, "No current revisions");
    if (nodes.count == 0)
        return hd_error_new(HD_MISSING, "No revision files indicated by symbol '%s'", name);
    for (size_t i = 0; i < nodes.count; i++)
        HD_TRY(hd_app_edit(app, nodes.items[i]->revision->path));
    return NULL;
}

const hd_cli_command hd_command_edit = {
    .name = "edit",
    .group = "Revisions",
    .summary = "Open revision files in your editor",
    .text = "The editor is $EDITOR, else $VISUAL, else the first of sensible-editor, editor, nano, "
            "vim and code that is there.",
    .positionals = (const hd_positional[]){{"REVISION", "as \"howdah show\" takes it"}, {0}},
    .examples = (const char *const[]){"howdah edit head", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
