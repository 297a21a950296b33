#include "care/backup/prune.h"

#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "cli/backup.h"
#include "cli/talk.h"
#include "pg/cluster.h"

static const hd_option option_dry_run = {.name = "dry-run", .help = "show what would go"};
static const hd_option option_force = {
    .name = "force", .help = "though the newest is much smaller than those before"};

enum { ENOUGH_TO_COMPARE = 3 };

/* Those of one database, of one kind (whole or not), newest first. */
struct group {
    HD_VEC(const hd_stored *) stored;
    HD_VEC(hd_prune_item) items;
};

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* A good dump of the wrong, empty, database must not push the right ones out. */
static hd_error *check_size(const struct group *group)
{
    HD_SCRATCH(scratch);
    size_t count = group->stored.count;
    int64_t *sizes = hd_new_array(scratch, int64_t, count + 1);

    if (count < ENOUGH_TO_COMPARE)
        return NULL;
    int64_t newest = hd_manifest_file_bytes(group->stored.items[0]->manifest);
    for (size_t i = 1; i < count; i++)
        sizes[i - 1] = hd_manifest_file_bytes(group->stored.items[i]->manifest);
    qsort(sizes, count - 1, sizeof(*sizes), by_size);
    int64_t median = sizes[(count - 1) / 2];
    if (newest >= median / 2)
        return NULL;
    return hd_error_hint(hd_error_new(HD_REFUSED,
                                      "backup \"%s\" has %s, and those before mostly %s",
                                      group->stored.items[0]->name, hd_backup_size(scratch, newest),
                                      hd_backup_size(scratch, median)),
                         "Is it of the right database? If so, say --force; nothing was removed.");
}

static void group_make(TALLOC_CTX *ctx, const hd_stored_list *all, const hd_stored *like,
                       struct group *ret)
{
    for (size_t i = 0; i < all->count; i++) {
        const hd_stored *stored = &all->items[i];
        if (stored->manifest == NULL || stored->manifest->whole != like->manifest->whole ||
            strcmp(stored->manifest->database, like->manifest->database) != 0)
            continue;
        hd_vec_push(ctx, &ret->stored, stored);
        hd_vec_push(ctx, &ret->items,
                    (hd_prune_item){
                        .name = stored->name,
                        .created_at = hd_backup_time_parse(stored->manifest->created_at),
                        .drilled = hd_stored_proof(stored) != NULL,
                    });
    }
}

/* Under a temporary name first: a removal that is interrupted leaves no half backup. */
static hd_error *take_away(const hd_stored *stored)
{
    HD_SCRATCH(scratch);
    const char *gone = hd_printf(scratch, "%s" HD_BACKUP_PARTIAL, stored->path);
    hd_store_lock *lock = NULL;
    hd_error *err = hd_store_lock_path(
        scratch, hd_path_join(scratch, stored->path, "manifest.json"), false, &lock);

    if (err != NULL && err->code == HD_BUSY)
        err = hd_error_hint(err, "It is being restored or drilled just now.");
    HD_TRY(err);
    if (rename(stored->path, gone) != 0)
        return hd_error_new(HD_IO, "could not rename \"%s\"", stored->path);
    return hd_folder_remove(gone);
}

static hd_error *prune_group(const hd_app *app, const struct group *group, hd_json *json)
{
    bool dry_run = hd_flag(app, "dry-run");

    for (size_t i = 0; i < group->items.count; i++) {
        const hd_prune_item *item = &group->items.items[i];
        if (app->json) {
            hd_json_begin(json, '{');
            hd_json_put_string(json, "name", item->name);
            hd_json_put_bool(json, "kept", item->keep);
            hd_json_put_string(json, "because", item->because);
            hd_json_end(json);
        } else
            printf("%s: %s%s\n", item->name,
                   item->keep ? "kept, "
                   : dry_run  ? "would be removed"
                              : "removed",
                   item->keep ? item->because : "");
        if (!item->keep && !dry_run)
            HD_TRY(take_away(group->stored.items[i]));
    }
    return NULL;
}

static hd_error *prune_all(const hd_app *app, const hd_stored_list *all, hd_json *json)
{
    HD_SCRATCH(scratch);
    const hd_prune_policy policy = {
        .last = hd_config_get_int(app->config, "backup.keep_last"),
        .daily = hd_config_get_int(app->config, "backup.keep_daily"),
        .weekly = hd_config_get_int(app->config, "backup.keep_weekly"),
        .monthly = hd_config_get_int(app->config, "backup.keep_monthly"),
        .yearly = hd_config_get_int(app->config, "backup.keep_yearly"),
    };
    hd_strings seen = {0};

    for (size_t i = 0; i < all->count; i++) {
        const hd_stored *stored = &all->items[i];
        struct group group = {0};
        if (stored->manifest == NULL)
            continue;
        const char *key = hd_printf(scratch, "%d %s", stored->manifest->whole,
                                    stored->manifest->database);
        if (hd_strings_contain(&seen, key))
            continue;
        hd_vec_push(scratch, &seen, key);
        group_make(scratch, all, stored, &group);
        if (!hd_flag(app, "force"))
            HD_TRY(check_size(&group));
        hd_prune_decide(&policy, group.items.items, group.items.count);
        HD_TRY(prune_group(app, &group, json));
    }
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_talk talk = hd_app_talk(app);
    const char *folder = hd_app_backup_folder(scratch, app, "from");
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);
    hd_stored_list all = {0};
    hd_store_lock *lock = NULL;

    if (!hd_dir_exists(folder))
        return hd_error_new(HD_MISSING, "folder \"%s\" does not exist", folder);
    HD_TRY(hd_store_lock_folder(scratch, folder, &talk, &lock));
    HD_TRY(hd_store_list(scratch, folder, &all));
    hd_json_begin(&json, '{');
    hd_json_key(&json, "backups");
    hd_json_begin(&json, '[');
    HD_TRY(prune_all(app, &all, &json));
    hd_json_end(&json);
    hd_json_end(&json);
    if (app->json)
        fputs(out->data, stdout);
    return NULL;
}

const hd_cli_command hd_command_backup_prune = {
    .name = "backup prune",
    .group = "Operate",
    .summary = "Remove old backups, by the settings backup.keep_*",
    .text =
        "Kept are the newest ones (keep_last), and the newest of each of the last days, weeks and "
        "months that have one; and always the newest of all, and the newest that a drill has "
        "restored. Backups of each database count for themselves, and so do those of parts. What "
        "cannot be read is left alone.\n\n"
        "When the newest is less than half as big as those before, nothing is removed: it may be "
        "of the wrong database.",
    .options = (const hd_option *const[]){&option_dry_run, &option_force, &hd_option_from,
                                          &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah backup prune --dry-run", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
