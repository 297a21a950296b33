/*
 * How a connection comes about.
 *
 *   try: PQconnectStart, PQconnectPoll ... --ok--> set-up question --answer--> done
 *         |            |                              |
 *         |            +--host silent: next address   |
 *         +--failed: again while the budget lasts <---+
 *
 * libpq's asynchronous calls know no connect_timeout, so a timer does it. A host that does
 * not even accept (its packets are dropped) is passed over by shutting the socket down:
 * libpq takes that for a refusal and goes on to the next address. One that accepted and
 * then says nothing (a frozen server) would end the whole attempt in libpq, so it is
 * started again without that host.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "pg/conn_impl.h"
#include "pg/conninfo.h"
#include "pg/failure.h"
#include "pg/libpq.h"
#include "pg/set_up.h"

#include <sys/socket.h>

enum { FIRST_PAUSE_MS = 50, MAX_PAUSE_MS = 1000, SETUP_TIMEOUT_MS = 60000, MS_PER_S = 1000 };
/* As PostgreSQL's own tools: a limit of one second is taken as two. */
enum { DEFAULT_CONNECT_TIMEOUT_S = 5, MIN_CONNECT_TIMEOUT_S = 2 };

/* One opening; a child of the asker. */
struct opening {
    hd_conn *conn; /* child of the opening until it is open */
    TALLOC_CTX *asker;
    hd_conn_fn *done;
    void *arg;
    hd_target target;
    hd_conninfo *info;     /* as the user wrote it, with our defaults */
    hd_conninfo *narrowed; /* info without the silent hosts, or NULL */
    uint64_t deadline_ms;
    unsigned pause_ms;
    unsigned timeout_ms; /* for one address; 0: none */
    const char *address; /* being tried now */
    silent_hosts silent; /* of this try */
    struct set_up_way way;
    bool starting;     /* hd_conn_start_open has not returned: nothing may be told yet */
    hd_error *failure; /* found early; child of the opening until it is told */
};

static void opening_try(struct opening *opening);
static void opening_step(struct opening *opening);
static void on_pause_over(uv_timer_t *timer);

/* Gives the outcome to the asker. Touch nothing after it. */
static void opening_finish(struct opening *opening, hd_error *err)
{
    hd_conn_fn *done = opening->done;
    void *arg = opening->arg;
    hd_conn *conn = NULL;

    if (opening->starting) {
        opening->failure = talloc_steal(opening, err);
        uv_timer_start(opening->conn->timer, on_pause_over, 0, 0);
        return;
    }
    talloc_steal(NULL, opening);
    if (err == NULL)
        conn = talloc_steal(opening->asker, opening->conn);
    talloc_free(opening);
    done(conn, err, arg);
}

static void on_pause_over(uv_timer_t *timer)
{
    opening_try(((hd_conn *)timer->data)->opening);
}

static void opening_fail(struct opening *opening, hd_error *err, bool may_retry)
{
    uint64_t now_ms = hd_clock_ms();

    uv_timer_stop(opening->conn->timer);
    if (!may_retry || now_ms >= opening->deadline_ms) {
        opening_finish(opening, err);
        return;
    }
    hd_error_free(err);
    hd_conn_drop(opening->conn);
    uint64_t left_ms = opening->deadline_ms - now_ms;
    uv_timer_start(opening->conn->timer, on_pause_over,
                   opening->pause_ms < left_ms ? opening->pause_ms : left_ms, 0);
    opening->pause_ms = opening->pause_ms * 2 < MAX_PAUSE_MS ? opening->pause_ms * 2 : MAX_PAUSE_MS;
}

static void opening_fail_connect(struct opening *opening)
{
    bool may_retry = false;
    hd_error *err = hd_pg_connect_failure(opening->conn->pg, &opening->silent, &may_retry);

    opening_fail(opening, err, may_retry);
}

static void opening_set_up(struct opening *opening);

/* Keeps the facts; gives an error that is worth another way back to be tried so. */
static void on_set_up(struct answer *answer, void *arg)
{
    struct opening *opening = arg;
    hd_conn *conn = opening->conn;
    HD_SCRATCH(scratch);
    hd_error *err = answer->err;

    if (err != NULL && !answer->lost && hd_set_up_again(err, &opening->way)) {
        hd_error_free(err);
        opening_set_up(opening);
        return;
    }
    if (err != NULL) { /* hd_conn_ready took it for open: the next try begins anew */
        conn->state = CONN_CONNECTING;
        conn->opening = opening;
        opening_fail(opening, hd_error_wrap(err, "while setting up the session on %s", conn->host),
                     answer->lost);
        return;
    }
    conn->facts = hd_set_up_facts(conn, hd_rows_adopt(scratch, answer->results[0]));
    answer->results[0] = NULL;
    opening_finish(opening, NULL);
}

static void opening_set_up(struct opening *opening)
{
    hd_conn *conn = opening->conn;
    struct question *question = hd_new(opening, struct question);
    hd_statement *statement = hd_new(question, hd_statement);

    const char *settings = hd_set_up_settings(question, &opening->target, PQserverVersion(conn->pg),
                                              &opening->way);
    statement->sql = hd_set_up_sql(question, settings, PQbackendPID(conn->pg), &opening->way);
    conn->restore = (hd_strings){0};
    hd_set_up_restore(conn, &opening->target, PQserverVersion(conn->pg), &opening->way,
                      &conn->restore);
    conn->restore_sql = hd_text_join(conn, &conn->restore, "; ");
    *question = (struct question){.kind = QUESTION_SCRIPT,
                                  .statements = statement,
                                  .count = 1,
                                  .timeout_ms = SETUP_TIMEOUT_MS,
                                  .done = on_set_up,
                                  .arg = opening};
    hd_conn_ask(conn, question);
}

static void opening_connected(struct opening *opening)
{
    hd_conn *conn = opening->conn;

    PQsetErrorVerbosity(conn->pg, PQERRORS_DEFAULT);
    uv_timer_stop(conn->timer);
    hd_conn_unwatch(conn);
    if (PQsetnonblocking(conn->pg, 1) != 0) {
        opening_fail(opening, hd_pg_failure(conn->pg, NULL), false);
        return;
    }
    hd_conn_ready(conn);
    opening->way = (struct set_up_way){0};
    opening_set_up(opening);
}

/* Another address gets its own time. */
static void on_address_silent(uv_timer_t *timer)
{
    hd_conn *conn = timer->data;
    struct opening *opening = conn->opening;
    struct silent_host host = {hd_strdup(opening, PQhost(conn->pg)),
                               hd_strdup(opening, PQport(conn->pg))};

    hd_vec_push(opening, &opening->silent, host);
    hd_conn_unwatch(conn);
    if (PQstatus(conn->pg) == CONNECTION_STARTED) {
        shutdown(PQsocket(conn->pg), SHUT_RDWR);
        opening_step(opening);
        return;
    }
    hd_conninfo *narrowed = hd_conninfo_without(opening, conn->pg, opening->info, &opening->silent);
    if (narrowed == NULL) {
        opening_fail_connect(opening);
        return;
    }
    opening->narrowed = narrowed;
    opening_try(opening);
}

static void address_time(struct opening *opening)
{
    hd_conn *conn = opening->conn;
    HD_SCRATCH(scratch);
    const char *host = PQhost(conn->pg);
    const char *hostaddr = PQhostaddr(conn->pg);
    char *address = hd_printf(scratch, "%s %s %s", host == NULL ? "" : host,
                              hostaddr == NULL ? "" : hostaddr, PQport(conn->pg));

    if (opening->timeout_ms == 0 || hd_text_equal(address, opening->address))
        return;
    opening->address = talloc_steal(opening, address);
    uv_timer_start(conn->timer, on_address_silent, opening->timeout_ms, 0);
}

static void on_connecting(uv_poll_t *socket, int status, int events)
{
    struct opening *opening = ((hd_conn *)socket->data)->opening;

    (void)status; /* libpq finds out itself, and words it better */
    (void)events;
    hd_conn_unwatch(opening->conn);
    opening_step(opening);
}

static void opening_wait(struct opening *opening, int events)
{
    hd_error *err = hd_conn_watch(opening->conn, events, on_connecting);

    if (err != NULL)
        opening_fail(opening, err, false);
    else
        address_time(opening);
}

static void opening_step(struct opening *opening)
{
    switch (PQconnectPoll(opening->conn->pg)) {
    case PGRES_POLLING_READING:
        opening_wait(opening, UV_READABLE);
        break;
    case PGRES_POLLING_WRITING:
    case PGRES_POLLING_ACTIVE:
        opening_wait(opening, UV_WRITABLE);
        break;
    case PGRES_POLLING_OK:
        opening_connected(opening);
        break;
    case PGRES_POLLING_FAILED:
        opening_fail_connect(opening);
        break;
    }
}

static unsigned connect_timeout_ms(PGconn *pg)
{
    HD_SCRATCH(scratch);
    int64_t seconds = DEFAULT_CONNECT_TIMEOUT_S;
    const char *text = hd_conninfo_effective(scratch, pg, "connect_timeout");

    if (text != NULL && *text != '\0' && !hd_text_to_int(text, &seconds))
        seconds = DEFAULT_CONNECT_TIMEOUT_S;
    if (seconds <= 0 || seconds > UINT32_MAX / MS_PER_S)
        return 0;
    if (seconds < MIN_CONNECT_TIMEOUT_S)
        seconds = MIN_CONNECT_TIMEOUT_S;
    return (unsigned)seconds * MS_PER_S;
}

static void opening_try(struct opening *opening)
{
    hd_conn *conn = opening->conn;
    const hd_conninfo *info = opening->narrowed != NULL ? opening->narrowed : opening->info;

    if (opening->failure != NULL) {
        opening_finish(opening, talloc_steal(NULL, opening->failure));
        return;
    }
    if (opening->narrowed == NULL)
        opening->silent.count = 0;
    opening->narrowed = NULL;
    opening->address = NULL;
    hd_conn_drop(conn);
    conn->pg = hd_nonnull(PQconnectStartParams(info->keywords, info->values, 0), __func__);
    PQsetErrorVerbosity(conn->pg, PQERRORS_VERBOSE);
    if (PQstatus(conn->pg) == CONNECTION_BAD) {
        opening_fail_connect(opening);
        return;
    }
    opening->timeout_ms = connect_timeout_ms(conn->pg);
    opening_wait(opening, UV_WRITABLE);
}

static const char *copied(TALLOC_CTX *ctx, const char *text)
{
    return text == NULL ? NULL : hd_strdup(ctx, text);
}

void hd_conn_start_open(TALLOC_CTX *asker, uv_loop_t *loop, const hd_target *target,
                        hd_conn_fn *done, void *arg)
{
    struct opening *opening = hd_new(asker, struct opening);

    opening->asker = asker;
    opening->done = done;
    opening->arg = arg;
    opening->target = *target;
    opening->target.search_path = copied(opening, target->search_path);
    opening->target.role = copied(opening, target->role);
    opening->deadline_ms = hd_clock_ms() + target->connect_budget_ms;
    opening->pause_ms = FIRST_PAUSE_MS;
    opening->conn = hd_conn_new(opening, loop);
    opening->conn->opening = opening;
    opening->starting = true;
    hd_error *err = hd_libpq_load();
    if (err == NULL)
        err = hd_conninfo_build(opening, target, &opening->info);
    if (err == NULL)
        opening_try(opening);
    else
        opening_finish(opening, err);
    opening->starting = false;
}
