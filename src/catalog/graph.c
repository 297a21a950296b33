#include "catalog/graph.h"

#include "base/vec.h"

struct link {
    size_t from, to; /* from needs to */
};

struct hd_graph {
    size_t nodes;
    HD_VEC(struct link) links; /* sorted by to, when it has been sorted */
    size_t *first;             /* of each node: where its links (to it) begin */
    size_t *needs;             /* of each node: how many are still missing */
    size_t *rank;              /* of each node */
    bool *present;
    bool *core;
    size_t *heap;
    size_t heap_count;
    size_t *sorted;
    size_t sorted_count;
};

hd_graph *hd_graph_new(TALLOC_CTX *ctx, size_t nodes)
{
    hd_graph *graph = hd_new(ctx, hd_graph);

    graph->nodes = nodes;
    graph->first = hd_new_array(graph, size_t, nodes + 1);
    graph->needs = hd_new_array(graph, size_t, nodes + 1);
    graph->rank = hd_new_array(graph, size_t, nodes + 1);
    graph->present = hd_new_array(graph, bool, nodes + 1);
    graph->core = hd_new_array(graph, bool, nodes + 1);
    graph->heap = hd_new_array(graph, size_t, nodes + 1);
    graph->sorted = hd_new_array(graph, size_t, nodes + 1);
    return graph;
}

void hd_graph_rank(hd_graph *graph, size_t node, size_t rank)
{
    graph->rank[node] = rank;
    graph->present[node] = true;
}

void hd_graph_clear(hd_graph *graph)
{
    graph->links.count = 0;
    memset(graph->present, 0, graph->nodes * sizeof(bool));
}

void hd_graph_link(hd_graph *graph, size_t from, size_t to)
{
    struct link link = {from, to};

    if (from != to)
        hd_vec_push(graph, &graph->links, link);
}

static int link_order(const void *a, const void *b)
{
    const struct link *left = a;
    const struct link *right = b;

    if (left->to != right->to)
        return left->to < right->to ? -1 : 1;
    return (left->from > right->from) - (left->from < right->from);
}

static void links_index(hd_graph *graph)
{
    size_t at = 0;

    if (graph->links.count > 0)
        qsort(graph->links.items, graph->links.count, sizeof(struct link), link_order);
    memset(graph->needs, 0, graph->nodes * sizeof(size_t));
    for (size_t node = 0; node < graph->nodes; node++) {
        graph->first[node] = at;
        for (; at < graph->links.count && graph->links.items[at].to == node; at++)
            graph->needs[graph->links.items[at].from]++;
    }
    graph->first[graph->nodes] = at;
}

static void heap_push(hd_graph *graph, size_t node)
{
    size_t at = graph->heap_count++;

    while (at > 0 && graph->rank[graph->heap[(at - 1) / 2]] > graph->rank[node]) {
        graph->heap[at] = graph->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    graph->heap[at] = node;
}

static size_t heap_pop(hd_graph *graph)
{
    size_t top = graph->heap[0];
    size_t last = graph->heap[--graph->heap_count];
    size_t at = 0;

    for (size_t child = 1; child < graph->heap_count; child = 2 * at + 1) {
        if (child + 1 < graph->heap_count &&
            graph->rank[graph->heap[child + 1]] < graph->rank[graph->heap[child]])
            child++;
        if (graph->rank[graph->heap[child]] >= graph->rank[last])
            break;
        graph->heap[at] = graph->heap[child];
        at = child;
    }
    graph->heap[at] = last;
    return top;
}

bool hd_graph_sort(hd_graph *graph)
{
    size_t total = 0;

    links_index(graph);
    graph->sorted_count = graph->heap_count = 0;
    for (size_t node = 0; node < graph->nodes; node++) {
        if (!graph->present[node])
            continue;
        total++;
        if (graph->needs[node] == 0)
            heap_push(graph, node);
    }
    while (graph->heap_count > 0) {
        size_t node = heap_pop(graph);
        graph->sorted[graph->sorted_count++] = node;
        for (size_t i = graph->first[node]; i < graph->first[node + 1]; i++)
            if (--graph->needs[graph->links.items[i].from] == 0)
                heap_push(graph, graph->links.items[i].from);
    }
    return graph->sorted_count == total;
}

const size_t *hd_graph_sorted(const hd_graph *graph, size_t *count)
{
    *count = graph->sorted_count;
    return graph->sorted;
}

static bool is_needed(const hd_graph *graph, size_t node)
{
    for (size_t i = graph->first[node]; i < graph->first[node + 1]; i++)
        if (graph->core[graph->links.items[i].from])
            return true;
    return false;
}

const bool *hd_graph_core(hd_graph *graph)
{
    bool changed = true;

    for (size_t node = 0; node < graph->nodes; node++)
        graph->core[node] = graph->present[node];
    for (size_t i = 0; i < graph->sorted_count; i++)
        graph->core[graph->sorted[i]] = false;
    while (changed) {
        changed = false;
        for (size_t node = 0; node < graph->nodes; node++)
            if (graph->core[node] && !is_needed(graph, node)) {
                graph->core[node] = false;
                changed = true;
            }
    }
    return graph->core;
}
