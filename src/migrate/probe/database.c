/* CREATE DATABASE and DROP DATABASE: the catalog tells; a half-dropped one is dropped. */
#include "migrate/probe/probe.h"
#include "parse/quote.h"
#include "sql.h"

hd_error *hd_probe_database(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                            hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;
    bool creates = facts->special == HD_SQL_CREATE_DATABASE;

    if (!begun || facts->name == NULL)
        return NULL;
    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_probe_database, 1, &facts->name, &rows));
    bool exists = hd_rows_count(rows) > 0;
    bool broken = exists && hd_rows_bool(rows, 0, 0);
    if (creates && broken)
        hd_vec_push(ctx, &ret->repairs,
                    hd_printf(ctx, "DROP DATABASE %s", hd_sql_ident(scratch, facts->name)));
    else if (exists == creates)
        ret->verdict = HD_PROBE_DONE;
    ret->finding = hd_printf(ctx, "database \"%s\" is %s", facts->name,
                             broken   ? "half dropped"
                             : exists ? "there"
                                      : "not there");
    return NULL;
}
