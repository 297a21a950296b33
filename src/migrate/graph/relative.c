#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"
#include "migrate/graph/lookup.h"

enum { MAX_STEPS = 1000000000 }; /* more than any history has */

static bool is_word_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* "[SYMBOL]+N" or "-N" at the beginning of text. */
static bool steps_parse(TALLOC_CTX *ctx, const char *text, hd_relative *ret)
{
    size_t symbol = 0;
    size_t digits = 0;
    int64_t steps = 0;

    while (is_word_byte(text[symbol]))
        symbol++;
    if (text[symbol] != '+' && text[symbol] != '-')
        return false;
    for (const char *digit = text + symbol + 1; isdigit((unsigned char)*digit); digit++) {
        digits++;
        if (steps < MAX_STEPS)
            steps = steps * 10 + (*digit - '0');
    }
    if (digits == 0)
        return false;
    ret->symbol = symbol == 0 ? NULL : hd_strndup(ctx, text, symbol);
    ret->text = hd_strndup(ctx, text + symbol, digits + 1);
    ret->steps = text[symbol] == '-' ? -steps : steps;
    return true;
}

bool hd_relative_parse(TALLOC_CTX *ctx, const char *name, hd_relative *ret)
{
    const char *at = *name == '\0' ? NULL : strchr(name + 1, '@');

    for (; at != NULL; at = strchr(at + 1, '@'))
        if (steps_parse(ctx, at + 1, ret)) {
            ret->branch = hd_strndup(ctx, name, (size_t)(at - name));
            return true;
        }
    ret->branch = NULL;
    return steps_parse(ctx, name, ret);
}

hd_error *hd_relative_error(const hd_relative *relative)
{
    const char *digits = relative->text;

    digits += *digits == '+' || *digits == '-' ? 1 : 0;
    while (*digits == '0' && digits[1] != '\0')
        digits++;
    return hd_error_new(HD_USAGE, "Relative revision %s didn't produce %s migrations",
                        relative->text, digits);
}

static hd_error *error_ambiguous(const hd_node *from, const hd_nodes *ways)
{
    HD_SCRATCH(scratch);
    hd_buf *list = hd_buf_new(scratch);

    for (size_t i = 0; i < ways->count; i++)
        hd_buf_addf(list, "%s%s", i > 0 ? ", " : "", ways->items[i]->revision->id);
    hd_error *err = hd_error_detail(hd_error_new(HD_CONFLICT, "Ambiguous walk"),
                                    "From %s the ways lead to %s.",
                                    from == NULL ? "base" : from->revision->id, list->data);
    return hd_error_hint(err, "Name the revision, or a branch: LABEL@...");
}

/* Where one step up leads. */
static hd_nodes ways_up(TALLOC_CTX *scratch, const hd_graph *graph, const hd_node *node,
                        const bool *lineage)
{
    const hd_nodes *all = node == NULL ? &graph->bases : &node->next;
    hd_nodes ways = {0};

    if (lineage == NULL)
        return *all;
    for (size_t i = 0; i < all->count; i++)
        if (lineage[all->items[i]->order])
            hd_vec_push(scratch, &ways, all->items[i]);
    return ways;
}

static hd_error *walk_up(const hd_lookup *lookup, const hd_node *start, int64_t steps,
                         const char *branch, bool clip, const hd_node **ret, hd_stop *stop)
{
    HD_SCRATCH(scratch);
    const hd_graph *graph = lookup->graph;
    const hd_node *node = start;
    bool *lineage = NULL;

    if (branch != NULL && graph->nodes.count > 0) {
        lineage = hd_set_new(scratch, graph);
        HD_TRY(hd_lookup_lineage(lookup, branch, HD_EDGES_DOWN, lineage));
    }
    for (int64_t i = 0; i < steps; i++) {
        hd_nodes ways = ways_up(scratch, graph, node, lineage);

        if (ways.count > 1)
            return error_ambiguous(node, &ways);
        if (ways.count == 0 && !clip) {
            *stop = HD_STOP_TOO_FAR;
            return NULL;
        }
        if (ways.count == 0)
            break;
        node = ways.items[0];
    }
    *stop = node == NULL ? HD_STOP_BASE : HD_STOP_NODE;
    *ret = node;
    return NULL;
}

static hd_error *walk_down(const hd_lookup *lookup, const hd_node *start, int64_t steps, bool clip,
                           const hd_node **ret, hd_stop *stop)
{
    const hd_node *node = start;

    *stop = start == NULL ? HD_STOP_BASE : HD_STOP_NODE;
    for (int64_t i = 0; i < steps; i++) {
        /* Below base Alembic begins again at the heads, but only when it started at base. */
        const hd_nodes *ways = node != NULL ? &node->down : &lookup->graph->heads;

        if (node == NULL && i > 0) {
            *stop = clip ? HD_STOP_BASE : HD_STOP_TOO_FAR;
            return NULL;
        }
        if (ways->count > 1)
            return error_ambiguous(node, ways);
        node = ways->count == 0 ? NULL : ways->items[0];
        *stop = node == NULL ? HD_STOP_BASE : HD_STOP_NODE;
    }
    *ret = node;
    return NULL;
}

hd_error *hd_relative_walk(const hd_lookup *lookup, const hd_node *start, int64_t steps,
                           const char *branch, bool clip, const hd_node **ret, hd_stop *stop)
{
    return steps > 0 ? walk_up(lookup, start, steps, branch, clip, ret, stop)
                     : walk_down(lookup, start, -steps, clip, ret, stop);
}

hd_error *hd_relative_start(TALLOC_CTX *scratch, const hd_lookup *lookup,
                            const hd_relative *relative, bool on_branch, const hd_node **ret)
{
    const char *symbol = relative->symbol;

    if (relative->branch != NULL && on_branch)
        symbol = hd_printf(scratch, "%s@%s", relative->branch, symbol);
    return hd_lookup_one(lookup, symbol, ret);
}
