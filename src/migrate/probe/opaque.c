/* Statements of which nothing can be seen from outside: CALL, DO, subscriptions. */
#include "migrate/probe/probe.h"

hd_error *hd_probe_opaque(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                          hd_probe_result *ret)
{
    (void)conn;
    ret->verdict = begun ? HD_PROBE_UNKNOWN : HD_PROBE_AGAIN;
    ret->finding = hd_printf(ctx, "nothing shows from outside whether %s was done",
                             facts->tag == NULL ? "it" : facts->tag);
    return NULL;
}
