#include <inttypes.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/file.h"
#include "base/text.h"
#include "care/backup/internal.h"
#include "care/backup/naming.h"
#include "care/backup/watch.h"
#include "sql.h"

/* Uncompressed data has no checksum of any kind, so there is always some compression. */
#define COMPRESS "3"

enum { ESTIMATE_AFTER_MS = 3000, MS_PER_S = 1000, PERCENT = 100 };

/* ---- progress ---- */

struct look {
    const hd_backup_run *run;
    const hd_tally *tally;
    uint64_t began_ms;
    int64_t *bytes; /* of each table of the manifest, as far as it was seen */
    bool *running;
    char *blocked; /* said last */
};

static void look_at_table(struct look *look, const hd_rows *rows, size_t row)
{
    const hd_manifest *manifest = look->run->manifest;
    int64_t oid = hd_rows_int(rows, row, 1);

    for (size_t i = 0; i < manifest->tables.count; i++)
        if (manifest->tables.items[i].oid == oid) {
            int64_t bytes = hd_rows_int(rows, row, 2);
            int64_t all = manifest->tables.items[i].bytes;
            look->running[i] = true;
            look->bytes[i] = bytes < all ? bytes : all;
        }
}

static void say_blocked(struct look *look, const char *line)
{
    if (hd_text_equal(look->blocked, line))
        return;
    talloc_free(look->blocked);
    look->blocked = line == NULL ? NULL : hd_strdup(look->run, line);
    if (line != NULL)
        hd_talk_say(look->run->talk, HD_TALK_NOTE, "pg_dump waits for %s", line);
}

/* The rest at the rate so far; nothing is promised before there is a rate. */
static const char *estimate(TALLOC_CTX *ctx, int64_t done, int64_t total, uint64_t ms)
{
    if (ms < ESTIMATE_AFTER_MS || done <= 0 || done >= total)
        return "";
    double rate = (double)done / (double)ms;
    return hd_printf(ctx, ", %s/s, about %s left", hd_backup_size(ctx, (int64_t)(rate * MS_PER_S)),
                     hd_duration_text(ctx, (uint64_t)((double)(total - done) / rate)));
}

static void on_progress(const hd_rows *rows, void *arg)
{
    HD_SCRATCH(scratch);
    struct look *look = arg;
    const hd_manifest *manifest = look->run->manifest;
    const char *blocked = NULL;
    int64_t done = 0;
    int64_t total = look->run->total_bytes;

    for (size_t i = 0; i < manifest->tables.count; i++)
        if (look->running[i]) {
            look->running[i] = false;
            look->bytes[i] = manifest->tables.items[i].bytes;
        }
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        if (strcmp(hd_rows_text(rows, i, 0), "copy") == 0)
            look_at_table(look, rows, i);
        else if (strcmp(hd_rows_text(rows, i, 0), "blocked") == 0)
            blocked = hd_rows_text(rows, i, 3);
    say_blocked(look, blocked);
    for (size_t i = 0; i < manifest->tables.count; i++)
        done += look->bytes[i];
    hd_talk_say(look->run->talk, HD_TALK_LIVE,
                "dumping: %.0f %% of %s of tables%s; counted %zu of %zu tables",
                total > 0 ? (double)done * PERCENT / (double)total : 0.0,
                hd_backup_size(scratch, total),
                estimate(scratch, done, total, hd_clock_ms() - look->began_ms),
                hd_tally_done(look->tally), manifest->tables.count);
}

/* ---- pg_dump ---- */

const char *hd_backup_data_name(hd_backup_form form)
{
    static const char *const names[] = {
        [HD_BACKUP_DIRECTORY] = "data",
        [HD_BACKUP_CUSTOM] = "data.dump",
        [HD_BACKUP_PLAIN] = "dump.sql",
        [HD_BACKUP_PLAIN_GZIP] = "dump.sql.gz",
    };
    return names[form];
}

static void add_form(TALLOC_CTX *ctx, const hd_backup_run *run, hd_strings *arguments)
{
    hd_backup_form form = run->request->form;
    static const char *const formats[] = {
        [HD_BACKUP_DIRECTORY] = "--format=directory",
        [HD_BACKUP_CUSTOM] = "--format=custom",
        [HD_BACKUP_PLAIN] = "--format=plain",
        [HD_BACKUP_PLAIN_GZIP] = "--format=plain",
    };

    hd_vec_push(ctx, arguments, formats[form]);
    if (form != HD_BACKUP_PLAIN)
        hd_vec_push(ctx, arguments, "--compress=" COMPRESS);
    if (form == HD_BACKUP_DIRECTORY)
        hd_vec_push(ctx, arguments, hd_printf(ctx, "--jobs=%" PRId64, run->request->jobs));
}

static void arguments_make(TALLOC_CTX *ctx, const hd_backup_run *run, hd_strings *arguments)
{
    add_form(ctx, run, arguments);
    hd_vec_push(
        ctx, arguments,
        hd_printf(ctx, "--file=%s",
                  hd_path_join(ctx, run->partial, hd_backup_data_name(run->request->form))));
    hd_vec_push(ctx, arguments, "--no-sync"); /* everything is flushed once, at the end */
    hd_vec_push(ctx, arguments, hd_printf(ctx, "--snapshot=%s", run->snapshot));
    hd_vec_push(ctx, arguments,
                hd_printf(ctx, "--lock-wait-timeout=%" PRIu64, run->request->lock_wait_ms));
    for (size_t i = 0; i < run->named.count; i++)
        hd_vec_push(ctx, arguments,
                    hd_printf(ctx, "--table=%s.%s",
                              hd_backup_quoted(ctx, run->named.items[i].schema),
                              hd_backup_quoted(ctx, run->named.items[i].name)));
    for (size_t i = 0; i < run->schemas.count; i++)
        hd_vec_push(ctx, arguments,
                    hd_printf(ctx, "--schema=%s", hd_backup_quoted(ctx, run->schemas.items[i])));
}

static hd_error *explained(hd_error *err)
{
    if (err != NULL && err->detail != NULL && strstr(err->detail, "lock timeout") != NULL)
        return hd_error_hint(err, "A schema change is under way (\"howdah show locks\"); wait for "
                                  "it, or set backup.lock_wait higher.");
    return err;
}

/* Whatever went wrong first is the reason; the other was ended because of it. */
static hd_error *first_of(const hd_backup_run *run, hd_error *dumped, hd_error *counted)
{
    bool by_count = run->stop->abort && counted != NULL;
    hd_error *err = by_count || dumped == NULL ? counted : dumped;

    if (err != counted)
        hd_error_free(counted);
    if (err != dumped)
        hd_error_free(dumped);
    return err;
}

hd_error *hd_backup_dump(hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    hd_strings arguments = {0};
    const char *params[] = {run->application};
    hd_conn *conns[] = {run->conn};
    hd_backup_views *views = NULL;
    struct look look = {
        .run = run,
        .began_ms = hd_clock_ms(),
        .bytes = hd_new_array(scratch, int64_t, manifest->tables.count + 1),
        .running = hd_new_array(scratch, bool, manifest->tables.count + 1),
    };

    arguments_make(scratch, run, &arguments);
    HD_TRY(hd_tally_prepare(run->conn));
    HD_TRY(hd_backup_views_start(scratch, run, &views));
    hd_tally *tally = hd_tally_start(manifest, conns, 1, manifest->row_hash, &run->stop->abort);
    for (size_t i = 0; i < manifest->tables.count; i++)
        hd_tally_add(tally, &manifest->tables.items[i]);
    look.tally = tally;
    hd_progress *watch = hd_progress_start(scratch, run->loop, &run->request->target,
                                           hd_sql_care_backup_progress, HD_COUNT(params), params,
                                           on_progress, &look);
    hd_error *err = hd_tools_run(&run->tools, "pg_dump", &arguments, &run->request->target,
                                 run->application);
    if (err != NULL && hd_conn_is_open(run->conn))
        hd_conn_cancel(run->conn); /* nobody wants the numbers any more */
    hd_error *counted = hd_tally_finish(tally);
    talloc_free(watch);
    hd_talk_say(run->talk, HD_TALK_LIVE, "%s", "");
    err = first_of(run, explained(err), counted);
    talloc_free(tally);
    HD_TRY(hd_stop_check(run->stop, err));
    hd_backup_views_finish(views);
    hd_fault_point("backup-dumped");
    return NULL;
}
