/* What tables log of the old row. */
#include "catalog/ddl.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_addf(out, "ALTER TABLE %s REPLICA IDENTITY DEFAULT;\n", change->old->parent->identity);
}

const hd_rule hd_rule_replica_identity = {
    .in_place = (const char *const[]){"identity", "index", NULL},
    .alter = alter,
    .drop = drop,
};
