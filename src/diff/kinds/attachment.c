/* Partitions: a table that is attached or detached keeps its rows. */
#include "diff/rebuild.h"
#include "diff/rule.h"

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "ALTER TABLE %s DETACH PARTITION %s;\n",
                hd_rebuild_name_above(scratch, change, hd_fact_text(change->old, "partition_of")),
                change->old->parent->identity);
}

const hd_rule hd_rule_attachment = {.drop = drop};
