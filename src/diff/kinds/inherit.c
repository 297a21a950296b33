/* Inheritance: rows stay where they are. */
#include "diff/aside.h"
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

    const char *above = change->old->name;

    for (size_t i = 0; i < change->old->edge_count; i++) {
        const hd_fact *table = change->old->edges[i].to;
        if (hd_rebuild_leaves_aside(change->diff, change->old, table))
            above = hd_aside_identity(scratch, change->diff, table->schema, table->name);
    }
    hd_buf_addf(out, "%s NO INHERIT %s;\n", hd_alter_prefix(scratch, change->old->parent, false),
                above);
}

const hd_rule hd_rule_inherit = {.create = create, .drop = drop};
