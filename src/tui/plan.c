/*
 * The text comes from another session, which may be hostile. It is sent by the extended protocol,
 * as one statement; the parentheses of EXPLAIN's options keep a text that begins with "ANALYZE"
 * from becoming one. Planning may run functions that claim to be immutable: they run with the
 * rights of the session's own role, and can write nothing.
 */
#include "tui/plan.h"

#include <ctype.h>

#include "base/buf.h"
#include "migrate/session.h"
#include "parse/quote.h"

enum { MOST_PARAMETERS = 200, UTF8_BYTES = 4 };

#define BEGIN_SAFELY                                                                               \
    "BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '50ms'; "       \
    "SET LOCAL plan_cache_mode = force_generic_plan"

static bool has_parameters(const char *query)
{
    for (const char *p = strchr(query, '$'); p != NULL; p = strchr(p + 1, '$'))
        if (isdigit((unsigned char)p[1]))
            return true;
    return false;
}

/* Statements with parameters must be prepared first, to know how many there are. */
static hd_error *prepared_sql(TALLOC_CTX *ctx, hd_conn *conn, const char *query, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    hd_buf *sql = hd_buf_new(scratch);

    HD_TRY(hd_query(scratch, conn, hd_printf(scratch, "PREPARE howdah_top AS %s", query), 0, NULL,
                    NULL));
    HD_TRY(hd_query(scratch, conn,
                    "SELECT cardinality(p.parameter_types) FROM pg_catalog.pg_prepared_statements "
                    "AS p WHERE p.name = 'howdah_top'",
                    0, NULL, &rows));
    int64_t count = hd_rows_count(rows) == 0 ? 0 : hd_rows_int(rows, 0, 0);
    if (count > MOST_PARAMETERS)
        return hd_error_new(HD_REFUSED, "the statement has %lld parameters", (long long)count);
    hd_buf_add(sql, "EXPLAIN EXECUTE howdah_top");
    for (int64_t i = 0; i < count; i++)
        hd_buf_add(sql, i == 0 ? "(NULL" : ", NULL");
    hd_buf_add(sql, count > 0 ? ")" : "");
    *ret = hd_buf_take(ctx, sql);
    return NULL;
}

static hd_error *ask(TALLOC_CTX *ctx, hd_conn *conn, const hd_session *session, bool as_role,
                     hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const char *sql = hd_printf(scratch, "EXPLAIN (COSTS) %s", session->query);

    HD_TRY(hd_exec(conn, BEGIN_SAFELY));
    if (as_role)
        HD_TRY(hd_exec(
            conn, hd_printf(scratch, "SET LOCAL ROLE %s", hd_sql_ident(scratch, session->user))));
    if (has_parameters(session->query))
        HD_TRY(prepared_sql(scratch, conn, session->query, &sql));
    return hd_query(ctx, conn, sql, 0, NULL, ret);
}

static hd_error *kept_bytes(hd_conn *conn, int64_t *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_exec(conn, "ROLLBACK"));
    HD_TRY(hd_query(scratch, conn,
                    "SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting("
                    "'track_activity_query_size'))",
                    0, NULL, &rows));
    *ret = hd_rows_int(rows, 0, 0);
    return NULL;
}

/* What stands in pg_stat_activity is often only the beginning of the statement. */
static hd_error *explain_error(hd_conn *conn, const hd_session *session, hd_error *err)
{
    int64_t kept = 0;

    if (strcmp(err->sqlstate, "55P03") == 0)
        return hd_error_hint(err, "Planning needs a lock that a session holds or waits for.");
    if (strcmp(err->sqlstate, "42601") != 0)
        return err;
    hd_error_free(kept_bytes(conn, &kept));
    if ((int64_t)strlen(session->query) + UTF8_BYTES < kept)
        return hd_error_hint(err, "This kind of statement has no plan.");
    return hd_error_hint(err,
                         "The server keeps only the first %lld bytes of a statement "
                         "(track_activity_query_size).",
                         (long long)kept);
}

hd_error *hd_plan_lines(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                        const hd_session *session, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_target target = {0};
    hd_conn *conn = NULL;
    hd_rows *rows = NULL;

    HD_TRY(hd_session_target(scratch, loop, config, "top", &target));
    target.dbname = session->database;
    target.connect_budget_ms = 0;
    HD_TRY(hd_session_open_target(scratch, loop, config, &target, &conn));
    hd_error *err = ask(scratch, conn, session, true, &rows);
    if (err != NULL && strcmp(err->sqlstate, "42501") == 0) {
        /* Not a member of the role, or the role may not: then as who we are. */
        hd_error_free(err);
        HD_TRY(hd_exec(conn, "ROLLBACK"));
        err = ask(scratch, conn, session, false, &rows);
    }
    if (err != NULL)
        return explain_error(conn, session, err);
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, ret, hd_strdup(ctx, hd_rows_text_or(rows, i, 0, "")));
    return NULL;
}
