/*
 * CREATE INDEX CONCURRENTLY. A build that died leaves an index that is not valid: it
 * costs every write and serves no query, IF NOT EXISTS takes it for the real one, and
 * its name is taken. It is dropped before the build is sent again.
 */
#include "migrate/probe/probe.h"
#include "sql.h"

enum {
    COLUMN_NAME,
    COLUMN_VALID,
    COLUMN_BEING_BUILT,
    COLUMN_UNIQUE,
    COLUMN_CONSTRAINT,
    COLUMN_ON_TABLE
};

static void judge(TALLOC_CTX *ctx, const hd_rows *rows, size_t row, const hd_sql_facts *facts,
                  bool begun, hd_probe_result *ret)
{
    const char *name = hd_rows_text(rows, row, COLUMN_NAME);
    bool alike = hd_rows_bool(rows, row, COLUMN_ON_TABLE) &&
                 hd_rows_bool(rows, row, COLUMN_UNIQUE) == facts->unique;

    if (hd_rows_bool(rows, row, COLUMN_BEING_BUILT)) {
        ret->verdict = HD_PROBE_CONFLICT;
        ret->finding = hd_printf(ctx, "another session is building index %s", name);
    } else if (!hd_rows_bool(rows, row, COLUMN_VALID)) {
        hd_vec_push(ctx, &ret->repairs, hd_printf(ctx, "DROP INDEX CONCURRENTLY %s", name));
        ret->finding = hd_printf(ctx, "index %s was left half built", name);
    } else if (begun && alike) {
        ret->verdict = HD_PROBE_DONE;
        ret->finding = hd_printf(ctx, "index %s is there and valid", name);
    } else if (begun) {
        ret->verdict = HD_PROBE_CONFLICT;
        ret->finding = hd_printf(ctx, "another index is called %s", name);
    } /* else the server decides: an error, or IF NOT EXISTS */
}

hd_error *hd_probe_create_index(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts,
                                bool begun, hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    const char *params[] = {facts->table, facts->name, facts->schema};
    hd_rows *rows = NULL;

    HD_TRY(hd_query(scratch, conn, hd_sql_migrate_probe_index, HD_COUNT(params), params, &rows));
    ret->finding = "no index was left";
    for (size_t i = 0; i < hd_rows_count(rows) && ret->verdict == HD_PROBE_AGAIN; i++)
        judge(ctx, rows, i, facts, begun, ret);
    return NULL;
}
