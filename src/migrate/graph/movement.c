#include "migrate/graph/movement.h"

#include "base/text.h"
#include "migrate/graph/row_set.h"
#include "migrate/graph/target.h"

/* ---- steps ---- */

static hd_strings nodes_ids(TALLOC_CTX *ctx, const hd_node *const nodes[], size_t count)
{
    hd_strings ids = {.capacity = count};

    if (count > 0)
        ids.items = hd_new_array(ctx, const char *, count);
    for (; ids.count < count; ids.count++)
        ids.items[ids.count] = nodes[ids.count]->revision->id;
    return ids;
}

static void movement_add(hd_movement *movement, hd_direction direction, const hd_node *node,
                         hd_row_set *rows)
{
    hd_strings below = nodes_ids(movement, node->down.items, node->down.count);
    hd_strings self = nodes_ids(movement, &node, 1);
    hd_step step = {.direction = direction, .node = node};

    step.from = direction == HD_UPGRADE ? below : self;
    step.to = direction == HD_UPGRADE ? self : below;
    if (direction == HD_UPGRADE)
        hd_row_set_upgrade(movement, rows, node, &step);
    else
        hd_row_set_downgrade(movement, rows, node, &step);
    hd_vec_push(movement, &movement->steps, step);
}

char *hd_step_text(TALLOC_CTX *ctx, const hd_step *step)
{
    HD_SCRATCH(scratch);
    static const char *const verbs[] = {
        [HD_UPGRADE] = "upgrade", [HD_DOWNGRADE] = "downgrade", [HD_STAMP] = "stamp_revision"};

    return hd_printf(ctx, "Running %s %s -> %s", verbs[step->direction],
                     hd_text_join(scratch, &step->from, ", "),
                     hd_text_join(scratch, &step->to, ", "));
}

size_t hd_movement_longest_id(const hd_movement *movement)
{
    size_t longest = 0;

    for (size_t i = 0; i < movement->steps.count; i++) {
        const hd_step *step = &movement->steps.items[i];
        for (size_t j = 0; j < step->changes.count; j++) {
            const char *to = step->changes.items[j].to;
            if (to != NULL && strlen(to) > longest)
                longest = strlen(to);
        }
    }
    return longest;
}

/* ---- upgrade ---- */

hd_error *hd_movement_upgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                              const char *target, hd_movement **ret)
{
    HD_SCRATCH(scratch);
    const hd_lookup lookup = {.graph = graph, .asked = target};
    hd_movement *movement = hd_new(scratch, hd_movement);
    bool *due = hd_set_new(scratch, graph);
    bool *applied = hd_set_new(scratch, graph);
    hd_relative relative = {0};
    hd_nodes current = {0};
    hd_nodes targets = {0};
    bool from_rows = hd_relative_parse(scratch, target, &relative) && relative.symbol == NULL;

    if (from_rows)
        HD_TRY(hd_lookup_rows(scratch, graph, rows, &current));
    HD_TRY(hd_target_upgrade(scratch, &lookup, &current, target, false, &targets));
    HD_TRY(hd_target_check_overlap(graph, &targets, HD_EDGES_ALL, false));
    if (!from_rows)
        HD_TRY(hd_lookup_rows(scratch, graph, rows, &current));
    HD_TRY(hd_target_check_overlap(graph, &current, HD_EDGES_ALL, false));

    hd_set_add_ancestors(graph, &targets, HD_EDGES_ALL, due);
    hd_set_add_ancestors(graph, &current, HD_EDGES_ALL, applied);
    for (size_t i = 0; i < graph->nodes.count; i++)
        due[i] = due[i] && !applied[i];
    hd_nodes order = hd_walk_order(scratch, graph, due, &targets);
    hd_row_set *now = hd_row_set_new(scratch, graph, &current);
    for (size_t i = order.count; i > 0; i--)
        movement_add(movement, HD_UPGRADE, order.items[i - 1], now);
    movement->rows_after = hd_row_set_ids(movement, now);
    *ret = talloc_steal(ctx, movement);
    return NULL;
}

/* ---- downgrade ---- */

/* What a downgrade takes away first: what is above the goal, on its branch when there is a choice.
 */
static hd_error *downgrade_roots(TALLOC_CTX *scratch, const hd_lookup *lookup, const hd_goal *goal,
                                 hd_nodes *ret)
{
    const hd_graph *graph = lookup->graph;
    const hd_nodes *all = goal->node == NULL ? &graph->bases : &goal->node->next;
    const hd_node *branch = NULL;
    bool *below_branch = NULL;

    if (goal->branch == NULL || all->count < 2) {
        *ret = *all;
        return NULL;
    }
    HD_TRY(hd_lookup_branch(lookup, goal->branch, &branch));
    hd_nodes from = {.items = &branch, .count = 1};
    below_branch = hd_set_new(scratch, graph);
    hd_set_add_ancestors(graph, &from, HD_EDGES_DOWN, below_branch);
    for (size_t i = 0; i < all->count; i++)
        if (below_branch[all->items[i]->order])
            hd_vec_push(scratch, ret, all->items[i]);
    return ret->count > 0
               ? NULL
               : hd_error_new(HD_CONFLICT, "Not a valid downgrade target from current heads");
}

static hd_error *downgrade_members(TALLOC_CTX *scratch, const hd_lookup *lookup,
                                   const hd_goal *goal, const hd_nodes *current, bool **ret)
{
    const hd_graph *graph = lookup->graph;
    bool *due = hd_set_new(scratch, graph);
    bool *applied = hd_set_new(scratch, graph);
    hd_nodes roots = {0};
    bool any = false;

    HD_TRY(downgrade_roots(scratch, lookup, goal, &roots));
    hd_set_add_descendants(graph, &roots, HD_EDGES_ALL, due);
    hd_set_add_ancestors(graph, current, HD_EDGES_ALL, applied);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        due[i] = due[i] && applied[i];
        any = any || due[i];
    }
    for (size_t i = 0; i < current->count; i++)
        any = any || current->items[i] == goal->node;
    if (!any && goal->node != NULL)
        return hd_error_new(HD_CONFLICT,
                            "Destination %s is not a valid downgrade target from current head(s)",
                            lookup->asked);
    *ret = due;
    return NULL;
}

hd_error *hd_movement_downgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                                const char *target, hd_movement **ret)
{
    HD_SCRATCH(scratch);
    const hd_lookup lookup = {.graph = graph, .asked = target};
    hd_movement *movement = hd_new(scratch, hd_movement);
    hd_relative relative = {0};
    hd_nodes current = {0};
    hd_goal goal = {0};
    bool *due = NULL;
    bool from_rows = hd_relative_parse(scratch, target, &relative) && relative.symbol == NULL;

    if (from_rows)
        HD_TRY(hd_lookup_rows(scratch, graph, rows, &current));
    HD_TRY(hd_target_downgrade(scratch, &lookup, &current, target, &goal));
    if (!from_rows)
        HD_TRY(hd_lookup_rows(scratch, graph, rows, &current));
    HD_TRY(downgrade_members(scratch, &lookup, &goal, &current, &due));
    if (goal.warning != NULL)
        hd_vec_push(movement, &movement->warnings, goal.warning);

    hd_nodes order = hd_walk_order(scratch, graph, due, &current);
    hd_row_set *now = hd_row_set_new(scratch, graph, &current);
    for (size_t i = 0; i < order.count; i++)
        movement_add(movement, HD_DOWNGRADE, order.items[i], now);
    movement->rows_after = hd_row_set_ids(movement, now);
    *ret = talloc_steal(ctx, movement);
    return NULL;
}

/* ---- ranges of offline mode ---- */

/* "A:B" taken apart; start is NULL when there is no colon. */
static hd_error *range_split(TALLOC_CTX *ctx, const char *name, const char **start,
                             const char **target)
{
    const char *colon = strchr(name, ':');

    *start = NULL;
    *target = name;
    if (colon == NULL)
        return NULL;
    if (strchr(colon + 1, ':') != NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "invalid range \"%s\"", name),
                             "A range is written <fromrev>:<torev>.");
    *start = hd_strndup(ctx, name, (size_t)(colon - name));
    *target = colon + 1;
    return NULL;
}

static hd_error *range_check(hd_direction direction, bool offline, const char *start)
{
    if (!offline && start != NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "Range revision not allowed"),
                             "A range says where the database stands, for --sql.");
    if (offline && start == NULL && direction == HD_DOWNGRADE)
        return hd_error_new(HD_USAGE, "downgrade with --sql requires <fromrev>:<torev>");
    return NULL;
}

/* One name's part; *common is the start that all names agree in. */
static hd_error *range_add(TALLOC_CTX *ctx, hd_direction direction, const char *name, bool offline,
                           const char **common, hd_strings *targets)
{
    const char *start = NULL;
    const char *target = name;

    if (offline || direction != HD_STAMP) /* a colon means nothing to "stamp" online */
        HD_TRY(range_split(ctx, name, &start, &target));
    HD_TRY(range_check(direction, offline, start));
    if (start != NULL && *common != NULL && strcmp(start, *common) != 0)
        return hd_error_new(HD_USAGE, "Stamp operation with --sql only supports a single starting "
                                      "revision at a time");
    *common = start != NULL ? start : *common;
    hd_vec_push(ctx, targets, target);
    return NULL;
}

hd_error *hd_movement_range(TALLOC_CTX *ctx, const hd_graph *graph, hd_direction direction,
                            const hd_strings *names, bool offline, hd_strings *rows,
                            hd_strings *targets)
{
    const hd_lookup lookup = {.graph = graph};
    const char *start = NULL;
    const hd_node *node = NULL;

    for (size_t i = 0; i < names->count; i++)
        HD_TRY(range_add(ctx, direction, names->items[i], offline, &start, targets));
    if (start == NULL || *start == '\0')
        return NULL;
    HD_TRY(hd_lookup_one(&lookup, start, &node));
    if (node != NULL)
        hd_vec_push(ctx, rows, node->revision->id);
    return NULL;
}
