#include "cli/pairs.h"
#include "migrate/journal/repair.h"
#include "migrate/session.h"

/* What the journal knows, and the version table does not: edited files, half done revisions. */
static hd_error *look_at_journal(TALLOC_CTX *ctx, hd_app *app, hd_repair **ret)
{
    hd_conn *conn = NULL;

    HD_TRY(hd_session_open(ctx, hd_app_loop(app), app->config, "check", &conn));
    return hd_repair_look(ctx, conn, app->config, ret);
}

static const hd_option option_no_models = {
    "no-models", 0, NULL, "compare the revisions only, no schemas", false, NULL};

static hd_error *judge_journal(const hd_repair *repair)
{
    hd_error *err = NULL;

    if (repair->unfinished.count > 0)
        err = hd_error_new(HD_DIFFERENT, "the %s of revision %s is half done",
                           repair->unfinished.items[0].direction,
                           repair->unfinished.items[0].revision);
    else if (repair->drifts.count > 0)
        err = hd_error_new(HD_DIFFERENT, "%s", repair->drifts.items[0].text);
    return hd_error_hint(err, "\"howdah repair\" lists all there is, with the choices.");
}

static void print_json(const hd_state *state, const hd_repair *repair, const hd_pairs *pairs)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_state_json(&json, state);
    hd_json_put_int(&json, "files_changed", (int64_t)repair->drifts.count);
    hd_json_put_int(&json, "steps_unfinished", (int64_t)repair->unfinished.count);
    hd_pairs_json(&json, pairs);
    hd_json_end(&json);
    fwrite(out->data, 1, out->len, stdout);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};
    hd_repair *repair = NULL;
    hd_pairs pairs = {0};

    HD_TRY(hd_app_state(scratch, app, &state));
    HD_TRY(look_at_journal(scratch, app, &repair));
    if (!hd_flag(app, "no-models"))
        HD_TRY(hd_app_pairs(scratch, app, &state, &pairs));
    if (app->json)
        print_json(&state, repair, &pairs);
    else
        hd_pairs_print(&pairs);
    if (!state.at_heads)
        return hd_state_error(&state, "Target database is not up to date.");
    HD_TRY(judge_journal(repair));
    HD_TRY(hd_pairs_error(&pairs));
    if (!app->json)
        puts("No new upgrade operations detected.");
    return NULL;
}

const hd_cli_command hd_command_check = {
    .name = "check",
    .group = "Inspect",
    .summary = "Exit with status 1 unless database, files and models agree",
    .text = "Compares the heads of the files with the rows of the version table, and the files "
            "with the journal: one that was edited or deleted after it was applied, or a revision "
            "left half done, is a difference too.\n\n"
            "When the project has models, the schema of the database, the one that the migrations "
            "make on a scratch database, and the models are compared, each with each; the settings "
            "of [diff] say what is left out. What models and migrations make is kept: no scratch "
            "database is needed when they have not changed.\n\n"
            "For CI and for services that must not start on an old schema, which can do without "
            "the schemas by --no-models. Changes nothing.",
    .options = (const hd_option *const[]){&option_no_models, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah check", "howdah --env production check",
                                      "howdah check --no-models", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
