/* Partitions: a table that is attached or detached keeps its rows. */
#include "diff/aside.h"
#include "diff/rebuild.h"
#include "diff/rule.h"

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);
    const char *above = hd_fact_text(change->old, "partition_of");

    for (size_t i = 0; i < change->old->edge_count; i++) {
        const hd_fact *table = change->old->edges[i].to;
        if (hd_rebuild_leaves_aside(change->diff, change->old, table))
            above = hd_aside_identity(scratch, change->diff, table->schema, table->name);
    }
    hd_buf_addf(out, "ALTER TABLE %s DETACH PARTITION %s;\n", above, change->old->parent->identity);
}

const hd_rule hd_rule_attachment = {.drop = drop};
