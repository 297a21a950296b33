#include <inttypes.h>

#include "base/clock.h"
#include "care/backup/naming.h"
#include "care/backup/swap.h"
#include "cli/backup.h"
#include "cli/swap.h"
#include "cli/talk.h"
#include "parse/quote.h"

static const hd_option option_older = {
    .name = "older-than",
    .value = "TIME",
    .help = "since when they have been aside at least: 12h, 30d (default: 7d)"};
static const hd_option option_dry_run = {.name = "dry-run", .help = "only show them"};

static hd_error *find(TALLOC_CTX *ctx, hd_app *app, const hd_restore_request *request,
                      hd_conn *admin, hd_swap_asides *ret)
{
    uint64_t ms = 0;

    HD_TRY(hd_duration_parse("7d", &ms));
    HD_TRY(hd_value_ms(app, "older-than", &ms));
    return hd_swap_asides_find(ctx, admin, request->database, ms, ret);
}

static hd_error *confirm(const hd_app *app, const hd_talk *talk, const hd_swap_asides *asides)
{
    HD_SCRATCH(scratch);
    int64_t bytes = 0;

    if (hd_flag(app, "yes"))
        return NULL;
    if (talk->ask == NULL)
        return hd_error_hint(hd_error_new(HD_REFUSED, "nobody can be asked, and nothing was done"),
                             "Scripts say --yes.");
    for (size_t i = 0; i < asides->count; i++) {
        hd_say(app, "%s (%s)", asides->items[i].name,
               hd_backup_size(scratch, asides->items[i].bytes));
        bytes += asides->items[i].bytes;
    }
    const char *question = hd_printf(scratch, "Drop %s with %s for good?",
                                     asides->count == 1 ? "this database" : "these databases",
                                     hd_backup_size(scratch, bytes));
    return talk->ask(question, talk->arg) ? NULL : hd_error_new(HD_REFUSED, "nothing was dropped");
}

static hd_error *drop(const hd_app *app, hd_conn *admin, const hd_swap_asides *asides,
                      hd_json *json)
{
    HD_SCRATCH(scratch);
    bool dry_run = hd_flag(app, "dry-run");

    for (size_t i = 0; i < asides->count; i++) {
        const hd_swap_aside *aside = &asides->items[i];
        if (!dry_run)
            HD_TRY(hd_exec(
                admin, hd_printf(scratch, "DROP DATABASE %s", hd_sql_ident(scratch, aside->name))));
        if (app->json) {
            hd_json_begin(json, '{');
            hd_json_put_string(json, "name", aside->name);
            hd_json_put_int(json, "bytes", aside->bytes);
            hd_json_put_bool(json, "dropped", !dry_run);
            hd_json_end(json);
        } else
            printf("%s: %s, %s\n", aside->name, dry_run ? "would be dropped" : "dropped",
                   hd_backup_size(scratch, aside->bytes));
    }
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_restore_request request = {0};
    hd_swap_asides asides = {0};
    hd_conn *admin = NULL;
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    HD_TRY(hd_app_restore_request(scratch, app, &talk, &request));
    if (request.database == NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "the settings name no database"),
                             "Name it in the URL, or with the setting database.");
    HD_TRY(hd_restore_admin(scratch, app->loop, &request.target, request.database, &admin));
    HD_TRY(find(scratch, app, &request, admin, &asides));
    if (asides.count > 0 && !hd_flag(app, "dry-run"))
        HD_TRY(confirm(app, &talk, &asides));
    if (asides.count == 0)
        hd_say(app, "no database has been aside for that long");
    hd_json_begin(&json, '{');
    hd_json_key(&json, "databases");
    hd_json_begin(&json, '[');
    HD_TRY(drop(app, admin, &asides, &json));
    hd_json_end(&json);
    hd_json_end(&json);
    if (app->json)
        fputs(out->data, stdout);
    return NULL;
}

const hd_cli_command hd_command_restore_prune = {
    .name = "restore prune",
    .group = "Operate",
    .summary = "Drop databases that \"restore --swap\" and \"restore undo\" have put aside",
    .text = "Those of the project's database, DATABASE__before_MOMENT and DATABASE__undone_MOMENT, "
            "that are old enough. What stands beside it by \"howdah restore\" without --swap is "
            "left alone. A database with sessions is not dropped.",
    .options = (const hd_option *const[]){&option_older, &option_dry_run, &hd_option_swap_yes,
                                          &hd_option_backup_jobs, &hd_option_from, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah restore prune --dry-run",
                                      "howdah restore prune --older-than 30d --yes", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
