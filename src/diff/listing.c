#include "diff/listing.h"

#include "base/text.h"

/* Of the kinds whose text the server writes from what it has parsed. */
static const char *query_of(const hd_fact *fact)
{
    static const hd_kind *const kinds[] = {
        &hd_kind_view,     &hd_kind_materialized_view, &hd_kind_rule,
        &hd_kind_function, &hd_kind_procedure,
    };

    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (kinds[i] == fact->kind)
            return hd_fact_text(fact, "definition");
    return NULL;
}

/* "public.t x(" : the table, the name that it has there, and its columns. */
static bool has_aliases(const char *query, const char *table)
{
    size_t len = strlen(table);

    for (const char *at = strstr(query, table); at != NULL; at = strstr(at + len, table)) {
        const char *alias = at + len;
        if (*alias != ' ')
            continue;
        alias++;
        size_t name = *alias == '"' ? strcspn(alias + 1, "\"") + 2 : strcspn(alias, " (),;\n");
        if (name > 0 && strlen(alias) > name && alias[name] == '(')
            return true;
    }
    return false;
}

static bool gives_rows_of(const hd_fact *function, const hd_fact *table)
{
    const char *result = function->kind == &hd_kind_function ? hd_fact_text(function, "result")
                                                             : NULL;

    if (result == NULL)
        return false;
    if (hd_text_starts(result, "SETOF "))
        result += strlen("SETOF ");
    return hd_text_equal(result, table->identity);
}

bool hd_lists_columns(const hd_fact *user, const hd_fact *table)
{
    const char *query = query_of(user);

    if (query == NULL)
        return false;
    for (size_t i = 0; i < user->edge_count; i++)
        if (gives_rows_of(user->edges[i].to, table))
            return true;
    return has_aliases(query, table->identity);
}

/* ---- tables ---- */

typedef void listed_fn(const hd_fact *table, void *arg);

static void listed_find(const hd_fact *user, const hd_fact *used, listed_fn *found, void *arg)
{
    const hd_fact *table = used->kind == &hd_kind_column ? used->parent : used;

    if (table->kind == &hd_kind_table && hd_lists_columns(user, table))
        found(table, arg);
}

/* The tables whose columns it lists; the same one may come more than once. */
static void listed_each(const hd_fact *user, listed_fn *found, void *arg)
{
    if (query_of(user) == NULL)
        return;
    for (size_t i = 0; i < user->edge_count; i++) {
        const hd_fact *used = user->edges[i].to;
        listed_find(user, used, found, arg);
        for (size_t j = 0; used->kind == &hd_kind_function && j < used->edge_count; j++)
            listed_find(user, used->edges[j].to, found, arg);
    }
}

struct moves {
    const hd_diff *diff;
    bool any;
};

static void moves_find(const hd_fact *table, void *arg)
{
    struct moves *moves = arg;
    const hd_fact *old = moves->diff->old_of[table->index];

    if (old == NULL || hd_diff_made(moves->diff, table))
        return;
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column &&
            hd_diff_made(moves->diff, table->children[i]))
            moves->any = true;
    for (size_t i = 0; i < old->child_count; i++)
        if (old->children[i]->kind == &hd_kind_column &&
            hd_diff_gone(moves->diff, old->children[i]))
            moves->any = true;
}

bool hd_listing_moves(const hd_change *change)
{
    struct moves moves = {.diff = change->diff};

    listed_each(change->new, moves_find, &moves);
    return moves.any;
}

hd_verdict hd_listing_alter(const hd_change *change)
{
    return hd_listing_moves(change) ? HD_ALTER : HD_SAME;
}

hd_verdict hd_listing_replace(const hd_change *change)
{
    return hd_listing_moves(change) ? HD_REPLACE : HD_SAME;
}

/* ---- order ---- */

struct linking {
    struct hd_scheduler *scheduler;
    size_t node;
};

static void columns_link(const hd_fact *table, void *arg)
{
    struct linking *linking = arg;
    struct hd_scheduler *scheduler = linking->scheduler;
    const hd_fact *old = scheduler->diff->old_of[table->index];

    if (hd_diff_made(scheduler->diff, table))
        return;
    for (size_t i = 0; i < table->child_count; i++)
        if (table->children[i]->kind == &hd_kind_column)
            hd_node_link(scheduler, linking->node, hd_node_create(scheduler, table->children[i]));
    for (size_t i = 0; old != NULL && i < old->child_count; i++)
        if (old->children[i]->kind == &hd_kind_column)
            hd_node_link(scheduler, linking->node, hd_node_drop(scheduler, old->children[i]));
}

void hd_links_of_listings(struct hd_scheduler *scheduler)
{
    const hd_snapshot *to = scheduler->diff->to;

    for (size_t i = 0; i < to->count; i++) {
        const hd_fact *user = to->facts[i];
        struct linking making = {scheduler, hd_node_create(scheduler, user)};
        struct linking altering = {scheduler, hd_node_alter(scheduler, user)};
        if (making.node != HD_NO_NODE)
            listed_each(user, columns_link, &making);
        if (altering.node != HD_NO_NODE)
            listed_each(user, columns_link, &altering);
    }
}
