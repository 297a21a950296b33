#include "migrate/rewrite/squash.h"

#include "base/text.h"
#include "migrate/files/naming.h"
#include "migrate/graph/resolve.h"
#include "migrate/graph/walk.h"

static const char *id_of(const hd_node *node)
{
    return node->revision->id;
}

/* ---- range ---- */

/* The ends of "A:B"; oldest is NULL for base. */
static hd_error *find_ends(const hd_project *project, const char *range, const hd_node **oldest,
                           const hd_node **newest)
{
    HD_SCRATCH(scratch);
    const char *colon = strchr(range, ':');

    if (colon == NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "\"%s\" is not a range", range),
                             "Write OLDEST:NEWEST; both are included, and \":NEWEST\" is all from "
                             "the base on.");
    const char *low = hd_text_trim(scratch, range, (size_t)(colon - range));
    const char *high = hd_text_trim(scratch, colon + 1, strlen(colon + 1));
    HD_TRY(hd_resolve_one(scratch, project->graph, NULL, *low == '\0' ? "base" : low, oldest));
    HD_TRY(hd_resolve_one(scratch, project->graph, NULL, *high == '\0' ? "head" : high, newest));
    if (*newest == NULL)
        return hd_error_new(HD_USAGE, "a range cannot end in base");
    return NULL;
}

/* From the newest down along Revises to the oldest, then turned round. */
static hd_error *collect(hd_squash *squash, const hd_node *oldest, const hd_node *newest)
{
    const hd_node *node = newest;
    hd_nodes *range = &squash->range;

    for (;; node = node->down.items[0]) {
        hd_vec_push(squash, range, node);
        if (node == oldest || (oldest == NULL && node->down.count == 0))
            break;
        if (node->down.count == 0)
            return hd_error_new(HD_CONFLICT, "revision \"%s\" is not below \"%s\"", id_of(oldest),
                                id_of(newest));
        if (node->down.count > 1)
            return hd_error_hint(
                hd_error_new(HD_CONFLICT, "revision \"%s\" is a merge point inside the range",
                             id_of(node)),
                "Only a straight line can be squashed; begin at \"%s\" or above it.", id_of(node));
    }
    for (size_t i = 0; i < range->count / 2; i++) {
        const hd_node *swapped = range->items[i];
        range->items[i] = range->items[range->count - 1 - i];
        range->items[range->count - 1 - i] = swapped;
    }
    if (range->count < 2)
        return hd_error_new(HD_CONFLICT, "there is nothing to squash: the range is \"%s\" alone",
                            id_of(newest));
    return NULL;
}

/*
 * A database can stand inside the range: its rows say so, and it gets the original files.
 * That works as long as nothing outside needs an inner revision without needing
 * the newest as well; else rows could stand for half of the baseline.
 */
static hd_error *check_inner(const hd_squash *squash, const bool *above, const hd_node *node,
                             const hd_node *next)
{
    for (size_t i = 0; i < node->next.count; i++)
        if (node->next.items[i] != next)
            return hd_error_hint(
                hd_error_new(HD_CONFLICT,
                             "revision \"%s\" branches off inside the range, from \"%s\"",
                             id_of(node->next.items[i]), id_of(node)),
                "Only a straight line can be squashed; end at \"%s\" or below it.", id_of(node));
    for (size_t i = 0; i < node->dependents.count; i++)
        if (!above[node->dependents.items[i]->order])
            return hd_error_hint(
                hd_error_new(HD_CONFLICT, "revision \"%s\" depends on \"%s\" inside the range",
                             id_of(node->dependents.items[i]), id_of(node)),
                "A database could have that one without \"%s\"; end the range at \"%s\".",
                id_of(squash->range.items[squash->range.count - 1]), id_of(node));
    return NULL;
}

static hd_error *check_line(const hd_squash *squash)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = squash->project->graph;
    const hd_nodes *range = &squash->range;
    bool *above = hd_set_new(scratch, graph);
    hd_nodes newest = {.items = &range->items[range->count - 1], .count = 1};

    hd_set_add_descendants(graph, &newest, HD_EDGES_ALL, above);
    for (size_t i = 0; i < range->count; i++)
        above[range->items[i]->order] = true;
    for (size_t i = 0; i + 1 < range->count; i++)
        HD_TRY(check_inner(squash, above, range->items[i], range->items[i + 1]));
    return NULL;
}

/* ---- header ---- */

static bool in_range(const hd_squash *squash, const hd_node *node)
{
    for (size_t i = 0; i < squash->range.count; i++)
        if (squash->range.items[i] == node)
            return true;
    return false;
}

static void add_new(hd_squash *squash, hd_strings *list, const char *text)
{
    if (!hd_strings_contain(list, text))
        hd_vec_push(squash, list, hd_strdup(squash, text));
}

static void header_take(hd_squash *squash, const hd_node *node, bool newest)
{
    const hd_revision *revision = node->revision;
    hd_revision *baseline = &squash->baseline;

    for (size_t i = 0; i < revision->labels.count; i++)
        add_new(squash, &baseline->labels, revision->labels.items[i]);
    for (size_t i = 0; i < node->depends.count; i++)
        if (!in_range(squash, node->depends.items[i]))
            add_new(squash, &baseline->depends_on, id_of(node->depends.items[i]));
    for (size_t i = 0; i < revision->replaces.count; i++)
        add_new(squash, &baseline->replaces, revision->replaces.items[i]);
    if (!newest)
        add_new(squash, &baseline->replaces, revision->id);
}

static hd_error *make_header(hd_squash *squash, const char *message)
{
    const hd_nodes *range = &squash->range;
    const hd_node *oldest = range->items[0];
    const hd_node *newest = range->items[range->count - 1];
    hd_revision *baseline = &squash->baseline;
    hd_moment moment;

    HD_TRY(hd_moment_now(hd_config_get(squash->project->config, "timezone"), &moment));
    baseline->id = newest->revision->id;
    baseline->path = newest->revision->path;
    baseline->down = oldest->revision->down;
    baseline->create_date = hd_moment_text(squash, &moment);
    baseline->message = message != NULL ? message
                                        : hd_printf(squash, "Squash of %zu revisions, %s to %s",
                                                    range->count, id_of(oldest), id_of(newest));
    for (size_t i = 0; i < range->count; i++)
        header_take(squash, range->items[i], i + 1 == range->count);
    return NULL;
}

/* The project as it will be; what is wrong with it is told before anything is written. */
static hd_error *build_after(hd_squash *squash)
{
    const hd_graph *graph = squash->project->graph;
    const hd_node *newest = squash->range.items[squash->range.count - 1];

    for (size_t i = 0; i < graph->nodes.count; i++) {
        const hd_node *node = graph->nodes.items[i];
        if (node == newest)
            hd_vec_push(squash, &squash->after, &squash->baseline);
        else if (!in_range(squash, node))
            hd_vec_push(squash, &squash->after, node->revision);
    }
    hd_error *err = hd_graph_build(squash, squash->after.items, squash->after.count,
                                   &squash->graph);
    if (err == NULL)
        return NULL;
    err->code = HD_CONFLICT;
    return hd_error_wrap(err, "while squashing into \"%s\"", id_of(newest));
}

hd_error *hd_squash_plan(TALLOC_CTX *ctx, const hd_project *project, const char *range,
                         const char *message, hd_squash **ret)
{
    HD_SCRATCH(scratch);
    hd_squash *squash = hd_new(scratch, hd_squash);
    const hd_node *oldest = NULL;
    const hd_node *newest = NULL;

    squash->project = project;
    HD_TRY(find_ends(project, range, &oldest, &newest));
    HD_TRY(collect(squash, oldest, newest));
    HD_TRY(check_line(squash));
    HD_TRY(make_header(squash, message));
    HD_TRY(build_after(squash));
    *ret = talloc_steal(ctx, squash);
    return NULL;
}
