#include "tune/suggest.h"

#include "base/buf.h"
#include "base/text.h"
#include "parse/quote.h"
#include "sql.h"

/* A gain below this is within the error of the planner's estimates. */
static const double least_gain = 0.1;

static const char *create_sql(TALLOC_CTX *ctx, const hd_candidate *candidate, bool concurrently)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_addf(out, "CREATE INDEX %sON %s (", concurrently ? "CONCURRENTLY " : "",
                hd_sql_qualified(scratch, candidate->schema, candidate->table));
    for (size_t i = 0; i < candidate->columns.count; i++)
        hd_buf_addf(out, "%s%s", i == 0 ? "" : ", ",
                    hd_sql_ident(scratch, candidate->columns.items[i]));
    hd_buf_add_char(out, ')');
    return out->data;
}

/* hypopg's schema, quoted; NULL when it is not installed. */
static hd_error *find_hypopg(TALLOC_CTX *ctx, hd_conn *conn, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn,
                    "SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension AS e "
                    "JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace "
                    "WHERE e.extname = 'hypopg'",
                    0, NULL, &rows));
    *ret = hd_rows_count(rows) == 0 ? NULL : hd_rows_copy(ctx, rows, 0, 0);
    return NULL;
}

/* *ret is false for what cannot be made, is there, or begins an index that is there. */
static hd_error *check(hd_conn *conn, const hd_candidate *candidate, bool *ret, int64_t *bytes)
{
    HD_SCRATCH(scratch);
    const char *const params[] = {
        candidate->schema, candidate->table,
        hd_sql_array(scratch, candidate->columns.items, candidate->columns.count),
        hd_sql_array(scratch, candidate->as_text.items, candidate->as_text.count)};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_tune_suggest_check, HD_COUNT(params), params, &rows));
    *ret = hd_rows_count(rows) == 1 && hd_rows_bool(rows, 0, 0) && hd_rows_text(rows, 0, 1) == NULL;
    *bytes = *ret ? hd_rows_int(rows, 0, 2) : 0;
    return NULL;
}

static void find_hypothetical(const hd_plan_node *node, void *arg)
{
    if (node->index != NULL && *node->index == '<')
        *(bool *)arg = true;
}

/* The cost of the statement if the index were there; that without it when it would not be used. */
static hd_error *try_it(hd_conn *conn, const hd_explain_request *request, const char *hypopg,
                        const hd_candidate *candidate, double without, double *ret)
{
    HD_SCRATCH(scratch);
    hd_explanation *explanation = NULL;
    bool used = false;
    const char *const params[] = {create_sql(scratch, candidate, false)};

    HD_TRY(hd_query(scratch, conn, hd_printf(scratch, "SELECT %s.hypopg_create_index($1)", hypopg),
                    HD_COUNT(params), params, NULL));
    hd_error *err = hd_explain(scratch, conn, request, &explanation);
    hd_error *unsaid = hd_conn_is_open(conn)
                           ? hd_query(scratch, conn,
                                      hd_printf(scratch, "SELECT %s.hypopg_reset()", hypopg), 0,
                                      NULL, NULL)
                           : NULL;
    if (err != NULL) {
        hd_error_free(unsaid);
        return err;
    }
    HD_TRY(unsaid);
    hd_plan_walk(explanation->plan->root, find_hypothetical, &used);
    *ret = used ? explanation->plan->root->total_cost : without;
    return NULL;
}

static int compare(const void *a, const void *b)
{
    const hd_suggestion *left = a;
    const hd_suggestion *right = b;

    return (left->cost > right->cost) - (left->cost < right->cost);
}

static hd_error *judge(hd_suggestions *into, hd_conn *conn, const hd_explain_request *request,
                       const char *hypopg, const hd_candidate *candidate)
{
    hd_suggestion suggestion = {.why = candidate->why, .cost = -1};
    bool possible = false;

    HD_TRY(check(conn, candidate, &possible, &suggestion.table_bytes));
    if (!possible)
        return NULL;
    if (hypopg != NULL) {
        HD_TRY(try_it(conn, request, hypopg, candidate, into->cost, &suggestion.cost));
        if (suggestion.cost > into->cost * (1 - least_gain))
            return NULL;
    }
    suggestion.sql = create_sql(into, candidate, true);
    hd_vec_push(into, &into->items, suggestion);
    return NULL;
}

hd_error *hd_suggest(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_suggestions **ret)
{
    HD_SCRATCH(scratch);
    hd_suggestions *into = hd_new(scratch, hd_suggestions);
    hd_explanation *explanation = NULL;
    hd_candidates candidates = {0};
    const char *hypopg = NULL;

    HD_TRY(hd_explain(scratch, conn, request, &explanation));
    HD_TRY(find_hypopg(scratch, conn, &hypopg));
    into->proved = hypopg != NULL;
    into->cost = explanation->plan->root->total_cost;
    hd_candidates_find(scratch, explanation->plan, &candidates);
    for (size_t i = 0; i < candidates.count; i++)
        HD_TRY(judge(into, conn, request, hypopg, &candidates.items[i]));
    if (into->proved && into->items.count > 1)
        qsort(into->items.items, into->items.count, sizeof(*into->items.items), compare);
    *ret = talloc_steal(ctx, into);
    return NULL;
}
