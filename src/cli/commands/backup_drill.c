#include <inttypes.h>

#include "base/clock.h"
#include "cli/backup.h"
#include "cli/talk.h"

static const hd_option option_no_owner = {
    .name = "no-owner", .help = "without owners and grants: for a server without the roles"};

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_restore_request request = {0};
    hd_restored restored = {0};
    hd_stored stored = {0};
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    HD_TRY(hd_app_restore_request(scratch, app, &talk, &request));
    HD_TRY(hd_app_assertions(scratch, app, &request.assertions));
    request.no_owner = hd_flag(app, "no-owner");
    const char *server = hd_config_get(app->config, "scratch_url");
    if (server != NULL) {
        request.target.conninfo = server;
        request.target.dbname = NULL;
    }
    HD_TRY(hd_store_find(scratch, request.folder, hd_argument(app, 0), request.database, &stored));
    HD_TRY(hd_app_drill(scratch, app, &stored, &request, true, &restored));
    size_t asserted = request.assertions.count;
    if (app->json) {
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "name", stored.name);
        hd_json_put_int(&json, "tables", (int64_t)restored.tables);
        hd_json_put_int(&json, "rows", restored.rows);
        hd_json_put_int(&json, "restore_ms", restored.restore_ms);
        hd_json_put_int(&json, "duration_ms", restored.duration_ms);
        hd_json_put_int(&json, "assertions", (int64_t)asserted);
        hd_json_put_strings(&json, "notes", &restored.notes);
        hd_json_end(&json);
        fputs(out->data, stdout);
        return NULL;
    }
    for (size_t i = 0; i < restored.notes.count; i++)
        hd_remark(app, "%s", restored.notes.items[i]);
    printf("%s: restored in %s; %zu table%s with %" PRId64 " rows %s as the backup says%s\n",
           stored.name, hd_duration_text(scratch, (uint64_t)restored.duration_ms), restored.tables,
           restored.tables == 1 ? "" : "s", restored.rows, restored.tables == 1 ? "is" : "are",
           asserted == 0 ? ""
                         : hd_printf(scratch, "; %zu assertion%s hold%s", asserted,
                                     asserted == 1 ? "" : "s", asserted == 1 ? "s" : ""));
    return NULL;
}

const hd_cli_command hd_command_backup_drill = {
    .name = "backup drill",
    .group = "Operate",
    .summary = "Restore a backup for a test, compare everything, drop it, record the outcome",
    .text =
        "The restored database is compared with the manifest as \"howdah restore\" does: rows and "
        "their hashes, sequences, large objects, definitions. What it took is the time that a "
        "real restore would take. Then the statements of backup.assertions are asked: each must "
        "give true, or the drill has failed. The outcome is recorded beside the backup; \"howdah "
        "backup "
        "list\" and \"howdah doctor\" tell it.\n\n"
        "It runs on the server of scratch_url when that is set, else on the project's own.",
    .positionals = (const hd_positional[]){{"[BACKUP]", "name or path; the newest of the database"},
                                           {0}},
    .options = (const hd_option *const[]){&hd_option_backup_jobs, &option_no_owner, &hd_option_from,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah backup drill",
                                      "howdah backup drill shop_20260131T120000Z --jobs 4", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
