/* Statements that may be sent twice without harm: VACUUM, CLUSTER, ALTER SYSTEM. */
#include "migrate/probe/probe.h"

hd_error *hd_probe_repeatable(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                              hd_probe_result *ret)
{
    (void)conn;
    (void)begun;
    ret->verdict = HD_PROBE_AGAIN;
    ret->finding = hd_printf(ctx, "%s may be run again", facts->tag);
    return NULL;
}
