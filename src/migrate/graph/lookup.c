#include "migrate/graph/lookup.h"

#include "base/buf.h"
#include "base/text.h"

enum { MIN_PARTIAL = 4 }; /* characters of the names that a part can stand for */

/* "BRANCH@REST" at the first "@". */
struct name_parts {
    const char *branch; /* NULL without or with an empty one */
    const char *rest;
};

static struct name_parts name_split(TALLOC_CTX *ctx, const char *name)
{
    const char *at = strchr(name, '@');

    if (at == NULL)
        return (struct name_parts){NULL, name};
    return (struct name_parts){
        at == name ? NULL : hd_strndup(ctx, name, (size_t)(at - name)),
        at + 1,
    };
}

hd_error *hd_lookup_error_unknown(const hd_graph *graph, const char *name)
{
    HD_SCRATCH(scratch);
    const char **candidates = hd_new_array(scratch, const char *, graph->names.count + 1);
    const char *nearest = NULL;
    hd_error *err = hd_error_new(HD_MISSING, "Can't locate revision identified by '%s'", name);
    const hd_node *baseline = hd_graph_find(graph, name);

    if (baseline != NULL)
        return hd_error_hint(err, "It was squashed into \"%s\".", baseline->revision->id);
    for (size_t i = 0; i < graph->names.count; i++)
        candidates[i] = graph->names.items[i].text;
    nearest = hd_text_nearest(name, candidates, graph->names.count);
    return nearest == NULL ? err : hd_error_hint(err, "Did you mean \"%s\"?", nearest);
}

static hd_error *error_several_heads(const hd_lookup *lookup, const char *argument,
                                     const hd_nodes *heads)
{
    HD_SCRATCH(scratch);
    const char *asked = lookup->asked != NULL ? lookup->asked : argument;
    hd_buf *list = hd_buf_new(scratch);
    hd_error *err = NULL;

    if (lookup->several_heads != NULL)
        err = hd_error_new(HD_CONFLICT, "%s", lookup->several_heads);
    else
        err = hd_error_new(HD_CONFLICT,
                           "Multiple head revisions are present for given argument '%s'; please "
                           "specify a specific target revision, '<branchname>@%s' to narrow to a "
                           "specific head, or 'heads' for all heads",
                           asked, asked);
    for (size_t i = 0; i < heads->count; i++)
        hd_buf_addf(list, "%s%s", i > 0 ? ", " : "", heads->items[i]->revision->id);
    return hd_error_detail(err, "The heads are %s.", list->data);
}

/* ---- ids, labels, and parts of them ---- */

static size_t character_count(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xC0U) != 0x80U)
            count++;
    return count;
}

/* What a name is the part of, within the lineage when one is given. */
static hd_error *partial_find(const hd_graph *graph, const char *part, const bool *lineage,
                              const hd_node **ret)
{
    HD_SCRATCH(scratch);
    const hd_node *found = NULL;
    size_t matches = 0;
    hd_buf *list = hd_buf_new(scratch);

    for (size_t i = 0; i < graph->names.count && *part != '\0'; i++) {
        const hd_name *name = &graph->names.items[i];

        if (!hd_text_starts(name->text, part) || character_count(name->text) < MIN_PARTIAL ||
            (lineage != NULL && !lineage[name->node->order]))
            continue;
        found = name->node;
        if (matches++ < 3)
            hd_buf_addf(list, "%s\"%s\"", matches > 1 ? ", " : "", name->text);
    }
    if (matches == 1) {
        *ret = found;
        return NULL;
    }
    hd_error *err = hd_lookup_error_unknown(graph, part);
    return matches == 0 ? err
                        : hd_error_detail(err, "%zu names begin like this: %s%s.", matches,
                                          list->data, matches > 3 ? " and more" : "");
}

static hd_error *ident_find(const hd_graph *graph, const char *ident, const hd_node **ret)
{
    const hd_node *node = hd_graph_find_name(graph, ident);

    if (node == NULL)
        return partial_find(graph, ident, NULL, ret);
    *ret = node;
    return NULL;
}

hd_error *hd_lookup_branch(const hd_lookup *lookup, const char *branch, const hd_node **ret)
{
    return ident_find(lookup->graph, branch, ret);
}

static void lineage_add(const hd_graph *graph, const hd_node *node, hd_edges edges, bool *set)
{
    HD_SCRATCH(scratch);
    bool *below = hd_set_new(scratch, graph);
    bool *above = hd_set_new(scratch, graph);
    hd_nodes from = {.items = &node, .count = 1};

    hd_set_add_ancestors(graph, &from, edges, below);
    hd_set_add_descendants(graph, &from, edges, above);
    for (size_t i = 0; i < graph->nodes.count; i++)
        set[i] = set[i] || below[i] || above[i];
}

/* An id, label or part, which must be of the branch. */
static hd_error *ident_find_on(const hd_lookup *lookup, const char *ident, const char *branch,
                               const hd_node **ret)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = lookup->graph;
    bool *lineage = hd_set_new(scratch, graph);
    const hd_node *named = NULL;
    const hd_node *node = NULL;

    HD_TRY(hd_lookup_branch(lookup, branch, &named));
    lineage_add(graph, named, HD_EDGES_DOWN, lineage);
    node = hd_graph_find_name(graph, ident);
    if (node == NULL)
        HD_TRY(partial_find(graph, ident, lineage, &node));
    if (!lineage[node->order])
        return hd_error_detail(hd_lookup_error_unknown(graph, ident),
                               "Revision %s is not a member of branch \"%s\".", node->revision->id,
                               branch);
    *ret = node;
    return NULL;
}

/* ---- head, heads, base ---- */

/* Heads by Revises; with a branch those of it. */
static hd_error *heads_on(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *branch,
                          hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = lookup->graph;
    bool *lineage = hd_set_new(scratch, graph);
    const hd_node *named = NULL;

    if (branch != NULL && graph->heads.count > 0) {
        HD_TRY(hd_lookup_branch(lookup, branch, &named));
        lineage_add(graph, named, HD_EDGES_DOWN, lineage);
    }
    for (size_t i = 0; i < graph->heads.count; i++)
        if (branch == NULL || lineage[graph->heads.items[i]->order])
            hd_vec_push(ctx, ret, graph->heads.items[i]);
    return NULL;
}

/* "heads" without a branch: effective heads are not among them. */
static void heads_real(TALLOC_CTX *ctx, const hd_graph *graph, hd_nodes *ret)
{
    for (size_t i = 0; i < graph->heads.count; i++)
        if (graph->heads.items[i]->is_head)
            hd_vec_push(ctx, ret, graph->heads.items[i]);
}

static hd_error *head_on(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *branch,
                         hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    hd_nodes heads = {0};

    HD_TRY(heads_on(scratch, lookup, branch, &heads));
    if (heads.count > 1)
        return error_several_heads(
            lookup, branch == NULL ? "head" : hd_printf(scratch, "%s@head", branch), &heads);
    if (heads.count == 1)
        hd_vec_push(ctx, ret, heads.items[0]);
    return NULL;
}

/* Whether the rest of a name is one of the words; if so what it stands for is in ret. */
static hd_error *word_find(TALLOC_CTX *ctx, const hd_lookup *lookup, const struct name_parts *parts,
                           hd_nodes *ret, bool *is_word)
{
    *is_word = true;
    if (strcmp(parts->rest, "base") == 0)
        return NULL;
    if (strcmp(parts->rest, "head") == 0)
        return head_on(ctx, lookup, parts->branch, ret);
    if (strcmp(parts->rest, "heads") == 0) {
        if (parts->branch != NULL)
            return heads_on(ctx, lookup, parts->branch, ret);
        heads_real(ctx, lookup->graph, ret);
        return NULL;
    }
    *is_word = false;
    return NULL;
}

/* What a name and its branch, if any, stand for. */
static hd_error *shares_find(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *name,
                             hd_nodes *ret)
{
    struct name_parts parts = name_split(ctx, name);
    bool is_word = false;

    HD_TRY(word_find(ctx, lookup, &parts, ret, &is_word));
    const char *idents[] = {parts.branch, is_word ? NULL : parts.rest};
    for (size_t i = 0; i < HD_COUNT(idents); i++) {
        const hd_node *node = NULL;

        if (idents[i] == NULL)
            continue;
        HD_TRY(ident_find(lookup->graph, idents[i], &node));
        hd_vec_push(ctx, ret, node);
    }
    return NULL;
}

hd_error *hd_lookup_lineage(const hd_lookup *lookup, const char *name, hd_edges edges, bool *set)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = lookup->graph;
    hd_nodes shares = {0};

    HD_TRY(shares_find(scratch, lookup, name, &shares));
    for (size_t i = 0; i < shares.count; i++)
        lineage_add(graph, shares.items[i], edges, set);
    for (size_t i = 0; i < graph->nodes.count && shares.count == 0; i++)
        set[i] = true;
    return NULL;
}

/* "-N": that many steps below each head, on a branch below those that have the label. */
static hd_error *below_heads(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *branch,
                             int64_t steps, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    hd_nodes heads = {0};

    heads_real(scratch, lookup->graph, &heads);
    for (size_t i = 0; i < heads.count; i++) {
        const hd_node *node = NULL;
        hd_stop stop = HD_STOP_NODE;

        if (branch != NULL && !hd_strings_contain(&heads.items[i]->labels, branch))
            continue;
        HD_TRY(hd_relative_walk(lookup, heads.items[i], steps, NULL, true, &node, &stop));
        if (stop == HD_STOP_NODE)
            hd_vec_push(ctx, ret, node);
    }
    return NULL;
}

hd_error *hd_lookup_all(TALLOC_CTX *ctx, const hd_lookup *lookup, const char *name, hd_nodes *ret)
{
    HD_SCRATCH(scratch);
    struct name_parts parts = name_split(scratch, name);
    const hd_node *node = NULL;
    bool is_word = false;
    int64_t number = 0;

    HD_TRY(word_find(ctx, lookup, &parts, ret, &is_word));
    if (is_word)
        return NULL;
    if (hd_text_to_int(parts.rest, &number) && number < 0)
        return below_heads(ctx, lookup, parts.branch, number, ret);
    if (parts.branch == NULL)
        HD_TRY(ident_find(lookup->graph, parts.rest, &node));
    else
        HD_TRY(ident_find_on(lookup, parts.rest, parts.branch, &node));
    hd_vec_push(ctx, ret, node);
    return NULL;
}

hd_error *hd_lookup_one(const hd_lookup *lookup, const char *name, const hd_node **ret)
{
    HD_SCRATCH(scratch);
    struct name_parts parts = name_split(scratch, name);
    const hd_node *node = NULL;
    hd_nodes nodes = {0};
    bool is_word = false;

    HD_TRY(word_find(scratch, lookup, &parts, &nodes, &is_word));
    if (!is_word && parts.branch == NULL)
        return ident_find(lookup->graph, parts.rest, ret);
    if (!is_word)
        return ident_find_on(lookup, parts.rest, parts.branch, ret);
    if (nodes.count > 1)
        return error_several_heads(lookup, name, &nodes);
    if (parts.branch != NULL)
        HD_TRY(hd_lookup_branch(lookup, parts.branch, &node)); /* it must exist, also for base */
    *ret = nodes.count == 0 ? NULL : nodes.items[0];
    return NULL;
}

/* A name that nobody has typed: it is no misspelling of another one. */
static hd_error *error_row_unknown(const hd_graph *graph, const char *row)
{
    hd_error *err = NULL;

    if (hd_graph_find(graph, row) != NULL)
        err = hd_lookup_error_unknown(graph, row);
    else
        err = hd_error_hint(
            hd_error_new(HD_MISSING, "Can't locate revision identified by '%s'", row),
            "Put its file back. \"howdah repair\" shows what was applied, and can "
            "write the file again.");
    return hd_error_detail(err,
                           "The version table of the database names it, but no file has this id.");
}

hd_error *hd_lookup_rows(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                         hd_nodes *ret)
{
    for (size_t i = 0; i < rows->count; i++) {
        const hd_node *node = hd_graph_find_name(graph, rows->items[i]);

        if (node == NULL || strcmp(node->revision->id, rows->items[i]) != 0)
            return error_row_unknown(graph, rows->items[i]);
        hd_vec_push(ctx, ret, node);
    }
    return NULL;
}
