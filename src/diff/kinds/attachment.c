/* Partitions: a table that is attached or detached keeps its rows. */
#include "diff/rebuild.h"
#include "diff/rule.h"

/* The first version in which NOT NULL goes from a table without that of its partitions. */
enum { NOT_NULL_OF_THEIR_OWN = 180000 };

static void drop(hd_buf *out, const hd_change *change)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "ALTER TABLE %s DETACH PARTITION %s;\n",
                hd_rebuild_name_above(scratch, change, hd_fact_text(change->old, "partition_of")),
                change->old->parent->identity);
}

/* Whether the column loses NOT NULL in a table above, at any height. */
static bool loses_not_null(const hd_diff *diff, const hd_fact *partition, const hd_fact *column)
{
    for (const hd_fact *above = hd_table_above(partition); above != NULL;
         above = hd_table_above(above)) {
        const hd_fact *old = hd_fact_child(above, &hd_kind_column, column->name);
        const hd_fact *new = old == NULL ? NULL : diff->new_of[old->index];
        if (new != NULL && hd_fact_bool(old, "not_null") && !hd_fact_bool(new, "not_null"))
            return true;
    }
    return false;
}

/* NOT NULL would go from the partition as well, and the server refuses that: its own key needs it.
 */
static hd_verdict afterwards(const hd_change *change)
{
    const hd_diff *diff = change->diff;
    const hd_fact *partition = change->old->parent;

    for (size_t i = 0; i < partition->child_count; i++) {
        const hd_fact *key = partition->children[i];
        if (diff->server_version >= NOT_NULL_OF_THEIR_OWN ||
            !hd_is_constraint(key, "primary key") || hd_diff_gone(diff, key) ||
            hd_attached_above(key) != NULL)
            continue;
        for (size_t j = 0; j < key->edge_count; j++)
            if (key->edges[j].to->kind == &hd_kind_column &&
                loses_not_null(diff, partition, key->edges[j].to))
                return HD_REPLACE;
    }
    return HD_SAME;
}

const hd_rule hd_rule_attachment = {.drop = drop, .afterwards = afterwards};
