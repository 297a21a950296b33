/* The server words the statement of each table (backup_count.sql): what it hashes goes by types. */
#include "care/backup/tally.h"

#include "sql.h"

struct worker {
    hd_tally *tally;
    hd_conn *conn;
    hd_manifest_table *table; /* under way, or NULL */
};

struct hd_tally {
    TALLOC_CTX *owner; /* of texts */
    HD_VEC(hd_manifest_table *) queue;
    size_t next; /* in it */
    size_t done;
    size_t busy; /* workers */
    bool over;
    const char *row_hash;
    bool *failed;
    hd_error *err;
    uv_loop_t *loop;
    struct worker *workers;
    size_t worker_count;
};

static void worker_next(struct worker *worker);

static void worker_end(struct worker *worker)
{
    hd_tally *tally = worker->tally;

    worker->table = NULL;
    tally->busy--;
    tally->over = tally->busy == 0;
}

static void tally_fail(hd_tally *tally, hd_error *err)
{
    tally->next = tally->queue.count; /* the others end after what they do */
    if (tally->failed != NULL)
        *tally->failed = true;
    if (tally->err == NULL)
        tally->err = err;
    else
        hd_error_free(err);
}

static void on_counted(const hd_rows *rows, hd_error *err, void *arg)
{
    struct worker *worker = arg;
    hd_manifest_table *table = worker->table;

    if (err != NULL) {
        tally_fail(worker->tally, hd_error_wrap(err, "while counting the rows of \"%s.%s\"",
                                                table->schema, table->name));
        worker_end(worker);
        return;
    }
    table->rows = hd_rows_int(rows, 0, 0);
    table->checksum = hd_rows_copy(worker->tally->owner, rows, 0, 1);
    worker->tally->done++;
    worker_next(worker);
}

static void on_statement(const hd_rows *rows, hd_error *err, void *arg)
{
    struct worker *worker = arg;

    if (err != NULL)
        on_counted(NULL, err, worker);
    else
        hd_conn_start_query(worker->tally, worker->conn, hd_rows_text(rows, 0, 0), 0, NULL, 0,
                            on_counted, worker);
}

static void worker_next(struct worker *worker)
{
    hd_tally *tally = worker->tally;

    if (tally->next == tally->queue.count) {
        worker_end(worker);
        return;
    }
    worker->table = tally->queue.items[tally->next++];
    const char *params[] = {worker->table->schema, worker->table->name, tally->row_hash};
    hd_conn_start_query(tally, worker->conn, hd_sql_care_backup_count, HD_COUNT(params), params, 0,
                        on_statement, worker);
}

static int tally_free(hd_tally *tally)
{
    hd_error_free(tally->err);
    return 0;
}

hd_tally *hd_tally_start(TALLOC_CTX *ctx, hd_conn *const conns[], size_t conn_count,
                         const char *row_hash, bool *failed)
{
    hd_tally *tally = hd_new(ctx, hd_tally);

    tally->owner = ctx;
    tally->row_hash = row_hash;
    tally->failed = failed;
    tally->loop = hd_conn_loop(conns[0]);
    tally->over = true;
    tally->worker_count = conn_count;
    talloc_set_destructor(tally, tally_free);
    tally->workers = hd_new_array(tally, struct worker, conn_count);
    for (size_t i = 0; i < conn_count; i++)
        tally->workers[i] = (struct worker){.tally = tally, .conn = conns[i]};
    return tally;
}

void hd_tally_add(hd_tally *tally, hd_manifest_table *table)
{
    if (tally->err != NULL)
        return;
    hd_vec_push(tally, &tally->queue, table);
    for (size_t i = 0; i < tally->worker_count; i++)
        if (tally->workers[i].table == NULL) {
            tally->busy++;
            tally->over = false;
            worker_next(&tally->workers[i]);
            return;
        }
}

hd_error *hd_tally_finish(hd_tally *tally)
{
    if (!tally->over)
        hd_wait(tally->loop, &tally->over);
    hd_error *err = tally->err;
    tally->err = NULL;
    return err;
}

size_t hd_tally_done(const hd_tally *tally)
{
    return tally->done;
}

hd_error *hd_tally_prepare(hd_conn *conn)
{
    return hd_exec(conn, hd_sql_care_backup_session);
}

hd_error *hd_tally_large_objects(TALLOC_CTX *ctx, hd_conn *conn, bool checksums, int64_t *count,
                                 const char **checksum)
{
    HD_SCRATCH(scratch);
    const char *params[] = {checksums ? "true" : "false"};
    hd_rows *rows = NULL;

    HD_TRY(hd_error_wrap(
        hd_query(scratch, conn, hd_sql_care_backup_large_objects, HD_COUNT(params), params, &rows),
        "while counting large objects"));
    *count = hd_rows_int(rows, 0, 0);
    *checksum = hd_rows_copy(ctx, rows, 0, 1);
    return NULL;
}
