#include "cli/doctor_backup.h"

#include <time.h>

#include "base/clock.h"
#include "care/backup/naming.h"
#include "cli/backup.h"
#include "sql.h"

enum { MS_PER_S = 1000 };

static void add(TALLOC_CTX *ctx, hd_diagnosis *ret, hd_finding finding)
{
    finding.group = "project";
    hd_vec_push(ctx, &ret->findings, finding);
}

/* The newest backup of all of this database, of this server; NULL when there is none. */
static const hd_stored *newest(const hd_stored_list *all, const char *server, const char *database)
{
    for (size_t i = 0; i < all->count; i++) {
        const hd_manifest *manifest = all->items[i].manifest;
        if (manifest != NULL && manifest->whole && strcmp(manifest->database, database) == 0 &&
            strcmp(manifest->system_identifier, server) == 0)
            return &all->items[i];
    }
    return NULL;
}

static void judge_age(TALLOC_CTX *ctx, const hd_app *app, const hd_stored *stored,
                      const char *database, const char *folder, hd_diagnosis *ret)
{
    uint64_t most_ms = hd_config_get_ms(app->config, "backup.max_age");
    time_t made = stored == NULL ? 0 : hd_backup_time_parse(stored->manifest->created_at);
    time_t now = time(NULL);
    uint64_t age_ms = now > made ? (uint64_t)(now - made) * MS_PER_S : 0;

    if (most_ms == 0 || (stored != NULL && age_ms <= most_ms))
        return;
    add(ctx, ret,
        (hd_finding){
            .level = HD_LEVEL_WARNING,
            .rule = "backup-age",
            .subject = hd_strdup(ctx, database),
            .title = stored == NULL ? "there is no proved backup" : "the newest backup is old",
            .evidence = stored == NULL ? hd_printf(ctx, "none in %s", folder)
                                       : hd_printf(ctx, "%s is %s old", stored->name,
                                                   hd_duration_text(ctx, age_ms)),
            .advice = "\"howdah backup\" makes one. Where they are made by other means, or kept "
                      "elsewhere, set backup.folder, or backup.max_age to 0.",
        });
}

static void judge_drill(TALLOC_CTX *ctx, const hd_stored *stored, hd_diagnosis *ret)
{
    if (stored == NULL || stored->drills.count == 0)
        return;
    const hd_drill *last = &stored->drills.items[stored->drills.count - 1];
    if (!last->equal)
        add(ctx, ret,
            (hd_finding){
                .level = HD_LEVEL_CRITICAL,
                .rule = "backup-drill",
                .subject = hd_strdup(ctx, stored->name),
                .title = "the newest backup could not be restored",
                .evidence = hd_strdup(ctx, last->difference == NULL ? "the drill failed"
                                                                    : last->difference),
                .advice = "Make a new one with \"howdah backup --prove restore\", and look at "
                          "the disk that this one is on."});
}

static void judge_copy(TALLOC_CTX *ctx, const hd_app *app, const hd_stored *stored,
                       hd_diagnosis *ret)
{
    if (stored == NULL || hd_config_get(app->config, "backup.offsite") == NULL ||
        hd_stored_is_copied(stored))
        return;
    add(ctx, ret,
        (hd_finding){.level = HD_LEVEL_CRITICAL,
                     .rule = "backup-copy",
                     .subject = hd_strdup(ctx, stored->name),
                     .title = "the newest backup has no copy elsewhere",
                     .evidence = hd_strdup(ctx, stored->offsite.problem == NULL
                                                    ? "nobody has tried to copy it"
                                                    : stored->offsite.problem),
                     .advice = "\"howdah backup copy\" tries again, and tells what the command "
                               "backup.offsite says."});
}

hd_error *hd_app_judge_backups(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn, hd_diagnosis *ret)
{
    HD_SCRATCH(scratch);
    const char *folder = hd_app_backup_folder(scratch, app, NULL);
    hd_stored_list all = {0};
    hd_rows *rows = NULL;

    /* The embedded database is for trying things out. */
    if (hd_config_get(app->config, "url") == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_care_backup_elsewhere, 0, NULL, &rows));
    HD_TRY(hd_store_list(scratch, folder, &all));
    const char *database = hd_rows_text(rows, 0, 2);
    const hd_stored *stored = newest(&all, hd_rows_text(rows, 0, 1), database);
    judge_drill(ctx, stored, ret);
    judge_copy(ctx, app, stored, ret);
    /* A server that archives is backed up as a whole, by another tool. */
    if (!hd_rows_bool(rows, 0, 0))
        judge_age(ctx, app, stored, database, folder, ret);
    return NULL;
}
