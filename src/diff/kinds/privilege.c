/* Privileges: the difference between two lists. */
#include "catalog/grant.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    hd_print_privilege(out, change->new, hd_fact_text(change->old, "privileges"),
                       hd_fact_text(change->new, "privileges"));
}

static void drop(hd_buf *out, const hd_change *change)
{
    hd_print_privilege(out, change->old, hd_fact_text(change->old, "privileges"),
                       hd_fact_text(change->old, "default"));
}

const hd_rule hd_rule_privilege = {
    .in_place = (const char *const[]){"privileges", "default", NULL},
    .alter = alter,
    .drop = drop,
};
