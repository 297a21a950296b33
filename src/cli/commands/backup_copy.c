#include "cli/backup.h"
#include "cli/talk.h"

static const hd_option option_all = {.name = "all",
                                     .help = "every backup that has no copy, not the newest alone"};

static hd_error *choose(TALLOC_CTX *ctx, hd_app *app, hd_stored_list *ret)
{
    const char *folder = hd_app_backup_folder(ctx, app, "from");
    hd_stored_list all = {0};
    hd_stored one = {0};

    if (!hd_flag(app, "all")) {
        HD_TRY(
            hd_store_find(ctx, folder, hd_argument(app, 0), hd_app_database_name(ctx, app), &one));
        hd_vec_push(ctx, ret, one);
        return NULL;
    }
    HD_TRY(hd_store_list(ctx, folder, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].manifest != NULL && !hd_stored_is_copied(&all.items[i]))
            hd_vec_push(ctx, ret, all.items[i]);
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_stop *stop = hd_stop_new(scratch, hd_app_loop(app), &talk);
    hd_stored_list all = {0};

    if (hd_config_get(app->config, "backup.offsite") == NULL)
        return hd_error_hint(hd_error_new(HD_CONFIG, "backup.offsite is not set"),
                             "It is the command that copies a backup, such as rclone copy \"$1\" "
                             "remote:backups/\"$2\".");
    HD_TRY(choose(scratch, app, &all));
    if (all.count == 0)
        hd_say(app, "every backup has its copy");
    for (size_t i = 0; i < all.count; i++) {
        HD_TRY(hd_app_backup_copy(app, &all.items[i], &talk, stop));
        printf("%s\n", all.items[i].name);
    }
    return NULL;
}

const hd_cli_command hd_command_backup_copy = {
    .name = "backup copy",
    .group = "Operate",
    .summary = "Copy a backup elsewhere with the command backup.offsite",
    .text = "\"howdah backup\" does it by itself, once a backup is proved, and tries again what "
            "failed "
            "before. This is for backups that were made before the command was set, or when the "
            "other side is there again. With backup.offsite_read every file of the copy is read "
            "back and compared with its digest.",
    .positionals = (const hd_positional[]){{"[BACKUP]", "name or path; the newest of the database"},
                                           {0}},
    .options = (const hd_option *const[]){&option_all, &hd_option_from, NULL},
    .examples = (const char *const[]){"howdah backup copy", "howdah backup copy --all", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
