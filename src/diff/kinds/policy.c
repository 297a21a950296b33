/* Row security policies. An expression can be changed, but not be taken away. */
#include "catalog/print.h"
#include "diff/rule.h"
#include "parse/quote.h"

static bool loses(const hd_change *change, const char *attribute)
{
    return hd_fact_text(change->old, attribute) != NULL &&
           hd_fact_text(change->new, attribute) == NULL;
}

static hd_verdict judge(const hd_change *change)
{
    if (loses(change, "using") || loses(change, "check"))
        return HD_REPLACE;
    return hd_change_judge(change, &hd_rule_policy);
}

static void alter(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    hd_strings roles = hd_fact_list(scratch, change->new, "roles");

    hd_buf_addf(out, "ALTER POLICY %s ON %s", hd_sql_ident(scratch, change->new->name),
                change->new->parent->identity);
    if (hd_change_differs(change, "roles")) {
        hd_buf_add(out, " TO ");
        hd_print_list(out, &roles);
        if (roles.count == 0)
            hd_buf_add(out, "PUBLIC");
    }
    if (hd_change_differs(change, "using"))
        hd_buf_addf(out, " USING (%s)", hd_fact_text(change->new, "using"));
    if (hd_change_differs(change, "check"))
        hd_buf_addf(out, " WITH CHECK (%s)", hd_fact_text(change->new, "check"));
    hd_buf_add(out, ";\n");
}

const hd_rule hd_rule_policy = {
    .in_place = (const char *const[]){"roles", "using", "check", NULL},
    .judge = judge,
    .alter = alter,
};
