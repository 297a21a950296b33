#include "migrate/graph/target.h"

#include <inttypes.h>

#include "base/buf.h"
#include "migrate/graph/resolve.h"

/* ---- overlap ---- */

/* What is strictly below or above the nodes. */
static bool *set_beyond(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *nodes,
                        hd_edges edges, bool upwards)
{
    bool *set = hd_set_new(ctx, graph);

    for (size_t i = 0; i < nodes->count; i++) {
        const hd_node *node = nodes->items[i];

        if (upwards)
            hd_set_add_descendants(graph, &node->next, edges, set);
        else
            hd_set_add_ancestors(graph, &node->down, edges, set);
        if (edges == HD_EDGES_ALL && upwards)
            hd_set_add_descendants(graph, &node->dependents, edges, set);
        else if (edges == HD_EDGES_ALL)
            hd_set_add_ancestors(graph, &node->depends, edges, set);
    }
    return set;
}

hd_error *hd_target_check_overlap(const hd_graph *graph, const hd_nodes *nodes, hd_edges edges,
                                  bool upwards)
{
    HD_SCRATCH(scratch);
    const bool *beyond = set_beyond(scratch, graph, nodes, edges, upwards);
    bool overlaps = false;

    for (size_t i = 0; i < nodes->count; i++)
        overlaps = overlaps || beyond[nodes->items[i]->order];
    for (size_t i = 0; i < nodes->count && overlaps; i++) {
        hd_nodes one = {.items = &nodes->items[i], .count = 1};
        bool *others = set_beyond(scratch, graph, &one, edges, upwards);
        hd_buf *list = hd_buf_new(scratch);

        for (size_t k = 0; k < nodes->count; k++) {
            if (!others[nodes->items[k]->order])
                continue;
            others[nodes->items[k]->order] = false; /* named once */
            hd_buf_addf(list, "%s%s", list->len > 0 ? ", " : "", nodes->items[k]->revision->id);
        }
        if (list->len > 0)
            return hd_error_new(HD_CONFLICT,
                                "Requested revision %s overlaps with other requested revisions %s",
                                nodes->items[i]->revision->id, list->data);
    }
    return NULL;
}

/* ---- upgrade ---- */

static void nodes_on(TALLOC_CTX *ctx, const hd_nodes *nodes, const bool *lineage, hd_nodes *ret)
{
    for (size_t i = 0; i < nodes->count; i++)
        if (lineage[nodes->items[i]->order])
            hd_vec_push(ctx, ret, nodes->items[i]);
}

/*
 * Where "L@+N" begins: rows on the branch; else the tips of what is applied of it;
 * else base.
 */
static hd_error *starts_on_branch(TALLOC_CTX *scratch, const hd_lookup *lookup,
                                  const hd_nodes *current, const char *branch, hd_nodes *starts)
{
    const hd_graph *graph = lookup->graph;
    bool *lineage = hd_set_new(scratch, graph);
    bool *applied = hd_set_new(scratch, graph);
    bool *covered = hd_set_new(scratch, graph);
    hd_nodes on_branch = {0};
    hd_nodes active = {0};

    if (current->count == 0)
        return NULL;
    HD_TRY(hd_lookup_lineage(lookup, branch, HD_EDGES_DOWN, lineage));
    nodes_on(scratch, current, lineage, starts);
    if (starts->count > 0)
        return NULL;
    hd_set_add_ancestors(graph, current, HD_EDGES_ALL, applied);
    active = hd_set_nodes(scratch, graph, applied);
    nodes_on(scratch, &active, lineage, &on_branch);
    for (size_t i = 0; i < on_branch.count; i++)
        for (size_t k = 0; k < on_branch.items[i]->parents.count; k++)
            covered[on_branch.items[i]->parents.items[k]->order] = true;
    for (size_t i = 0; i < on_branch.count; i++)
        if (!covered[on_branch.items[i]->order])
            hd_vec_push(scratch, starts, on_branch.items[i]);
    return NULL;
}

/* "+N", "L@+N". */
static hd_error *upgrade_from_current(const hd_lookup *lookup, const hd_nodes *current,
                                      const hd_relative *relative, bool clip, const hd_node **ret)
{
    HD_SCRATCH(scratch);
    hd_nodes starts = {0};
    hd_stop stop = HD_STOP_NODE;

    if (relative->branch != NULL)
        HD_TRY(starts_on_branch(scratch, lookup, current, relative->branch, &starts));
    else
        starts = *current;
    if (starts.count > 1)
        return hd_error_hint(
            hd_error_new(HD_CONFLICT, "Ambiguous upgrade from multiple current revisions"),
            "Name the revision to upgrade to, or a branch: LABEL@+%d.", (int)relative->steps);
    HD_TRY(hd_relative_walk(lookup, starts.count == 0 ? NULL : starts.items[0], relative->steps,
                            relative->branch, clip, ret, &stop));
    return stop == HD_STOP_NODE ? NULL : hd_relative_error(relative);
}

static hd_error *upgrade_from_symbol(const hd_lookup *lookup, const hd_relative *relative,
                                     bool clip, const hd_node **ret)
{
    HD_SCRATCH(scratch);
    const hd_node *start = NULL;
    hd_stop stop = HD_STOP_NODE;

    HD_TRY(hd_relative_start(scratch, lookup, relative, relative->steps <= 0, &start));
    HD_TRY(hd_relative_walk(lookup, start, relative->steps, relative->branch, clip, ret, &stop));
    return stop == HD_STOP_TOO_FAR ? hd_error_new(HD_USAGE, "Walked too far") : NULL;
}

hd_error *hd_target_upgrade(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                            const char *name, bool clip, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    hd_relative relative = {0};
    const hd_node *node = NULL;

    if (!hd_relative_parse(scratch, name, &relative))
        return hd_lookup_all(ctx, lookup, name, ret);
    if (relative.symbol != NULL)
        HD_TRY(upgrade_from_symbol(lookup, &relative, clip, &node));
    else if (relative.steps > 0)
        HD_TRY(upgrade_from_current(lookup, current, &relative, clip, &node));
    else {
        relative.text = hd_printf(scratch, "%" PRId64, relative.steps);
        return hd_relative_error(&relative);
    }
    if (node != NULL)
        hd_vec_push(ctx, ret, node);
    return NULL;
}

/* ---- downgrade ---- */

static bool several_nodes(const hd_nodes *nodes)
{
    for (size_t i = 1; i < nodes->count; i++)
        if (nodes->items[i] != nodes->items[0])
            return true;
    return false;
}

/* The one row "L@-N" is about: of the branch, or standing for a revision of it. */
static hd_error *start_on_branch(const hd_lookup *lookup, const hd_nodes *current,
                                 const hd_relative *relative, const hd_node **ret)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = lookup->graph;
    bool *lineage = hd_set_new(scratch, graph);
    hd_nodes starts = {0};
    hd_nodes tips = {0};

    HD_TRY(hd_lookup_lineage(lookup, relative->branch, HD_EDGES_DOWN, lineage));
    nodes_on(scratch, current, lineage, &starts);
    if (starts.count == 0) {
        hd_resolve_tips(scratch, graph, current, &tips);
        nodes_on(scratch, &tips, lineage, &starts);
    }
    if (starts.count == 0)
        return hd_relative_error(relative);
    if (several_nodes(&starts))
        return hd_error_hint(hd_error_detail(hd_error_new(HD_CONFLICT, "Ambiguous walk"),
                                             "Several current revisions are of branch \"%s\".",
                                             relative->branch),
                             "Name the revision to downgrade to.");
    *ret = starts.items[0];
    return NULL;
}

/* "-N", "L@-N": names the branch to keep to when the user did not. */
static hd_error *start_at_current(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                                  const hd_relative *relative, const hd_node **start, hd_goal *ret)
{
    if (relative->branch != NULL) {
        ret->branch = hd_strdup(ctx, relative->branch);
        return start_on_branch(lookup, current, relative, start);
    }
    if (current->count == 0)
        return hd_relative_error(relative);
    if (several_nodes(current))
        ret->warning = "downgrade -1 from multiple heads is ambiguous; this usage will be "
                       "disallowed in a future release.";
    *start = current->items[0];
    ret->branch = (*start)->revision->id;
    return NULL;
}

/* Where the walk begins; also what it keeps to. */
static hd_error *downgrade_start(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                                 const hd_relative *relative, const hd_node **start, hd_goal *ret)
{
    HD_SCRATCH(scratch);

    if (relative->symbol == NULL && relative->steps >= 0)
        return hd_relative_error(relative);
    if (relative->symbol == NULL)
        return start_at_current(ctx, lookup, current, relative, start, ret);
    ret->branch = relative->branch == NULL ? NULL : hd_strdup(ctx, relative->branch);
    return hd_relative_start(scratch, lookup, relative, relative->steps < 0, start);
}

static hd_error *downgrade_relative(TALLOC_CTX *ctx, const hd_lookup *lookup,
                                    const hd_nodes *current, const hd_relative *relative,
                                    hd_goal *ret)
{
    const hd_node *start = NULL;
    hd_stop stop = HD_STOP_NODE;

    HD_TRY(downgrade_start(ctx, lookup, current, relative, &start, ret));
    HD_TRY(hd_relative_walk(lookup, start, relative->steps, relative->branch, false, &ret->node,
                            &stop));
    if (stop != HD_STOP_TOO_FAR)
        return NULL;
    return relative->symbol == NULL ? hd_relative_error(relative)
                                    : hd_error_new(HD_USAGE, "Walked too far");
}

static hd_error *downgrade_absolute(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *name,
                                    hd_goal *ret)
{
    const char *at = strrchr(name, '@');

    if (at != NULL && at != name)
        ret->branch = hd_strndup(ctx, name, (size_t)(at - name));
    return hd_lookup_one(lookup, at == NULL ? name : at + 1, &ret->node);
}

hd_error *hd_target_downgrade(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                              const char *name, hd_goal *ret)
{
    HD_SCRATCH(scratch);
    hd_relative relative = {0};
    hd_goal goal = {0};
    const hd_node *branch = NULL;

    if (hd_relative_parse(scratch, name, &relative))
        HD_TRY(downgrade_relative(ctx, lookup, current, &relative, &goal));
    else
        HD_TRY(downgrade_absolute(ctx, lookup, name, &goal));
    /* Alembic takes a branch that does not exist for none when there is nothing to choose from. */
    if (goal.branch != NULL)
        HD_TRY(hd_lookup_branch(lookup, goal.branch, &branch));
    *ret = goal;
    return NULL;
}
