#include "base/text.h"
#include "migrate/graph/resolve.h"
#include "migrate/graph/target.h"

/*
 * "history -r A:B". As in Alembic, B may be relative to A ("+2"), while a relative A
 * ("-2") counts from the heads, and a number that is too large means the end.
 */
struct range {
    const char *lower; /* as written, or "base" */
    const char *upper; /* as written, or "heads" */
    hd_nodes lower_nodes;
    hd_nodes upper_nodes;
};

static hd_error *range_split(TALLOC_CTX *scratch, const char *text, struct range *ret)
{
    char *range = hd_text_trim(scratch, text == NULL ? ":" : text, text == NULL ? 1 : strlen(text));
    char *colon = strchr(range, ':');

    if (colon == NULL || strchr(colon + 1, ':') != NULL)
        return hd_error_new(HD_USAGE, "History range requires [start]:[end], [start]:, or :[end]");
    *colon = '\0';
    ret->lower = *range == '\0' ? "base" : range;
    ret->upper = colon[1] == '\0' ? "heads" : colon + 1;
    return NULL;
}

/* A range that begins on a branch ends on it: other targets are dropped. */
static hd_error *range_keep_branch(TALLOC_CTX *scratch, const hd_lookup *lookup,
                                   struct range *range)
{
    const char *at = strchr(range->lower, '@');
    const char *branch = NULL;
    const hd_node *node = NULL;
    bool *lineage = hd_set_new(scratch, lookup->graph);
    hd_nodes kept = {0};
    bool by_label = false;

    if (at == NULL || at == range->lower)
        return NULL;
    branch = hd_strndup(scratch, range->lower, (size_t)(at - range->lower));
    HD_TRY(hd_lookup_branch(lookup, branch, &node));
    HD_TRY(hd_lookup_lineage(lookup, branch, HD_EDGES_DOWN, lineage));
    if (strcmp(node->revision->id, branch) == 0 && node->labels.count == 1)
        branch = node->labels.items[0];
    by_label = hd_strings_contain(&node->labels, branch);
    for (size_t i = 0; i < range->upper_nodes.count; i++) {
        const hd_node *target = range->upper_nodes.items[i];

        if (by_label ? hd_strings_contain(&target->labels, branch) : lineage[target->order])
            hd_vec_push(scratch, &kept, target);
    }
    range->upper_nodes = kept;
    return NULL;
}

static hd_error *range_lower(TALLOC_CTX *scratch, const hd_lookup *lookup, const hd_strings *rows,
                             struct range *range)
{
    if (rows != NULL && strcmp(range->lower, "current") == 0)
        return hd_lookup_rows(scratch, lookup->graph, rows, &range->lower_nodes);
    return hd_lookup_all(scratch, lookup, range->lower, &range->lower_nodes);
}

static hd_error *range_upper(TALLOC_CTX *scratch, const hd_lookup *lookup, const hd_strings *rows,
                             struct range *range)
{
    if (rows != NULL && strcmp(range->upper, "current") == 0)
        return hd_lookup_rows(scratch, lookup->graph, rows, &range->upper_nodes);
    return hd_target_upgrade(scratch, lookup, &range->lower_nodes, range->upper, true,
                             &range->upper_nodes);
}

static hd_error *range_resolve(TALLOC_CTX *scratch, const hd_graph *graph, const hd_strings *rows,
                               struct range *range)
{
    const hd_lookup lookup = {.graph = graph, .asked = range->upper};
    hd_relative relative = {0};
    bool upper_from_lower = hd_relative_parse(scratch, range->upper, &relative) &&
                            relative.symbol == NULL;

    /* Without rows "current" is as if nothing were written there. */
    if (rows != NULL && rows->count == 0 && strcmp(range->upper, "current") == 0)
        range->upper = "heads";
    if (!upper_from_lower)
        HD_TRY(range_upper(scratch, &lookup, rows, range));
    HD_TRY(range_lower(scratch, &lookup, rows, range));
    if (upper_from_lower)
        HD_TRY(range_upper(scratch, &lookup, rows, range));
    return strcmp(range->lower, "current") == 0 ? NULL : range_keep_branch(scratch, &lookup, range);
}

/* What lies between, both ends included. */
static hd_error *range_members(TALLOC_CTX *scratch, const hd_graph *graph,
                               const struct range *range, bool **ret)
{
    bool *members = hd_set_new(scratch, graph);
    bool *below = hd_set_new(scratch, graph);
    bool *above = hd_set_new(scratch, graph);

    HD_TRY(hd_target_check_overlap(graph, &range->upper_nodes, HD_EDGES_ALL, false));
    hd_set_add_ancestors(graph, &range->upper_nodes, HD_EDGES_ALL, members);
    for (size_t i = 0; i < range->lower_nodes.count; i++)
        if (!members[range->lower_nodes.items[i]->order])
            return hd_error_new(HD_CONFLICT,
                                "Requested range %s:%s does not refer to ancestor/descendant "
                                "revisions along the same branch",
                                range->lower, range->upper);
    HD_TRY(hd_target_check_overlap(graph, &range->lower_nodes, HD_EDGES_ALL, false));
    hd_set_add_ancestors(graph, &range->lower_nodes, HD_EDGES_ALL, below);
    if (range->lower_nodes.count > 0) {
        HD_TRY(hd_target_check_overlap(graph, &range->lower_nodes, HD_EDGES_DOWN, true));
        hd_set_add_descendants(graph, &range->lower_nodes, HD_EDGES_DOWN, above);
    }
    for (size_t i = 0; i < graph->nodes.count && range->lower_nodes.count > 0; i++)
        members[i] = members[i] && !below[i] && above[i];
    for (size_t i = 0; i < range->lower_nodes.count; i++)
        members[range->lower_nodes.items[i]->order] = true;
    *ret = members;
    return NULL;
}

hd_error *hd_resolve_range(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                           const char *range, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    struct range parts = {0};
    bool *members = NULL;

    HD_TRY(range_split(scratch, range, &parts));
    HD_TRY(range_resolve(scratch, graph, rows, &parts));
    HD_TRY(range_members(scratch, graph, &parts, &members));
    *ret = hd_walk_order(ctx, graph, members, &parts.upper_nodes);
    return NULL;
}
