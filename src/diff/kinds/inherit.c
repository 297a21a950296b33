/* Inheritance: rows stay where they are. */
#include "diff/rebuild.h"
#include "diff/rule.h"

static void create(hd_buf *out, const hd_change *change, const struct hd_ddl *ddl)
{
    HD_SCRATCH(scratch);

    (void)ddl;
    hd_buf_addf(out, "%s INHERIT %s;\n", hd_alter_prefix(scratch, change->new->parent, false),
                change->new->name);
}

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "%s NO INHERIT %s;\n", hd_alter_prefix(scratch, change->old->parent, false),
                hd_rebuild_name_above(scratch, change, change->old->name));
}

const hd_rule hd_rule_inherit = {.create = create, .drop = drop};
