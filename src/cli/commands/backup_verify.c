#include "cli/backup.h"

#include "base/text.h"
#include "care/backup/naming.h"
#include "care/backup/sign.h"
#include "cli/talk.h"

static const hd_option option_all = {.name = "all", .help = "every backup in the folder"};

/* Prints the verdict; a damaged one does not keep the others from being read. */
static hd_error *verify(hd_app *app, const hd_stored *stored, const hd_stop *stop, hd_json *json,
                        size_t *bad)
{
    HD_SCRATCH(scratch);
    hd_strings wrong = {0};

    if (stored->manifest == NULL)
        hd_vec_push(scratch, &wrong, stored->problem);
    else
        HD_TRY(hd_store_check_finish(
            scratch, hd_store_check_start(scratch, app->loop, stored, HD_CHECK_ALL, stop, NULL),
            &wrong));
    hd_error *unsigned_by_us = stored->manifest == NULL
                                   ? NULL
                                   : hd_sign_verify(stored, hd_app_sign_key(scratch, app));
    if (unsigned_by_us != NULL && unsigned_by_us->code != HD_REFUSED)
        return unsigned_by_us;
    if (unsigned_by_us != NULL)
        hd_vec_push(scratch, &wrong, hd_strdup(scratch, unsigned_by_us->message));
    hd_error_free(unsigned_by_us);
    *bad += wrong.count > 0;
    if (app->json) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "name", stored->name);
        hd_json_put_bool(json, "good", wrong.count == 0);
        hd_json_put_strings(json, "problems", &wrong);
        hd_json_end(json);
        return NULL;
    }
    if (wrong.count == 0)
        printf("%s: good, %zu files, %s\n", stored->name, stored->manifest->files.count,
               hd_backup_size(scratch, hd_manifest_file_bytes(stored->manifest)));
    for (size_t i = 0; i < wrong.count; i++)
        printf("%s: DAMAGED, %s\n", stored->name, wrong.items[i]);
    return NULL;
}

static hd_error *choose(TALLOC_CTX *ctx, hd_app *app, hd_stored_list *ret)
{
    const char *folder = hd_app_backup_folder(ctx, app, "from");
    hd_stored one = {0};

    if (hd_flag(app, "all"))
        return hd_store_list(ctx, folder, ret);
    HD_TRY(hd_store_find(ctx, folder, hd_argument(app, 0), hd_app_database_name(ctx, app), &one));
    hd_vec_push(ctx, ret, one);
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    hd_stop *stop = hd_stop_new(scratch, hd_app_loop(app), &talk);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);
    hd_stored_list all = {0};
    size_t bad = 0;

    HD_TRY(choose(scratch, app, &all));
    hd_json_begin(&json, '{');
    hd_json_key(&json, "backups");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < all.count; i++)
        HD_TRY(verify(app, &all.items[i], stop, &json, &bad));
    hd_json_end(&json);
    hd_json_end(&json);
    if (app->json)
        fputs(out->data, stdout);
    if (bad == 0)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_DIFFERENT, "%zu of %zu backup%s %s damaged", bad, all.count,
                     all.count == 1 ? "" : "s", bad == 1 ? "is" : "are"),
        "A damaged backup is never restored. Make a new one, and look at the disk.");
}

const hd_cli_command hd_command_backup_verify = {
    .name = "backup verify",
    .group = "Operate",
    .summary = "Read a backup and compare every file with its digest",
    .text =
        "Finds files that are missing, cut, changed or added, and a manifest that was edited. No "
        "server is needed, and no key: digests are those of the encrypted files. \"howdah backup "
        "drill\" proves more.",
    .positionals = (const hd_positional[]){{"[BACKUP]", "name or path; the newest of the database"},
                                           {0}},
    .options = (const hd_option *const[]){&option_all, &hd_option_from, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah backup verify", "howdah backup verify --all",
                                      "howdah backup verify /mnt/offsite/shop_20260131T120000Z",
                                      NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
