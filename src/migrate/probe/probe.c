#include "migrate/probe/probe.h"

static const struct {
    hd_sql_special special;
    hd_probe_fn *look;
} probes[] = {
    {HD_SQL_CREATE_INDEX_CONCURRENTLY, hd_probe_create_index},
    {HD_SQL_DROP_INDEX_CONCURRENTLY, hd_probe_drop_index},
    {HD_SQL_REINDEX_CONCURRENTLY, hd_probe_reindex},
    {HD_SQL_DETACH_CONCURRENTLY, hd_probe_detach},
    {HD_SQL_CREATE_DATABASE, hd_probe_database},
    {HD_SQL_DROP_DATABASE, hd_probe_database},
    {HD_SQL_CREATE_TABLESPACE, hd_probe_tablespace},
    {HD_SQL_DROP_TABLESPACE, hd_probe_tablespace},
    {HD_SQL_VACUUM, hd_probe_repeatable},
    {HD_SQL_CLUSTER_ALL, hd_probe_repeatable},
    {HD_SQL_ALTER_SYSTEM, hd_probe_repeatable},
};

static hd_error *ask_user_probe(TALLOC_CTX *ctx, hd_conn *conn, const char *sql,
                                hd_probe_result *ret)
{
    HD_SCRATCH(scratch);
    hd_rows *rows = NULL;

    HD_TRY(hd_error_wrap(hd_query(scratch, conn, sql, 0, NULL, &rows), "while running the probe"));
    bool done = hd_rows_count(rows) > 0 && hd_rows_columns(rows) > 0 && hd_rows_bool(rows, 0, 0);
    ret->verdict = done ? HD_PROBE_DONE : HD_PROBE_AGAIN;
    ret->finding = hd_printf(ctx, "its probe says that it is %sdone", done ? "" : "not ");
    return NULL;
}

hd_error *hd_probe_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts,
                        const char *user_probe, bool begun, hd_probe_result *ret)
{
    *ret = (hd_probe_result){.verdict = HD_PROBE_AGAIN};
    if (user_probe != NULL)
        return begun ? ask_user_probe(ctx, conn, user_probe, ret) : NULL;
    for (size_t i = 0; i < HD_COUNT(probes); i++)
        if (probes[i].special == facts->special)
            return probes[i].look(ctx, conn, facts, begun, ret);
    return hd_probe_opaque(ctx, conn, facts, begun, ret);
}
