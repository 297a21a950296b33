#include "cli/listing.h"
#include "cli/project.h"
#include "migrate/graph/resolve.h"

static const hd_option option_range = {"rev-range", 'r', "A:B",
                                       "from revision A to B, both included; either may be left "
                                       "out, or be \"current\"",
                                       false};
static const hd_option option_indicate = {"indicate-current", 'i', NULL,
                                          "mark the revisions that the database is at", false};

/* Whether a side of the range is the word; a range without colon is refused later. */
static bool names_current(const char *range)
{
    static const char word[] = "current";
    const size_t len = sizeof(word) - 1;
    const char *colon = range == NULL ? NULL : strchr(range, ':');

    return colon != NULL && ((colon == range + len && strncmp(range, word, len) == 0) ||
                             strcmp(colon + 1, word) == 0);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *range = hd_value(app, "rev-range");
    bool indicate = hd_flag(app, "indicate-current");
    hd_strings rows = {0};
    const hd_strings *known = NULL;
    hd_project *project = NULL;
    hd_listing listing = {
        .parts = HD_DESCRIBE_DOWN | HD_DESCRIBE_LABELS | HD_DESCRIBE_TREE | HD_DESCRIBE_DOC,
        .verbose = hd_flag(app, "verbose"),
        .rows = indicate ? &rows : NULL,
    };

    if (indicate || names_current(range)) {
        HD_TRY(hd_app_rows(scratch, app, &rows));
        known = &rows;
    }
    HD_TRY(hd_app_project(scratch, app, known, &project));
    HD_TRY(hd_resolve_range(scratch, project->graph, known, range, &listing.nodes));
    hd_app_list(app, &listing);
    return NULL;
}

const hd_cli_command hd_command_history = {
    .name = "history",
    .group = "Inspect",
    .summary = "List revisions, newest first",
    .text = "Reads the revision files only; --indicate-current and the word \"current\" in a range "
            "ask the database as well. A start like -2 counts down from the heads, an end like +2 "
            "counts up from the start.",
    .options = (const hd_option *const[]){&option_range, &hd_option_verbose, &option_indicate,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah history", "howdah history -r 1975ea:head",
                                      "howdah history -r current:", "howdah history -r-3:", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
