#include "migrate/graph/walk.h"

#include <assert.h>

bool *hd_set_new(TALLOC_CTX *ctx, const hd_graph *graph)
{
    return hd_new_array(ctx, bool, graph->nodes.count + 1);
}

hd_nodes hd_set_nodes(TALLOC_CTX *ctx, const hd_graph *graph, const bool *set)
{
    hd_nodes nodes = {0};

    for (size_t i = 0; i < graph->nodes.count; i++)
        if (set[i])
            hd_vec_push(ctx, &nodes, graph->nodes.items[i]);
    return nodes;
}

/* Adds those that are not in the set yet, also to the stack. */
static size_t set_push(const hd_nodes *nodes, bool *set, const hd_node **stack, size_t count)
{
    for (size_t i = 0; i < nodes->count; i++) {
        const hd_node *node = nodes->items[i];

        if (set[node->order])
            continue;
        set[node->order] = true;
        stack[count++] = node;
    }
    return count;
}

void hd_set_add_ancestors(const hd_graph *graph, const hd_nodes *from, hd_edges edges, bool *set)
{
    HD_SCRATCH(scratch);
    const hd_node **stack = hd_new_array(scratch, const hd_node *, graph->nodes.count + 1);
    size_t count = set_push(from, set, stack, 0);

    while (count > 0) {
        const hd_node *node = stack[--count];

        count = set_push(&node->down, set, stack, count);
        if (edges == HD_EDGES_ALL)
            count = set_push(&node->depends, set, stack, count);
    }
}

void hd_set_add_descendants(const hd_graph *graph, const hd_nodes *from, hd_edges edges, bool *set)
{
    HD_SCRATCH(scratch);
    const hd_node **stack = hd_new_array(scratch, const hd_node *, graph->nodes.count + 1);
    size_t count = set_push(from, set, stack, 0);

    while (count > 0) {
        const hd_node *node = stack[--count];

        count = set_push(&node->next, set, stack, count);
        if (edges == HD_EDGES_ALL)
            count = set_push(&node->dependents, set, stack, count);
    }
}

/*
 * The order.
 *
 * A line of places; in each stands the node that is due next on one branch. One place
 * is the current one. Its node is given out when nothing that is due needs it;
 * then its first parent takes the place, and further parents stand at the end of
 * the line. Otherwise the current place becomes the first one in the line whose node needs the
 * blocked node. A place without successor leaves the line, and the one before it goes on.
 *
 * What is due: waits[] counts, for each node below the set, the children that are not done.
 * Nodes that are below the set but not in it count as done as soon as their children are.
 */
struct place {
    const hd_node *node;
    struct place *before;
    struct place *after;
};

struct walk {
    const hd_graph *graph;
    const bool *set;
    bool *below;   /* the set and all its ancestors */
    bool *done;    /* given out, or passed */
    bool *placed;  /* stands in the line */
    size_t *waits; /* children that are not done */
    const hd_node **stack;

    struct place *first, *last;
    struct place *places; /* room for one for each node */
    size_t place_count;

    const hd_node *blocked; /* the node that above was made for */
    bool *above;            /* its descendants that were not done */
    hd_nodes order;         /* the result */
};

/* Returns how many nodes are due. */
static size_t walk_init(TALLOC_CTX *ctx, TALLOC_CTX *scratch, struct walk *walk,
                        const hd_graph *graph, const bool *set)
{
    size_t room = graph->nodes.count + 1;
    hd_nodes members = hd_set_nodes(scratch, graph, set);

    *walk = (struct walk){
        .graph = graph,
        .set = set,
        .below = hd_set_new(scratch, graph),
        .done = hd_set_new(scratch, graph),
        .placed = hd_set_new(scratch, graph),
        .above = hd_set_new(scratch, graph),
        .waits = hd_new_array(scratch, size_t, room),
        .stack = hd_new_array(scratch, const hd_node *, room),
        .places = hd_new_array(scratch, struct place, room),
        .order = {.items = hd_new_array(ctx, const hd_node *, members.count + 1),
                  .capacity = members.count + 1},
    };
    hd_set_add_ancestors(graph, &members, HD_EDGES_ALL, walk->below);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_node *node = graph->nodes.items[i];

        for (size_t k = 0; k < node->parents.count && walk->below[i]; k++)
            walk->waits[node->parents.items[k]->order]++;
    }
    return members.count;
}

static struct place *walk_append(struct walk *walk, const hd_node *node)
{
    struct place *place = &walk->places[walk->place_count++];

    *place = (struct place){.node = node, .before = walk->last};
    if (walk->last != NULL)
        walk->last->after = place;
    else
        walk->first = place;
    walk->last = place;
    walk->placed[node->order] = true;
    return place;
}

/* Returns the place that goes on. */
static struct place *walk_remove(struct walk *walk, struct place *place)
{
    if (place->before != NULL)
        place->before->after = place->after;
    else
        walk->first = place->after;
    if (place->after != NULL)
        place->after->before = place->before;
    else
        walk->last = place->before;
    return place->before != NULL ? place->before : walk->first;
}

/* Takes the node out of what is due, and with it the nodes outside the set that it was last of. */
static void walk_finish(struct walk *walk, const hd_node *finished)
{
    size_t count = 0;

    walk->done[finished->order] = true;
    walk->stack[count++] = finished;
    while (count > 0) {
        const hd_node *node = walk->stack[--count];

        for (size_t i = 0; i < node->parents.count; i++) {
            const hd_node *parent = node->parents.items[i];

            if (--walk->waits[parent->order] > 0 || walk->set[parent->order])
                continue;
            walk->done[parent->order] = true;
            walk->stack[count++] = parent;
        }
    }
}

/* Gives out the node of the place; returns the place that goes on. */
static struct place *walk_give(struct walk *walk, struct place *place)
{
    const hd_node *node = place->node;
    bool replaced = false;

    walk->order.items[walk->order.count++] = node;
    walk_finish(walk, node);
    for (size_t i = 0; i < node->parents.count; i++) {
        const hd_node *parent = node->parents.items[i];

        if (!walk->set[parent->order] || walk->placed[parent->order])
            continue;
        if (replaced) {
            walk_append(walk, parent);
            continue;
        }
        walk->placed[parent->order] = true;
        place->node = parent;
        replaced = true;
    }
    return replaced ? place : walk_remove(walk, place);
}

/* Puts into above what is due and needs the node; kept until another node is asked about. */
static void walk_look_above(struct walk *walk, const hd_node *blocked)
{
    size_t count = 0;

    if (walk->blocked == blocked)
        return;
    walk->blocked = blocked;
    memset(walk->above, 0, walk->graph->nodes.count * sizeof(bool));
    walk->stack[count++] = blocked;
    while (count > 0) {
        const hd_node *node = walk->stack[--count];

        for (size_t i = 0; i < node->next.count + node->dependents.count; i++) {
            const hd_node *child = i < node->next.count
                                       ? node->next.items[i]
                                       : node->dependents.items[i - node->next.count];

            if (!walk->below[child->order] || walk->done[child->order] || walk->above[child->order])
                continue;
            walk->above[child->order] = true;
            walk->stack[count++] = child;
        }
    }
}

/* The first place whose node needs the node of this one, or NULL. */
static struct place *walk_blocker(struct walk *walk, const struct place *place)
{
    walk_look_above(walk, place->node);
    for (struct place *other = walk->first; other != NULL; other = other->after)
        if (walk->above[other->node->order])
            return other;
    return NULL;
}

/*
 * A node that is due, needed by nothing that is due, and has no place: its children
 * are all outside the set, as in a range that leaves out what Depends On leads to.
 */
static struct place *walk_pick_up(struct walk *walk)
{
    for (size_t i = 0; i < walk->graph->nodes.count; i++)
        if (walk->set[i] && !walk->placed[i] && walk->waits[i] == 0)
            return walk_append(walk, walk->graph->nodes.items[i]);
    return NULL;
}

static void walk_begin(struct walk *walk, const hd_nodes *heads)
{
    bool *wanted = hd_set_new(walk->places, walk->graph);

    for (size_t i = 0; i < heads->count; i++)
        wanted[heads->items[i]->order] = walk->set[heads->items[i]->order];
    for (size_t i = 0; i < walk->graph->nodes.count; i++)
        if (wanted[i])
            walk_append(walk, walk->graph->nodes.items[i]);
}

hd_nodes hd_walk_order(TALLOC_CTX *ctx, const hd_graph *graph, const bool *set,
                       const hd_nodes *heads)
{
    HD_SCRATCH(scratch);
    struct walk walk;
    size_t due = walk_init(ctx, scratch, &walk, graph, set);

    walk_begin(&walk, heads);
    struct place *place = walk.first;
    while (walk.order.count < due) {
        if (place == NULL)
            place = walk_pick_up(&walk);
        else if (walk.waits[place->node->order] == 0)
            place = walk_give(&walk, place);
        else {
            struct place *blocker = walk_blocker(&walk, place);

            place = blocker != NULL ? blocker : walk_pick_up(&walk);
        }
        assert(place != NULL || walk.first == NULL);
    }
    return walk.order;
}
