/* Materialized views. A new definition needs a new one, which is filled in the end. */
#include "diff/listing.h"
#include "parse/quote.h"

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *alter = hd_alter_prefix(scratch, change->new, false);
    const char *tablespace = hd_fact_text(change->new, "tablespace");
    const char *method = hd_fact_text(change->new, "access_method");

    if (hd_change_differs(change, "access_method"))
        hd_buf_addf(out, "%s SET ACCESS METHOD %s;\n", alter,
                    method == NULL ? "heap" : hd_sql_ident(scratch, method));
    if (hd_change_differs(change, "tablespace"))
        hd_buf_addf(out, "%s SET TABLESPACE %s;\n", alter,
                    tablespace == NULL ? "pg_default" : hd_sql_ident(scratch, tablespace));
    hd_change_storage(out, change, "options", alter, "");
}

static hd_verdict judge(const hd_change *change)
{
    return hd_access_method_is_fixed(change) ? HD_REPLACE
                                             : hd_change_judge(change, &hd_rule_materialized_view);
}

static void fill(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "REFRESH MATERIALIZED VIEW %s;\n", change->new->identity);
}

const hd_rule hd_rule_materialized_view = {
    .in_place = (const char *const[]){"access_method", "tablespace", "options", NULL},
    .judge = judge,
    .alter = alter,
    .fill = fill,
    .afterwards = hd_listing_replace,
};
