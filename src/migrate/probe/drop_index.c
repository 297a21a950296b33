/* DROP INDEX CONCURRENTLY. One that died leaves the index not valid; it is simply sent again. */
#include "migrate/probe/probe.h"
#include "sql.h"

hd_error *hd_probe_drop_index(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                              hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    const char *params[] = {facts->schema, facts->name};
    hd_rows *rows = NULL;

    if (!begun || facts->name == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_probe_relation, HD_COUNT(params), params, &rows));
    bool exists = hd_rows_bool(rows, 0, 0);
    ret->verdict = exists ? HD_PROBE_AGAIN : HD_PROBE_DONE;
    ret->finding = hd_printf(ctx, "index \"%s\" is %s", facts->name,
                             exists ? "still there" : "gone");
    return NULL;
}
