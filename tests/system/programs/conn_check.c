/*
 * What a connection must do that no command shows: withdrawn and freed questions, cancel
 * requests, pipelines, lost servers. Run by test_connections.py, which builds its name
 * for each check: conn_check CHECK CONNINFO. Prints what happened; the test judges.
 */
#include "base/clock.h"
#include "pg/conn.h"

struct seen {
    int calls;
    bool done;
    char text[512];
};

static void on_rows(const hd_rows *rows, hd_error *err, void *arg)
{
    struct seen *seen = arg;

    seen->calls++;
    seen->done = true;
    snprintf(seen->text, sizeof(seen->text), "%s",
             err != NULL ? err->message : hd_rows_text(rows, 0, 0));
    hd_error_free(err);
}

static hd_error *check_fail(hd_error *err)
{
    if (err == NULL)
        return hd_error_new(HD_INTERNAL, "no error where one was expected");
    printf("%s [%s] position %zu\n", err->message, err->sqlstate, err->sql_position);
    hd_error_free(err);
    return NULL;
}

static hd_error *check_withdrawn(hd_conn *conn)
{
    struct seen gone = {0};
    struct seen next = {0};
    TALLOC_CTX *asker = talloc_new(conn);

    hd_conn_start_query(asker, conn, "SELECT 'gone'", 0, NULL, 0, on_rows, &gone);
    talloc_free(asker);
    hd_conn_start_query(conn, conn, "SELECT 'next'", 0, NULL, 0, on_rows, &next);
    hd_wait(hd_conn_loop(conn), &next.done);
    printf("withdrawn: %d calls; %s\n", gone.calls, next.text);
    return NULL;
}

static void on_rows_free_conn(const hd_rows *rows, hd_error *err, void *arg)
{
    (void)rows;
    puts(err == NULL ? "answered" : err->message);
    hd_error_free(err);
    talloc_free(arg);
}

static hd_error *check_freed_in_callback(hd_conn *conn)
{
    uv_loop_t *loop = hd_conn_loop(conn);

    hd_conn_start_query(NULL, conn, "SELECT 1", 0, NULL, 0, on_rows_free_conn, conn);
    uv_run(loop, UV_RUN_DEFAULT);
    return NULL;
}

static hd_error *check_freed_in_flight(hd_conn *conn)
{
    uv_loop_t *loop = hd_conn_loop(conn);
    struct seen seen = {0};

    hd_conn_start_query(conn, conn, "SELECT pg_sleep(60)", 0, NULL, 0, on_rows, &seen);
    hd_conn_cancel(conn);
    talloc_free(conn);
    uv_run(loop, UV_RUN_DEFAULT);
    printf("%d calls\n", seen.calls);
    return NULL;
}

static hd_error *check_timeout(hd_conn *conn)
{
    struct seen seen = {0};

    hd_conn_start_query(conn, conn, "SELECT pg_sleep(60)", 0, NULL, 100, on_rows, &seen);
    hd_wait(hd_conn_loop(conn), &seen.done);
    printf("%s; open %d\n", seen.text, hd_conn_is_open(conn));
    return check_fail(hd_exec(conn, "SELECT 1"));
}

static void on_cancel_time(uv_timer_t *timer)
{
    hd_conn_cancel(timer->data);
}

/* A cancel request that is under way must not hit the statement after. */
static hd_error *check_cancel(hd_conn *conn)
{
    uv_timer_t timer;
    hd_rows *rows = NULL;

    uv_timer_init(hd_conn_loop(conn), &timer);
    timer.data = conn;
    for (int i = 0; i < 20; i++) {
        uv_timer_start(&timer, on_cancel_time, 1, 0);
        hd_error *err = hd_query(conn, conn, "SELECT pg_sleep(i) FROM (VALUES (0.001)) v (i)", 0,
                                 NULL, NULL);
        hd_error_free(err); /* cancelled or not: both may be */
        HD_TRY(hd_query(conn, conn, "SELECT 'after'", 0, NULL, &rows));
    }
    uv_timer_start(&timer, on_cancel_time, 20, 0);
    HD_TRY(check_fail(hd_exec(conn, "SELECT pg_sleep(60)")));
    uv_close((uv_handle_t *)&timer, NULL);
    return hd_query(conn, conn, "SELECT 1", 0, NULL, &rows);
}

static hd_error *check_pipeline(hd_conn *conn)
{
    const char *const params[] = {"7", NULL};
    const hd_statement good[] = {{"CREATE TEMP TABLE t (a int PRIMARY KEY, b int)", 0, NULL},
                                 {"INSERT INTO t VALUES ($1, $2)", 2, params},
                                 {"SELECT a, b FROM t", 0, NULL}};
    const hd_statement bad[] = {{"INSERT INTO t VALUES (8)", 0, NULL},
                                {"INSERT INTO t VALUES (7)", 0, NULL},
                                {"INSERT INTO t VALUES (9)", 0, NULL}};
    hd_rows *rows[HD_COUNT(good)];
    size_t failed = 77;

    HD_TRY(hd_pipeline(conn, conn, good, HD_COUNT(good), rows, &failed));
    printf("affected %d; a %d; b null %d; failed %zu\n", (int)hd_rows_affected(rows[1]),
           (int)hd_rows_int(rows[2], 0, 0), hd_rows_text(rows[2], 0, 1) == NULL, failed);
    HD_TRY(check_fail(hd_pipeline(conn, conn, bad, HD_COUNT(bad), rows, &failed)));
    printf("failed %zu; there %d %d %d\n", failed, rows[0] != NULL, rows[1] != NULL,
           rows[2] != NULL);
    HD_TRY(hd_query(conn, conn, "SELECT count(*) FROM t", 0, NULL, rows));
    printf("rows %d; in transaction %d\n", (int)hd_rows_int(rows[0], 0, 0),
           hd_conn_in_transaction(conn));
    return NULL;
}

/* The commit at the end of a pipeline can fail as well: then no statement has. */
static hd_error *check_pipeline_commit(hd_conn *conn)
{
    const hd_statement late[] = {{"INSERT INTO d VALUES (1)", 0, NULL},
                                 {"INSERT INTO d VALUES (1)", 0, NULL}};
    size_t failed = 77;

    HD_TRY(hd_exec(conn, "CREATE TEMP TABLE d (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)"));
    HD_TRY(check_fail(hd_pipeline(conn, conn, late, HD_COUNT(late), NULL, &failed)));
    printf("failed %zu\n", failed);
    return NULL;
}

/* More than socket buffers hold, in both directions. */
static hd_error *check_pipeline_big(hd_conn *conn)
{
    enum { STATEMENTS = 500 };
    hd_statement many[STATEMENTS];
    hd_rows *rows[STATEMENTS];
    char *sql = hd_printf(conn, "SELECT repeat('x', 100000) /* %0100000d */", 0);

    for (size_t i = 0; i < STATEMENTS; i++)
        many[i] = (hd_statement){sql, 0, NULL};
    HD_TRY(hd_pipeline(conn, conn, many, STATEMENTS, rows, NULL));
    printf("last %zu\n", strlen(hd_rows_text(rows[STATEMENTS - 1], 0, 0)));
    return NULL;
}

static hd_error *check_errors(hd_conn *conn)
{
    HD_TRY(check_fail(hd_query(conn, conn, "SELECT nothing", 0, NULL, NULL)));
    HD_TRY(check_fail(hd_exec(conn, "SELECT 1; SELECT 1/0; SELECT 2")));
    HD_TRY(check_fail(hd_exec(conn, "COPY pg_class FROM STDIN")));
    HD_TRY(check_fail(hd_exec(conn, "COPY (SELECT generate_series(1, 1000000)) TO STDOUT")));
    HD_TRY(hd_exec(conn, ""));
    return hd_exec(conn, "BEGIN; SELECT 1; COMMIT");
}

static hd_error *check_terminated(hd_conn *conn)
{
    HD_TRY(check_fail(
        hd_query(conn, conn, "SELECT pg_terminate_backend(pg_backend_pid())", 0, NULL, NULL)));
    printf("open %d\n", hd_conn_is_open(conn));
    return check_fail(hd_exec(conn, "SELECT 1"));
}

static hd_error *check_terminated_in_pipeline(hd_conn *conn)
{
    const hd_statement many[] = {{"SELECT 1", 0, NULL},
                                 {"SELECT pg_terminate_backend(pg_backend_pid())", 0, NULL},
                                 {"SELECT 2", 0, NULL}};
    size_t failed = 77;

    HD_TRY(check_fail(hd_pipeline(conn, conn, many, HD_COUNT(many), NULL, &failed)));
    printf("open %d; failed %zu\n", hd_conn_is_open(conn), failed);
    return NULL;
}

static hd_error *second(hd_conn *conn, const char *conninfo, hd_conn **ret)
{
    const hd_target target = {.conninfo = conninfo};

    return hd_conn_open(conn, hd_conn_loop(conn), &target, ret);
}

static void on_tick(uv_timer_t *timer)
{
    if (!hd_conn_is_open(timer->data))
        uv_timer_stop(timer);
}

/* The end of an idle connection is noticed, and why. */
static hd_error *check_terminated_idle(hd_conn *conn, const char *conninfo)
{
    hd_conn *killer = NULL;
    uv_timer_t timer;
    HD_SCRATCH(scratch);
    const char *const pid[] = {hd_printf(scratch, "%d", hd_conn_backend_pid(conn))};

    HD_TRY(second(conn, conninfo, &killer));
    HD_TRY(hd_query(conn, killer, "SELECT pg_terminate_backend($1)", 1, pid, NULL));
    uv_timer_init(hd_conn_loop(conn), &timer);
    timer.data = conn;
    uv_timer_start(&timer, on_tick, 1, 1);
    uv_run(hd_conn_loop(conn), UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&timer, NULL);
    printf("open %d\n", hd_conn_is_open(conn));
    return check_fail(hd_exec(conn, "SELECT 1"));
}

static void on_conn(hd_conn *conn, hd_error *err, void *arg)
{
    struct seen *seen = arg;

    seen->calls++;
    seen->done = true;
    hd_error_free(err);
    talloc_free(conn);
}

static hd_error *check_opening_withdrawn(hd_conn *conn, const char *conninfo)
{
    const hd_target target = {.conninfo = conninfo};
    struct seen seen = {0};

    for (int turns = 0; turns < 6; turns++) {
        TALLOC_CTX *asker = talloc_new(conn);
        hd_conn_start_open(asker, hd_conn_loop(conn), &target, on_conn, &seen);
        for (int i = 0; i < turns; i++)
            uv_run(hd_conn_loop(conn), UV_RUN_NOWAIT);
        talloc_free(asker);
    }
    printf("withdrawn: %d calls\n", seen.calls);
    return NULL;
}

static void on_notice(const char *severity, const char *message, void *arg)
{
    (void)arg;
    printf("%s: %s\n", severity, message);
}

static hd_error *check_session(hd_conn *conn)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_exec(conn, "SET search_path = nowhere; SET statement_timeout = '1h'; SET ROLE NONE"));
    HD_TRY(hd_exec(conn, hd_printf(scratch, "%s; SELECT 1", hd_conn_restore_sql(conn))));
    hd_conn_on_notice(conn, on_notice, NULL);
    HD_TRY(hd_exec(conn, "DO $$ BEGIN RAISE WARNING 'look'; END $$"));
    HD_TRY(hd_query(conn, conn,
                    "SELECT name, setting FROM pg_settings WHERE name IN ('application_name', "
                    "'client_connection_check_interval', 'statement_timeout', 'lock_timeout', "
                    "'idle_session_timeout', 'client_encoding', 'search_path', 'role') "
                    "ORDER BY 1",
                    0, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        printf("%s = %s\n", hd_rows_text(rows, i, 0), hd_rows_text(rows, i, 1));
    for (size_t i = 0; i < hd_conn_overridden(conn)->count; i++)
        printf("was: %s\n", hd_conn_overridden(conn)->items[i]);
    printf("host %s; version %d; recovery %d; read-only %d; pooler %d; environment %s\n",
           hd_conn_host(conn), hd_conn_server_version(conn), hd_conn_in_recovery(conn),
           hd_conn_is_read_only(conn), hd_conn_through_pooler(conn),
           hd_conn_environment(conn) == NULL ? "-" : hd_conn_environment(conn));
    return NULL;
}

static const struct {
    const char *name;
    hd_error *(*run)(hd_conn *conn);
    hd_error *(*run_with)(hd_conn *conn, const char *conninfo);
} checks[] = {
    {"withdrawn", check_withdrawn, NULL},
    {"freed_in_callback", check_freed_in_callback, NULL},
    {"freed_in_flight", check_freed_in_flight, NULL},
    {"timeout", check_timeout, NULL},
    {"cancel", check_cancel, NULL},
    {"pipeline", check_pipeline, NULL},
    {"pipeline_commit", check_pipeline_commit, NULL},
    {"pipeline_big", check_pipeline_big, NULL},
    {"errors", check_errors, NULL},
    {"terminated", check_terminated, NULL},
    {"terminated_in_pipeline", check_terminated_in_pipeline, NULL},
    {"terminated_idle", NULL, check_terminated_idle},
    {"opening_withdrawn", NULL, check_opening_withdrawn},
    {"session", check_session, NULL},
};

static hd_error *run(const char *name, uv_loop_t *loop, const hd_target *target)
{
    TALLOC_CTX *ctx = talloc_new(NULL);
    hd_conn *conn = NULL;
    hd_error *err = hd_conn_open(ctx, loop, target, &conn);

    for (size_t i = 0; err == NULL && i < HD_COUNT(checks); i++)
        if (strcmp(checks[i].name, name) == 0)
            err = checks[i].run != NULL ? checks[i].run(conn)
                                        : checks[i].run_with(conn, target->conninfo);
    talloc_free(ctx);
    return err;
}

/* Arguments: check, conninfo, and optionally search_path, role, budget in milliseconds. */
int main(int argc, char **argv)
{
    uv_loop_t loop;
    hd_target target = {.conninfo = argc > 2 ? argv[2] : "", .application_name = "howdah check"};

    if (argc > 3 && *argv[3] != '\0')
        target.search_path = argv[3];
    if (argc > 4 && *argv[4] != '\0')
        target.role = argv[4];
    if (argc > 5)
        target.connect_budget_ms = (unsigned)strtoul(argv[5], NULL, 10);
    uv_loop_init(&loop);
    hd_error *err = run(argc > 1 ? argv[1] : "", &loop, &target);
    hd_loop_close(&loop);
    if (err == NULL)
        return 0;
    printf("error: %s [%s]\n", err->message, err->sqlstate);
    if (err->detail != NULL)
        printf("detail: %s\n", err->detail);
    if (err->hint != NULL)
        printf("hint: %s\n", err->hint);
    if (err->context != NULL)
        printf("context: %s\n", err->context);
    hd_error_free(err);
    return 1;
}
