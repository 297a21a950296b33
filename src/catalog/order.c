#include "catalog/order.h"

#include "base/buf.h"
#include "base/text.h"
#include "catalog/needs.h"
#include "catalog/sorter.h"

/*
 * Facts that are folded into their parent's statement share its node. When nodes need each other in
 * a circle, what is foldable there is unfolded, and if that was not enough, views and types
 * there get stand-ins: a view of the same columns that reads nothing, a shell type; they
 * are replaced once everything is there. Nodes of stand-ins have the number of the fact plus the
 * number of facts.
 */
struct sorter {
    const hd_snapshot *snapshot;
    hd_sorter *graph;
    size_t *rank; /* of each node */
    bool *folded;
    bool *split;      /* what has a stand-in */
    const bool *core; /* nodes on circles, at the last try; NULL: none was there */
};

static size_t node_of(const struct sorter *sorter, const hd_fact *fact)
{
    while (sorter->folded[fact->index] && fact->parent != NULL)
        fact = fact->parent;
    return fact->index;
}

static bool is_node(const struct sorter *sorter, size_t node)
{
    size_t count = sorter->snapshot->count;

    if (node >= count)
        return sorter->split[node - count];
    return node_of(sorter, sorter->snapshot->facts[node]) == node;
}

/* ---- keys ---- */

static int phase_of(const hd_fact *fact)
{
    return hd_is_foreign_key(fact) ? 1 : fact->kind->phase;
}

static int key_order(const void *a, const void *b)
{
    const hd_fact *left = *(const hd_fact *const *)a;
    const hd_fact *right = *(const hd_fact *const *)b;

    if (phase_of(left) != phase_of(right))
        return phase_of(left) - phase_of(right);
    int order = hd_fact_compare(hd_fact_root(left), hd_fact_root(right));
    return order != 0 ? order : hd_fact_compare(left, right);
}

static void ranks_compute(TALLOC_CTX *ctx, struct sorter *sorter)
{
    size_t count = sorter->snapshot->count;
    const hd_fact **facts = hd_new_array(ctx, const hd_fact *, count + 1);

    for (size_t i = 0; i < count; i++)
        facts[i] = sorter->snapshot->facts[i];
    qsort(facts, count, sizeof(*facts), key_order);
    for (size_t i = 0; i < count; i++) {
        sorter->rank[facts[i]->index] = 2 * i + 1;
        sorter->rank[facts[i]->index + count] = 2 * i;
    }
    talloc_free(facts);
}

/* ---- links ---- */

struct needing {
    struct sorter *sorter;
    const hd_fact *fact;
};

/* Members of the circle are content with the stand-in. */
static void need_found(const hd_fact *needed, void *arg)
{
    const struct needing *needing = arg;
    struct sorter *sorter = needing->sorter;
    size_t from = node_of(sorter, needing->fact);
    size_t to = node_of(sorter, needed);

    if (sorter->split[to] && sorter->core != NULL && sorter->core[from] && from != to)
        to += sorter->snapshot->count;
    hd_sorter_link(sorter->graph, from, to);
}

static bool is_type(const hd_fact *fact)
{
    return fact->kind->classid == hd_kind_enum_type.classid || fact->kind == &hd_kind_extension ||
           fact->kind == &hd_kind_schema;
}

static void stand_in_needs(struct sorter *sorter, const hd_fact *fact)
{
    size_t stand_in = fact->index + sorter->snapshot->count;

    hd_sorter_link(sorter->graph, fact->index, stand_in);
    if (fact->parent != NULL)
        hd_sorter_link(sorter->graph, stand_in, node_of(sorter, fact->parent));
    for (size_t i = 0; i < fact->edge_count && fact->kind == &hd_kind_view; i++)
        if (is_type(fact->edges[i].to))
            hd_sorter_link(sorter->graph, stand_in, node_of(sorter, fact->edges[i].to));
}

/* True when all nodes found a place. */
static bool sort(struct sorter *sorter)
{
    hd_sorter_clear(sorter->graph);
    for (size_t node = 0; node < 2 * sorter->snapshot->count; node++)
        if (is_node(sorter, node))
            hd_sorter_rank(sorter->graph, node, sorter->rank[node]);
    for (size_t i = 0; i < sorter->snapshot->count; i++) {
        const hd_fact *fact = sorter->snapshot->facts[i];
        struct needing needing = {sorter, fact};
        hd_fact_needs(fact, need_found, &needing);
        if (sorter->split[i])
            stand_in_needs(sorter, fact);
    }
    return hd_sorter_sort(sorter->graph);
}

/* ---- circles ---- */

static bool unfold(struct sorter *sorter)
{
    bool any = false;

    for (size_t i = 0; i < sorter->snapshot->count; i++) {
        const hd_fact *fact = sorter->snapshot->facts[i];
        if (sorter->folded[i] && fact->kind->fold == HD_FOLD_POSSIBLE && fact->edge_count > 0 &&
            sorter->core[node_of(sorter, fact)]) {
            sorter->folded[i] = false;
            any = true;
        }
    }
    return any;
}

static bool can_stand_in(const hd_fact *fact)
{
    return fact->kind == &hd_kind_view || fact->kind == &hd_kind_base_type ||
           fact->kind == &hd_kind_range_type;
}

static bool split(struct sorter *sorter)
{
    bool any = false;

    for (size_t i = 0; i < sorter->snapshot->count; i++)
        if (can_stand_in(sorter->snapshot->facts[i]) && sorter->core[i] && !sorter->split[i])
            any = sorter->split[i] = true;
    return any;
}

static hd_error *circle_error(const struct sorter *sorter)
{
    enum { SHOWN = 12 };
    HD_SCRATCH(scratch);
    hd_buf *names = hd_buf_new(scratch);
    size_t count = 0;

    for (size_t i = 0; i < sorter->snapshot->count; i++) {
        const hd_fact *fact = sorter->snapshot->facts[i];
        if (sorter->core[i] && ++count <= SHOWN)
            hd_buf_addf(names, "%s%s %s", count == 1 ? "" : ", ", fact->kind->name, fact->identity);
    }
    return hd_error_detail(hd_error_new(HD_CONFLICT, "%zu objects need each other", count),
                           "They are: %s%s.", names->data, count > SHOWN ? ", ..." : "");
}

/* Until it succeeds or nothing is left to be taken apart. */
static hd_error *sort_with_circles(struct sorter *sorter)
{
    while (!sort(sorter)) {
        sorter->core = hd_sorter_core(sorter->graph);
        if (!unfold(sorter) && !split(sorter))
            return circle_error(sorter);
    }
    return NULL;
}

/* ---- entry ---- */

static struct sorter *sorter_new(TALLOC_CTX *ctx, const hd_snapshot *snapshot)
{
    struct sorter *sorter = hd_new(ctx, struct sorter);

    sorter->snapshot = snapshot;
    sorter->graph = hd_sorter_new(sorter, 2 * snapshot->count);
    sorter->folded = hd_new_array(sorter, bool, snapshot->count + 1);
    sorter->split = hd_new_array(sorter, bool, snapshot->count + 1);
    sorter->rank = hd_new_array(sorter, size_t, 2 * snapshot->count + 1);
    for (size_t i = 0; i < snapshot->count; i++) {
        const hd_fact *fact = snapshot->facts[i];
        sorter->folded[i] = fact->kind->fold == HD_FOLD_ALWAYS ||
                            (fact->kind->fold == HD_FOLD_POSSIBLE &&
                             (fact->kind->foldable == NULL || fact->kind->foldable(fact)));
    }
    ranks_compute(sorter, sorter);
    return sorter;
}

hd_error *hd_order_make(TALLOC_CTX *ctx, const hd_snapshot *snapshot, hd_order **ret)
{
    HD_SCRATCH(scratch);
    struct sorter *sorter = sorter_new(scratch, snapshot);

    HD_TRY(sort_with_circles(sorter));
    size_t count = 0;
    const size_t *sorted = hd_sorter_sorted(sorter->graph, &count);
    hd_order *order = hd_new(ctx, hd_order);
    order->snapshot = snapshot;
    order->folded = talloc_steal(order, sorter->folded);
    order->items = hd_new_array(order, hd_order_item, count + 1);
    order->count = count;
    for (size_t i = 0; i < order->count; i++) {
        size_t node = sorted[i];
        order->items[i].stand_in = node >= snapshot->count;
        order->items[i].fact =
            snapshot->facts[order->items[i].stand_in ? node - snapshot->count : node];
    }
    *ret = order;
    return NULL;
}
