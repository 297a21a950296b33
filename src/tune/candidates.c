/*
 * For each table that a plan reads: keys that are compared for equality come first, because an
 * index goes straight to them, then one range or the order, which it reads along. What is a fact of
 * all wanted rows (deleted_at IS NULL) becomes the condition of a partial index. Each arm of an OR
 * gets its own index, as a bitmap scan unites them.
 */
#include "tune/candidates.h"

#include "base/text.h"

enum { MOST_KEYS = 4 };

struct builder {
    TALLOC_CTX *ctx;
    const hd_plan *plan;
    hd_candidates *into;
    hd_refusals *refused;
    unsigned ors;
};

/* ---- candidates ---- */

static bool has_key(const hd_candidate *candidate, const hd_use *use)
{
    for (size_t i = 0; i < candidate->keys.count; i++)
        if (strcmp(candidate->keys.items[i].text, use->text) == 0)
            return true;
    return false;
}

static bool is_same(const hd_candidate *a, const hd_candidate *b)
{
    bool same = strcmp(a->table, b->table) == 0 && hd_text_equal(a->schema, b->schema) &&
                a->arms_of == b->arms_of && a->keys.count == b->keys.count &&
                a->facts.count == b->facts.count;

    for (size_t i = 0; same && i < a->keys.count; i++)
        same = strcmp(a->keys.items[i].text, b->keys.items[i].text) == 0 &&
               a->keys.items[i].kind == b->keys.items[i].kind;
    for (size_t i = 0; same && i < a->facts.count; i++)
        same = strcmp(a->facts.items[i], b->facts.items[i]) == 0;
    return same;
}

static void push_candidate(struct builder *builder, const hd_candidate *candidate)
{
    if (candidate->keys.count == 0)
        return;
    for (size_t i = 0; i < builder->into->count; i++)
        if (is_same(&builder->into->items[i], candidate))
            return;
    hd_vec_push(builder->ctx, builder->into, *candidate);
}

static void push_key(struct builder *builder, hd_candidate *candidate, const hd_use *use)
{
    if (candidate->keys.count < MOST_KEYS && !has_key(candidate, use))
        hd_vec_push(builder->ctx, &candidate->keys, *use);
}

static bool is_of(const hd_use *use, const hd_plan_node *node)
{
    return strcmp(use->alias, node->alias) == 0;
}

/* With the facts of the rows; a column that is a key says IS NOT NULL by being compared. */
static hd_candidate candidate_new(struct builder *builder, const hd_plan_node *node,
                                  const hd_uses *uses, const char *why)
{
    hd_candidate candidate = {.schema = node->schema, .table = node->relation, .why = why};

    for (size_t i = 0; i < uses->count; i++)
        if (uses->items[i].kind == HD_USE_FACT && is_of(&uses->items[i], node) &&
            !hd_strings_contain(&candidate.facts, uses->items[i].fact))
            hd_vec_push(builder->ctx, &candidate.facts, uses->items[i].fact);
    return candidate;
}

static void push_kind(struct builder *builder, const hd_plan_node *node, const hd_uses *uses,
                      hd_use_kind kind, size_t most, hd_candidate *candidate)
{
    for (size_t i = 0; i < uses->count && most > 0; i++) {
        if (uses->items[i].kind != kind || !is_of(&uses->items[i], node) ||
            has_key(candidate, &uses->items[i]))
            continue;
        push_key(builder, candidate, &uses->items[i]);
        most--;
    }
}

/* Rows that are told by facts alone: few of many, as those to be done in a queue. */
static void add_fact(struct builder *builder, const hd_plan_node *node, const hd_uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        const hd_use *use = &uses->items[i];
        if (use->kind != HD_USE_FACT || !is_of(use, node) || !hd_text_ends(use->fact, "NULL)"))
            continue;
        hd_candidate candidate = candidate_new(builder, node, uses, "filter");
        if (use->is_null && candidate.facts.count == 1) {
            candidate.facts.count = 0; /* it is looked up, which helps when few rows are so */
            candidate.doubtful = true;
        }
        push_key(builder, &candidate, use);
        push_candidate(builder, &candidate);
        return;
    }
}

/* ---- filters ---- */

static hd_candidate lookup(struct builder *builder, const hd_plan_node *node, const hd_uses *uses,
                           const char *why)
{
    hd_candidate candidate = candidate_new(builder, node, uses, why);

    push_kind(builder, node, uses, HD_USE_EQUAL, MOST_KEYS, &candidate);
    size_t equal = candidate.keys.count;
    push_kind(builder, node, uses, HD_USE_RANGE, 1, &candidate);
    if (candidate.keys.count == equal)
        push_kind(builder, node, uses, HD_USE_PREFIX, 1, &candidate);
    return candidate;
}

/* One key alone, of the kinds that cannot stand beside others, or that may do without them. */
static void add_single(struct builder *builder, const hd_plan_node *node, const hd_uses *uses)
{
    for (size_t i = 0; i < uses->count; i++) {
        const hd_use *use = &uses->items[i];
        bool inverted = use->kind == HD_USE_INSIDE || use->kind == HD_USE_CONTAINS;
        if (!is_of(use, node) || use->kind == HD_USE_FACT ||
            (inverted && strstr(node->type, "Seq Scan") == NULL))
            continue;
        hd_candidate candidate = candidate_new(builder, node, uses, "filter");
        push_key(builder, &candidate, use);
        push_candidate(builder, &candidate);
    }
}

static void add_filter(struct builder *builder, const hd_plan_node *node, const hd_uses *uses)
{
    hd_candidate candidate = lookup(builder, node, uses, "filter");
    size_t before = builder->into->count;

    push_candidate(builder, &candidate);
    add_single(builder, node, uses);
    if (builder->into->count == before)
        add_fact(builder, node, uses);
}

/* What one arm asks, within what is asked of all. */
static bool arm_candidate(struct builder *builder, const hd_plan_node *node, const hd_uses *all,
                          const hd_uses *arm, hd_candidate *ret)
{
    hd_uses uses = {0};

    *ret = lookup(builder, node, arm, "OR");
    for (size_t i = 0; ret->keys.count == 0 && i < arm->count; i++)
        if (arm->items[i].kind != HD_USE_FACT && is_of(&arm->items[i], node))
            push_key(builder, ret, &arm->items[i]);
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].kind == HD_USE_FACT)
            hd_vec_push(builder->ctx, &uses, all->items[i]);
    for (size_t i = 0; i < arm->count; i++)
        hd_vec_push(builder->ctx, &uses, arm->items[i]);
    ret->facts = candidate_new(builder, node, &uses, "OR").facts;
    return ret->keys.count > 0;
}

static void add_or(struct builder *builder, const hd_plan_node *node, const hd_uses *all,
                   const hd_alternatives *alternatives)
{
    HD_VEC(hd_candidate) arms = {0};
    bool complete = true;

    for (size_t i = 0; i < alternatives->arms.count && complete; i++) {
        hd_candidate arm = {0};
        complete = arm_candidate(builder, node, all, &alternatives->arms.items[i], &arm);
        arm.arms_of = builder->ors + 1;
        hd_vec_push(builder->ctx, &arms, arm);
    }
    if (!complete)
        return;
    builder->ors++;
    for (size_t i = 0; i < arms.count; i++)
        push_candidate(builder, &arms.items[i]);
}

/* ---- joins ---- */

struct joiner {
    struct builder *builder;
    const hd_plan_node *node;
    const hd_uses *uses; /* its filter */
};

static void join_by(const struct joiner *joiner, const char *text)
{
    struct builder *builder = joiner->builder;
    hd_condition condition = {0};

    if (text == NULL)
        return;
    hd_condition_read(builder->ctx, text, &condition);
    hd_candidate candidate = candidate_new(builder, joiner->node, joiner->uses, "join");
    push_kind(builder, joiner->node, &condition.all, HD_USE_EQUAL, MOST_KEYS, &candidate);
    if (candidate.keys.count == 0)
        return;
    hd_candidate longer = candidate;
    longer.keys.items = talloc_memdup(builder->ctx, candidate.keys.items,
                                      candidate.keys.capacity * sizeof(*candidate.keys.items));
    push_candidate(builder, &candidate);
    /* A join looks up by its column first, then by what is known of the row. */
    push_kind(builder, joiner->node, joiner->uses, HD_USE_EQUAL, MOST_KEYS, &longer);
    push_candidate(builder, &longer);
}

static void see_join(const hd_plan_node *node, void *arg)
{
    join_by(arg, node->hash_cond);
    join_by(arg, node->merge_cond);
    join_by(arg, node->join_filter);
}

/* ---- orders ---- */

static void drop_directions(hd_candidate *candidate)
{
    size_t sorted = 0;
    size_t descending = 0;

    for (size_t i = 0; i < candidate->keys.count; i++) {
        sorted += candidate->keys.items[i].kind == HD_USE_ORDER ? 1 : 0;
        descending += strcmp(candidate->keys.items[i].direction, " DESC") == 0 ? 1 : 0;
    }
    /* An index is read backwards as well. */
    for (size_t i = 0; descending == sorted && i < candidate->keys.count; i++)
        candidate->keys.items[i].direction = "";
}

static void add_order(struct builder *builder, const hd_plan_node *node, const hd_uses *uses,
                      const hd_plan_node *sort)
{
    hd_candidate candidate = candidate_new(builder, node, uses, "order");

    push_kind(builder, node, uses, HD_USE_EQUAL, MOST_KEYS, &candidate);
    for (size_t i = 0; i < sort->sort_keys.count; i++) {
        hd_use key = {0};
        if (!hd_sort_key_read(builder->ctx, sort->sort_keys.items[i], &key) || !is_of(&key, node))
            return;
        push_key(builder, &candidate, &key);
        if (!has_key(&candidate, &key))
            return; /* too many */
    }
    drop_directions(&candidate);
    push_candidate(builder, &candidate);
}

/* Sorts that its rows go through. All rows in an order are rarely worth an index; a few are. */
static void add_orders(struct builder *builder, const hd_plan_node *node, const hd_uses *uses)
{
    bool equal = false;

    for (size_t i = 0; i < uses->count; i++)
        equal = equal || (uses->items[i].kind == HD_USE_EQUAL && is_of(&uses->items[i], node));
    for (const hd_plan_node *up = node->parent; up != NULL; up = up->parent) {
        bool limited = false;
        for (const hd_plan_node *above = up->parent; above != NULL; above = above->parent)
            limited = limited || strcmp(above->type, "Limit") == 0;
        if (hd_text_ends(up->type, "Sort") && (equal || limited))
            add_order(builder, node, uses, up);
    }
}

/* ---- the plan ---- */

/* The partitions of a table say the same: the first stands for them. */
static void add_refused(struct builder *builder, const hd_plan_node *node,
                        const hd_refusals *refused)
{
    for (size_t i = 0; i < refused->count; i++) {
        hd_refusal refusal = refused->items[i];
        bool said = strcmp(refusal.alias, node->alias) != 0;
        for (size_t j = 0; j < builder->refused->count && !said; j++)
            said = strcmp(builder->refused->items[j].text, refusal.text) == 0;
        refusal.table = hd_printf(builder->ctx, "%s.%s", node->schema, node->relation);
        if (!said)
            hd_vec_push(builder->ctx, builder->refused, refusal);
    }
}

static void see_node(const hd_plan_node *node, void *arg)
{
    struct builder *builder = arg;
    const char *const texts[] = {node->filter, node->index_cond, node->recheck_cond};
    hd_condition condition = {0};
    struct joiner joiner = {builder, node, &condition.all};

    if (node->relation == NULL || node->alias == NULL || strcmp(node->type, "ModifyTable") == 0)
        return;
    for (size_t i = 0; i < HD_COUNT(texts); i++)
        if (texts[i] != NULL)
            hd_condition_read(builder->ctx, texts[i], &condition);
    add_refused(builder, node, &condition.refused);
    if (node->filter != NULL) /* else an index serves all of it */
        add_filter(builder, node, &condition.all);
    for (size_t i = 0; i < condition.ors.count; i++)
        add_or(builder, node, &condition.all, &condition.ors.items[i]);
    hd_plan_walk(builder->plan->root, see_join, &joiner);
    add_orders(builder, node, &condition.all);
}

void hd_candidates_find(TALLOC_CTX *ctx, const hd_plan *plan, hd_candidates *ret,
                        hd_refusals *refused)
{
    struct builder builder = {.ctx = ctx, .plan = plan, .into = ret, .refused = refused};

    hd_plan_walk(plan->root, see_node, &builder);
}
