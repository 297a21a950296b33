#include "cli/state.h"
#include "migrate/journal/repair.h"
#include "migrate/session.h"

/* What the journal knows, and the version table does not: edited files, half done revisions. */
static hd_error *look_at_journal(TALLOC_CTX *ctx, hd_app *app, hd_repair **ret)
{
    hd_conn *conn = NULL;

    HD_TRY(hd_session_open(ctx, hd_app_loop(app), app->config, "check", &conn));
    return hd_repair_look(ctx, conn, app->config, ret);
}

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

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_state state = {0};
    hd_repair *repair = NULL;

    HD_TRY(hd_app_state(scratch, app, &state));
    HD_TRY(look_at_journal(scratch, app, &repair));
    if (app->json) {
        hd_buf *out = hd_buf_new(scratch);
        hd_json json = hd_json_into(out);

        hd_json_begin(&json, '{');
        hd_state_json(&json, &state);
        hd_json_put_int(&json, "files_changed", (int64_t)repair->drifts.count);
        hd_json_put_int(&json, "steps_unfinished", (int64_t)repair->unfinished.count);
        hd_json_end(&json);
        fwrite(out->data, 1, out->len, stdout);
    }
    if (!state.at_heads)
        return hd_state_error(&state, "Target database is not up to date.");
    HD_TRY(judge_journal(repair));
    if (!app->json)
        puts("No new upgrade operations detected.");
    return NULL;
}

const hd_cli_command hd_command_check = {
    .name = "check",
    .group = "Inspect",
    .summary = "Exit with status 1 unless the database has all revisions",
    .text = "Compares the heads of the files with the rows of the version table, and the files "
            "with the "
            "journal: one that was edited or deleted after it was applied, or a revision left half "
            "done, is a difference too. For CI and for services that must not start on an old "
            "schema. Creates nothing.",
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah check", "howdah --env production check", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
