#include "migrate/graph/resolve.h"

#include "migrate/graph/lookup.h"

hd_error *hd_resolve(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                     const char *name, hd_nodes *ret)
{
    const hd_lookup lookup = {.graph = graph};

    if (rows != NULL && strcmp(name, "current") == 0)
        return hd_lookup_rows(ctx, graph, rows, ret);
    return hd_lookup_all(ctx, &lookup, name, ret);
}

hd_error *hd_resolve_one(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                         const char *name, const hd_node **ret)
{
    const hd_lookup lookup = {.graph = graph};
    hd_nodes nodes = {0};

    if (rows == NULL || strcmp(name, "current") != 0)
        return hd_lookup_one(&lookup, name, ret);
    HD_TRY(hd_lookup_rows(ctx, graph, rows, &nodes));
    if (nodes.count > 1)
        return hd_error_new(HD_CONFLICT,
                            "Multiple revisions are current; please specify a single one");
    *ret = nodes.count == 0 ? NULL : nodes.items[0];
    return NULL;
}

void hd_resolve_tips(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *rows, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    bool *applied = hd_set_new(scratch, graph);

    hd_set_add_ancestors(graph, rows, HD_EDGES_ALL, applied);
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_node *node = graph->nodes.items[i];
        bool tip = applied[i];

        /* An applied descendant has an applied child in between. */
        for (size_t k = 0; k < node->next.count && tip; k++)
            tip = !applied[node->next.items[k]->order];
        if (tip)
            hd_vec_push(ctx, ret, node);
    }
}

hd_error *hd_resolve_current(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                             hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    hd_nodes nodes = {0};

    HD_TRY(hd_lookup_rows(scratch, graph, rows, &nodes));
    hd_resolve_tips(ctx, graph, &nodes, ret);
    return NULL;
}
