#include "base/text.h"
#include "migrate/graph/row_set.h"
#include "migrate/graph/target.h"

/*
 * A stamp moves rows without running bodies. Each target takes the rows of its
 * lineage (dependencies count) with it: those above or below it become one row, which
 * is the target.
 */
struct stamp {
    const hd_graph *graph;
    hd_movement *movement;
    hd_row_set *rows;
    hd_nodes taken; /* rows that share lineage with a target */
};

/* The rows that each target is about, in the order of targets, then of rows. */
static hd_error *stamp_take(TALLOC_CTX *scratch, const hd_lookup *lookup, struct stamp *stamp,
                            const hd_nodes *current, const hd_strings *targets)
{
    bool *taken = hd_set_new(scratch, stamp->graph);

    for (size_t i = 0; i < targets->count && current->count > 0; i++) {
        bool *lineage = hd_set_new(scratch, stamp->graph);

        HD_TRY(hd_lookup_lineage(lookup, targets->items[i], HD_EDGES_ALL, lineage));
        for (size_t k = 0; k < current->count; k++) {
            const hd_node *row = current->items[k];

            if (!lineage[row->order] || taken[row->order])
                continue;
            taken[row->order] = true;
            hd_vec_push(scratch, &stamp->taken, row);
        }
    }
    return NULL;
}

static hd_step *stamp_step(struct stamp *stamp, const hd_nodes *from, const hd_node *to)
{
    hd_movement *movement = stamp->movement;

    hd_vec_push(movement, &movement->steps, (hd_step){.direction = HD_STAMP});
    hd_step *step = &movement->steps.items[movement->steps.count - 1];
    for (size_t i = 0; i < from->count; i++)
        hd_vec_push(movement, &step->from, from->items[i]->revision->id);
    if (to != NULL)
        hd_vec_push(movement, &step->to, to->revision->id);
    return step;
}

static void stamp_base(struct stamp *stamp)
{
    for (size_t i = 0; i < stamp->taken.count; i++) {
        hd_nodes one = {.items = &stamp->taken.items[i], .count = 1};
        hd_step *step = stamp_step(stamp, &one, NULL);

        hd_row_set_delete(stamp->movement, stamp->rows, one.items[0], step);
    }
}

/*
 * The taken rows become the target's row. An earlier target may have used some of
 * them up, or be the same as this one.
 */
static void stamp_merge(struct stamp *stamp, const hd_node *target)
{
    hd_step *step = stamp_step(stamp, &stamp->taken, target);
    bool present = hd_row_set_have(stamp->rows, target);
    const hd_node *last = NULL;

    for (size_t i = 0; i < stamp->taken.count; i++) {
        const hd_node *row = stamp->taken.items[i];

        if (!hd_row_set_have(stamp->rows, row))
            continue;
        if (last != NULL)
            hd_row_set_delete(stamp->movement, stamp->rows, last, step);
        last = row;
    }
    if (last != NULL && present)
        hd_row_set_delete(stamp->movement, stamp->rows, last, step);
    else if (last != NULL)
        hd_row_set_update(stamp->movement, stamp->rows, last, target, step);
    else if (!present)
        hd_row_set_insert(stamp->movement, stamp->rows, target, step);
}

static void stamp_target(TALLOC_CTX *scratch, struct stamp *stamp, const hd_node *target)
{
    bool *lineage = hd_set_new(scratch, stamp->graph);
    bool *above = hd_set_new(scratch, stamp->graph);
    hd_nodes from = {.items = &target, .count = 1};
    hd_nodes none = {0};
    bool related = false;

    for (size_t i = 0; i < stamp->taken.count; i++)
        if (stamp->taken.items[i] == target)
            return; /* it is a row already */
    hd_set_add_ancestors(stamp->graph, &from, HD_EDGES_ALL, lineage);
    hd_set_add_descendants(stamp->graph, &from, HD_EDGES_ALL, above);
    for (size_t i = 0; i < stamp->taken.count; i++) {
        size_t order = stamp->taken.items[i]->order;

        related = related || lineage[order] || above[order];
    }
    if (related)
        stamp_merge(stamp, target);
    else if (!hd_row_set_have(stamp->rows, target))
        hd_row_set_insert(stamp->movement, stamp->rows, target, stamp_step(stamp, &none, target));
}

hd_error *hd_movement_stamp(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                            const hd_strings *targets, hd_movement **ret)
{
    HD_SCRATCH(scratch);
    const hd_lookup lookup = {
        .graph = graph,
        .several_heads = "Multiple heads are present; please specify a single target revision",
    };
    struct stamp stamp = {.graph = graph, .movement = hd_new(scratch, hd_movement)};
    hd_nodes current = {0};
    hd_nodes nodes = {0};

    HD_TRY(hd_lookup_rows(scratch, graph, rows, &current));
    HD_TRY(stamp_take(scratch, &lookup, &stamp, &current, targets));
    for (size_t i = 0; i < targets->count; i++)
        HD_TRY(hd_lookup_all(scratch, &lookup, targets->items[i], &nodes));
    stamp.rows = hd_row_set_new(scratch, graph, &current);
    for (size_t i = 0; i < nodes.count; i++)
        stamp_target(scratch, &stamp, nodes.items[i]);
    if (nodes.count == 0)
        stamp_base(&stamp);
    stamp.movement->rows_after = hd_row_set_ids(stamp.movement, stamp.rows);
    *ret = talloc_steal(ctx, stamp.movement);
    return NULL;
}
