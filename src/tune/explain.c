/*
 * A plan for any values of parameters is asked for by GENERIC_PLAN from PostgreSQL 16 on. Before,
 * the statement is prepared, and executed with NULLs under force_generic_plan: all is as there,
 * except that partitions are already left out by those NULLs, so that is switched off.
 */
#include "tune/explain.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/text.h"
#include "parse/lex.h"
#include "parse/tree.h"

enum { MOST_PARAMS = 1000, VERSION_GENERIC_PLAN = 160000, LONGEST_LOCK_MS = 5000 };

#define READ_ONLY_TRANSACTION "25006"
#define INDETERMINATE_TYPE    "42P18"
#define SYNTAX_ERROR          "42601"

unsigned hd_explain_params(const char *sql)
{
    hd_lexer lexer = hd_lex(sql, strlen(sql));
    unsigned long highest = 0;

    for (hd_token token = hd_lex_next(&lexer);
         token.kind != HD_TOKEN_END && token.kind != HD_TOKEN_BROKEN; token = hd_lex_next(&lexer)) {
        unsigned long number = token.kind == HD_TOKEN_PARAM
                                   ? strtoul(sql + token.start + 1, NULL, 10)
                                   : 0;
        highest = number > highest ? number : highest;
    }
    return highest > MOST_PARAMS ? MOST_PARAMS + 1 : (unsigned)highest;
}

/* Positions are those of what was sent; what stands before the statement is taken off. */
static hd_error *place(hd_error *err, const char *prefix)
{
    size_t before = prefix == NULL ? 0 : strlen(prefix);

    if (err == NULL)
        return NULL;
    err->sql_position = err->sql_position > before ? err->sql_position - before : 0;
    if (strcmp(err->sqlstate, INDETERMINATE_TYPE) == 0)
        return hd_error_hint(err, "Say its type: $1::text.");
    return err;
}

/* EXPLAIN with its options; for one that is executed, with what only then can be told. */
static const char *explain_words(bool analyze, bool generic)
{
    if (analyze)
        return "EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS, ANALYZE, BUFFERS) ";
    return generic ? "EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS, GENERIC_PLAN) "
                   : "EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS) ";
}

static hd_error *no_plan(void)
{
    return hd_error_hint(hd_error_new(HD_USAGE, "the server has no plan for this statement"),
                         "SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, CREATE TABLE AS, EXECUTE "
                         "and DECLARE have one; the word EXPLAIN is not wanted.");
}

/* Values go as parameters of the protocol; the statement stays one statement whatever it holds. */
static hd_error *ask(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     const char *words, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const char *sql = hd_printf(scratch, "%s%s", words, request->sql);

    HD_TRY(place(hd_query(ctx, conn, sql, request->values->count, request->values->items, ret),
                 words));
    return hd_rows_count(*ret) == 1 ? NULL : no_plan();
}

/* PREPARE goes by the extended protocol: it proves that it is one statement. */
static hd_error *prepare(hd_conn *conn, const hd_explain_request *request)
{
    static const char prefix[] = "PREPARE howdah_explain AS ";
    HD_SCRATCH(scratch);
    const char *sql = hd_printf(scratch, "%s%s", prefix, request->sql);

    return place(hd_query(scratch, conn, sql, 0, NULL, NULL), prefix);
}

static hd_error *ask_generic(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                             unsigned params, hd_rows **ret)
{
    HD_SCRATCH(scratch);
    const char *words = explain_words(false, true);
    hd_buf *nulls = hd_buf_new(scratch);
    hd_error *err = NULL;

    HD_TRY(prepare(conn, request));
    if (hd_conn_server_version(conn) >= VERSION_GENERIC_PLAN) {
        err = place(
            hd_query_script(ctx, conn, hd_printf(scratch, "%s%s", words, request->sql), ret),
            words);
    } else {
        for (unsigned i = 0; i < params; i++)
            hd_buf_add(nulls, i == 0 ? "NULL" : ", NULL");
        HD_TRY(hd_exec(conn, "SET LOCAL plan_cache_mode = force_generic_plan; "
                             "SET LOCAL enable_partition_pruning = off"));
        err = place(hd_query(ctx, conn,
                             hd_printf(scratch, "%sEXECUTE howdah_explain(%s)",
                                       explain_words(false, false), nulls->data),
                             0, NULL, ret),
                    NULL);
    }
    return err != NULL ? err : hd_exec(conn, "DEALLOCATE howdah_explain");
}

static hd_error *begin(hd_conn *conn, const hd_explain_request *request, bool read_only)
{
    HD_SCRATCH(scratch);

    return hd_exec(conn,
                   hd_printf(scratch,
                             "BEGIN%s; SET LOCAL statement_timeout = %" PRIu64
                             "; SET LOCAL lock_timeout = %d",
                             read_only ? " READ ONLY" : "", request->timeout_ms, LONGEST_LOCK_MS));
}

static hd_error *roll_back(hd_conn *conn, hd_error *err)
{
    if (!hd_conn_is_open(conn))
        return err;
    hd_error *unsaid = hd_exec(conn, "ROLLBACK");
    if (err == NULL)
        return unsaid;
    hd_error_free(unsaid);
    return err;
}

static hd_error *ask_in_transaction(TALLOC_CTX *ctx, hd_conn *conn,
                                    const hd_explain_request *request, const char *words,
                                    unsigned params, bool read_only, hd_rows **ret)
{
    HD_TRY(begin(conn, request, read_only));
    return roll_back(conn, words == NULL ? ask_generic(ctx, conn, request, params, ret)
                                         : ask(ctx, conn, request, words, ret));
}

static hd_error *read_answer(hd_explanation *into, const hd_rows *rows)
{
    into->json = hd_rows_copy(into, rows, 0, 0);
    TALLOC_FREE(into->plan);
    return into->json == NULL ? no_plan()
                              : hd_plan_parse(into, into->json, strlen(into->json), &into->plan);
}

/* The plan alone: as it is for the values, or for any values. */
static hd_error *look(hd_conn *conn, const hd_explain_request *request, unsigned params,
                      hd_explanation *into)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    into->generic = params > request->values->count;
    const char *words = into->generic ? NULL : explain_words(false, false);
    HD_TRY(ask_in_transaction(scratch, conn, request, words, params, true, &rows));
    return read_answer(into, rows);
}

static hd_error *run(hd_conn *conn, const hd_explain_request *request, hd_explanation *into)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    const char *words = explain_words(true, false);

    into->rolled_back = hd_plan_writes(into->plan);
    hd_error *err = ask_in_transaction(scratch, conn, request, words, 0, !into->rolled_back, &rows);
    /* A function in it writes, which its plan does not show. */
    if (err != NULL && !into->rolled_back && strcmp(err->sqlstate, READ_ONLY_TRANSACTION) == 0) {
        hd_error_free(err);
        into->rolled_back = true;
        err = ask_in_transaction(scratch, conn, request, words, 0, false, &rows);
    }
    HD_TRY(err);
    return read_answer(into, rows);
}

static hd_error *check_values(const hd_explain_request *request, unsigned params)
{
    if (params > MOST_PARAMS)
        return hd_error_new(HD_USAGE, "the statement has more than %d parameters", MOST_PARAMS);
    if (request->values->count > 0 && request->values->count != params)
        return hd_error_new(HD_USAGE, "the statement has %u parameter%s, and %zu value%s given",
                            params, params == 1 ? "" : "s", request->values->count,
                            request->values->count == 1 ? " is" : "s are");
    if (request->analyze && request->values->count < params)
        return hd_error_hint(hd_error_new(HD_USAGE, "the statement has parameters without values"),
                             "To run it, give each its value: --param VALUE, in the order of $1, "
                             "$2 ...; without --analyze the plan for any values is shown.");
    return NULL;
}

static void see_statement(const hd_tree *statement, void *arg)
{
    static const char *const with_plan[] = {"SelectStmt",  "InsertStmt",       "UpdateStmt",
                                            "DeleteStmt",  "MergeStmt",        "CreateTableAsStmt",
                                            "ExecuteStmt", "DeclareCursorStmt"};
    bool has_plan = false;

    for (size_t i = 0; i < HD_COUNT(with_plan); i++)
        has_plan = has_plan || hd_tree_is(statement, with_plan[i]);
    *(bool *)arg = !has_plan;
}

/* "syntax error", says the server where EXPLAIN stands before a statement that has no plan. */
static hd_error *explained(const hd_explain_request *request, hd_error *err)
{
    bool other = false;

    if (err == NULL || (*err->sqlstate != '\0' && strcmp(err->sqlstate, SYNTAX_ERROR) != 0) ||
        !hd_tree_parse(request->sql, strlen(request->sql), see_statement, &other) || !other)
        return err;
    hd_error_free(err);
    return no_plan();
}

hd_error *hd_explain(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_explanation **ret)
{
    HD_SCRATCH(scratch);
    hd_explanation *into = hd_new(scratch, hd_explanation);
    unsigned params = hd_explain_params(request->sql);

    HD_TRY(check_values(request, params));
    HD_TRY(explained(request, look(conn, request, params, into)));
    if (request->analyze)
        HD_TRY(run(conn, request, into));
    *ret = talloc_steal(ctx, into);
    return NULL;
}
