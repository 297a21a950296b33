#include "base/json.h"
#include "care/backup/swap.h"
#include "cli/backup.h"
#include "cli/swap.h"
#include "cli/talk.h"

static void print_result(const hd_app *app, const char *database, const char *aside)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    if (!app->json) {
        printf("%s\n", database);
        return;
    }
    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "database", database);
    hd_json_put_string(&json, "before", aside);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_restore_request request = {0};
    hd_conn *admin = NULL;
    const char *before = NULL;
    const char *aside = NULL;

    HD_TRY(hd_app_restore_request(scratch, app, &talk, &request));
    HD_TRY(hd_app_swap_check(app, &request));
    HD_TRY(hd_restore_admin(scratch, app->loop, &request.target, request.database, &admin));
    HD_TRY(hd_swap_find(scratch, admin, request.database, "before", &before));
    TALLOC_FREE(admin);
    HD_TRY(hd_app_swap(scratch, app, &request, before, hd_printf(scratch, "\"%s\"", before),
                       "undone", &aside));
    print_result(app, request.database, aside);
    return NULL;
}

const hd_cli_command hd_command_restore_undo = {
    .name = "restore undo",
    .group = "Operate",
    .summary = "Put the database back that the last \"restore --swap\" put aside",
    .text =
        "What has been written since the swap stays in the database that is put aside now. Nothing "
        "is dropped: \"howdah show databases\" shows what is there.",
    .options = (const hd_option *const[]){&hd_option_terminate, &hd_option_swap_yes,
                                          &hd_option_backup_jobs, &hd_option_from, &hd_option_json,
                                          NULL},
    .examples = (const char *const[]){"howdah restore undo",
                                      "howdah restore undo --yes --terminate", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
