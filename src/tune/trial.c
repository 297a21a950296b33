#include "tune/trial.h"

hd_error *hd_trial_find(TALLOC_CTX *ctx, hd_conn *conn, const char **ret)
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

static void find_hypothetical(const hd_plan_node *node, void *arg)
{
    if (node->index != NULL && *node->index == '<')
        *(bool *)arg = true;
}

static hd_error *imagine(hd_conn *conn, const char *hypopg, const hd_strings *indexes)
{
    HD_SCRATCH(scratch);
    const char *sql = hd_printf(scratch, "SELECT %s.hypopg_create_index($1)", hypopg);

    for (size_t i = 0; i < indexes->count; i++)
        HD_TRY(hd_query(scratch, conn, sql, 1, &indexes->items[i], NULL));
    return NULL;
}

hd_error *hd_trial(hd_conn *conn, const hd_explain_request *request, const char *hypopg,
                   const hd_strings *indexes, double *ret)
{
    HD_SCRATCH(scratch);
    hd_explanation *explanation = NULL;
    bool used = false;

    hd_error *err = imagine(conn, hypopg, indexes);
    if (err == NULL)
        err = hd_explain(scratch, conn, request, &explanation);
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
    *ret = used ? explanation->plan->root->total_cost : -1;
    return NULL;
}
