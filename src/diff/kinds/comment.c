/* Comments. */
#include "catalog/ddl.h"
#include "diff/rule.h"

static void alter(hd_buf *out, const hd_change *change)
{
    const struct hd_ddl ddl = {0};

    (void)hd_ddl_create(out, change->new, &ddl);
}

static void drop(hd_buf *out, const hd_change *change)
{
    hd_buf_add(out, "COMMENT ON ");
    hd_ddl_reference(out, change->old->parent);
    hd_buf_add(out, " IS NULL;\n");
}

const hd_rule hd_rule_comment = {
    .in_place = (const char *const[]){"text", NULL},
    .alter = alter,
    .drop = drop,
};
