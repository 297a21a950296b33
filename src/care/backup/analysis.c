#include "care/backup/analysis.h"

#include "sql.h"

enum { MAX_SESSIONS = 16 };

struct worker {
    hd_analysis *analysis;
    hd_conn *conn;
};

struct hd_analysis {
    uv_loop_t *loop;
    hd_stop *stop;
    hd_strings targets; /* of statistics, for the statement with the same number */
    hd_strings statements;
    size_t next;
    struct worker workers[MAX_SESSIONS];
    size_t count; /* of workers */
    size_t busy;
    bool over;
    hd_error *err;
};

static void worker_next(struct worker *worker);

static void on_analyzed(hd_rows *const rows[], size_t count, hd_error *err, void *arg)
{
    struct worker *worker = arg;
    hd_analysis *analysis = worker->analysis;

    (void)rows;
    (void)count;
    if (err != NULL) {
        analysis->next = analysis->statements.count; /* the others end after what they do */
        if (analysis->err == NULL)
            analysis->err = err;
        else
            hd_error_free(err);
    }
    worker_next(worker);
}

static void worker_next(struct worker *worker)
{
    hd_analysis *analysis = worker->analysis;

    if (analysis->next == analysis->statements.count) {
        analysis->busy--;
        analysis->over = analysis->busy == 0;
        return;
    }
    size_t i = analysis->next++;
    const hd_statement commands[] = {
        {"SELECT pg_catalog.set_config('default_statistics_target', $1, false)", 1,
         &analysis->targets.items[i]},
        {analysis->statements.items[i], 0, NULL},
    };
    hd_conn_start_pipeline(analysis, worker->conn, commands, HD_COUNT(commands), 0, on_analyzed,
                           worker);
}

static hd_error *statements_find(hd_analysis *analysis, bool full)
{
    HD_SCRATCH(scratch);
    const char *params[] = {full ? "t" : "f"};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, analysis->workers[0].conn, hd_sql_care_restore_analyze,
                    HD_COUNT(params), params, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++) {
        hd_vec_push(analysis, &analysis->targets, hd_rows_copy(analysis, rows, i, 0));
        hd_vec_push(analysis, &analysis->statements, hd_rows_copy(analysis, rows, i, 1));
    }
    return NULL;
}

static int analysis_free(hd_analysis *analysis)
{
    analysis->stop->conns.count -= analysis->count;
    hd_error_free(analysis->err);
    return 0;
}

hd_error *hd_analysis_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target, int64_t jobs,
                            bool full, hd_stop *stop, hd_analysis **ret)
{
    HD_SCRATCH(scratch);
    hd_analysis *analysis = hd_new(scratch, hd_analysis);
    int64_t count = jobs < MAX_SESSIONS ? jobs : MAX_SESSIONS;

    analysis->loop = loop;
    analysis->stop = stop;
    talloc_set_destructor(analysis, analysis_free);
    do {
        struct worker *worker = &analysis->workers[analysis->count];
        worker->analysis = analysis;
        HD_TRY(hd_conn_open(analysis, loop, target, &worker->conn));
        hd_vec_push(stop, &stop->conns, worker->conn);
        analysis->count++;
    } while ((int64_t)analysis->count < count);
    HD_TRY(statements_find(analysis, full));
    analysis->busy = analysis->count;
    for (size_t i = 0; i < analysis->count; i++)
        worker_next(&analysis->workers[i]);
    *ret = talloc_steal(ctx, analysis);
    return NULL;
}

hd_error *hd_analysis_finish(hd_analysis *analysis)
{
    if (!analysis->over)
        hd_wait(analysis->loop, &analysis->over);
    hd_error *err = analysis->err;
    analysis->err = NULL;
    return hd_error_wrap(err, "while analyzing the restored database");
}
