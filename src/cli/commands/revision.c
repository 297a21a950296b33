#include "base/text.h"
#include "cli/project.h"

static const hd_option opt_autogenerate = {
    "autogenerate", 0, NULL, "fill the file with what models and database differ in", false};
static const hd_option opt_head = {
    "head", 0, "REV", "the revision to follow: a head, \"base\", or any with --splice", false};
static const hd_option opt_version_path = {"version-path", 0, "FOLDER",
                                           "the version location to put the file into", false};
static const hd_option opt_depends_on = {"depends-on", 0, "REV",
                                         "a revision that must be applied before", true};

/* Alembic compares models only with a database that has all revisions, and says this. */
static hd_error *check_up_to_date(hd_app *app, const hd_project *project)
{
    HD_SCRATCH(scratch);
    const hd_nodes *heads = &project->graph->heads;
    hd_strings rows = {0};

    HD_TRY(hd_app_rows(scratch, app, &rows));
    bool same = rows.count == heads->count;
    for (size_t i = 0; same && i < heads->count; i++)
        same = hd_strings_contain(&rows, heads->items[i]->revision->id);
    if (!same)
        return hd_error_hint(hd_error_new(HD_CONFLICT, "Target database is not up to date."),
                             "\"howdah upgrade heads\" brings it there.");
    return NULL;
}

static hd_error *refuse_autogenerate(hd_app *app, const hd_project *project)
{
    if (hd_flag(app, "sql"))
        return hd_error_new(HD_USAGE, "Using --sql with --autogenerate does not make any sense");
    HD_TRY(check_up_to_date(app, project));
    return hd_error_hint(
        hd_error_new(HD_USAGE, "--autogenerate is not part of this version of howdah"),
        "Write the statements by hand: \"howdah revision -m TEXT\" makes the file.");
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_new_file *file = NULL;
    const char *head = hd_value(app, "head");
    hd_create_request request = {
        .message = hd_value(app, "message"),
        .splice = hd_flag(app, "splice"),
        .labels = *hd_values(app, "branch-label"),
        .depends_on = *hd_values(app, "depends-on"),
        .version_path = hd_value(app, "version-path"),
        .id = hd_value(app, "rev-id"),
    };

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    if (hd_flag(app, "autogenerate"))
        return refuse_autogenerate(app, project);
    if (hd_flag(app, "sql"))
        return hd_error_hint(hd_error_new(HD_USAGE, "Using --sql with the revision command when "
                                                    "revision_environment is not configured does "
                                                    "not make any sense"),
                             "A revision file is SQL already.");
    if (head != NULL)
        hd_vec_push(scratch, &request.heads, head);
    HD_TRY(hd_create_plan(scratch, project, &request, &file));
    return hd_app_write_revision(app, file);
}

const hd_cli_command hd_command_revision = {
    .name = "revision",
    .group = "Revisions",
    .summary = "Make a new revision file",
    .text = "The file is named by file_template and has an upgrade and a downgrade section ready "
            "to be filled. It follows the one head there is, or the revision that --head names; "
            "\"--head base\" begins a tree of its own. Post-write hooks run on it.",
    .options = (const hd_option *const[]){&hd_option_message, &opt_autogenerate, &hd_option_sql,
                                          &opt_head, &hd_option_splice, &hd_option_branch_label,
                                          &opt_version_path, &hd_option_rev_id, &opt_depends_on,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah revision -m \"add users\"",
                                      "howdah revision -m \"start the shop\" --head base "
                                      "--branch-label shop",
                                      NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
