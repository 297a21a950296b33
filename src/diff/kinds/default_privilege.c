/* Default privileges: the difference between two lists. */
#include "catalog/grant.h"
#include "diff/rule.h"
#include "parse/quote.h"

static void print(hd_buf *out, const hd_fact *fact, const char *from, const char *to)
{
    HD_SCRATCH(scratch);
    hd_buf *prefix = hd_buf_new(scratch);

    hd_buf_addf(prefix, "ALTER DEFAULT PRIVILEGES FOR ROLE %s ", hd_fact_text(fact, "for_role"));
    if (fact->schema != NULL)
        hd_buf_addf(prefix, "IN SCHEMA %s ", hd_sql_ident(scratch, fact->schema));
    hd_print_grant_change(out, from, to, prefix->data, hd_fact_text(fact, "object_type"),
                          hd_fact_text(fact, "grantee"), "");
}

static void alter(hd_buf *out, const hd_change *change)
{
    print(out, change->new, hd_fact_text(change->old, "privileges"),
          hd_fact_text(change->new, "privileges"));
}

static void drop(hd_buf *out, const hd_change *change)
{
    print(out, change->old, hd_fact_text(change->old, "privileges"),
          hd_fact_text(change->old, "default"));
}

const hd_rule hd_rule_default_privilege = {
    .in_place = (const char *const[]){"privileges", "default", NULL},
    .alter = alter,
    .drop = drop,
};
