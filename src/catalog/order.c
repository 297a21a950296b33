#include "catalog/order.h"

#include "base/buf.h"
#include "base/text.h"

/*
 * Facts that are folded into their parent's statement share its node; nodes are put in order
 * by Kahn's algorithm with a heap, so that of all that could come next the one with the
 * smallest key does. When nodes are left over, those on circles are found by taking away, again
 * and again, what nobody among them needs. Then what is foldable there is unfolded, and
 * if that was not enough, views and types there get stand-ins: a view of the same columns that
 * reads nothing, a shell type; they are replaced once everything is there. Nodes of stand-ins have
 * the number of the fact plus the number of facts.
 */
struct link {
    size_t from, to; /* from needs to */
};

struct sorter {
    const hd_snapshot *snapshot;
    bool *folded;
    bool *split;               /* what has a stand-in */
    bool *core;                /* nodes on circles, at the last try */
    HD_VEC(struct link) links; /* sorted by to */
    size_t *first;             /* of each node: where its links (to it) begin */
    size_t *needs;             /* of each node: how many are still missing */
    size_t *rank;              /* of each node */
    size_t *heap;
    size_t heap_count;
    size_t *sorted;
    size_t sorted_count;
    size_t nodes;
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

static bool is_foreign_key(const hd_fact *fact)
{
    return fact->kind == &hd_kind_constraint &&
           hd_text_equal(hd_fact_text(fact, "type"), "foreign key");
}

static int phase_of(const hd_fact *fact)
{
    return is_foreign_key(fact) ? 1 : fact->kind->phase;
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

static void link_add(struct sorter *sorter, size_t from, size_t to)
{
    struct link link = {from, to};

    if (from != to)
        hd_vec_push(sorter, &sorter->links, link);
}

/* Members of the circle are content with the stand-in. */
static void need_add(struct sorter *sorter, const hd_fact *from, const hd_fact *to)
{
    size_t count = sorter->snapshot->count;
    size_t needing = node_of(sorter, from);
    size_t needed = node_of(sorter, to);

    if (sorter->split[needed] && sorter->core[needing] && needing != needed)
        needed += count;
    link_add(sorter, needing, needed);
}

/* A partition is attached when all indexes of both are there, so that they find each other. */
static void attachment_needs(struct sorter *sorter, const hd_fact *attachment, const hd_fact *table)
{
    for (size_t i = 0; i < table->child_count; i++) {
        const hd_fact *child = table->children[i];
        if (child->kind == &hd_kind_index ||
            (child->kind == &hd_kind_constraint && !is_foreign_key(child)))
            need_add(sorter, attachment, child);
    }
}

static void owner_need(struct sorter *sorter, const hd_fact *from, const hd_fact *of)
{
    const hd_fact *owner = of == NULL ? NULL : hd_fact_child(of, &hd_kind_owner, NULL);

    if (owner != NULL)
        need_add(sorter, from, owner);
}

/* What neither pg_depend nor the tree of parents says. */
static void extra_needs(struct sorter *sorter, const hd_fact *fact)
{
    if (fact->kind == &hd_kind_attachment) {
        attachment_needs(sorter, fact, fact->parent);
        for (size_t i = 0; i < fact->edge_count; i++)
            attachment_needs(sorter, fact, fact->edges[i].to);
    } else if (fact->kind == &hd_kind_trigger && hd_fact_bool(fact, "cloned")) {
        const hd_fact *attachment = hd_fact_child(fact->parent, &hd_kind_attachment, NULL);
        if (attachment != NULL)
            need_add(sorter, fact, attachment);
    } else if (fact->kind == &hd_kind_privilege) {
        owner_need(sorter, fact, fact->parent);
    } else if (fact->kind == &hd_kind_owned_by) {
        /* Both must have the same owner, and the sequence cannot change its own afterwards. */
        owner_need(sorter, fact, fact->parent);
        for (size_t i = 0; i < fact->edge_count; i++)
            owner_need(sorter, fact, hd_fact_root(fact->edges[i].to));
    }
}

static bool is_type(const hd_fact *fact)
{
    return fact->kind->classid == hd_kind_enum_type.classid || fact->kind == &hd_kind_extension ||
           fact->kind == &hd_kind_schema;
}

static void stand_in_needs(struct sorter *sorter, const hd_fact *fact)
{
    size_t stand_in = fact->index + sorter->snapshot->count;

    link_add(sorter, fact->index, stand_in);
    if (fact->parent != NULL)
        link_add(sorter, stand_in, node_of(sorter, fact->parent));
    for (size_t i = 0; i < fact->edge_count && fact->kind == &hd_kind_view; i++)
        if (is_type(fact->edges[i].to))
            link_add(sorter, stand_in, node_of(sorter, fact->edges[i].to));
}

static int link_order(const void *a, const void *b)
{
    const struct link *left = a;
    const struct link *right = b;

    if (left->to != right->to)
        return left->to < right->to ? -1 : 1;
    return (left->from > right->from) - (left->from < right->from);
}

static void links_collect(struct sorter *sorter)
{
    sorter->links.count = 0;
    for (size_t i = 0; i < sorter->snapshot->count; i++) {
        const hd_fact *fact = sorter->snapshot->facts[i];
        if (fact->parent != NULL)
            need_add(sorter, fact, fact->parent);
        for (size_t j = 0; j < fact->edge_count; j++)
            need_add(sorter, fact, fact->edges[j].to);
        extra_needs(sorter, fact);
        if (sorter->split[i])
            stand_in_needs(sorter, fact);
    }
    if (sorter->links.count > 0)
        qsort(sorter->links.items, sorter->links.count, sizeof(struct link), link_order);
    memset(sorter->needs, 0, sorter->nodes * sizeof(size_t));
    size_t at = 0;
    for (size_t node = 0; node < sorter->nodes; node++) {
        sorter->first[node] = at;
        for (; at < sorter->links.count && sorter->links.items[at].to == node; at++)
            sorter->needs[sorter->links.items[at].from]++;
    }
    sorter->first[sorter->nodes] = at;
}

/* ---- sorting ---- */

static void heap_push(struct sorter *sorter, size_t node)
{
    size_t at = sorter->heap_count++;

    while (at > 0 && sorter->rank[sorter->heap[(at - 1) / 2]] > sorter->rank[node]) {
        sorter->heap[at] = sorter->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    sorter->heap[at] = node;
}

static size_t heap_pop(struct sorter *sorter)
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

/* True when all nodes found a place. */
static bool sort(struct sorter *sorter)
{
    size_t total = 0;

    links_collect(sorter);
    sorter->sorted_count = sorter->heap_count = 0;
    for (size_t node = 0; node < sorter->nodes; node++) {
        if (!is_node(sorter, node))
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

/* ---- circles ---- */

/* Leaves in core what is on a circle, or between two: nodes that some other one there needs. */
static void core_find(struct sorter *sorter)
{
    bool changed = true;

    for (size_t node = 0; node < sorter->nodes; node++)
        sorter->core[node] = is_node(sorter, node);
    for (size_t i = 0; i < sorter->sorted_count; i++)
        sorter->core[sorter->sorted[i]] = false;
    while (changed) {
        changed = false;
        for (size_t node = 0; node < sorter->nodes; node++) {
            bool needed = false;
            for (size_t i = sorter->first[node];
                 sorter->core[node] && !needed && i < sorter->first[node + 1]; i++)
                needed = sorter->core[sorter->links.items[i].from];
            if (sorter->core[node] && !needed) {
                sorter->core[node] = false;
                changed = true;
            }
        }
    }
}

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
        core_find(sorter);
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
    sorter->nodes = 2 * snapshot->count;
    sorter->folded = hd_new_array(sorter, bool, snapshot->count + 1);
    sorter->split = hd_new_array(sorter, bool, snapshot->count + 1);
    sorter->core = hd_new_array(sorter, bool, sorter->nodes + 1);
    sorter->first = hd_new_array(sorter, size_t, sorter->nodes + 1);
    sorter->needs = hd_new_array(sorter, size_t, sorter->nodes + 1);
    sorter->rank = hd_new_array(sorter, size_t, sorter->nodes + 1);
    sorter->heap = hd_new_array(sorter, size_t, sorter->nodes + 1);
    sorter->sorted = hd_new_array(sorter, size_t, sorter->nodes + 1);
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
    hd_order *order = hd_new(ctx, hd_order);
    order->snapshot = snapshot;
    order->folded = talloc_steal(order, sorter->folded);
    order->items = hd_new_array(order, hd_order_item, sorter->sorted_count + 1);
    order->count = sorter->sorted_count;
    for (size_t i = 0; i < order->count; i++) {
        size_t node = sorter->sorted[i];
        order->items[i].stand_in = node >= snapshot->count;
        order->items[i].fact =
            snapshot->facts[order->items[i].stand_in ? node - snapshot->count : node];
    }
    *ret = order;
    return NULL;
}
