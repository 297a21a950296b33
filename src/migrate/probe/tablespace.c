/* CREATE TABLESPACE and DROP TABLESPACE: the catalog tells. */
#include "migrate/probe/probe.h"
#include "sql.h"

hd_error *hd_probe_tablespace(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                              hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    if (!begun || facts->name == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_probe_tablespace, 1, &facts->name, &rows));
    bool exists = hd_rows_count(rows) > 0;
    if (exists == (facts->special == HD_SQL_CREATE_TABLESPACE))
        ret->verdict = HD_PROBE_DONE;
    ret->finding = hd_printf(ctx, "tablespace \"%s\" is %s", facts->name,
                             exists ? "there" : "not there");
    return NULL;
}
