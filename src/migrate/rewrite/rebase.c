#include "migrate/rewrite/rebase.h"

#include "base/file.h"
#include "base/text.h"
#include "migrate/files/revision_file.h"
#include "migrate/graph/walk.h"

enum { MAX_FILE_BYTES = 256 << 20 };

static const char *id_of(const hd_node *node)
{
    return node->revision->id;
}

/* Below the node but not below the other one, as a set. */
static bool *own_set(TALLOC_CTX *ctx, const hd_graph *graph, const hd_node *node,
                     const hd_node *other)
{
    HD_SCRATCH(scratch);
    bool *own = hd_set_new(ctx, graph);
    bool *others = hd_set_new(scratch, graph);
    hd_nodes one = {.items = &node, .count = 1};
    hd_nodes two = {.items = &other, .count = 1};

    hd_set_add_ancestors(graph, &one, HD_EDGES_DOWN, own);
    hd_set_add_ancestors(graph, &two, HD_EDGES_DOWN, others);
    for (size_t i = 0; i < graph->nodes.count; i++)
        own[i] = own[i] && !others[i];
    return own;
}

/* ---- plan ---- */

/* What the revision revises afterwards; false when nothing changes. */
static bool new_down(TALLOC_CTX *ctx, const hd_rebase *rebase, const hd_node *node, const bool *own,
                     hd_strings *ret)
{
    for (size_t i = 0; i < node->down.count; i++)
        if (own[node->down.items[i]->order])
            hd_vec_push(ctx, ret, id_of(node->down.items[i]));
    if (ret->count > 0)
        return ret->count < node->down.count;
    hd_vec_push(ctx, ret, id_of(rebase->onto));
    return true;
}

/* The graph as it will be: a branch that needs itself through onto shows as a cycle. */
static hd_error *check_cycle(const hd_graph *graph, const hd_rebase *rebase)
{
    HD_SCRATCH(scratch);
    hd_revisions all = {0};
    hd_graph *after = NULL;

    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_revision *revision = graph->nodes.items[i]->revision;
        for (size_t j = 0; j < rebase->changes.count; j++)
            if (rebase->changes.items[j].revision == revision) {
                hd_revision *changed = hd_new(scratch, hd_revision);
                *changed = *revision;
                changed->down = rebase->changes.items[j].down;
                revision = changed;
                break;
            }
        hd_vec_push(scratch, &all, revision);
    }
    hd_error *err = hd_graph_build(scratch, all.items, all.count, &after);
    if (err == NULL)
        return NULL;
    err->code = HD_CONFLICT;
    return hd_error_hint(hd_error_wrap(err, "while putting \"%s\" onto \"%s\"",
                                       id_of(rebase->moved), id_of(rebase->onto)),
                         "\"%s\" needs what would come after it; try it the other way round.",
                         id_of(rebase->onto));
}

static hd_error *check_question(const hd_node *moved, const hd_node *onto, const bool *own)
{
    if (!own[moved->order])
        return hd_error_new(HD_CONFLICT, "there is nothing to move: \"%s\" is \"%s\" or below it",
                            id_of(moved), id_of(onto));
    if (onto->next.count > 0)
        return hd_error_hint(
            hd_error_new(HD_CONFLICT,
                         "revision \"%s\" is not a head, so the branch would still be one",
                         id_of(onto)),
            "\"howdah heads\" lists the heads.");
    return NULL;
}

hd_error *hd_rebase_plan(TALLOC_CTX *ctx, const hd_graph *graph, const hd_node *moved,
                         const hd_node *onto, hd_rebase **ret)
{
    HD_SCRATCH(scratch);
    hd_rebase *rebase = hd_new(scratch, hd_rebase);
    bool *own = own_set(scratch, graph, moved, onto);
    bool *above = hd_set_new(scratch, graph);

    rebase->moved = moved;
    rebase->onto = onto;
    HD_TRY(check_question(moved, onto, own));
    hd_nodes first = hd_set_nodes(scratch, graph, own);
    for (size_t i = 0; i < first.count; i++) {
        hd_rebase_change change = {.revision = first.items[i]->revision};
        if (new_down(rebase, rebase, first.items[i], own, &change.down))
            hd_vec_push(rebase, &rebase->changes, change);
    }
    hd_set_add_descendants(graph, &first, HD_EDGES_ALL, above);
    rebase->branch = hd_set_nodes(rebase, graph, above);
    HD_TRY(check_cycle(graph, rebase));
    *ret = talloc_steal(ctx, rebase);
    return NULL;
}

/* ---- choice ---- */

static bool any_applied(const hd_graph *graph, const bool *own, const bool *applied)
{
    for (size_t i = 0; applied != NULL && i < graph->nodes.count; i++)
        if (own[i] && applied[i])
            return true;
    return false;
}

hd_error *hd_rebase_choose(const hd_graph *graph, const bool *applied, const hd_node **moved,
                           const hd_node **onto)
{
    HD_SCRATCH(scratch);

    if (graph->heads.count != 2)
        return hd_error_hint(hd_error_new(HD_CONFLICT, "there %s %zu head%s, not two",
                                          graph->heads.count == 1 ? "is" : "are",
                                          graph->heads.count, graph->heads.count == 1 ? "" : "s"),
                             graph->heads.count < 2 ? "There is nothing to rebase."
                                                    : "Say which: howdah rebase REV --onto REV");
    const hd_node *a = graph->heads.items[0];
    const hd_node *b = graph->heads.items[1];
    bool a_applied = any_applied(graph, own_set(scratch, graph, a, b), applied);
    bool b_applied = any_applied(graph, own_set(scratch, graph, b, a), applied);
    if (a_applied == b_applied)
        return hd_error_hint(
            hd_error_new(HD_CONFLICT, "either \"%s\" or \"%s\" could be the one to move: %s",
                         id_of(a), id_of(b),
                         a_applied ? "both are applied" : "neither is known to be applied"),
            "Say which: howdah rebase %s --onto %s, or the other way round.", id_of(b), id_of(a));
    *moved = a_applied ? b : a;
    *onto = a_applied ? a : b;
    return NULL;
}

bool *hd_rebase_applied(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows)
{
    HD_SCRATCH(scratch);
    bool *applied = hd_set_new(ctx, graph);
    hd_nodes nodes = {0};

    for (size_t i = 0; i < rows->count; i++) {
        const hd_node *node = hd_graph_find(graph, rows->items[i]);
        if (node != NULL)
            hd_vec_push(scratch, &nodes, node);
    }
    hd_set_add_ancestors(graph, &nodes, HD_EDGES_ALL, applied);
    return applied;
}

hd_error *hd_rebase_check_applied(const hd_rebase *rebase, const bool *applied)
{
    HD_SCRATCH(scratch);
    hd_strings ids = {0};

    for (size_t i = 0; i < rebase->branch.count; i++)
        if (applied[rebase->branch.items[i]->order])
            hd_vec_push(scratch, &ids, id_of(rebase->branch.items[i]));
    if (ids.count == 0)
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_REFUSED, "the database has applied %s of the branch: %s",
                     ids.count == 1 ? "a revision" : "revisions",
                     hd_text_join(scratch, &ids, ", ")),
        "Rebase the other branch (howdah rebase %s --onto %s), downgrade this database first, or "
        "say --force when it is to be thrown away.",
        id_of(rebase->onto), id_of(rebase->moved));
}

/* ---- files ---- */

/* The new text of a file that still says what the plan was made from. */
static hd_error *new_text(TALLOC_CTX *ctx, const hd_rebase_change *change, char **ret)
{
    HD_SCRATCH(scratch);
    const char *path = change->revision->path;
    hd_revision *now = NULL;
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, path, MAX_FILE_BYTES, &text, &len));
    HD_TRY(hd_revision_parse(scratch, path, text, len, &now, NULL));
    if (strcmp(now->id, change->revision->id) != 0)
        return hd_error_new(HD_CONFLICT, "file \"%s\" has changed meanwhile", path);
    *ret = hd_revision_replace(ctx, text, len, "Revises",
                               hd_text_join(scratch, &change->down, ", "));
    return NULL;
}

hd_error *hd_rebase_write(const hd_rebase *rebase)
{
    HD_SCRATCH(scratch);
    char **texts = hd_new_array(scratch, char *, rebase->changes.count);

    for (size_t i = 0; i < rebase->changes.count; i++)
        HD_TRY(new_text(scratch, &rebase->changes.items[i], &texts[i]));
    for (size_t i = 0; i < rebase->changes.count; i++)
        HD_TRY(hd_file_write(rebase->changes.items[i].revision->path, texts[i], strlen(texts[i])));
    return NULL;
}
