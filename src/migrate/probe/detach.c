/* ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY: one that died is ended by FINALIZE. */
#include "migrate/probe/probe.h"
#include "parse/quote.h"
#include "sql.h"

hd_error *hd_probe_detach(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                          hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    const char *partition = hd_sql_qualified(scratch, facts->schema, facts->name);
    const char *params[] = {facts->table, partition};
    hd_rows *rows = NULL;

    HD_TRY(
        hd_query(scratch, conn, hd_sql_migrate_probe_partition, HD_COUNT(params), params, &rows));
    if (hd_rows_count(rows) == 0) {
        ret->verdict = begun ? HD_PROBE_DONE : HD_PROBE_AGAIN;
        ret->finding = hd_printf(ctx, "%s is detached", partition);
    } else if (hd_rows_bool(rows, 0, 1)) {
        hd_vec_push(
            ctx, &ret->repairs,
            hd_printf(ctx, "ALTER TABLE %s DETACH PARTITION %s FINALIZE", facts->table, partition));
        ret->verdict = HD_PROBE_DONE;
        ret->finding = hd_printf(ctx, "the detaching of %s was not finished", partition);
    }
    return NULL;
}
