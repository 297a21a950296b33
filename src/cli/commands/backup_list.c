#include "cli/backup.h"

#include <inttypes.h>
#include <time.h>

#include "base/clock.h"
#include "care/backup/archives.h"
#include "care/backup/naming.h"

enum { MS_PER_S = 1000 };

static const char *age(TALLOC_CTX *ctx, const char *moment)
{
    time_t when = hd_backup_time_parse(moment);
    time_t now = time(NULL);

    if (when < 0)
        return "unknown";
    if (when >= now) /* the server's clock may be ahead of ours */
        return "0 s";
    return hd_duration_text(ctx, (uint64_t)(now - when) * MS_PER_S);
}

static const char *proof(TALLOC_CTX *ctx, const hd_stored *stored)
{
    const hd_drill *drill = hd_stored_proof(stored);

    if (stored->drills.count > 0 && !stored->drills.items[stored->drills.count - 1].equal)
        return "DRILL FAILED";
    if (drill != NULL)
        return hd_printf(ctx, "restored in %s, %s ago",
                         hd_duration_text(ctx, (uint64_t)drill->duration_ms), age(ctx, drill->at));
    return strcmp(stored->manifest->proved_by, "read") == 0 ? "read back" : "restored";
}

static const char *copied(const hd_stored *stored)
{
    if (stored->offsite.at == NULL)
        return "";
    if (stored->offsite.problem != NULL)
        return "; NOT COPIED";
    return stored->offsite.read_back ? "; copied, and the copy read" : "; copied";
}

static int width(const hd_stored_list *all)
{
    int most = 4;

    for (size_t i = 0; i < all->count; i++)
        if ((int)strlen(all->items[i].name) > most)
            most = (int)strlen(all->items[i].name);
    return most;
}

static void print_table(const hd_stored_list *all)
{
    HD_SCRATCH(scratch);
    int names = width(all);

    printf("%-*s  %-12s  %8s  %12s  %s\n", names, "name", "age", "size", "rows", "proved");
    for (size_t i = 0; i < all->count; i++) {
        const hd_stored *stored = &all->items[i];
        if (stored->manifest == NULL) {
            printf("%-*s  BROKEN: %s\n", names, stored->name, stored->problem);
            continue;
        }
        printf("%-*s  %-12s  %8s  %12" PRId64 "  %s%s%s\n", names, stored->name,
               age(scratch, stored->manifest->created_at),
               hd_backup_size(scratch, hd_manifest_file_bytes(stored->manifest)),
               hd_manifest_rows(stored->manifest), proof(scratch, stored),
               stored->manifest->whole ? "" : "; a part of the database", copied(stored));
    }
}

static void print_archives(const hd_archives *archives)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < archives->count; i++) {
        const hd_archive *archive = &archives->items[i];
        const char *newest = archive->newest_at == NULL
                                 ? ""
                                 : hd_printf(scratch, ", the newest %s old",
                                             age(scratch, archive->newest_at));
        printf("%s %s: %s, %" PRId64 " backup%s of the cluster%s\n", archive->tool, archive->name,
               archive->status, archive->count, archive->count == 1 ? "" : "s", newest);
    }
}

static void archives_json(hd_json *json, const hd_archives *archives)
{
    hd_json_key(json, "archives");
    hd_json_begin(json, '[');
    for (size_t i = 0; i < archives->count; i++) {
        hd_json_begin(json, '{');
        hd_json_put_string(json, "tool", archives->items[i].tool);
        hd_json_put_string(json, "name", archives->items[i].name);
        hd_json_put_string(json, "status", archives->items[i].status);
        hd_json_put_int(json, "backups", archives->items[i].count);
        hd_json_put_string(json, "newest_at", archives->items[i].newest_at);
        hd_json_end(json);
    }
    hd_json_end(json);
}

static void print_json(const hd_stored_list *all, const hd_archives *archives)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "backups");
    hd_json_begin(&json, '[');
    for (size_t i = 0; i < all->count; i++) {
        hd_json_begin(&json, '{');
        hd_app_backup_json(&json, &all->items[i]);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    archives_json(&json, archives);
    hd_json_end(&json);
    fputs(out->data, stdout);
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_app_backup_folder(scratch, app, "from");
    hd_stored_list all = {0};
    hd_archives archives = {0};

    HD_TRY(hd_store_list(scratch, folder, &all));
    HD_TRY(hd_archives_ask(scratch, hd_app_loop(app), &archives));
    if (app->json)
        print_json(&all, &archives);
    else if (all.count > 0)
        print_table(&all);
    else
        hd_say(app, "no backups in %s", folder);
    if (!app->json)
        print_archives(&archives);
    return NULL;
}

const hd_cli_command hd_command_backup_list = {
    .name = "backup list",
    .group = "Operate",
    .summary = "Show the backups, newest first, and how each was proved",
    .text = "Below them stands what pgBackRest and Barman say of their backups of the whole "
            "cluster, when "
            "one of them is installed: from those any moment can be restored.",
    .options = (const hd_option *const[]){&hd_option_from, &hd_option_json, NULL},
    .examples = (const char *const[]){"howdah backup list", "howdah backup list --json", NULL},
    .needs = HD_NEEDS_CONFIG,
    .run = run,
};
