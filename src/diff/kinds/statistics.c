/* Extended statistics. */
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "ALTER STATISTICS %s SET STATISTICS %lld;\n", change->new->identity,
                (long long)hd_fact_int(change->new, "target", -1));
}

static bool endures(const hd_change *change, const hd_fact *disturbed)
{
    (void)change;
    (void)disturbed;
    return true;
}

const hd_rule hd_rule_statistics = {
    .in_place = (const char *const[]){"target", NULL},
    .alter = alter,
    .endures = endures,
};
