/*
 * Orders around the copying of rows into a table that is made anew: when the partitions are
 * there, before anything that would act on new rows or holds them to others, and before
 * the old rows go.
 */
#include "base/text.h"
#include "diff/rebuild.h"
#include "diff/schedule_impl.h"

/* The copy that brings rows into a table of the new side, from itself or from above. */
static size_t copy_into(const struct hd_scheduler *scheduler, const hd_fact *table)
{
    const hd_diff *diff = scheduler->diff;

    for (; table != NULL && table->kind == &hd_kind_table; table = hd_table_above(table)) {
        const hd_fact *old = diff->old_of[table->index];
        if (old != NULL && hd_rebuild_copies(diff, old))
            return hd_node_fill(scheduler, table);
    }
    return HD_NO_NODE;
}

/* What a table is made with is made before its rows come. */
static void after_rows(struct hd_scheduler *scheduler, const hd_fact *new, size_t copy)
{
    size_t node = hd_node_create(scheduler, new);

    if (node != hd_node_create(scheduler, new->parent))
        hd_node_link(scheduler, node, copy);
}

/* A key or trigger acts on each row; a CHECK that is NOT VALID need not hold for old ones. */
static void part_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    bool check = new->kind == &hd_kind_constraint &&hd_fact_bool(new, "not_valid");

    if (check || hd_is_foreign_key(new) || new->kind == &hd_kind_trigger ||
        new->kind == &hd_kind_rule)
        after_rows(scheduler, new, copy_into(scheduler, new->parent));
    if (hd_is_foreign_key(new))
        after_rows(scheduler, new,
                   copy_into(scheduler, hd_snapshot_find(scheduler->diff->to, &hd_kind_table,
                                                         hd_fact_text(new, "foreign_table"))));
    if (new->kind == &hd_kind_attachment)
        hd_node_link(scheduler, copy_into(scheduler, new->parent), hd_node_create(scheduler, new));
}

/* The numbers of rows and columns go on from what has come. */
static void number_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_fact *owned = new->kind == &hd_kind_sequence
                               ? hd_fact_child(new, &hd_kind_owned_by, NULL)
                               : NULL;
    size_t fill = hd_node_fill(scheduler, new);

    if (new->kind == &hd_kind_identity) {
        const hd_fact *table = new->parent->parent;
        const hd_fact *old = scheduler->diff->old_of[table->index];
        hd_node_link(scheduler, fill, copy_into(scheduler, table));
        if (old != NULL && scheduler->diff->aside[old->index])
            hd_node_link(scheduler, hd_node_drop(scheduler, old), fill);
    }
    for (size_t i = 0; owned != NULL && i < owned->edge_count; i++)
        if (owned->edges[i].to->kind == &hd_kind_column)
            hd_node_link(scheduler, fill, copy_into(scheduler, owned->edges[i].to->parent));
}

/* The old table goes when its rows are in the new one, and so do partitions of it. */
static void drop_link(struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *top = old;

    if (old->kind != &hd_kind_table || !diff->aside[old->index])
        return;
    while (top != NULL && diff->routed[top->index])
        top = hd_table_above(top);
    if (top != NULL && hd_rebuild_copies(diff, top))
        hd_node_link(scheduler, hd_node_drop(scheduler, old),
                     hd_node_fill(scheduler, diff->new_of[top->index]));
}

static void views_link(struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_snapshot *to = scheduler->diff->to;
    size_t fill = new->kind == &hd_kind_materialized_view ? hd_node_fill(scheduler, new)
                                                          : HD_NO_NODE;

    for (size_t i = 0; fill != HD_NO_NODE && i < to->count; i++)
        if (to->facts[i]->kind == &hd_kind_table)
            hd_node_link(scheduler, fill, copy_into(scheduler, to->facts[i]));
}

/* ---- tables of types ---- */

/* Between leaving the old type and joining the new one. */
static void between(struct hd_scheduler *scheduler, const hd_fact *table, size_t node)
{
    hd_node_link(scheduler, node, hd_node_alter(scheduler, table));
    hd_node_link(scheduler, hd_node_fill(scheduler, table), node);
}

static void type_link(struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *new = diff->new_of[old->index];
    const hd_fact *type = new == NULL ? NULL : hd_type_of_table(new);

    if (new == NULL || (!hd_rebuild_leaves_type(diff, old) && !hd_rebuild_joins_type(diff, new)))
        return;
    if (type != NULL)
        hd_node_link(scheduler, hd_node_fill(scheduler, new), hd_node_create(scheduler, type));
    if (type != NULL)
        between(scheduler, new, hd_node_alter(scheduler, type));
    for (size_t i = 0; i < old->child_count; i++)
        if (old->children[i]->kind == &hd_kind_column)
            between(scheduler, new, hd_node_drop(scheduler, old->children[i]));
    for (size_t i = 0; i < new->child_count; i++)
        if (new->children[i]->kind == &hd_kind_column) {
            between(scheduler, new, hd_node_create(scheduler, new->children[i]));
            between(scheduler, new, hd_node_alter(scheduler, new->children[i]));
        }
}

/* ---- inheritance ---- */

static void move_link(struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_diff *diff = scheduler->diff;
    const hd_fact *new = diff->new_of[old->index];

    if (old->kind != &hd_kind_table || new == NULL || hd_diff_gone(diff, old) ||
        hd_fact_child(old, &hd_kind_inherit, NULL) == NULL || !hd_rebuild_can_move(diff, old))
        return;
    for (size_t i = 0; i < old->child_count; i++)
        for (size_t j = 0; j < new->child_count && old->children[i]->kind == &hd_kind_inherit; j++)
            if (new->children[j]->kind == &hd_kind_inherit)
                hd_node_link(scheduler, hd_node_drop(scheduler, old->children[i]),
                             hd_node_create(scheduler, new->children[j]));
}

/* ---- all together ---- */

static bool any_copied(const hd_diff *diff)
{
    for (size_t i = 0; i < diff->from->count; i++)
        if (diff->aside[i] && diff->from->facts[i]->kind == &hd_kind_table)
            return true;
    return false;
}

void hd_links_of_rows(struct hd_scheduler *scheduler)
{
    const hd_diff *diff = scheduler->diff;

    for (size_t i = 0; i < diff->from->count; i++) {
        type_link(scheduler, diff->from->facts[i]);
        move_link(scheduler, diff->from->facts[i]);
    }
    if (!any_copied(diff))
        return;
    for (size_t i = 0; i < diff->from->count; i++)
        drop_link(scheduler, diff->from->facts[i]);
    for (size_t i = 0; i < diff->to->count; i++) {
        part_link(scheduler, diff->to->facts[i]);
        number_link(scheduler, diff->to->facts[i]);
        views_link(scheduler, diff->to->facts[i]);
    }
}
