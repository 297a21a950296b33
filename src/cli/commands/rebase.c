#include "migrate/rewrite/rebase.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/project.h"
#include "migrate/graph/resolve.h"

static const hd_option opt_onto = {"onto", 0, "REV", "the head to put the branch on", false};
static const hd_option opt_force = {
    "force", 0, NULL, "also when a database has applied revisions of the branch", false};

/* What the database has applied; NULL when there is none that could be asked. */
static hd_error *ask_database(TALLOC_CTX *ctx, hd_app *app, const hd_graph *graph, bool **ret)
{
    HD_SCRATCH(scratch);
    hd_strings rows = {0};
    bool known = false;

    HD_TRY(hd_app_rows_if_reachable(scratch, app, &rows, &known));
    *ret = known ? hd_rebase_applied(ctx, graph, &rows) : NULL;
    return NULL;
}

static hd_error *find_ends(hd_app *app, const hd_project *project, const bool *applied,
                           const hd_node **moved, const hd_node **onto)
{
    const char *name = hd_argument(app, 0);
    const char *target = hd_value(app, "onto");

    if (name == NULL && target == NULL)
        return hd_rebase_choose(project->graph, applied, moved, onto);
    if (name == NULL || target == NULL)
        return hd_error_new(HD_USAGE, "give both ends: howdah rebase REV --onto REV");
    HD_TRY(hd_resolve_one(app, project->graph, NULL, name, moved));
    HD_TRY(hd_resolve_one(app, project->graph, NULL, target, onto));
    if (*moved == NULL || *onto == NULL)
        return hd_error_new(HD_USAGE, "base is no revision that could be moved or moved onto");
    return NULL;
}

static void print_change(const hd_app *app, const hd_rebase_change *change)
{
    HD_SCRATCH(scratch);
    const hd_strings *before = &change->revision->down;

    if (!app->quiet)
        printf("%s: %s revises %s instead of %s\n", change->revision->path, change->revision->id,
               hd_text_join(scratch, &change->down, ", "),
               before->count == 0 ? "<base>" : hd_text_join(scratch, before, ", "));
}

static void print_json(const hd_rebase *rebase)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '[');
    for (size_t i = 0; i < rebase->changes.count; i++) {
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "revision", rebase->changes.items[i].revision->id);
        hd_json_put_string(&json, "path", rebase->changes.items[i].revision->path);
        hd_json_put_strings(&json, "down_before", &rebase->changes.items[i].revision->down);
        hd_json_put_strings(&json, "down", &rebase->changes.items[i].down);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_rebase *rebase = NULL;
    const hd_node *moved = NULL;
    const hd_node *onto = NULL;
    bool *applied = NULL;

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    HD_TRY(ask_database(scratch, app, project->graph, &applied));
    HD_TRY(find_ends(app, project, applied, &moved, &onto));
    HD_TRY(hd_rebase_plan(scratch, project->graph, moved, onto, &rebase));
    if (applied != NULL && !hd_flag(app, "force"))
        HD_TRY(hd_rebase_check_applied(rebase, applied));
    HD_TRY(hd_rebase_write(rebase));
    if (app->json)
        print_json(rebase);
    for (size_t i = 0; !app->json && i < rebase->changes.count; i++)
        print_change(app, &rebase->changes.items[i]);
    return NULL;
}

const hd_cli_command hd_command_rebase = {
    .name = "rebase",
    .group = "Revisions",
    .summary = "Put a branch on top of another head, so that one line is left",
    .text = "For the two heads that a merge of git branches leaves. Only the \"Revises:\" lines of "
            "the branch's first revisions are rewritten. Without arguments there must be two "
            "heads, one of them applied to the database: the other one is moved.\n\n"
            "Revisions that the database has applied are not moved unless --force is given: "
            "databases that ran them in the old order would not know the new one.",
    .positionals = (const hd_positional[]){{"[REVISION]", "the head of the branch to move"}, {0}},
    .options = (const hd_option *const[]){&opt_onto, &opt_force, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah rebase 27c6a30d7c24 --onto ae1027a6acf0",
                                      "howdah rebase", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
