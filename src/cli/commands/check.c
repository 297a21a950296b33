#include "cli/state.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};

    HD_TRY(hd_app_state(scratch, app, &state));
    if (app->json) {
        hd_buf *out = hd_buf_new(scratch);
        hd_json json = hd_json_into(out);

        hd_json_begin(&json, '{');
        hd_state_json(&json, &state);
        hd_json_end(&json);
        fwrite(out->data, 1, out->len, stdout);
    }
    if (!state.at_heads)
        return hd_state_error(&state, "Target database is not up to date.");
    if (!app->json)
        puts("No new upgrade operations detected.");
    return NULL;
}

const hd_cli_command hd_command_check = {
    .name = "check",
    .group = "Inspect",
    .summary = "Exit with status 1 unless the database has all revisions",
    .text = "Compares the heads of the files with the rows of the version table. For CI and for "
            "services that must not start on an old schema. Creates nothing.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah check", "howdah --env production check", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
