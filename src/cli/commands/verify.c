#include "migrate/verify.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cli/grid.h"
#include "cli/project.h"

static const char *const words[] = {
    [HD_TRIED_NOT] = "-", [HD_TRIED_OK] = "ok", [HD_TRIED_FAILED] = "FAILED"};

/* ---- for people ---- */

static void print_lines(hd_buf *out, const char *name, const hd_strings *lines, const char *sign)
{
    for (size_t i = 0; i < lines->count; i++) {
        hd_buf_addf(out, "%s%s: ", sign, name);
        hd_utf8_add_safe(out, lines->items[i]);
        hd_buf_add_char(out, '\n');
    }
}

static void add_row(hd_grid *grid, const hd_verified *row)
{
    HD_SCRATCH(scratch);
    const char *result = row->problems.count > 0     ? "FAILED"
                         : row->irreversible != NULL ? "irreversible"
                         : row->losses.count > 0     ? "ok, rows lost"
                                                     : "ok";
    const char *cells[] = {
        row->revision->id,     words[row->up], words[row->down],
        words[row->again],     result,         hd_duration_text(scratch, row->ms),
        row->revision->message};

    hd_grid_add(grid, cells);
}

static void print(const hd_verification *found)
{
    HD_SCRATCH(scratch);
    static const char *const titles[] = {"revision", "up",    "down",   "again",
                                         "result",   "<time", "message"};
    hd_grid *grid = hd_grid_new(scratch, titles, HD_COUNT(titles));
    hd_buf *out = hd_buf_new(scratch);

    for (size_t i = 0; i < found->revisions.count; i++)
        add_row(grid, &found->revisions.items[i]);
    hd_grid_print(out, grid);
    for (size_t i = 0; i < found->revisions.count; i++) {
        const hd_verified *row = &found->revisions.items[i];
        if (row->irreversible != NULL)
            hd_buf_addf(out, "%s: skipped, the downgrade is irreversible: %s\n", row->revision->id,
                        row->irreversible);
        print_lines(out, row->revision->id, &row->problems, "FAILED: ");
        print_lines(out, row->revision->id, &row->losses, "lost: ");
    }
    print_lines(out, "models", &found->model_problems, "FAILED: ");
    if (found->models == HD_TRIED_OK)
        hd_buf_add(out, "The heads make what the models declare.\n");
    if (found->left > 0)
        hd_buf_addf(out, "%zu more %s not run.\n", found->left, found->left == 1 ? "was" : "were");
    fputs(out->data, stdout);
}

/* ---- for programs ---- */

static void put_tried(hd_json *json, const char *key, hd_tried tried)
{
    static const char *const names[] = {
        [HD_TRIED_NOT] = "skipped", [HD_TRIED_OK] = "ok", [HD_TRIED_FAILED] = "failed"};

    hd_json_put_string(json, key, names[tried]);
}

static void put_row(hd_json *json, const hd_verified *row)
{
    hd_json_begin(json, '{');
    hd_json_put_string(json, "revision", row->revision->id);
    hd_json_put_string(json, "message", row->revision->message);
    put_tried(json, "up", row->up);
    put_tried(json, "down", row->down);
    put_tried(json, "again", row->again);
    hd_json_put_string(json, "irreversible", row->irreversible);
    hd_json_put_strings(json, "problems", &row->problems);
    hd_json_put_strings(json, "losses", &row->losses);
    hd_json_put_int(json, "ms", (int64_t)row->ms);
    hd_json_end(json);
}

static void print_json(const hd_verification *found)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "revisions");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < found->revisions.count; i++)
        put_row(&json, &found->revisions.items[i]);
    hd_json_end(&json);
    put_tried(&json, "models", found->models);
    hd_json_put_strings(&json, "model_problems", &found->model_problems);
    hd_json_put_int(&json, "not_run", (int64_t)found->left);
    hd_json_put_bool(&json, "verified", found->failures == 0);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

/* ---- the command ---- */

enum { SILENCE_MS = 5000 };

struct progress {
    const hd_app *app;
    uint64_t told_ms;
};

/* Many revisions take a while. */
static void on_progress(size_t done, size_t count, void *arg)
{
    struct progress *progress = arg;
    uint64_t now = hd_clock_ms();

    if (now - progress->told_ms < SILENCE_MS)
        return;
    progress->told_ms = now;
    hd_say(progress->app, "%zu of %zu revisions", done, count);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_project *project = NULL;
    hd_verification *found = NULL;
    struct progress progress = {app, hd_clock_ms()};

    HD_TRY(hd_app_project(scratch, app, NULL, &project));
    const hd_verify_request request = {
        .loop = hd_app_loop(app),
        .project = project,
        .command = "verify",
        .ranges = hd_positionals(app),
        .progress = on_progress,
        .arg = &progress,
    };
    HD_TRY(hd_verify(scratch, &request, &found));
    app->exit_status = found->failures > 0 ? 1 : 0;
    if (app->json)
        print_json(found);
    else
        print(found);
    if (found->failures > 0)
        hd_say(app, "Not verified: %zu of %zu failed.", found->failures,
               found->revisions.count + (found->models == HD_TRIED_NOT ? 0 : 1));
    return NULL;
}

const hd_cli_command hd_command_verify = {
    .name = "verify",
    .group = "Migrations",
    .summary = "Try each revision up, down and up again on a scratch database",
    .text =
        "From base to the heads: after each downgrade the schema must be what it was before the "
        "upgrade, after the second upgrade what it was after the first. In the end it is compared "
        "with the models, when there are any. Irreversible downgrades are named and passed over. "
        "The project's database is not touched.\n\n"
        "With the setting verify.seed rows from an SQL file are put in behind the revision "
        "verify.seed_at; each later revision has to keep them, or what it loses is named.\n\n"
        "REV is a revision or a range, OLDEST:NEWEST, both included; what comes before is only "
        "upgraded. Exit status: 0 when all is well, 1 when something is not, above 1 on errors.",
    .positionals = (const hd_positional[]){{"[REV]...", "only these revisions"}, {0}},
    .options = (const hd_option *const[]){&hd_option_json, NULL},
    .examples = (const char *const[]){"howdah verify", "howdah verify head",
                                      "howdah verify 27c6a30d7c24:", NULL},
    .needs = HD_NEEDS_PROJECT,
    .run = run,
};
