#include "base/text.h"
#include "cli/autogenerate.h"
#include "cli/project.h"

static const hd_option opt_autogenerate = {
    "autogenerate", 0, NULL, "fill the file with what models and database differ in", false};
static const hd_option opt_skip_empty = {
    "skip-empty", 0, NULL, "with --autogenerate: write no file when nothing differs", false, NULL};
static const hd_option opt_head = {
    "head", 0, "REV", "the revision to follow: a head, \"base\", or any with --splice", false};
static const hd_option opt_version_path = {"version-path", 0, "FOLDER",
                                           "the version location to put the file into", false};
static const hd_option opt_depends_on = {"depends-on", 0, "REV",
                                         "a revision that must be applied before", true};

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
    if (hd_flag(app, "autogenerate")) {
        bool empty = false;
        HD_TRY(hd_autogenerate(scratch, app, project, &request, &empty));
        if (empty && hd_flag(app, "skip-empty"))
            return NULL;
    } else if (hd_flag(app, "sql"))
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
            "\"--head base\" begins a tree of its own. Post-write hooks run on it.\n\n"
            "--autogenerate fills it: what leads from the database, which must have all revisions, "
            "to the models, and back. Both ways are tried on a copy of the schema first. What "
            "was renamed is asked for on a terminal, else said by --rename or by a comment "
            "\"-- renamed from: NAME\" in the models; without an answer the old is dropped.",
    .options = (const hd_option *const[]){&hd_option_message, &opt_autogenerate, &hd_option_against,
                                          &hd_option_rename, &hd_option_offline,
                                          &hd_option_online_types, &hd_option_no_prove,
                                          &opt_skip_empty, &hd_option_sql, &opt_head,
                                          &hd_option_splice, &hd_option_branch_label,
                                          &opt_version_path, &hd_option_rev_id, &opt_depends_on,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah revision -m \"add users\"",
                                      "howdah revision --autogenerate -m \"add sites\"",
                                      "howdah revision --autogenerate -m \"call it full_name\" "
                                      "--rename users.name=full_name",
                                      "howdah revision -m \"start the shop\" --head base "
                                      "--branch-label shop",
                                      NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
