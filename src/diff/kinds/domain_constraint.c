/* CHECK constraints of domains. */
#include "diff/rule.h"
#include "parse/quote.h"

static hd_verdict judge(const hd_change *change)
{
    if (hd_change_differs(change, "not_valid") && hd_fact_bool(change->new, "not_valid"))
        return HD_REPLACE;
    return hd_change_judge(change, &hd_rule_domain_constraint);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "ALTER DOMAIN %s VALIDATE CONSTRAINT %s;\n", change->new->parent->identity,
                hd_sql_ident(scratch, change->new->name));
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "ALTER DOMAIN %s DROP CONSTRAINT %s;\n", change->old->parent->identity,
                hd_sql_ident(scratch, change->old->name));
}

const hd_rule hd_rule_domain_constraint = {
    .in_place = (const char *const[]){"not_valid", NULL},
    .judge = judge,
    .alter = alter,
    .drop = drop,
};
