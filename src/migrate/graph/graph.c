#include "migrate/graph/graph.h"

#include "migrate/graph/graph_check.h"

/*
 * Everything lives in a few arrays made once: the nodes, one array that all
 * hd_nodes are cut from, the names with their hash table. Building is linear but for
 * dependencies that several revisions share.
 */
struct builder {
    TALLOC_CTX *scratch;
    hd_graph *graph;
    hd_node *nodes;        /* the nodes themselves; graph->nodes points at them */
    const hd_node **edges; /* what is left of the common array */
    hd_nodes topological;  /* parents before children */
};

/* Cuts room for count nodes off the common array; the result is empty. */
static hd_nodes edges_cut(struct builder *builder, size_t count)
{
    hd_nodes cut = {.items = builder->edges, .count = 0, .capacity = count};

    builder->edges += count;
    return cut;
}

static void edges_append(hd_nodes *nodes, const hd_node *node)
{
    nodes->items[nodes->count++] = node;
}

static bool nodes_contain(const hd_nodes *nodes, const hd_node *node)
{
    for (size_t i = 0; i < nodes->count; i++)
        if (nodes->items[i] == node)
            return true;
    return false;
}

static hd_error *nodes_make(struct builder *builder, const hd_revision *const revisions[],
                            size_t count)
{
    hd_graph *graph = builder->graph;
    size_t downs = 0;
    size_t depends = 0;

    for (size_t i = 0; i < count; i++) {
        HD_TRY(hd_graph_check_revision(revisions[i]));
        downs += revisions[i]->down.count;
        depends += revisions[i]->depends_on.count;
    }
    /* nodes, bases, heads and the order; down, parents, next; depends, parents, dependents */
    size_t cells = 4 * count + 3 * downs + 3 * depends;
    builder->edges = hd_new_array(graph, const hd_node *, cells + 1);
    builder->nodes = hd_new_array(graph, hd_node, count + 1);
    graph->nodes = edges_cut(builder, count);
    for (size_t i = 0; i < count; i++) {
        builder->nodes[i].revision = revisions[i];
        builder->nodes[i].order = i;
        edges_append(&graph->nodes, &builder->nodes[i]);
    }
    return NULL;
}

/* ---- names ---- */

/* FNV-1a */
static uint32_t text_hash(const char *text)
{
    uint32_t hash = 2166136261U;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    return hash;
}

static void names_reserve(TALLOC_CTX *ctx, hd_names *names, size_t count)
{
    size_t slots = 16;

    while (slots < 2 * count)
        slots *= 2;
    names->items = hd_new_array(ctx, hd_name, count + 1);
    names->slots = hd_new_array(ctx, uint32_t, slots);
    names->mask = slots - 1;
}

/* The slot of the text, or the empty one where it belongs. */
static uint32_t *names_slot(const hd_names *names, const char *text)
{
    size_t at = text_hash(text) & names->mask;

    while (names->slots[at] != 0 && strcmp(names->items[names->slots[at] - 1].text, text) != 0)
        at = (at + 1) & names->mask;
    return &names->slots[at];
}

static const hd_node *names_find(const hd_names *names, const char *text)
{
    uint32_t number = *names_slot(names, text);

    return number == 0 ? NULL : names->items[number - 1].node;
}

/* The node that has the name already, or NULL when it is new and has been added. */
static const hd_node *names_add(hd_names *names, const char *text, const hd_node *node)
{
    uint32_t *slot = names_slot(names, text);

    if (*slot != 0)
        return names->items[*slot - 1].node;
    names->items[names->count++] = (hd_name){text, node};
    *slot = (uint32_t)names->count;
    return NULL;
}

static hd_error *names_make(struct builder *builder)
{
    hd_graph *graph = builder->graph;
    size_t labels = 0;
    size_t replaced = 0;

    for (size_t i = 0; i < graph->nodes.count; i++) {
        labels += builder->nodes[i].revision->labels.count;
        replaced += builder->nodes[i].revision->replaces.count;
    }
    names_reserve(graph, &graph->names, graph->nodes.count + labels);
    names_reserve(graph, &graph->replaced, replaced);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_revision *revision = builder->nodes[i].revision;
        const hd_node *first = names_add(&graph->names, revision->id, &builder->nodes[i]);

        if (first != NULL)
            return hd_graph_error_same_id(first->revision, revision);
        for (size_t k = 0; k < revision->replaces.count; k++)
            (void)names_add(&graph->replaced, revision->replaces.items[k], &builder->nodes[i]);
    }
    for (size_t i = 0; i < graph->nodes.count && labels > 0; i++) {
        const hd_revision *revision = builder->nodes[i].revision;

        for (size_t k = 0; k < revision->labels.count; k++) {
            const char *label = revision->labels.items[k];
            const hd_node *owner = names_add(&graph->names, label, &builder->nodes[i]);

            if (owner != NULL)
                return hd_graph_error_same_label(label, owner->revision, revision);
        }
    }
    return NULL;
}

const hd_node *hd_graph_find_name(const hd_graph *graph, const char *name)
{
    return names_find(&graph->names, name);
}

const hd_node *hd_graph_find(const hd_graph *graph, const char *id)
{
    const hd_node *node = names_find(&graph->names, id);

    if (node != NULL && strcmp(node->revision->id, id) == 0)
        return node;
    return names_find(&graph->replaced, id);
}

/* ---- edges ---- */

static hd_error *edges_resolve_down(struct builder *builder, hd_node *node)
{
    const hd_revision *revision = node->revision;

    node->down = edges_cut(builder, revision->down.count);
    for (size_t i = 0; i < revision->down.count; i++) {
        const hd_node *down = hd_graph_find_name(builder->graph, revision->down.items[i]);

        /* A label is no parent. */
        if (down == NULL || strcmp(down->revision->id, revision->down.items[i]) != 0)
            return hd_graph_error_absent(builder->graph, revision, "revises",
                                         revision->down.items[i]);
        if (!nodes_contain(&node->down, down))
            edges_append(&node->down, down);
    }
    return NULL;
}

static hd_error *edges_resolve_depends(struct builder *builder, hd_node *node)
{
    const hd_revision *revision = node->revision;

    node->depends = edges_cut(builder, revision->depends_on.count);
    for (size_t i = 0; i < revision->depends_on.count; i++) {
        const hd_node *needed = hd_graph_find_name(builder->graph, revision->depends_on.items[i]);

        /* What a squash has replaced is part of the baseline. */
        if (needed == NULL)
            needed = names_find(&builder->graph->replaced, revision->depends_on.items[i]);
        if (needed == NULL)
            return hd_graph_error_absent(builder->graph, revision, "depends on",
                                         revision->depends_on.items[i]);
        if (!nodes_contain(&node->depends, needed))
            edges_append(&node->depends, needed);
    }
    return NULL;
}

/* The opposite direction: first counts (in capacity), then cuts, then fills in order. */
static void edges_invert(struct builder *builder)
{
    hd_graph *graph = builder->graph;
    hd_node *nodes = builder->nodes;

    for (size_t i = 0; i < graph->nodes.count; i++) {
        for (size_t k = 0; k < nodes[i].down.count; k++)
            nodes[nodes[i].down.items[k]->order].next.capacity++;
        for (size_t k = 0; k < nodes[i].depends.count; k++)
            nodes[nodes[i].depends.items[k]->order].dependents.capacity++;
    }
    for (size_t i = 0; i < graph->nodes.count; i++) {
        nodes[i].next = edges_cut(builder, nodes[i].next.capacity);
        nodes[i].dependents = edges_cut(builder, nodes[i].dependents.capacity);
    }
    for (size_t i = 0; i < graph->nodes.count; i++) {
        for (size_t k = 0; k < nodes[i].down.count; k++)
            edges_append(&nodes[nodes[i].down.items[k]->order].next, &nodes[i]);
        for (size_t k = 0; k < nodes[i].depends.count; k++)
            if (!nodes_contain(&nodes[i].down, nodes[i].depends.items[k]))
                edges_append(&nodes[nodes[i].depends.items[k]->order].dependents, &nodes[i]);
    }
}

static void edges_mark(struct builder *builder)
{
    hd_graph *graph = builder->graph;

    graph->bases = edges_cut(builder, graph->nodes.count);
    graph->heads = edges_cut(builder, graph->nodes.count);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        hd_node *node = &builder->nodes[i];

        node->is_head = node->next.count == 0 && node->dependents.count == 0;
        node->is_effective_head = node->next.count == 0 && node->dependents.count > 0;
        node->is_branchpoint = node->next.count > 1;
        node->is_mergepoint = node->down.count > 1;
        if (node->down.count == 0)
            edges_append(&graph->bases, node);
        if (node->next.count == 0)
            edges_append(&graph->heads, node);
    }
}

static hd_error *edges_make(struct builder *builder)
{
    for (size_t i = 0; i < builder->graph->nodes.count; i++) {
        HD_TRY(edges_resolve_down(builder, &builder->nodes[i]));
        HD_TRY(edges_resolve_depends(builder, &builder->nodes[i]));
    }
    edges_invert(builder);
    edges_mark(builder);
    return NULL;
}

/* ---- order ---- */

/* Counts one edge less for each child and puts those into the order that need nothing more. */
static void order_release(hd_nodes *order, const hd_nodes *children, size_t *waits)
{
    for (size_t i = 0; i < children->count; i++)
        if (--waits[children->items[i]->order] == 0)
            edges_append(order, children->items[i]);
}

/* Parents before children; what is left over in the end is on a cycle or above one. */
static hd_error *order_make(struct builder *builder)
{
    const hd_graph *graph = builder->graph;
    size_t *waits = hd_new_array(builder->scratch, size_t, graph->nodes.count + 1);
    hd_nodes order = edges_cut(builder, graph->nodes.count);

    for (size_t i = 0; i < graph->nodes.count; i++) {
        for (size_t k = 0; k < graph->nodes.items[i]->next.count; k++)
            waits[graph->nodes.items[i]->next.items[k]->order]++;
        for (size_t k = 0; k < graph->nodes.items[i]->dependents.count; k++)
            waits[graph->nodes.items[i]->dependents.items[k]->order]++;
    }
    for (size_t i = 0; i < graph->nodes.count; i++)
        if (waits[i] == 0)
            edges_append(&order, graph->nodes.items[i]);
    for (size_t done = 0; done < order.count; done++) {
        order_release(&order, &order.items[done]->next, waits);
        order_release(&order, &order.items[done]->dependents, waits);
    }
    builder->topological = order;
    return order.count == graph->nodes.count ? NULL : hd_graph_error_cycle(graph);
}

/* ---- parents: dependencies that an ancestor by down has already are left out ---- */

struct inheritance {
    size_t *position;     /* of each node in the topological order */
    size_t *heir_of;      /* 1 + order of the dependency that the node was last found to inherit */
    const hd_node **todo; /* stack */
};

/* All that depend on the node, those that revise it as well included. */
static void dependers_find(const hd_node *node, TALLOC_CTX *scratch, hd_nodes *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < node->dependents.count; i++)
        hd_vec_push(scratch, ret, node->dependents.items[i]);
    for (size_t i = 0; i < node->next.count; i++)
        if (nodes_contain(&node->next.items[i]->depends, node))
            hd_vec_push(scratch, ret, node->next.items[i]);
}

/* Marks what is above the dependers, not beyond the last of them: a walk stays near. */
static void heirs_mark(struct inheritance *state, const hd_nodes *dependers, size_t mark)
{
    size_t count = 0;
    size_t last = 0;

    for (size_t i = 0; i < dependers->count; i++) {
        size_t position = state->position[dependers->items[i]->order];

        last = position > last ? position : last;
        state->todo[count++] = dependers->items[i];
    }
    while (count > 0) {
        const hd_node *node = state->todo[--count];

        for (size_t i = 0; i < node->next.count; i++) {
            const hd_node *above = node->next.items[i];

            if (state->heir_of[above->order] == mark || state->position[above->order] > last)
                continue;
            state->heir_of[above->order] = mark;
            state->todo[count++] = above;
        }
    }
}

static void parents_remove(hd_node *node, const hd_node *parent)
{
    size_t kept = node->down.count; /* what it revises stays in any case */

    for (size_t i = node->down.count; i < node->parents.count; i++)
        if (node->parents.items[i] != parent)
            node->parents.items[kept++] = node->parents.items[i];
    node->parents.count = kept;
}

static void parents_make(struct builder *builder)
{
    size_t count = builder->graph->nodes.count;
    struct inheritance state = {
        .position = hd_new_array(builder->scratch, size_t, count + 1),
        .heir_of = hd_new_array(builder->scratch, size_t, count + 1),
        .todo = hd_new_array(builder->scratch, const hd_node *, 2 * count + 1),
    };
    hd_nodes dependers = {0};

    for (size_t i = 0; i < count; i++) {
        hd_node *node = &builder->nodes[i];

        state.position[builder->topological.items[i]->order] = i;
        node->parents = edges_cut(builder, node->down.count + node->depends.count);
        for (size_t k = 0; k < node->down.count; k++)
            edges_append(&node->parents, node->down.items[k]);
        for (size_t k = 0; k < node->depends.count; k++)
            if (!nodes_contain(&node->down, node->depends.items[k]))
                edges_append(&node->parents, node->depends.items[k]);
    }
    for (size_t i = 0; i < count; i++) {
        dependers_find(&builder->nodes[i], builder->scratch, &dependers);
        if (dependers.count < 2)
            continue;
        heirs_mark(&state, &dependers, i + 1);
        for (size_t k = 0; k < dependers.count; k++)
            if (state.heir_of[dependers.items[k]->order] == i + 1)
                parents_remove(&builder->nodes[dependers.items[k]->order], &builder->nodes[i]);
    }
}

/* ---- labels: up to all descendants, and down a line that does not branch or merge ---- */

static int text_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Alembic counts dependencies here, unlike for is_branchpoint. */
static bool node_stops_labels(const hd_node *node)
{
    return node->next.count + node->dependents.count > 1 || node->down.count > 1;
}

static void labels_sort(hd_strings *labels)
{
    size_t kept = 0;

    if (labels->count < 2)
        return;
    qsort(labels->items, labels->count, sizeof(*labels->items), text_compare);
    for (size_t i = 0; i < labels->count; i++)
        if (i == 0 || strcmp(labels->items[i], labels->items[kept - 1]) != 0)
            labels->items[kept++] = labels->items[i];
    labels->count = kept;
}

static void labels_append(hd_graph *graph, hd_strings *to, const hd_strings *labels)
{
    for (size_t i = 0; i < labels->count; i++)
        hd_vec_push(graph, to, labels->items[i]);
}

/*
 * A label reaches the ancestors of its revision only when the whole line above
 * the revision, up to the tip, neither branches nor merges.
 */
static void labels_sink(hd_graph *graph, const hd_node *node, hd_strings *own)
{
    const hd_strings *labels = &node->revision->labels;

    while (node->down.count == 1 && !node_stops_labels(node->down.items[0])) {
        node = node->down.items[0];
        labels_append(graph, &own[node->order], labels);
    }
}

/* For each node whether from it up to the tip nothing branches or merges. */
static bool *labels_find_plain(const struct builder *builder)
{
    size_t count = builder->graph->nodes.count;
    bool *plain = hd_new_array(builder->scratch, bool, count + 1);

    for (size_t i = count; i > 0; i--) {
        const hd_node *node = builder->topological.items[i - 1];

        plain[node->order] = !node_stops_labels(node) &&
                             (node->next.count == 0 || plain[node->next.items[0]->order]);
    }
    return plain;
}

static bool labels_equal(const hd_strings *a, const hd_strings *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count && a->items != b->items; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return true;
}

/* Own labels and those of what it revises; a set that is just the parent's is shared with it. */
static void labels_inherit(hd_graph *graph, hd_node *node, hd_strings *own)
{
    hd_strings all = *own;
    const hd_strings *first = node->down.count > 0 ? &node->down.items[0]->labels : &all;
    bool same = own->count == 0;

    for (size_t i = 0; i < node->down.count && same; i++)
        same = labels_equal(&node->down.items[i]->labels, first);
    if (same) {
        node->labels = *first;
        return;
    }
    for (size_t i = 0; i < node->down.count; i++)
        labels_append(graph, &all, &node->down.items[i]->labels);
    labels_sort(&all);
    node->labels = all;
}

static void labels_make(struct builder *builder)
{
    hd_graph *graph = builder->graph;
    size_t count = graph->nodes.count;

    if (graph->names.count == count)
        return; /* no labels at all */

    hd_strings *own = hd_new_array(builder->scratch, hd_strings, count + 1);
    const bool *plain = labels_find_plain(builder);
    for (size_t i = 0; i < count; i++) {
        const hd_node *node = &builder->nodes[i];

        labels_append(graph, &own[i], &node->revision->labels);
        if (plain[i] && node->revision->labels.count > 0)
            labels_sink(graph, node, own);
    }
    for (size_t i = 0; i < count; i++) {
        size_t order = builder->topological.items[i]->order;

        labels_inherit(graph, &builder->nodes[order], &own[order]);
    }
}

hd_error *hd_graph_build(TALLOC_CTX *ctx, const hd_revision *const revisions[], size_t count,
                         hd_graph **ret)
{
    HD_SCRATCH(scratch);
    struct builder builder = {.scratch = scratch, .graph = hd_new(scratch, hd_graph)};

    HD_TRY(nodes_make(&builder, revisions, count));
    HD_TRY(names_make(&builder));
    HD_TRY(edges_make(&builder));
    HD_TRY(order_make(&builder));
    parents_make(&builder);
    labels_make(&builder);
    *ret = talloc_steal(ctx, builder.graph);
    return NULL;
}
