#include "migrate/graph/graph_check.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "migrate/graph/walk.h"

enum { MAX_SHOWN = 8 }; /* links of a cycle that the detail spells out */

static const char *revision_file(const hd_revision *revision)
{
    return revision->path == NULL ? "?" : hd_path_name(revision->path);
}

/* The full path of the revision that the error is about. */
static hd_error *error_in(hd_error *err, const hd_revision *revision)
{
    return revision->path == NULL ? err : hd_error_place(err, revision->path, NULL, 0);
}

/* A word that a command line takes for something else can name no revision. */
static hd_error *check_reserved(const hd_revision *revision)
{
    static const char *const words[] = {"base", "current", "head", "heads"};

    for (size_t i = 0; i < HD_COUNT(words); i++) {
        if (strcmp(revision->id, words[i]) != 0)
            continue;
        hd_error *err = hd_error_new(HD_CONFIG, "\"%s\" cannot be the id of a revision", words[i]);
        return error_in(hd_error_hint(err, "Commands take that word for something else."),
                        revision);
    }
    return NULL;
}

static hd_error *check_characters(const hd_revision *revision)
{
    static const char forbidden[] = "+-:@"; /* in the order in which they are named */

    if (strpbrk(revision->id, forbidden) == NULL)
        return NULL;

    HD_SCRATCH(scratch);
    hd_buf *found = hd_buf_new(scratch);
    for (size_t i = 0; forbidden[i] != '\0'; i++)
        if (strchr(revision->id, forbidden[i]) != NULL)
            hd_buf_addf(found, "%s%c", found->len > 0 ? ", " : "", forbidden[i]);
    return error_in(hd_error_new(HD_CONFIG,
                                 "Character(s) '%s' not allowed in revision identifier '%s'",
                                 found->data, revision->id),
                    revision);
}

hd_error *hd_graph_check_revision(const hd_revision *revision)
{
    if (hd_strings_contain(&revision->down, revision->id))
        return error_in(
            hd_error_new(HD_CONFIG, "Self-loop is detected in revisions (%s)", revision->id),
            revision);
    if (hd_strings_contain(&revision->depends_on, revision->id))
        return error_in(hd_error_new(HD_CONFIG,
                                     "Dependency self-loop is detected in revisions (%s)",
                                     revision->id),
                        revision);
    HD_TRY(check_reserved(revision));
    return check_characters(revision);
}

hd_error *hd_graph_error_same_id(const hd_revision *first, const hd_revision *second)
{
    hd_error *err = hd_error_new(HD_CONFIG, "Revision %s is present more than once", first->id);

    err = hd_error_detail(err, "The files \"%s\" and \"%s\" both have this id.", first->path,
                          revision_file(second));
    err = hd_error_hint(err, "Give one of them an id of its own, or remove it.");
    return error_in(err, second);
}

hd_error *hd_graph_error_same_label(const char *label, const hd_revision *owner,
                                    const hd_revision *second)
{
    hd_error *err = hd_error_new(HD_CONFIG,
                                 "Branch name '%s' in revision %s already used by revision %s",
                                 label, second->id, owner->id);

    err = hd_error_detail(err, "The files are \"%s\" and \"%s\".", revision_file(second),
                          revision_file(owner));
    return error_in(err, second);
}

/* The name most like the absent one, or NULL. */
static const char *graph_nearest(TALLOC_CTX *scratch, const hd_graph *graph, const char *absent)
{
    const char **candidates = hd_new_array(scratch, const char *, graph->names.count + 1);

    for (size_t i = 0; i < graph->names.count; i++)
        candidates[i] = graph->names.items[i].text;
    return hd_text_nearest(absent, candidates, graph->names.count);
}

hd_error *hd_graph_error_absent(const hd_graph *graph, const hd_revision *revision,
                                const char *relation, const char *absent)
{
    HD_SCRATCH(scratch);
    const char *nearest = graph_nearest(scratch, graph, absent);
    hd_error *err = hd_error_new(HD_CONFIG, "revision \"%s\" %s \"%s\", which no file has",
                                 revision->id, relation, absent);

    err = hd_error_hint(err,
                        "%s%s%sPut the file of revision \"%s\" back, or correct \"%s\". If a "
                        "database has applied it, \"howdah repair\" can write the file again.",
                        nearest == NULL ? "" : "Did you mean \"", nearest == NULL ? "" : nearest,
                        nearest == NULL ? "" : "\"? Otherwise: ", absent, revision_file(revision));
    return error_in(err, revision);
}

/* ---- cycles ---- */

static bool has_below(const hd_node *node, hd_edges edges)
{
    return node->down.count > 0 || (edges == HD_EDGES_ALL && node->depends.count > 0);
}

/* What stands above: those that revise it, then those that depend on it. */
static size_t above_count(const hd_node *node, hd_edges edges)
{
    return node->next.count + (edges == HD_EDGES_ALL ? node->dependents.count : 0);
}

static const hd_node *above_at(const hd_node *node, size_t i)
{
    return i < node->next.count ? node->next.items[i]
                                : node->dependents.items[i - node->next.count];
}

/* Nodes that cannot be put behind all that is below them: those on a cycle, and what is above. */
static bool *stuck_find(TALLOC_CTX *ctx, const hd_graph *graph, hd_edges edges, size_t *count)
{
    bool *stuck = hd_set_new(ctx, graph);
    size_t *waits = hd_new_array(ctx, size_t, graph->nodes.count + 1);
    hd_nodes ready = {0};

    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_node *node = graph->nodes.items[i];

        stuck[i] = true;
        for (size_t k = 0; k < above_count(node, edges); k++)
            waits[above_at(node, k)->order]++;
    }
    for (size_t i = 0; i < graph->nodes.count; i++)
        if (waits[i] == 0)
            hd_vec_push(ctx, &ready, graph->nodes.items[i]);
    for (size_t done = 0; done < ready.count; done++) {
        const hd_node *node = ready.items[done];

        stuck[node->order] = false;
        for (size_t i = 0; i < above_count(node, edges); i++)
            if (--waits[above_at(node, i)->order] == 0)
                hd_vec_push(ctx, &ready, above_at(node, i));
    }
    *count = graph->nodes.count - ready.count;
    return stuck;
}

static const hd_node *stuck_below(const bool *stuck, const hd_node *node, hd_edges edges)
{
    for (size_t i = 0; i < node->down.count; i++)
        if (stuck[node->down.items[i]->order])
            return node->down.items[i];
    for (size_t i = 0; i < node->depends.count && edges == HD_EDGES_ALL; i++)
        if (stuck[node->depends.items[i]->order])
            return node->depends.items[i];
    return NULL;
}

/*
 * One way round, each node before what it is stuck behind. A stuck node has a stuck
 * one below, so a walk down comes back to where it was.
 */
static hd_nodes cycle_find(TALLOC_CTX *ctx, const hd_graph *graph, const bool *stuck,
                           hd_edges edges)
{
    size_t *step = hd_new_array(ctx, size_t, graph->nodes.count + 1);
    const hd_node *node = NULL;
    hd_nodes path = {0};
    hd_nodes cycle = {0};

    for (size_t i = 0; i < graph->nodes.count && node == NULL; i++)
        if (stuck[i])
            node = graph->nodes.items[i];
    while (node != NULL && step[node->order] == 0) {
        hd_vec_push(ctx, &path, node);
        step[node->order] = path.count;
        node = stuck_below(stuck, node, edges);
    }
    for (size_t i = node == NULL ? path.count : step[node->order] - 1; i < path.count; i++)
        hd_vec_push(ctx, &cycle, path.items[i]);
    return cycle;
}

static const char *cycle_text(TALLOC_CTX *ctx, const hd_nodes *cycle)
{
    hd_buf *text = hd_buf_new(ctx);

    for (size_t i = 0; i < cycle->count && i < MAX_SHOWN; i++) {
        const hd_revision *revision = cycle->items[i]->revision;
        const char *below = cycle->items[(i + 1) % cycle->count]->revision->id;

        hd_buf_addf(text, "%s\"%s\" (%s) %s \"%s\"", i == 0 ? "" : ", ", revision->id,
                    revision_file(revision),
                    hd_strings_contain(&revision->down, below) ? "revises" : "depends on", below);
    }
    if (cycle->count > MAX_SHOWN)
        hd_buf_addf(text, " and so on, %zu revisions in all", cycle->count);
    hd_buf_add_char(text, '.');
    return text->data;
}

static int id_compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static hd_strings ids_of(TALLOC_CTX *ctx, const hd_nodes *nodes)
{
    hd_strings ids = {0};

    for (size_t i = 0; i < nodes->count; i++)
        hd_vec_push(ctx, &ids, nodes->items[i]->revision->id);
    return ids;
}

/* Nodes with nothing above and nodes with nothing below. */
static void ends_find(TALLOC_CTX *ctx, const hd_graph *graph, hd_edges edges, hd_nodes *heads,
                      hd_nodes *bases)
{
    for (size_t i = 0; i < graph->nodes.count; i++) {
        if (above_count(graph->nodes.items[i], edges) == 0)
            hd_vec_push(ctx, heads, graph->nodes.items[i]);
        if (!has_below(graph->nodes.items[i], edges))
            hd_vec_push(ctx, bases, graph->nodes.items[i]);
    }
}

/*
 * The revisions that Alembic lists: all, when nothing is a head or nothing a base, otherwise those
 * that are on no path between a base and a head, sorted. It overlooks a cycle with a
 * base below and a head above; then the revisions of the cycle are listed.
 */
static hd_strings cycle_members(TALLOC_CTX *ctx, const hd_graph *graph, hd_edges edges,
                                const hd_nodes *cycle)
{
    bool *below = hd_set_new(ctx, graph);
    bool *above = hd_set_new(ctx, graph);
    hd_nodes heads = {0};
    hd_nodes bases = {0};
    hd_strings members = {0};

    ends_find(ctx, graph, edges, &heads, &bases);
    if (heads.count == 0 || bases.count == 0)
        return ids_of(ctx, &graph->nodes);
    hd_set_add_ancestors(graph, &heads, edges, below);
    hd_set_add_descendants(graph, &bases, edges, above);
    for (size_t i = 0; i < graph->nodes.count; i++)
        if (!below[i] || !above[i])
            hd_vec_push(ctx, &members, graph->nodes.items[i]->revision->id);
    if (members.count == 0)
        return ids_of(ctx, cycle);
    qsort(members.items, members.count, sizeof(*members.items), id_compare);
    return members;
}

hd_error *hd_graph_error_cycle(const hd_graph *graph)
{
    HD_SCRATCH(scratch);
    hd_edges edges = HD_EDGES_DOWN;
    size_t count = 0;
    const bool *stuck = stuck_find(scratch, graph, edges, &count);

    if (count == 0) {
        edges = HD_EDGES_ALL;
        stuck = stuck_find(scratch, graph, edges, &count);
    }
    hd_nodes cycle = cycle_find(scratch, graph, stuck, edges);
    hd_strings members = cycle_members(scratch, graph, edges, &cycle);
    hd_error *err = hd_error_new(HD_CONFIG, "%s is detected in revisions (%s)",
                                 edges == HD_EDGES_DOWN ? "Cycle" : "Dependency cycle",
                                 hd_text_join(scratch, &members, ", "));

    err = hd_error_detail(err, "Revision %s", cycle_text(scratch, &cycle));
    return error_in(err, cycle.items[0]->revision);
}
