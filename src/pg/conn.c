/*
 * A connection that is open, and how it is asked.
 *
 *   CONNECTING --ready--> IDLE --question--> BUSY --last result--> IDLE
 *                           |                  |
 *                           +--FATAL, EOF------+--lost, timeout--> BROKEN (final)
 *
 * libuv closes handles later than talloc frees memory: each handle is its own root,
 * freed by its close callback; the connection only borrows it.
 *
 * A question whose asker has gone stays on the wire until its results are in (state
 * BUSY, question NULL); the next one waits for that, as it waits for the end of a
 * cancel request. The socket of an idle connection stays watched, without keeping
 * the loop alive: restarting the watch for each statement would cost two system calls,
 * and so the end of the connection is noticed when it happens.
 */
#include "pg/conn_impl.h"

#include <assert.h>

#include "base/clock.h"
#include "pg/failure.h"

enum { OLDEST_SERVER = 140000 };

static void on_handle_closed(uv_handle_t *handle)
{
    talloc_free(handle);
}

void hd_handle_close(uv_handle_t *handle)
{
    handle->data = NULL;
    uv_close(handle, on_handle_closed);
}

void hd_conn_unwatch(hd_conn *conn)
{
    if (conn->watched_events != 0)
        uv_poll_stop(conn->socket);
    conn->watched_events = 0;
}

hd_error *hd_conn_watch(hd_conn *conn, int events, uv_poll_cb on_event)
{
    int fd = PQsocket(conn->pg);

    if (conn->socket != NULL && conn->socket_fd != fd) {
        hd_handle_close((uv_handle_t *)conn->socket);
        conn->socket = NULL;
        conn->watched_events = 0;
    }
    if (conn->socket == NULL) {
        uv_poll_t *socket = hd_new(NULL, uv_poll_t);
        int rc = fd < 0 ? UV_EBADF : uv_poll_init(conn->loop, socket, fd);
        if (rc != 0) {
            talloc_free(socket);
            return hd_error_new(HD_DATABASE, "could not watch the socket of the server: %s",
                                uv_strerror(rc));
        }
        socket->data = conn;
        conn->socket = socket;
        conn->socket_fd = fd;
    }
    if (conn->watched_events != events)
        uv_poll_start(conn->socket, events, on_event);
    conn->watched_events = events;
    return NULL;
}

void hd_conn_drop(hd_conn *conn)
{
    hd_conn_unwatch(conn);
    if (conn->socket != NULL)
        hd_handle_close((uv_handle_t *)conn->socket);
    conn->socket = NULL;
    PQfinish(conn->pg);
    conn->pg = NULL;
}

/* Forgets what has come in. */
static void answer_clear(struct answer *answer)
{
    for (size_t i = 0; i < answer->count; i++)
        PQclear(answer->results[i]);
    talloc_free(answer->results);
    hd_error_free(answer->err);
    *answer = (struct answer){0};
}

/* Order matters: stop watching the socket before libpq closes it. */
static int conn_destroy(hd_conn *conn)
{
    if (conn->cancel != NULL)
        hd_cancel_forget(conn->cancel);
    if (conn->question != NULL)
        conn->question->conn = NULL;
    hd_handle_close((uv_handle_t *)conn->timer);
    answer_clear(&conn->answer);
    hd_error_free(conn->failure);
    hd_error_free(conn->last_words);
    hd_conn_drop(conn);
    return 0;
}

hd_conn *hd_conn_new(TALLOC_CTX *ctx, uv_loop_t *loop)
{
    hd_conn *conn = hd_new(ctx, hd_conn);

    conn->loop = loop;
    conn->timer = hd_new(NULL, uv_timer_t);
    uv_timer_init(loop, conn->timer);
    conn->timer->data = conn;
    talloc_set_destructor(conn, conn_destroy);
    return conn;
}

static void conn_begin(hd_conn *conn);

/* Takes a question off the connection; done is told later or never. */
static struct question *question_detach(hd_conn *conn)
{
    struct question *question = conn->question;

    conn->question = NULL;
    if (question != NULL)
        question->conn = NULL;
    return question;
}

/* Hands the outcome over. The callback may free the connection: touch nothing after it. */
static void conn_deliver(hd_conn *conn)
{
    struct question *question = talloc_steal(NULL, question_detach(conn));
    struct answer answer = conn->answer;

    conn->answer = (struct answer){0};
    talloc_steal(NULL, answer.results);
    question->done(&answer, question->arg);
    answer.err = NULL; /* the receiver's */
    answer_clear(&answer);
    talloc_free(question);
}

/* What was on the wire is answered, with an error or without. */
static void conn_finish(hd_conn *conn, hd_error *err)
{
    uv_timer_stop(conn->timer);
    if (conn->answer.err == NULL)
        conn->answer.err = err;
    else
        hd_error_free(err);
    if (conn->state == CONN_BROKEN)
        hd_conn_unwatch(conn);
    else if (conn->socket != NULL)
        uv_unref((uv_handle_t *)conn->socket);

    if (conn->question != NULL && !conn->unsent) {
        conn_deliver(conn);
        return;
    }
    answer_clear(&conn->answer); /* withdrawn: nobody is waiting any more */
    if (conn->unsent)
        conn_begin(conn);
}

static void conn_break(hd_conn *conn, hd_error *err)
{
    conn->state = CONN_BROKEN;
    conn->answer.lost = true;
    conn_finish(conn, err);
}

/* The end of a question whose results were all read. */
static void conn_complete(hd_conn *conn)
{
    if (conn->kind == QUESTION_PIPELINE && !PQexitPipelineMode(conn->pg)) {
        conn_break(conn, hd_pg_failure(conn->pg, NULL));
        return;
    }
    if (PQstatus(conn->pg) == CONNECTION_BAD) {
        conn_break(conn, hd_pg_failure(conn->pg, NULL));
        return;
    }
    conn->state = CONN_IDLE;
    conn_finish(conn, NULL);
}

/*
 * COPY from or to the client moves data that no caller has asked for: refused. False when
 * more data of the server must be read (and thrown away) before its next result.
 */
static bool copy_refuse(hd_conn *conn, ExecStatusType status)
{
    char *data = NULL;
    int got = 0;

    if (conn->answer.err == NULL)
        conn->answer.err = hd_error_hint(
            hd_error_new(HD_DATABASE, "COPY %s of the client is not possible here",
                         status == PGRES_COPY_IN ? "FROM STDIN" : "TO STDOUT"),
            "Use a file of the server, or psql's \\copy.");
    if (status == PGRES_COPY_IN) /* the server then says that the COPY failed */
        return PQputCopyEnd(conn->pg, "no data follows") != 0;
    while ((got = PQgetCopyData(conn->pg, &data, 1)) > 0)
        PQfreemem(data);
    return got != 0;
}

/* Sorts one result in. */
static void conn_take(hd_conn *conn, PGresult *result)
{
    struct answer *answer = &conn->answer;
    ExecStatusType status = PQresultStatus(result);
    hd_error *err = NULL;

    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
        err = hd_pg_failure(conn->pg, result);
    else if (status != PGRES_PIPELINE_ABORTED && answer->count < conn->expected) {
        answer->results[answer->count++] = result;
        return;
    }
    if (answer->err == NULL)
        answer->err = err;
    else
        hd_error_free(err);
    PQclear(result);
}

/* The server is gone: what it still said was read, libpq turns the rest into one error. */
static void conn_drain(hd_conn *conn)
{
    int silences = 0; /* in a pipeline one NULL only separates two statements */

    while (silences < 2 && conn->answer.err == NULL) {
        PGresult *result = PQgetResult(conn->pg);
        silences = result == NULL ? silences + 1 : 0;
        if (result != NULL)
            conn_take(conn, result);
    }
    conn_break(conn, conn->answer.err == NULL ? hd_pg_failure(conn->pg, NULL) : NULL);
}

/* Reads all results that are complete; true when none is missing any more. */
static bool conn_read(hd_conn *conn)
{
    while (!PQisBusy(conn->pg)) {
        PGresult *result = PQgetResult(conn->pg);
        if (result == NULL && conn->kind != QUESTION_PIPELINE)
            return true;
        if (result == NULL && PQstatus(conn->pg) == CONNECTION_BAD)
            return true;
        if (result == NULL)
            continue;
        ExecStatusType status = PQresultStatus(result);
        bool copying = status == PGRES_COPY_IN || status == PGRES_COPY_OUT;
        if (status == PGRES_PIPELINE_SYNC || copying)
            PQclear(result);
        if (status == PGRES_PIPELINE_SYNC)
            return true;
        if (copying && !copy_refuse(conn, status))
            return false;
        if (!copying)
            conn_take(conn, result);
    }
    return false;
}

static void on_socket(uv_poll_t *socket, int status, int events);

/* Asks for what libpq waits for: always to read, to write only while it has unsent bytes. */
static void conn_wait(hd_conn *conn)
{
    int unsent = PQflush(conn->pg);
    hd_error *err = NULL;

    if (unsent < 0) {
        conn_drain(conn);
        return;
    }
    err = hd_conn_watch(conn, UV_READABLE | (unsent ? UV_WRITABLE : 0), on_socket);
    if (err != NULL)
        conn_break(conn, err);
}

/* Nothing was asked: a notice, a notification, or the server's last words. */
static void conn_overhear(hd_conn *conn, bool alive)
{
    while (alive && !PQisBusy(conn->pg)) {
        PGresult *result = PQgetResult(conn->pg);
        if (result == NULL)
            break;
        PQclear(result);
    }
    if (!alive || PQstatus(conn->pg) == CONNECTION_BAD) {
        conn->state = CONN_BROKEN;
        hd_conn_unwatch(conn);
    }
}

static void on_socket(uv_poll_t *socket, int status, int events)
{
    hd_conn *conn = socket->data;
    bool alive = status == 0 && (!(events & UV_READABLE) || PQconsumeInput(conn->pg));

    if (conn->state == CONN_IDLE)
        conn_overhear(conn, alive);
    else if (!alive)
        conn_drain(conn);
    else if (conn_read(conn))
        conn_complete(conn);
    else
        conn_wait(conn);
}

static void on_timeout(uv_timer_t *timer)
{
    HD_SCRATCH(scratch);
    hd_conn *conn = timer->data;
    hd_error *err = conn->failure;

    conn->failure = NULL;
    if (err != NULL) {
        conn->answer.lost = conn->state == CONN_BROKEN;
        conn_finish(conn, err);
        return;
    }
    conn_break(conn, hd_error_new(HD_DATABASE, "no answer from the server within %s",
                                  hd_duration_text(scratch, conn->question->timeout_ms)));
}

static int question_withdraw(struct question *question)
{
    hd_conn *conn = question->conn;

    if (conn == NULL)
        return 0;
    conn->question = NULL;
    conn->unsent = false;
    /* What is on the wire goes on, without a limit of time that nobody has set. */
    uv_timer_stop(conn->timer);
    hd_error_free(conn->failure);
    conn->failure = NULL;
    return 0;
}

static bool statement_send(PGconn *pg, const hd_statement *statement)
{
    if (statement->prepared)
        return PQsendQueryPrepared(pg, statement->sql, (int)statement->nparams, statement->params,
                                   NULL, NULL, 0) == 1;
    return PQsendQueryParams(pg, statement->sql, (int)statement->nparams, NULL, statement->params,
                             NULL, NULL, 0) == 1;
}

static bool question_send(PGconn *pg, const struct question *question)
{
    switch (question->kind) {
    case QUESTION_QUERY:
        return statement_send(pg, &question->statements[0]);
    case QUESTION_SCRIPT:
        return PQsendQuery(pg, question->statements[0].sql) == 1;
    case QUESTION_PIPELINE:
        break;
    }
    bool ok = PQenterPipelineMode(pg) == 1;
    for (size_t i = 0; ok && i < question->count; i++)
        ok = statement_send(pg, &question->statements[i]);
    return ok && PQpipelineSync(pg) == 1;
}

/* Reported from the loop, not from inside the call that asks. */
static void conn_fail_later(hd_conn *conn, hd_error *err)
{
    conn->failure = err;
    uv_timer_start(conn->timer, on_timeout, 0, 0);
}

static hd_error *conn_closed_error(hd_conn *conn)
{
    hd_error *err = conn->last_words;

    conn->last_words = NULL;
    return err != NULL ? err : hd_error_new(HD_DATABASE, "connection to %s is closed", conn->host);
}

static void conn_begin(hd_conn *conn)
{
    struct question *question = conn->question;

    conn->unsent = false;
    conn->kind = question->kind;
    conn->expected = question->count;
    if (conn->state == CONN_BROKEN) {
        conn_fail_later(conn, conn_closed_error(conn));
        return;
    }
    conn->answer.results = hd_new_array(conn, PGresult *, question->count);
    if (!question_send(conn->pg, question)) {
        /* Half a pipeline may be on the wire: what its answers belong to is not known. */
        if (question->kind == QUESTION_PIPELINE || PQstatus(conn->pg) == CONNECTION_BAD)
            conn->state = CONN_BROKEN;
        conn_fail_later(conn, hd_pg_failure(conn->pg, NULL));
        return;
    }
    conn->state = CONN_BUSY;
    if (question->timeout_ms > 0)
        uv_timer_start(conn->timer, on_timeout, question->timeout_ms, 0);
    if (conn->socket != NULL)
        uv_ref((uv_handle_t *)conn->socket);
    int unsent = PQflush(conn->pg);
    hd_error *err = hd_conn_watch(conn, UV_READABLE | (unsent != 0 ? UV_WRITABLE : 0), on_socket);
    if (err != NULL) {
        conn->state = CONN_BROKEN;
        conn_fail_later(conn, err);
    }
}

void hd_conn_ask(hd_conn *conn, struct question *question)
{
    assert(conn->state != CONN_CONNECTING && conn->question == NULL);
    question->conn = conn;
    talloc_set_destructor(question, question_withdraw);
    conn->question = question;
    if (conn->state == CONN_BUSY || conn->cancel != NULL)
        conn->unsent = true;
    else
        conn_begin(conn);
}

void hd_conn_cancelled(hd_conn *conn)
{
    conn->cancel = NULL;
    if (conn->unsent && conn->state != CONN_BUSY)
        conn_begin(conn);
}

/* Notices go to who wants them; a FATAL one is kept as the reason why the connection ended. */
static void on_notice(void *arg, const PGresult *result)
{
    hd_conn *conn = arg;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

    if (severity == NULL)
        return; /* libpq's own remark */
    if (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0) {
        hd_error_free(conn->last_words);
        conn->last_words = hd_pg_message(result);
    } else if (conn->notice != NULL)
        conn->notice(severity, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
                     conn->notice_arg);
}

void hd_conn_ready(hd_conn *conn)
{
    const char *host = PQhost(conn->pg);

    PQsetNoticeReceiver(conn->pg, on_notice, conn);
    conn->state = CONN_IDLE;
    conn->opening = NULL;
    conn->host = hd_printf(conn, "%s:%s/%s", host, PQport(conn->pg), PQdb(conn->pg));
}

bool hd_conn_is_open(const hd_conn *conn)
{
    return conn->state == CONN_IDLE || conn->state == CONN_BUSY;
}

bool hd_conn_in_transaction(const hd_conn *conn)
{
    PGTransactionStatusType status = PQtransactionStatus(conn->pg);

    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

uv_loop_t *hd_conn_loop(const hd_conn *conn)
{
    return conn->loop;
}

int hd_conn_server_version(const hd_conn *conn)
{
    return PQserverVersion(conn->pg);
}

hd_error *hd_conn_check_version(const hd_conn *conn)
{
    if (hd_conn_server_version(conn) >= OLDEST_SERVER)
        return NULL;
    return hd_error_hint(hd_error_new(HD_CONFLICT, "the server is of version %d",
                                      hd_conn_server_version(conn) / 10000),
                         "PostgreSQL 14 or later is required.");
}

int hd_conn_backend_pid(const hd_conn *conn)
{
    return PQbackendPID(conn->pg);
}

const char *hd_conn_host(const hd_conn *conn)
{
    return conn->host;
}

const char *hd_conn_dbname(const hd_conn *conn)
{
    return PQdb(conn->pg);
}

const char *hd_conn_user(const hd_conn *conn)
{
    return PQuser(conn->pg);
}

bool hd_conn_in_recovery(const hd_conn *conn)
{
    return conn->facts.in_recovery;
}

bool hd_conn_is_read_only(const hd_conn *conn)
{
    return conn->facts.read_only;
}

bool hd_conn_through_pooler(const hd_conn *conn)
{
    return conn->facts.pid != PQbackendPID(conn->pg);
}

const char *hd_conn_environment(const hd_conn *conn)
{
    return conn->facts.environment;
}

const hd_strings *hd_conn_restore(const hd_conn *conn)
{
    return &conn->restore;
}

const char *hd_conn_restore_sql(const hd_conn *conn)
{
    return conn->restore_sql;
}

const hd_strings *hd_conn_overridden(const hd_conn *conn)
{
    return &conn->facts.overridden;
}

void hd_conn_on_notice(hd_conn *conn, hd_notice_fn *notice, void *arg)
{
    conn->notice = notice;
    conn->notice_arg = arg;
}
