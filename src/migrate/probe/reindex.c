/* REINDEX CONCURRENTLY: its unfinished copies are dropped, then it is sent again. */
#include "migrate/probe/probe.h"
#include "sql.h"

hd_error *hd_probe_reindex(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                           hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    (void)facts;
    if (!begun)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_probe_reindex_leftovers, 0, NULL, &rows));
    for (size_t i = 0; i < hd_rows_count(rows); i++)
        hd_vec_push(ctx, &ret->repairs,
                    hd_printf(ctx, "DROP INDEX CONCURRENTLY %s", hd_rows_text(rows, i, 0)));
    ret->finding = hd_printf(ctx, "%zu unfinished copies were left", hd_rows_count(rows));
    return NULL;
}
