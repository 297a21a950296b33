/* Which column a sequence belongs to. */
#include "catalog/ddl.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "ALTER SEQUENCE %s OWNED BY NONE;\n", change->old->parent->identity);
}

static bool endures(const hd_change *change, const hd_fact *disturbed)
{
    (void)change;
    (void)disturbed;
    return true;
}

const hd_rule hd_rule_owned_by = {
    .in_place = (const char *const[]){"owning_table", "owning_column", NULL},
    .alter = alter,
    .drop = drop,
    .endures = endures,
};
