/* Domains. */
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const char *value = hd_fact_text(change->new, "default");
    const char *domain = change->new->identity;

    if (hd_change_differs(change, "default") && value != NULL)
        hd_buf_addf(out, "ALTER DOMAIN %s SET DEFAULT %s;\n", domain, value);
    else if (hd_change_differs(change, "default"))
        hd_buf_addf(out, "ALTER DOMAIN %s DROP DEFAULT;\n", domain);
    if (hd_change_differs(change, "not_null"))
        hd_buf_addf(out, "ALTER DOMAIN %s %s NOT NULL;\n", domain,
                    hd_fact_bool(change->new, "not_null") ? "SET" : "DROP");
}

static void set_aside(hd_buf *out, const hd_change *change, const char *name)
{
    hd_buf_addf(out, "ALTER DOMAIN %s RENAME TO %s;\n", change->old->identity, name);
}

/* Its default may need something else from now on; its type is another domain then. */
static hd_verdict on_loss(const hd_change *change, const hd_fact *lost)
{
    return lost->kind->classid != hd_kind_domain.classid && hd_change_differs(change, "default")
               ? HD_ALTER
               : HD_REPLACE;
}

const hd_rule hd_rule_domain = {
    .in_place = (const char *const[]){"default", "not_null", NULL},
    .alter = alter,
    .set_aside = set_aside,
    .on_loss = on_loss,
};
