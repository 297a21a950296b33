#include "diff/schedule.h"

#include "catalog/needs.h"
#include "diff/listing.h"
#include "diff/rebuild.h"
#include "diff/schedule_impl.h"
#include "diff/together.h"

/* ---- nodes ---- */

static size_t node_of(const struct hd_scheduler *scheduler, hd_role role, const hd_fact *fact)
{
    return (size_t)role * scheduler->span + fact->index;
}

/* Whether the server drops it with its parent, without being told. */
static bool goes_with_parent(const struct hd_scheduler *scheduler, const hd_fact *old)
{
    return old->parent != NULL && old->parent->kind != &hd_kind_schema &&
           old->kind != &hd_kind_user_mapping && hd_diff_gone(scheduler->diff, old->parent) &&
           !scheduler->diff->apart[old->index];
}

/* The column that the sequence belongs to, if it goes. */
static const hd_fact *owner_that_goes(const struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_fact *owned_by = old->kind == &hd_kind_sequence
                                  ? hd_fact_child(old, &hd_kind_owned_by, NULL)
                                  : NULL;

    for (size_t i = 0; owned_by != NULL && i < owned_by->edge_count; i++) {
        const hd_fact *needed = owned_by->edges[i].to;
        if (needed->kind == &hd_kind_column && hd_diff_gone(scheduler->diff, needed))
            return needed;
    }
    return NULL;
}

size_t hd_node_drop(const struct hd_scheduler *scheduler, const hd_fact *old)
{
    if (!hd_diff_gone(scheduler->diff, old))
        return HD_NO_NODE;
    while (goes_with_parent(scheduler, old))
        old = old->parent;
    const hd_fact *type = hd_base_type_of(old);
    if (type != NULL && hd_diff_gone(scheduler->diff, type))
        return node_of(scheduler, HD_ROLE_DROP, type);
    if (hd_is_part(old) && !hd_diff_gone(scheduler->diff, old->parent))
        return hd_node_alter(scheduler, scheduler->diff->new_of[old->parent->index]);
    const hd_fact *column = owner_that_goes(scheduler, old);
    return column != NULL ? hd_node_drop(scheduler, column) : node_of(scheduler, HD_ROLE_DROP, old);
}

size_t hd_node_release(const struct hd_scheduler *scheduler, const hd_fact *old)
{
    const hd_fact *type = hd_base_type_of(old);

    for (const hd_fact *fact = type == NULL ? old : type; fact != NULL; fact = fact->parent)
        if (scheduler->diff->aside[fact->index])
            return node_of(scheduler, HD_ROLE_ASIDE, fact);
    return hd_node_drop(scheduler, old);
}

bool hd_schedule_is_folded(const hd_diff *diff, const hd_fact *new)
{
    return new->parent != NULL && diff->order->folded[new->index] &&
           hd_diff_made(diff, new->parent);
}

size_t hd_node_create(const struct hd_scheduler *scheduler, const hd_fact *new)
{
    if (!hd_diff_made(scheduler->diff, new))
        return HD_NO_NODE;
    while (hd_schedule_is_folded(scheduler->diff, new))
        new = new->parent;
    if (hd_is_part(new) && !hd_diff_made(scheduler->diff, new->parent))
        return hd_node_alter(scheduler, new->parent);
    return node_of(scheduler, HD_ROLE_CREATE, new);
}

size_t hd_node_alter(const struct hd_scheduler *scheduler, const hd_fact *new)
{
    if (new == NULL || scheduler->diff->new_verdict[new->index] != HD_ALTER)
        return HD_NO_NODE;
    const hd_fact *lead = scheduler->leads[new->index];
    return node_of(scheduler, HD_ROLE_ALTER, lead == NULL ? new : lead);
}

size_t hd_node_fill(const struct hd_scheduler *scheduler, const hd_fact *new)
{
    bool made = hd_node_create(scheduler, new) != HD_NO_NODE;

    if (hd_rule_of(new->kind)->fill == NULL ||
        (!made && !hd_rebuild_joins_type(scheduler->diff, new)))
        return HD_NO_NODE;
    return node_of(scheduler, HD_ROLE_FILL, new);
}

void hd_node_link(struct hd_scheduler *scheduler, size_t later, size_t earlier)
{
    if (later != HD_NO_NODE && earlier != HD_NO_NODE)
        hd_sorter_link(scheduler->graph, later, earlier);
}

/* ---- dependencies ---- */

struct needing {
    struct hd_scheduler *scheduler;
    const hd_fact *fact;
};

/* Altering a table does not touch what hangs on it. */
static bool is_table_of(const hd_fact *table, const hd_fact *fact)
{
    if (strcmp(table->kind->name, "schema") == 0)
        return true;
    for (const hd_fact *above = fact->parent; above != NULL; above = above->parent)
        if (above == table)
            return table->kind->classid == hd_kind_table.classid && table->kind != &hd_kind_column;
    return false;
}

static bool is_renamed(const hd_fact *old, const hd_fact *new)
{
    return old != NULL && new != NULL &&strcmp(old->identity, new->identity) != 0;
}

static void created_needs(const hd_fact *needed, void *arg)
{
    struct needing *needing = arg;
    struct hd_scheduler *scheduler = needing->scheduler;
    size_t node = hd_node_create(scheduler, needing->fact);
    size_t other = hd_node_create(scheduler, needed);

    if (other != HD_NO_NODE && scheduler->stood_in[needed->index] &&
        scheduler->position[needed->index] > scheduler->position[needing->fact->index])
        other = node_of(scheduler, HD_ROLE_STAND_IN, needed);
    hd_node_link(scheduler, node, other);
    if (!hd_waits_for_alter(scheduler, needing->fact, needed))
        return;
    if (is_renamed(scheduler->diff->old_of[needed->index], needed) ||
        !is_table_of(needed, needing->fact))
        hd_node_link(scheduler, node, hd_node_alter(scheduler, needed));
}

/*
 * What is set aside goes late, and other things may have to, but they are no hindrance to most
 * changes of what they use.
 */
static bool hinders(const struct hd_scheduler *scheduler, const hd_fact *old, const hd_fact *needed)
{
    hd_change change = {scheduler->diff, needed, scheduler->diff->new_of[needed->index]};
    const hd_rule *rule = hd_rule_of(needed->kind);
    bool part = hd_is_part(old) || old->kind == &hd_kind_column;
    const hd_fact *user = part ? old->parent : old;

    return (!scheduler->diff->aside[user->index] &&
            (change.new == NULL || !scheduler->patient[change.new->index])) ||
           (rule->disturbs != NULL && change.new != NULL && rule->disturbs(&change));
}

/* What makes a view hollow says the types of its columns by the names that they have had. */
static void hollow_names(struct hd_scheduler *scheduler, const hd_fact *old, const hd_fact *needed)
{
    if (old->kind == &hd_kind_column && scheduler->diff->aside[needed->index])
        hd_node_link(scheduler, node_of(scheduler, HD_ROLE_ASIDE, needed),
                     hd_node_hollow(scheduler, old->parent));
}

static void dropped_needs(const hd_fact *needed, void *arg)
{
    struct needing *needing = arg;
    struct hd_scheduler *scheduler = needing->scheduler;
    size_t node = hd_node_end_of_use(scheduler, needing->fact, needed);
    const hd_fact *new = scheduler->diff->new_of[needed->index];

    if (needed->kind == &hd_kind_domain_constraint) /* it can go while it is used */
        return;
    hd_node_link(scheduler, hd_node_drop(scheduler, needed), node);
    hollow_names(scheduler, needing->fact, needed);
    if (hd_rebuild_leaves_aside(scheduler->diff, needing->fact, needed)) {
        hd_node_link(scheduler, node, node_of(scheduler, HD_ROLE_ASIDE, needed));
        return;
    }
    /* What is set aside as well goes on using it under its other name, but for links that go. */
    bool leaves = hd_is_link(needing->fact) && scheduler->diff->apart[needing->fact->index];
    if (scheduler->diff->aside[needed->index] && node != hd_node_drop(scheduler, needed) &&
        (leaves ||
         (node == hd_node_release(scheduler, needing->fact) && !hd_is_part(needing->fact))))
        hd_node_link(scheduler, node_of(scheduler, HD_ROLE_ASIDE, needed), node);
    if (hinders(scheduler, needing->fact, needed) &&
        (is_renamed(needed, new) || !is_table_of(needed, needing->fact)))
        hd_node_link(scheduler, hd_node_alter(scheduler, new), node);
}

/* A sequence must fit into a narrower type before its column gets it. */
static bool is_narrowed(const struct hd_scheduler *scheduler, const hd_fact *new)
{
    const hd_fact *old = scheduler->diff->old_of[new->index];
    hd_change change = {scheduler->diff, old, new};

    return new->kind == &hd_kind_identity &&old != NULL &&hd_change_differs(&change, "type") &&
           strcmp(hd_fact_text(new, "type"), "bigint") != 0 &&
           strcmp(hd_fact_text(old, "type"), "smallint") != 0;
}

static void altered_needs(const hd_fact *needed, void *arg)
{
    struct needing *needing = arg;
    struct hd_scheduler *scheduler = needing->scheduler;
    size_t node = hd_node_alter(scheduler, needing->fact);

    if (needed == hd_type_of_table(needing->fact)) /* it is of the type in the end */
        return;
    hd_node_link(scheduler, node, hd_node_create(scheduler, needed));
    if (needed == needing->fact->parent && is_narrowed(scheduler, needing->fact))
        hd_node_link(scheduler, hd_node_alter(scheduler, needed), node);
    else if (!is_table_of(needed, needing->fact) &&
             hd_waits_for_alter(scheduler, needing->fact, needed))
        hd_node_link(scheduler, node, hd_node_alter(scheduler, needed));
}

static void altered_needed(const hd_fact *needed, void *arg)
{
    struct needing *needing = arg;
    struct hd_scheduler *scheduler = needing->scheduler;
    const hd_fact *new = scheduler->diff->new_of[needing->fact->index];

    if (needed->kind != &hd_kind_domain_constraint) /* it can go while it is used */
        hd_node_link(scheduler, hd_node_drop(scheduler, needed), hd_node_alter(scheduler, new));
}

static void links_of_old(struct hd_scheduler *scheduler, const hd_fact *old)
{
    struct needing needing = {scheduler, old};
    hd_verdict verdict = scheduler->diff->old_verdict[old->index];

    if (hd_diff_gone(scheduler->diff, old))
        hd_fact_needs(old, dropped_needs, &needing);
    else if (verdict == HD_ALTER)
        hd_fact_needs(old, altered_needed, &needing);
    if (scheduler->diff->apart[old->index] && scheduler->diff->aside[old->parent->index])
        hd_node_link(scheduler, hd_node_release(scheduler, old->parent),
                     hd_node_drop(scheduler, old)); /* by its parent's own name */
}

static void links_of_new(struct hd_scheduler *scheduler, const hd_fact *new)
{
    struct needing needing = {scheduler, new};
    hd_verdict verdict = scheduler->diff->new_verdict[new->index];
    const hd_fact *old = scheduler->diff->old_of[new->index];

    if (hd_diff_made(scheduler->diff, new))
        hd_fact_needs(new, created_needs, &needing);
    else if (verdict == HD_ALTER)
        hd_fact_needs(new, altered_needs, &needing);
    if (verdict == HD_REPLACE)
        hd_node_link(scheduler, hd_node_create(scheduler, new), hd_node_release(scheduler, old));
}

/* ---- ranks ---- */

/* What frees a name first, then new things in the order of the whole, drops last. */
static size_t rank_of(const struct hd_scheduler *scheduler, hd_role role, const hd_fact *fact)
{
    size_t span = scheduler->span;

    /* Other things after RESET ROLE could be made by another role than those before. */
    if (fact->kind == &hd_kind_privilege && hd_fact_text(fact, "grantor") != NULL)
        return 9 * span + fact->index;
    if (fact->kind == &hd_kind_event_trigger) /* it may be about what the others do */
        return role == HD_ROLE_DROP ? 0 : 10 * span + fact->index;
    switch (role) {
    case HD_ROLE_ASIDE:
        return fact->index;
    case HD_ROLE_STAND_IN:
    case HD_ROLE_CREATE:
    case HD_ROLE_ALTER:
        return span + 4 * scheduler->position[fact->index] + (size_t)role;
    case HD_ROLE_HOLLOW:
    case HD_ROLE_DROP:
        return 6 * span + (span - fact->index);
    case HD_ROLE_FILL:
    case HD_ROLE_COUNT:
        break;
    }
    return 8 * span + scheduler->position[fact->index];
}

static void node_add(struct hd_scheduler *scheduler, size_t node)
{
    if (node == HD_NO_NODE)
        return;
    hd_role role = (hd_role)(node / scheduler->span);
    size_t index = node % scheduler->span;
    const hd_snapshot *side = hd_role_is_old(role) ? scheduler->diff->from : scheduler->diff->to;

    hd_sorter_rank(scheduler->graph, node, rank_of(scheduler, role, side->facts[index]));
}

static void old_nodes_add(struct hd_scheduler *scheduler, const hd_fact *old)
{
    size_t aside = node_of(scheduler, HD_ROLE_ASIDE, old);

    node_add(scheduler, hd_node_drop(scheduler, old));
    /* What is dropped before its table is dropped by the table's own name. */
    if (scheduler->diff->apart[old->index])
        hd_node_link(scheduler, hd_node_release(scheduler, old), hd_node_drop(scheduler, old));
    if (scheduler->diff->aside[old->index]) {
        node_add(scheduler, aside);
        hd_node_link(scheduler, hd_node_drop(scheduler, old), aside);
    }
    size_t hollow = hd_node_hollow(scheduler, old);
    node_add(scheduler, hollow);
    hd_node_link(scheduler, hd_node_drop(scheduler, old), hollow);
}

static void new_nodes_add(struct hd_scheduler *scheduler, const hd_fact *new)
{
    size_t node = hd_node_create(scheduler, new);

    size_t fill = hd_node_fill(scheduler, new);

    node_add(scheduler, node);
    node_add(scheduler, hd_node_alter(scheduler, new));
    node_add(scheduler, fill);
    hd_node_link(scheduler, fill, node);
    if (node == HD_NO_NODE)
        return;
    if (scheduler->stood_in[new->index]) {
        size_t stand_in = node_of(scheduler, HD_ROLE_STAND_IN, new);
        node_add(scheduler, stand_in);
        hd_node_link(scheduler, node, stand_in);
        hd_node_link(scheduler, stand_in, hd_node_create(scheduler, new->parent));
        const hd_fact *old = scheduler->diff->old_of[new->index];
        if (old != NULL)
            hd_node_link(scheduler, stand_in, hd_node_release(scheduler, old));
        for (size_t i = 0; i < new->edge_count &&new->kind == &hd_kind_view; i++)
            if (new->edges[i].to->kind->classid == hd_kind_enum_type.classid)
                hd_node_link(scheduler, stand_in, hd_node_create(scheduler, new->edges[i].to));
    }
}

/* ---- sorting ---- */

static bool sort(struct hd_scheduler *scheduler)
{
    const hd_diff *diff = scheduler->diff;

    hd_sorter_clear(scheduler->graph);
    for (size_t i = 0; i < diff->from->count; i++) {
        old_nodes_add(scheduler, diff->from->facts[i]);
        links_of_old(scheduler, diff->from->facts[i]);
    }
    for (size_t i = 0; i < diff->to->count; i++) {
        new_nodes_add(scheduler, diff->to->facts[i]);
        links_of_new(scheduler, diff->to->facts[i]);
    }
    hd_links_of_names(scheduler);
    hd_links_of_tables(scheduler);
    hd_links_of_listings(scheduler);
    hd_links_of_rows(scheduler);
    return hd_sorter_sort(scheduler->graph);
}

/* What a partition has from above cannot be dropped alone, and keys need nothing to be gone. */
static bool can_unfold_constraint(const hd_fact *old)
{
    const char *type = hd_fact_text(old, "type");

    return !hd_fact_bool(old, "inherited") && hd_fact_text(old, "attached_to") == NULL &&
           strcmp(type, "primary key") != 0 && strcmp(type, "unique") != 0;
}

static bool needs_others(const hd_fact *old)
{
    for (size_t i = 0; i < old->edge_count; i++)
        if (hd_fact_root(old->edges[i].to) != hd_fact_root(old))
            return true;
    return false;
}

static bool can_unfold(const hd_fact *old)
{
    static const hd_kind *const kinds[] = {
        &hd_kind_constraint, &hd_kind_default, &hd_kind_trigger,
        &hd_kind_policy,     &hd_kind_rule,    &hd_kind_domain_constraint,
    };

    if (old->kind == &hd_kind_constraint && !can_unfold_constraint(old))
        return false;
    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (kinds[i] == old->kind)
            return needs_others(old);
    return false;
}

/* On a circle, what goes with its parent is dropped before it. */
static bool unfold(struct hd_scheduler *scheduler)
{
    bool any = false;

    for (size_t i = 0; i < scheduler->diff->from->count; i++) {
        const hd_fact *old = scheduler->diff->from->facts[i];
        size_t node = hd_node_drop(scheduler, old);
        bool folded = node != HD_NO_NODE && goes_with_parent(scheduler, old);
        if (folded && scheduler->core[node] && can_unfold(old))
            any = scheduler->diff->apart[i] = true;
    }
    return any;
}

static hd_error *circle_error(const struct hd_scheduler *scheduler)
{
    static const char *const verbs[] = {"rename", "empty", "drop", "stand-in of",
                                        "create", "alter", "fill"};
    enum { SHOWN = 12 };
    HD_SCRATCH(scratch);
    hd_buf *names = hd_buf_new(scratch);
    size_t count = 0;

    for (size_t node = 0; node < HD_ROLE_COUNT * scheduler->span; node++) {
        hd_role role = (hd_role)(node / scheduler->span);
        const hd_snapshot *side = hd_role_is_old(role) ? scheduler->diff->from
                                                       : scheduler->diff->to;
        if (!scheduler->core[node] || ++count > SHOWN)
            continue;
        const hd_fact *fact = side->facts[node % scheduler->span];
        hd_buf_addf(names, "%s%s %s %s", count == 1 ? "" : ", ", verbs[role], fact->kind->name,
                    fact->identity);
    }
    return hd_error_detail(hd_error_new(HD_CONFLICT, "%zu changes need each other", count),
                           "They are: %s%s.", names->data, count > SHOWN ? ", ..." : "");
}

struct placed {
    const hd_fact *fact;
    size_t host; /* place in the order of what it is made with */
};

/* What is made apart from its parent after all comes in the parent's place, columns in theirs. */
static int placed_order(const void *a, const void *b)
{
    const struct placed *left = a;
    const struct placed *right = b;

    if (left->host != right->host)
        return left->host < right->host ? -1 : 1;
    if (left->fact->kind == &hd_kind_column && right->fact->kind == &hd_kind_column) {
        int64_t order = hd_fact_int(left->fact, "position", 0) -
                        hd_fact_int(right->fact, "position", 0);
        if (order != 0)
            return order < 0 ? -1 : 1;
    }
    return (left->fact->index > right->fact->index) - (left->fact->index < right->fact->index);
}

static void positions_find(TALLOC_CTX *ctx, struct hd_scheduler *scheduler)
{
    const hd_order *order = scheduler->diff->order;
    const hd_snapshot *to = scheduler->diff->to;
    struct placed *placed = hd_new_array(ctx, struct placed, to->count + 1);
    size_t *places = hd_new_array(ctx, size_t, to->count + 1);

    for (size_t i = 0; i < order->count; i++)
        if (order->items[i].stand_in)
            scheduler->stood_in[order->items[i].fact->index] = true;
        else
            places[order->items[i].fact->index] = i;
    for (size_t i = 0; i < to->count; i++) {
        const hd_fact *host = to->facts[i];
        while (order->folded[host->index] && host->parent != NULL)
            host = host->parent;
        placed[i] = (struct placed){to->facts[i], places[host->index]};
    }
    qsort(placed, to->count, sizeof(*placed), placed_order);
    for (size_t i = 0; i < to->count; i++)
        scheduler->position[placed[i].fact->index] = i;
}

/* Columns that go above would go in it as well, before its rows are copied. */
static bool is_heir_of_what_stays(const hd_diff *diff, const hd_fact *link)
{
    for (size_t i = 0; link->kind == &hd_kind_inherit && i < link->edge_count; i++)
        if (link->edges[i].to->kind == &hd_kind_table && !hd_diff_gone(diff, link->edges[i].to))
            return true;
    return false;
}

/* A partition whose rows go to another place than those of the table above leaves it first. */
static void leaving_unfold(struct hd_scheduler *scheduler)
{
    const hd_diff *diff = scheduler->diff;

    for (size_t i = 0; i < diff->from->count; i++) {
        const hd_fact *link = diff->from->facts[i];
        if (hd_is_link(link) && diff->aside[link->parent->index] &&
            !diff->routed[link->parent->index] &&
            (link->kind == &hd_kind_attachment || is_heir_of_what_stays(diff, link)))
            scheduler->diff->apart[i] = true;
    }
}

static struct hd_scheduler *scheduler_new(TALLOC_CTX *ctx, const hd_diff *diff)
{
    struct hd_scheduler *scheduler = hd_new(ctx, struct hd_scheduler);
    size_t counts = diff->from->count + diff->to->count + 1;

    scheduler->diff = diff;
    scheduler->span = counts;
    scheduler->graph = hd_sorter_new(scheduler, HD_ROLE_COUNT * counts);
    scheduler->position = hd_new_array(scheduler, size_t, counts);
    scheduler->stood_in = hd_new_array(scheduler, bool, counts);
    scheduler->eased = hd_new_array(scheduler, bool, counts);
    scheduler->patient = hd_new_array(scheduler, bool, counts);
    scheduler->hollow = hd_new_array(scheduler, bool, counts);
    scheduler->leads = hd_together_find(scheduler, diff);
    positions_find(ctx, scheduler);
    leaving_unfold(scheduler);
    return scheduler;
}

static void action_add(hd_schedule *schedule, const struct hd_scheduler *scheduler, size_t node)
{
    hd_role role = (hd_role)(node / scheduler->span);
    const hd_snapshot *side = hd_role_is_old(role) ? scheduler->diff->from : scheduler->diff->to;
    const hd_fact *fact = side->facts[node % scheduler->span];
    const hd_fact *column = NULL;

    if (role != HD_ROLE_ALTER || scheduler->leads[fact->index] == NULL) {
        schedule->actions[schedule->count++] = (hd_action){role, fact};
        return;
    }
    for (int64_t i = 1; (column = hd_column_at(fact->parent, i)) != NULL; i++)
        if (scheduler->leads[column->index] == fact)
            schedule->actions[schedule->count++] = (hd_action){role, column};
}

static hd_schedule *schedule_new(TALLOC_CTX *ctx, const struct hd_scheduler *scheduler)
{
    size_t count = 0;
    const size_t *sorted = hd_sorter_sorted(scheduler->graph, &count);
    hd_schedule *schedule = hd_new(ctx, hd_schedule);

    schedule->actions = hd_new_array(schedule, hd_action, count + scheduler->diff->to->count + 1);
    for (size_t i = 0; i < count; i++)
        action_add(schedule, scheduler, sorted[i]);
    return schedule;
}

hd_error *hd_schedule_make(TALLOC_CTX *ctx, const hd_diff *diff, hd_schedule **ret)
{
    HD_SCRATCH(scratch);
    struct hd_scheduler *scheduler = scheduler_new(scratch, diff);

    while (!sort(scheduler)) {
        scheduler->core = hd_sorter_core(scheduler->graph);
        if (!hd_circle_part(scheduler) && !hd_circle_bear(scheduler) && !unfold(scheduler) &&
            !hd_circle_hollow(scheduler) && !hd_circle_aside(scheduler) &&
            !hd_circle_ease(scheduler))
            return circle_error(scheduler);
        leaving_unfold(scheduler); /* what gives its name away first leaves first */
    }
    *ret = schedule_new(ctx, scheduler);
    return NULL;
}
