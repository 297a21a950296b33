/*
 * Cancel requests. libpq 15 can only send them blocking, so a thread does it. The
 * request (struct cancel) is a root of its own: the connection may be freed before
 * the thread is through.
 */
#include "pg/conn_impl.h"

struct cancel {
    uv_work_t work;
    PGcancel *pg;
    hd_conn *conn; /* NULL when the connection is gone */
};

static void in_thread(uv_work_t *work)
{
    struct cancel *cancel = work->data;
    char complaint[256];

    /* It may come too late, or the server may be gone: the statement's own outcome tells. */
    PQcancel(cancel->pg, complaint, sizeof(complaint));
}

static void on_done(uv_work_t *work, int status)
{
    struct cancel *cancel = work->data;
    hd_conn *conn = cancel->conn;

    (void)status;
    PQfreeCancel(cancel->pg);
    talloc_free(cancel);
    if (conn != NULL)
        hd_conn_cancelled(conn);
}

void hd_cancel_forget(struct cancel *cancel)
{
    cancel->conn = NULL;
}

void hd_conn_cancel(hd_conn *conn)
{
    if (conn->state != CONN_BUSY || conn->cancel != NULL)
        return;
    PGcancel *pg = PQgetCancel(conn->pg);
    if (pg == NULL)
        return;
    struct cancel *cancel = hd_new(NULL, struct cancel);
    cancel->pg = pg;
    cancel->conn = conn;
    cancel->work.data = cancel;
    conn->cancel = cancel;
    uv_queue_work(conn->loop, &cancel->work, in_thread, on_done);
}
