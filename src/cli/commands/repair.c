#include "migrate/journal/repair.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/report.h"
#include "migrate/session.h"

static const hd_option option_done = {
    .name = "done", .value = "REVISION", .help = "its unknown statement has done its work"};
static const hd_option option_redo = {
    .name = "redo",
    .value = "REVISION",
    .help = "its unknown statement has not: run it again next time"};
static const hd_option option_forget = {
    .name = "forget",
    .value = "REVISION",
    .help = "what was applied of it has been undone by hand: begin it anew next time"};
static const hd_option option_accept = {.name = "accept",
                                        .value = "REVISION",
                                        .help = "its edited file is as good as what was applied"};
static const hd_option option_restore = {
    .name = "restore",
    .value = "REVISION",
    .help = "write its file as it was applied, from the journal"};
static const hd_option *const options[] = {
    &option_done,    &option_redo, &option_forget, &option_accept, &option_restore,
    &hd_option_json, NULL};

static const char *const examples[] = {"howdah repair", "howdah repair --restore 1975ea83b712",
                                       "howdah repair --done 1975ea83b712", NULL};

static void print_drift(const hd_drift *drift)
{
    printf("%s\n", drift->text);
    if (drift->applied != NULL)
        printf("    applied %s by %s from \"%s\": %s (after %s)\n", drift->applied,
               drift->who == NULL ? "?" : drift->who,
               drift->file_name == NULL ? "?" : drift->file_name,
               drift->message == NULL ? "" : drift->message,
               drift->down == NULL || *drift->down == '\0' ? "<base>" : drift->down);
    else
        printf("    the journal knows nothing of it: it was not applied by howdah\n");
    printf("    choices:\n");
    if (drift->file_name != NULL)
        printf("      howdah repair --restore %-14s put the file back as it was applied\n",
               drift->revision);
    if (drift->kind == HD_DRIFT_EDITED)
        printf("      howdah repair --accept %-15s the file may stay as it is now\n",
               drift->revision);
    else
        printf(
            "      put the file back from version control, or, when the schema is known to be at\n"
            "      another revision: howdah stamp --purge REVISION\n");
}

static const char *statements_text(TALLOC_CTX *ctx, const hd_unfinished *step)
{
    bool failed = strcmp(step->state, "failed") == 0;
    size_t first = step->first_statement + 1;

    if (step->statement_count == 1)
        return hd_printf(ctx, "statement %zu%s", first, failed ? "" : " is");
    return hd_printf(ctx, "statements %zu to %zu%s", first,
                     step->first_statement + step->statement_count, failed ? "" : " are");
}

static void print_unfinished(const hd_unfinished *step)
{
    HD_SCRATCH(scratch);
    const char *id = step->revision;

    printf("%s of revision %s: %s %s (%s, by %s)\n", step->direction, id,
           statements_text(scratch, step),
           strcmp(step->state, "intent") == 0   ? "begun, and the end is not recorded"
           : strcmp(step->state, "failed") == 0 ? "failed"
                                                : "done, the rest of the revision is not",
           step->started, step->who == NULL ? "?" : step->who);
    if (step->error != NULL)
        printf("    %s\n", hd_report_safe(scratch, step->error));
    printf("    choices:\n      howdah %s %s%-*s go on where it stopped\n", step->direction, id,
           (int)(strlen(id) < 22 ? 22 - strlen(id) : 0),
           strcmp(step->direction, "downgrade") == 0 ? "-1" : "");
    if (strcmp(step->state, "intent") == 0) {
        printf("      howdah repair --done %-17s it has done its work\n", id);
        printf("      howdah repair --redo %-17s run it again\n", id);
    }
    printf("      howdah repair --forget %-15s it was undone by hand: begin anew\n", id);
}

static void print_json(const hd_repair *repair)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "files");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < repair->drifts.count; i++) {
        const hd_drift *drift = &repair->drifts.items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "revision", drift->revision);
        hd_json_put_string(&json, "kind", drift->kind == HD_DRIFT_EDITED ? "edited" : "deleted");
        hd_json_put_string(&json, "message", drift->message);
        hd_json_put_string(&json, "file", drift->file_name);
        hd_json_put_string(&json, "applied", drift->applied);
        hd_json_put_string(&json, "by", drift->who);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_key(&json, "unfinished");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < repair->unfinished.count; i++) {
        const hd_unfinished *step = &repair->unfinished.items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "revision", step->revision);
        hd_json_put_string(&json, "direction", step->direction);
        hd_json_put_string(&json, "state", step->state);
        hd_json_put_int(&json, "first_statement", (int64_t)step->first_statement + 1);
        hd_json_put_int(&json, "statements", (int64_t)step->statement_count);
        hd_json_put_string(&json, "started", step->started);
        hd_json_put_string(&json, "by", step->who);
        hd_json_put_string(&json, "error", step->error);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

/* "1 file and 2 statements need a decision" */
static hd_error *undecided(size_t files, size_t statements)
{
    HD_SCRATCH(scratch);
    const char *first = files == 0 ? ""
                                   : hd_printf(scratch, "%zu file%s", files, files == 1 ? "" : "s");
    const char *second = statements == 0 ? ""
                                         : hd_printf(scratch, "%zu statement%s", statements,
                                                     statements == 1 ? "" : "s");

    return hd_error_new(HD_DIFFERENT, "%s%s%s need%s a decision", first,
                        files > 0 && statements > 0 ? " and " : "", second,
                        files + statements == 1 ? "s" : "");
}

static hd_error *list(const hd_app *app, const hd_repair *repair)
{
    if (app->json) {
        print_json(repair);
    } else {
        for (size_t i = 0; i < repair->drifts.count; i++)
            print_drift(&repair->drifts.items[i]);
        for (size_t i = 0; i < repair->unfinished.count; i++)
            print_unfinished(&repair->unfinished.items[i]);
    }
    if (repair->drifts.count + repair->unfinished.count > 0)
        return undecided(repair->drifts.count, repair->unfinished.count);
    if (!app->json)
        puts("Nothing to repair: files, version table and journal agree.");
    return NULL;
}

/* One row for each thing a person may say; the option carries the revision. */
static const struct {
    const hd_option *option;
    hd_error *(*act)(hd_repair *repair, const char *revision);
    const char *said;
} acts[] = {
    {&option_done, hd_repair_done, "recorded as done"},
    {&option_redo, hd_repair_redo, "will be run again"},
    {&option_forget, hd_repair_forget, "will begin anew"},
    {&option_accept, hd_repair_accept, "accepted as it is now"},
};

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = NULL;
    hd_repair *repair = NULL;
    char *path = NULL;
    bool acted = false;

    HD_TRY(hd_session_open(scratch, hd_app_loop(app), app->config, "repair", &conn));
    HD_TRY(hd_repair_look(scratch, conn, app->config, &repair));
    for (size_t i = 0; i < HD_COUNT(acts); i++) {
        const char *revision = hd_value(app, acts[i].option->name);
        if (revision == NULL)
            continue;
        HD_TRY(acts[i].act(repair, revision));
        hd_say(app, "%s: %s", revision, acts[i].said);
        acted = true;
    }
    const char *restored = hd_value(app, "restore");
    if (restored != NULL) {
        HD_TRY(hd_repair_restore(repair, restored, &path));
        hd_say(app, "wrote %s", path);
    }
    return acted || restored != NULL ? NULL : list(app, repair);
}

const hd_cli_command hd_command_repair = {
    .name = "repair",
    .group = "Migrations",
    .summary = "Show and settle what files, version table and journal disagree about",
    .text = "Without options: lists revisions whose file was edited or deleted after they were "
            "applied, and statements whose end is not recorded, with the choices for each; exit "
            "status 1 when there are any. Nothing is changed without an option that says so.",
    .options = options,
    .examples = examples,
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
