/* Owners. There always is one, so nothing is done when a side does not say. */
#include "base/text.h"
#include "catalog/ddl.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    const char *role = hd_fact_text(change->new, "role");

    if (!hd_text_equal(role, change->diff->options.to_owner))
        (void)hd_ddl_create(out, change->new, ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    (void)out;
    (void)change;
}

const hd_rule hd_rule_owner = {
    .in_place = (const char *const[]){"role", NULL},
    .alter = alter,
    .create = create,
    .drop = drop,
};
