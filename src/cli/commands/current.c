#include "base/utf8.h"
#include "cli/listing.h"
#include "cli/state.h"
#include "migrate/graph/resolve.h"

static const hd_option option_check = {
    "check-heads", 'c', NULL, "exit with status 1 unless the database is at all heads", false};

static void print_database(const hd_app *app)
{
    HD_SCRATCH(scratch);
    const hd_config_value *url = hd_config_value_of(app->config, "url");
    hd_buf *out = hd_buf_new(scratch);

    if (url->shown == NULL)
        hd_buf_add(out, "the embedded PostgreSQL");
    else if (*url->shown == '\0')
        hd_buf_add(out, "the database of libpq's variables");
    else
        hd_utf8_add_safe(out, url->shown);
    printf("Current revision(s) for %s:\n", out->data);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};
    hd_listing listing = {.parts = HD_DESCRIBE_TREE, .verbose = hd_flag(app, "verbose")};

    HD_TRY(hd_app_state(scratch, app, &state));
    if (hd_flag(app, "check-heads") && !state.at_heads)
        return hd_state_error(&state, "Database is not on all head revisions");
    HD_TRY(hd_resolve_current(scratch, state.project->graph, &state.rows, &listing.nodes));
    if (app->json) {
        hd_buf *out = hd_buf_new(scratch);
        hd_json json = hd_json_into(out);

        hd_json_begin(&json, '{');
        hd_state_json(&json, &state);
        hd_listing_json(&json, &listing);
        hd_json_end(&json);
        fwrite(out->data, 1, out->len, stdout);
        return NULL;
    }
    if (listing.verbose)
        print_database(app);
    hd_listing_print(&listing);
    return NULL;
}

const hd_cli_command hd_command_current = {
    .name = "current",
    .group = "Inspect",
    .summary = "Show the revisions that the database is at",
    .text = "One line for each branch: what the rows of the version table stand for, dependencies "
            "included. Prints nothing for a database without revisions, and creates nothing.",
    .options = (const hd_option *const[]){&hd_option_verbose, &option_check, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah current", "howdah current --check-heads",
                                      "howdah --env production current", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
