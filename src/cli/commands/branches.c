#include "cli/listing.h"
#include "cli/project.h"
#include "migrate/graph/resolve.h"

/* A branch point, then its children behind as many blanks as its id is long. */
static void print_branch(hd_buf *out, const hd_node *node, bool verbose)
{
    unsigned parts = HD_DESCRIBE_LABELS | HD_DESCRIBE_TREE;

    if (verbose) {
        hd_describe_long(out, node, false);
    } else {
        hd_describe_line(out, node, parts, false);
        hd_buf_add_char(out, '\n');
    }
    for (size_t i = 0; i < node->next.count; i++) {
        hd_buf_addf(out, "%*s -> ", (int)strlen(node->revision->id), "");
        hd_describe_line(out, node->next.items[i], parts | (verbose ? HD_DESCRIBE_DOC : 0), false);
        hd_buf_add_char(out, '\n');
    }
    hd_buf_add_char(out, '\n');
}

static void print_json(hd_buf *out, const hd_nodes *points)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "branches");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < points->count; i++) {
        hd_listing children = {.nodes = points->items[i]->next};

        hd_json_begin(&json, '{');
        hd_json_key(&json, "branchpoint");
        hd_describe_json(&json, points->items[i], NULL);
        hd_listing_json(&json, &children);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_nodes all = {0};
    hd_nodes points = {0};
    hd_buf *out = hd_buf_new(scratch);

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    HD_TRY(hd_resolve_range(scratch, project->graph, NULL, NULL, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i]->is_branchpoint)
            hd_vec_push(scratch, &points, all.items[i]);
    if (app->json)
        print_json(out, &points);
    for (size_t i = 0; i < points.count && !app->json; i++)
        print_branch(out, points.items[i], hd_flag(app, "verbose"));
    fwrite(out->data, 1, out->len, stdout);
    return NULL;
}

const hd_cli_command hd_command_branches = {
    .name = "branches",
    .group = "Inspect",
    .summary = "List the revisions from which branches start, with what follows them",
    .text = "Reads the revision files only.",
    .options = (const hd_option *const[]){&hd_option_verbose, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah branches", "howdah branches --verbose", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
