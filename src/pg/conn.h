/*
 * One PostgreSQL connection on a libuv loop.
 *
 *   CONNECTING -> IDLE <-> BUSY;   any -> BROKEN (final)
 *
 * Two ways to use it: services start a question and get a callback
 * (hd_conn_start_*), tools ask and wait (hd_conn_open, hd_query, hd_exec,
 * hd_pipeline: straight-line calls that run the loop until the answer is there,
 * so timers and signals stay alive meanwhile).
 */
#pragma once

#include <uv.h>

#include "base/error.h"
#include "base/vec.h"
#include "pg/rows.h"

typedef struct hd_conn hd_conn;

/* Where and as what to connect. */
typedef struct hd_target {
    const char *conninfo; /* URL or keyword string, as libpq takes it; "" lets libpq decide */
    const char *dbname;   /* replaces the database of conninfo when not NULL */
    const char *application_name; /* e.g. "howdah upgrade" */
    const char *search_path;      /* NULL leaves the role's own */
    const char *role;             /* SET ROLE, or NULL */
    unsigned connect_budget_ms;   /* keep trying this long while the server starts or fails over; 0:
                                     one try */
    bool session_pooler; /* a pooler on the way keeps one server session for the connection: set it
                            up as if there were none */
    const bool *stop;    /* hd_conn_open ends with HD_CANCELLED when it becomes true; or NULL */
} hd_target;

/*
 * Opens a connection and sets the session up: keepalives, tcp_user_timeout,
 * connect_timeout, client_encoding UTF8, application_name, search_path,
 * client_connection_check_interval, and 0 for statement, lock, idle and transaction
 * timeouts (what a role or database had set for them: hd_conn_overridden).
 *
 * Errors: HD_DATABASE, HD_CONFIG for a connection string that makes no sense; messages
 * never contain a password.
 */
hd_error *hd_conn_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                       hd_conn **ret) HD_MUST_USE;

/*
 * Starts a question and returns (sql and params are copied); done is called once, from the loop,
 * never before this call has returned. The question belongs to asker: freeing asker withdraws it,
 * and done is then not called.
 *
 *   rows  borrowed until the callback returns; NULL when err is not
 *   err   owned by the callback
 *   timeout_ms  0 waits for ever; on timeout the connection is broken for good
 */
typedef void hd_rows_fn(const hd_rows *rows, hd_error *err, void *arg);
void hd_conn_start_query(TALLOC_CTX *asker, hd_conn *conn, const char *sql, size_t nparams,
                         const char *const params[], unsigned timeout_ms, hd_rows_fn *done,
                         void *arg);

/* One statement with its parameters. */
typedef struct hd_statement {
    const char *sql;
    size_t nparams;
    const char *const *params; /* text; NULL for SQL NULL */
    bool prepared;             /* sql is the name of a statement that was prepared before */
} hd_statement;

/*
 * The same for several statements in one message, as hd_pipeline runs them. rows holds the
 * results of those that ran, in order, on failure too: borrowed until the callback returns,
 * unless it steals them.
 */
typedef void hd_answers_fn(hd_rows *const rows[], size_t count, hd_error *err, void *arg);
void hd_conn_start_pipeline(TALLOC_CTX *asker, hd_conn *conn, const hd_statement statements[],
                            size_t count, unsigned timeout_ms, hd_answers_fn *done, void *arg);

/* Starts to open a connection. conn is a child of asker; the callback may steal it. */
typedef void hd_conn_fn(hd_conn *conn, hd_error *err, void *arg);
void hd_conn_start_open(TALLOC_CTX *asker, uv_loop_t *loop, const hd_target *target,
                        hd_conn_fn *done, void *arg);

/*
 * Runs the loop until *done is true. Only for tools: services never wait like this, and
 * callbacks that the loop runs must not (a loop cannot run inside itself).
 */
void hd_wait(uv_loop_t *loop, const bool *done);

/*
 * Work of a tool for the time in which it waits: whenever the loop runs and has nothing to do, a
 * step, until one returns false (nothing is left) or owner is freed. Answers wait for the end of a
 * step, so it should be short.
 */
void hd_meanwhile(TALLOC_CTX *owner, uv_loop_t *loop, bool (*step)(void *arg), void *arg);

/* Runs the loop for some time: what a tool does instead of sleeping. */
void hd_pause(uv_loop_t *loop, unsigned ms);

/*
 * The end of a loop: closes what is still open on it, lets the close callbacks run and
 * waits for work in threads (a cancel request under way), so that no memory is left.
 * Objects that own handles should be freed before.
 */
void hd_loop_close(uv_loop_t *loop);

/* One statement with text parameters; ret may be NULL when the rows are not wanted. */
hd_error *hd_query(TALLOC_CTX *ctx, hd_conn *conn, const char *sql, size_t nparams,
                   const char *const params[], hd_rows **ret) HD_MUST_USE;

/* SQL without parameters through the simple protocol; several statements are allowed. */
hd_error *hd_exec(hd_conn *conn, const char *sql) HD_MUST_USE;

/*
 * The rows of the first statement of SQL as hd_exec sends it: for the one statement that may name
 * $1 and have no value for it (EXPLAIN with GENERIC_PLAN).
 */
hd_error *hd_query_script(TALLOC_CTX *ctx, hd_conn *conn, const char *sql,
                          hd_rows **ret) HD_MUST_USE;

/*
 * Sends all statements before waiting for the first answer (one round trip), each
 * by the extended protocol. They run in order; after the first that fails the
 * rest is skipped. Without an open transaction block, all of them are one.
 *
 *   ret     array of count: a result for each that ran, in order (children of ctx), NULL
 *           for the others; filled on failure, too. May be NULL
 *   failed  index of the one that failed; count when the failure was not one's own;
 *           untouched on success
 */
hd_error *hd_pipeline(TALLOC_CTX *ctx, hd_conn *conn, const hd_statement statements[], size_t count,
                      hd_rows *ret[], size_t *failed) HD_MUST_USE;

/* What the connection is and does now. */
bool hd_conn_is_open(const hd_conn *conn);        /* false once broken */
bool hd_conn_in_transaction(const hd_conn *conn); /* open or failed transaction block */
uv_loop_t *hd_conn_loop(const hd_conn *conn);
int hd_conn_server_version(const hd_conn *conn); /* 150004 */
/*
 * For whoever asks the catalogs and statistics: whether the server has what the questions name.
 *
 * Errors: HD_CONFLICT when it is older than PostgreSQL 14.
 */
hd_error *hd_conn_check_version(const hd_conn *conn) HD_MUST_USE;
int hd_conn_backend_pid(const hd_conn *conn);  /* as the client was told */
const char *hd_conn_host(const hd_conn *conn); /* for messages: "db.example:5432/app" */
const char *hd_conn_dbname(const hd_conn *conn);
const char *hd_conn_user(const hd_conn *conn);
/* What the server said when the session was set up. */
bool hd_conn_in_recovery(const hd_conn *conn);        /* a standby */
bool hd_conn_is_read_only(const hd_conn *conn);       /* transactions are read-only by default */
bool hd_conn_through_pooler(const hd_conn *conn);     /* a pooler stands between: its pid is not the
                                                         server's */
const char *hd_conn_environment(const hd_conn *conn); /* howdah.environment, or NULL when not set */
/*
 * Statements that put the session's user, role and settings back to what hd_conn_open has made of
 * them, whatever was set since, by whatever means. Locks, temporary tables and prepared
 * statements stay. restore_sql is all of them for hd_exec; more may be joined to it with "; ". The
 * last one is a SELECT, which can be prepared, unless the session goes through a pooler.
 */
const hd_strings *hd_conn_restore(const hd_conn *conn);
const char *hd_conn_restore_sql(const hd_conn *conn);
/* "name = value" lines of timeouts that the role or database had set and we replaced. */
const hd_strings *hd_conn_overridden(const hd_conn *conn);

/*
 * Asks the server to cancel what runs; may be called from any callback of the loop. The
 * request goes through a thread; the next question is not sent before it is over, so
 * it cannot hit the wrong statement. The connection may be freed meanwhile.
 */
void hd_conn_cancel(hd_conn *conn);

/* Called for each NOTICE, WARNING ... of the server while a question runs. */
typedef void hd_notice_fn(const char *severity, const char *message, void *arg);
void hd_conn_on_notice(hd_conn *conn, hd_notice_fn *notice, void *arg);
