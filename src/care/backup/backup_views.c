/*
 * Materialized views are no data: a restore fills them anew. They are counted so that it can tell
 * which came out otherwise, and that may not harm the backup. Nothing keeps a REFRESH away (LOCK
 * TABLE takes no materialized view, and pg_dump does not lock them either), so they are counted in
 * a session of their own, which waits briefly, and whose errors do not end the transaction of the
 * dump.
 */
#include <inttypes.h>

#include "care/backup/internal.h"
#include "parse/quote.h"
#include "sql.h"

enum { LOCK_WAIT_MS = 2000, NOT_COUNTED = -1 };

struct hd_backup_views {
    const hd_backup_run *run;
    hd_conn *conn;
    hd_tally *tally;
    hd_error *err; /* of the beginning */
};

static const char *named_oids(TALLOC_CTX *ctx, const hd_backup_run *run)
{
    hd_strings oids = {0};

    if (run->request->tables.count == 0)
        return NULL;
    for (size_t i = 0; i < run->named.count; i++)
        hd_vec_push(ctx, &oids, hd_printf(ctx, "%" PRId64, run->named.items[i].oid));
    return hd_sql_array(ctx, oids.items, oids.count);
}

/* Those that hold rows, and that we may read. */
static hd_error *views_find(const hd_backup_run *run)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    const char *params[] = {
        named_oids(scratch, run),
        hd_sql_array(scratch, run->schema_patterns.items, run->schema_patterns.count)};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, run->conn, hd_sql_care_backup_views, HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        if (hd_rows_bool(rows, i, 2) && hd_rows_bool(rows, i, 3))
            hd_vec_push(manifest, &manifest->materialized_views,
                        (hd_manifest_table){.schema = hd_rows_copy(manifest, rows, i, 0),
                                            .name = hd_rows_copy(manifest, rows, i, 1),
                                            .rows = NOT_COUNTED});
    return NULL;
}

static hd_error *session_begin(hd_backup_views *views)
{
    HD_SCRATCH(scratch);
    const hd_backup_run *run = views->run;

    HD_TRY(hd_conn_open(views, run->loop, &run->request->target, &views->conn));
    hd_vec_push(run->stop, &run->stop->conns, views->conn); /* Ctrl-C ends what it counts */
    HD_TRY(hd_exec(views->conn, hd_printf(scratch, "SET lock_timeout = %d", LOCK_WAIT_MS)));
    HD_TRY(hd_tally_prepare(views->conn));
    HD_TRY(hd_exec(views->conn, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    return hd_exec(views->conn, hd_printf(scratch, "SET TRANSACTION SNAPSHOT %s",
                                          hd_sql_literal(scratch, run->snapshot)));
}

/* The tally belongs to the manifest, whose texts it writes, and must not outlive the session. */
static void session_end(hd_backup_views *views)
{
    TALLOC_FREE(views->tally);
    if (views->conn != NULL)
        views->run->stop->conns.count--;
    TALLOC_FREE(views->conn);
}

static int views_free(hd_backup_views *views)
{
    session_end(views);
    hd_error_free(views->err);
    return 0;
}

hd_error *hd_backup_views_start(TALLOC_CTX *ctx, const hd_backup_run *run, hd_backup_views **ret)
{
    HD_SCRATCH(scratch);
    hd_manifest *manifest = run->manifest;
    hd_backup_views *views = hd_new(scratch, hd_backup_views);

    views->run = run;
    talloc_set_destructor(views, views_free);
    HD_TRY(views_find(run));
    *ret = talloc_steal(ctx, views);
    if (manifest->materialized_views.count == 0)
        return NULL;
    views->err = session_begin(views);
    if (views->err != NULL)
        return NULL;
    views->tally = hd_tally_start(manifest, &views->conn, 1, manifest->row_hash, NULL);
    for (size_t i = 0; i < manifest->materialized_views.count; i++)
        hd_tally_add(views->tally, &manifest->materialized_views.items[i]);
    return NULL;
}

static void forget_uncounted(hd_manifest *manifest)
{
    size_t kept = 0;

    for (size_t i = 0; i < manifest->materialized_views.count; i++)
        if (manifest->materialized_views.items[i].rows != NOT_COUNTED)
            manifest->materialized_views.items[kept++] = manifest->materialized_views.items[i];
    manifest->materialized_views.count = kept;
}

void hd_backup_views_finish(hd_backup_views *views)
{
    const hd_backup_run *run = views->run;
    size_t found = run->manifest->materialized_views.count;

    if (views->tally != NULL)
        views->err = hd_tally_finish(views->tally);
    session_end(views);
    forget_uncounted(run->manifest);
    if (views->err != NULL && !run->stop->asked)
        hd_talk_say(run->talk, HD_TALK_WARN,
                    "%zu of %zu materialized views could not be counted, and a restore will not "
                    "compare them: %s",
                    found - run->manifest->materialized_views.count, found, views->err->message);
}
