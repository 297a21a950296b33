#include "catalog/sorter.h"

#include "base/vec.h"

struct link {
    size_t from, to; /* from needs to */
};

struct hd_sorter {
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

hd_sorter *hd_sorter_new(TALLOC_CTX *ctx, size_t nodes)
{
    hd_sorter *sorter = hd_new(ctx, hd_sorter);

    sorter->nodes = nodes;
    sorter->first = hd_new_array(sorter, size_t, nodes + 1);
    sorter->needs = hd_new_array(sorter, size_t, nodes + 1);
    sorter->rank = hd_new_array(sorter, size_t, nodes + 1);
    sorter->present = hd_new_array(sorter, bool, nodes + 1);
    sorter->core = hd_new_array(sorter, bool, nodes + 1);
    sorter->heap = hd_new_array(sorter, size_t, nodes + 1);
    sorter->sorted = hd_new_array(sorter, size_t, nodes + 1);
    return sorter;
}

void hd_sorter_rank(hd_sorter *sorter, size_t node, size_t rank)
{
    sorter->rank[node] = rank;
    sorter->present[node] = true;
}

void hd_sorter_clear(hd_sorter *sorter)
{
    sorter->links.count = 0;
    memset(sorter->present, 0, sorter->nodes * sizeof(bool));
}

void hd_sorter_link(hd_sorter *sorter, size_t from, size_t to)
{
    struct link link = {from, to};

    if (from != to)
        hd_vec_push(sorter, &sorter->links, link);
}

static int link_order(const void *a, const void *b)
{
    const struct link *left = a;
    const struct link *right = b;

    if (left->to != right->to)
        return left->to < right->to ? -1 : 1;
    return (left->from > right->from) - (left->from < right->from);
}

static void links_index(hd_sorter *sorter)
{
    size_t at = 0;

    if (sorter->links.count > 0)
        qsort(sorter->links.items, sorter->links.count, sizeof(struct link), link_order);
    memset(sorter->needs, 0, sorter->nodes * sizeof(size_t));
    for (size_t node = 0; node < sorter->nodes; node++) {
        sorter->first[node] = at;
        for (; at < sorter->links.count && sorter->links.items[at].to == node; at++)
            sorter->needs[sorter->links.items[at].from]++;
    }
    sorter->first[sorter->nodes] = at;
}

static void heap_push(hd_sorter *sorter, size_t node)
{
    size_t at = sorter->heap_count++;

    while (at > 0 && sorter->rank[sorter->heap[(at - 1) / 2]] > sorter->rank[node]) {
        sorter->heap[at] = sorter->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sorter->heap[at] = node;
}

static size_t heap_pop(hd_sorter *sorter)
{
    size_t top = sorter->heap[0];
    size_t last = sorter->heap[--sorter->heap_count];
    size_t at = 0;

    for (size_t child = 1; child < sorter->heap_count; child = 2 * at + 1) {
        if (child + 1 < sorter->heap_count &&
            sorter->rank[sorter->heap[child + 1]] < sorter->rank[sorter->heap[child]])
            child++;
        if (sorter->rank[sorter->heap[child]] >= sorter->rank[last])
            break;
        sorter->heap[at] = sorter->heap[child];
        at = child;
    }
    sorter->heap[at] = last;
    return top;
}

bool hd_sorter_sort(hd_sorter *sorter)
{
    size_t total = 0;

    links_index(sorter);
    sorter->sorted_count = sorter->heap_count = 0;
    for (size_t node = 0; node < sorter->nodes; node++) {
        if (!sorter->present[node])
            continue;
        total++;
        if (sorter->needs[node] == 0)
            heap_push(sorter, node);
    }
    while (sorter->heap_count > 0) {
        size_t node = heap_pop(sorter);
        sorter->sorted[sorter->sorted_count++] = node;
        for (size_t i = sorter->first[node]; i < sorter->first[node + 1]; i++)
            if (--sorter->needs[sorter->links.items[i].from] == 0)
                heap_push(sorter, sorter->links.items[i].from);
    }
    return sorter->sorted_count == total;
}

const size_t *hd_sorter_sorted(const hd_sorter *sorter, size_t *count)
{
    *count = sorter->sorted_count;
    return sorter->sorted;
}

static bool is_needed(const hd_sorter *sorter, size_t node)
{
    for (size_t i = sorter->first[node]; i < sorter->first[node + 1]; i++)
        if (sorter->core[sorter->links.items[i].from])
            return true;
    return false;
}

const bool *hd_sorter_core(hd_sorter *sorter)
{
    bool changed = true;

    for (size_t node = 0; node < sorter->nodes; node++)
        sorter->core[node] = sorter->present[node];
    for (size_t i = 0; i < sorter->sorted_count; i++)
        sorter->core[sorter->sorted[i]] = false;
    while (changed) {
        changed = false;
        for (size_t node = 0; node < sorter->nodes; node++)
            if (sorter->core[node] && !is_needed(sorter, node)) {
                sorter->core[node] = false;
                changed = true;
            }
    }
    return sorter->core;
}
