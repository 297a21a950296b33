#include "migrate/graph/row_set.h"

#include "migrate/graph/walk.h"

/*
 * An applied revision needs a row when no applied one descends from it or depends
 * on it, that is: when none of its children is applied. So for downgrades it is enough
 * to count the applied children of each revision; no ancestors are computed.
 */
struct hd_row_set {
    const hd_graph *graph;
    bool *is_row;
    size_t *applied_children; /* made by the first downgrade */
};

hd_row_set *hd_row_set_new(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *nodes)
{
    hd_row_set *rows = hd_new(ctx, hd_row_set);

    rows->graph = graph;
    rows->is_row = hd_set_new(rows, graph);
    for (size_t i = 0; i < nodes->count; i++)
        rows->is_row[nodes->items[i]->order] = true;
    return rows;
}

bool hd_row_set_have(const hd_row_set *rows, const hd_node *node)
{
    return rows->is_row[node->order];
}

/* Nearly all steps make one change, so the first room is for one. */
static void change_add(TALLOC_CTX *ctx, hd_step *step, hd_row_change change)
{
    if (step->changes.capacity == 0) {
        step->changes.items = hd_new_array(ctx, hd_row_change, 1);
        step->changes.capacity = 1;
    }
    hd_vec_push(ctx, &step->changes, change);
}

void hd_row_set_insert(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *to, hd_step *step)
{
    rows->is_row[to->order] = true;
    change_add(ctx, step, (hd_row_change){.to = to->revision->id});
}

void hd_row_set_delete(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *from, hd_step *step)
{
    rows->is_row[from->order] = false;
    change_add(ctx, step, (hd_row_change){.from = from->revision->id});
}

void hd_row_set_update(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *from, const hd_node *to,
                       hd_step *step)
{
    rows->is_row[from->order] = false;
    rows->is_row[to->order] = true;
    change_add(ctx, step, (hd_row_change){.from = from->revision->id, .to = to->revision->id});
}

/* Rows of parents are merged into the last of them, which becomes the node's. */
void hd_row_set_upgrade(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *node, hd_step *step)
{
    const hd_node *last = NULL;

    for (size_t i = 0; i < node->parents.count; i++) {
        const hd_node *parent = node->parents.items[i];

        if (!rows->is_row[parent->order])
            continue;
        if (last != NULL)
            hd_row_set_delete(ctx, rows, last, step);
        last = parent;
    }
    if (last == NULL)
        hd_row_set_insert(ctx, rows, node, step);
    else
        hd_row_set_update(ctx, rows, last, node, step);
}

/* Of what the rows imply. */
static void rows_count_children(hd_row_set *rows)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = rows->graph;
    bool *applied = hd_set_new(scratch, graph);
    hd_nodes nodes = hd_set_nodes(scratch, graph, rows->is_row);

    rows->applied_children = hd_new_array(rows, size_t, graph->nodes.count + 1);
    hd_set_add_ancestors(graph, &nodes, HD_EDGES_ALL, applied);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_nodes *parents = &graph->nodes.items[i]->parents;

        for (size_t k = 0; k < parents->count && applied[i]; k++)
            rows->applied_children[parents->items[k]->order]++;
    }
}

/* The row is split over those parents that nothing else implies. */
void hd_row_set_downgrade(TALLOC_CTX *ctx, hd_row_set *rows, const hd_node *node, hd_step *step)
{
    const hd_node *last = NULL;

    if (rows->applied_children == NULL)
        rows_count_children(rows);
    for (size_t i = 0; i < node->parents.count; i++) {
        const hd_node *parent = node->parents.items[i];

        if (--rows->applied_children[parent->order] > 0 || rows->is_row[parent->order])
            continue;
        if (last != NULL)
            hd_row_set_insert(ctx, rows, last, step);
        last = parent;
    }
    if (last == NULL)
        hd_row_set_delete(ctx, rows, node, step);
    else
        hd_row_set_update(ctx, rows, node, last, step);
}

static int id_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

hd_strings hd_row_set_ids(TALLOC_CTX *ctx, const hd_row_set *rows)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < rows->graph->nodes.count; i++)
        if (rows->is_row[i])
            hd_vec_push(ctx, &ids, rows->graph->nodes.items[i]->revision->id);
    if (ids.count > 0)
        qsort(ids.items, ids.count, sizeof(*ids.items), id_compare);
    return ids;
}
