/*
 * Extended statistics. When the type of a column changes the server makes them anew itself, but
 * with neither owner nor target, so that it is not left to it.
 */
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "ALTER STATISTICS %s SET STATISTICS %lld;\n", change->new->identity,
                (long long)hd_fact_int(change->new, "target", -1));
}

const hd_rule hd_rule_statistics = {
    .in_place = (const char *const[]){"target", NULL},
    .alter = alter,
};
