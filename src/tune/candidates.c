/*
 * A condition of a plan is an expression that PostgreSQL has printed, so its own parser reads it.
 * Of what stands under ANDs at the top, a column compared with something that has no column of
 * its table is what an index can find; anything else (OR, functions, LIKE) is left out.
 */
#include "tune/candidates.h"

#include "base/text.h"
#include "parse/tree.h"

enum { MOST_COLUMNS = 4 };

/* One usable comparison. */
struct use {
    const char *alias, *column;
    bool equal, as_text, join;
};
typedef HD_VEC(struct use) uses;

struct finder {
    TALLOC_CTX *ctx;
    uses uses;
    bool join; /* the condition that is read joins tables */
};

/* ---- conditions ---- */

static const char *string_of(const PgQuery__Node *node)
{
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval
                                                                          : NULL;
}

/* alias.column, also below a cast to text. */
static bool column_of(const PgQuery__Node *node, struct use *ret)
{
    if (node == NULL)
        return false;
    if (node->node_case == PG_QUERY__NODE__NODE_TYPE_CAST) {
        const PgQuery__TypeName *type = node->type_cast->type_name;
        const char *name = type == NULL || type->n_names == 0
                               ? NULL
                               : string_of(type->names[type->n_names - 1]);
        ret->as_text = true;
        return hd_text_equal(name, "text") && column_of(node->type_cast->arg, ret);
    }
    if (node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF || node->column_ref->n_fields != 2)
        return false;
    ret->alias = string_of(node->column_ref->fields[0]);
    ret->column = string_of(node->column_ref->fields[1]);
    return ret->alias != NULL && ret->column != NULL;
}

static void add_use(struct finder *finder, const PgQuery__Node *node, bool equal)
{
    struct use use = {.equal = equal, .join = finder->join};

    if (!column_of(node, &use))
        return;
    use.alias = hd_strdup(finder->ctx, use.alias);
    use.column = hd_strdup(finder->ctx, use.column);
    hd_vec_push(finder->ctx, &finder->uses, use);
}

static void read_comparison(struct finder *finder, const PgQuery__AExpr *expr)
{
    static const char *const ranges[] = {"<", ">", "<=", ">="};
    const char *operator= expr->n_name == 1 ? string_of(expr->name[0]) : NULL;
    bool equal = hd_text_equal(operator, "=");
    bool range = false;
    struct use left = {0};
    struct use right = {0};

    for (size_t i = 0; i < HD_COUNT(ranges); i++)
        range = range || hd_text_equal(operator, ranges[i]);
    if (!equal && !range)
        return;
    if (column_of(expr->lexpr, &left) && column_of(expr->rexpr, &right) &&
        strcmp(left.alias, right.alias) == 0)
        return; /* two columns of one row */
    add_use(finder, expr->lexpr, equal);
    add_use(finder, expr->rexpr, equal);
}

static void read_condition(struct finder *finder, const PgQuery__Node *node, unsigned depth)
{
    if (node == NULL || depth > 50)
        return;
    if (node->node_case == PG_QUERY__NODE__NODE_BOOL_EXPR &&
        node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
        for (size_t i = 0; i < node->bool_expr->n_args; i++)
            read_condition(finder, node->bool_expr->args[i], depth + 1);
    else if (node->node_case == PG_QUERY__NODE__NODE_A_EXPR)
        read_comparison(finder, node->a_expr);
    else if (node->node_case == PG_QUERY__NODE__NODE_NULL_TEST &&
             node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL)
        add_use(finder, node->null_test->arg, true);
}

static void use_select(const hd_tree *statement, void *arg)
{
    if (hd_tree_is(statement, "SelectStmt"))
        read_condition(arg, ((const PgQuery__SelectStmt *)statement)->where_clause, 0);
}

static void read_text(struct finder *finder, const char *condition, bool join)
{
    HD_SCRATCH(scratch);

    if (condition == NULL)
        return;
    const char *sql = hd_printf(scratch, "SELECT WHERE %s", condition);
    finder->join = join;
    (void)hd_tree_parse(sql, strlen(sql), use_select, finder);
}

static void read_node(const hd_plan_node *node, void *arg)
{
    read_text(arg, node->filter, false);
    read_text(arg, node->index_cond, false);
    read_text(arg, node->recheck_cond, false);
    read_text(arg, node->hash_cond, true);
    read_text(arg, node->merge_cond, true);
    read_text(arg, node->join_filter, true);
}

/* ---- candidates ---- */

struct builder {
    TALLOC_CTX *ctx;
    const struct finder *finder;
    const hd_plan *plan;
    hd_candidates *into;
};

static void push_column(struct builder *builder, hd_candidate *candidate, const struct use *use)
{
    if (candidate->columns.count >= MOST_COLUMNS ||
        hd_strings_contain(&candidate->columns, use->column))
        return;
    hd_vec_push(builder->ctx, &candidate->columns, use->column);
    if (use->as_text)
        hd_vec_push(builder->ctx, &candidate->as_text, use->column);
}

static bool is_same(const hd_candidate *a, const hd_candidate *b)
{
    if (strcmp(a->table, b->table) != 0 || !hd_text_equal(a->schema, b->schema) ||
        a->columns.count != b->columns.count)
        return false;
    for (size_t i = 0; i < a->columns.count; i++)
        if (strcmp(a->columns.items[i], b->columns.items[i]) != 0)
            return false;
    return true;
}

static void push_candidate(struct builder *builder, const hd_candidate *candidate)
{
    if (candidate->columns.count == 0)
        return;
    for (size_t i = 0; i < builder->into->count; i++)
        if (is_same(&builder->into->items[i], candidate))
            return;
    hd_vec_push(builder->ctx, builder->into, *candidate);
}

static hd_candidate candidate_new(const hd_plan_node *node, const char *why)
{
    return (hd_candidate){.schema = node->schema, .table = node->relation, .why = why};
}

/* Equality first; then, for the last column, a range. */
static void add_filter(struct builder *builder, const hd_plan_node *node, bool join)
{
    const uses *all = &builder->finder->uses;
    hd_candidate candidate = candidate_new(node, join ? "join" : "filter");

    for (int pass = 0; pass < 3; pass++) {
        bool done = false;
        for (size_t i = 0; i < all->count && !done; i++) {
            const struct use *use = &all->items[i];
            /* A join looks up by its column first, then by what is known of the row. */
            bool wanted = pass == 0   ? join && use->join && use->equal
                          : pass == 1 ? !use->join && use->equal
                                      : !use->join && !use->equal;
            if (!wanted || strcmp(use->alias, node->alias) != 0)
                continue;
            push_column(builder, &candidate, use);
            done = pass == 2;
        }
    }
    push_candidate(builder, &candidate);
}

/* "o.created_at DESC": the whole order must be of one direction and of this table. */
static void add_order(struct builder *builder, const hd_plan_node *node, const hd_plan_node *sort)
{
    const uses *all = &builder->finder->uses;
    hd_candidate candidate = candidate_new(node, "order");
    size_t descending = 0;
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < all->count; i++)
        if (!all->items[i].join && all->items[i].equal &&
            strcmp(all->items[i].alias, node->alias) == 0)
            push_column(builder, &candidate, &all->items[i]);
    for (size_t i = 0; i < sort->sort_keys.count; i++) {
        const char *key = sort->sort_keys.items[i];
        size_t len = strcspn(key, " ");
        struct finder finder = {.ctx = builder->ctx};
        read_text(&finder, hd_printf(scratch, "%.*s = 1", (int)len, key), false);
        if (finder.uses.count != 1 || strcmp(finder.uses.items[0].alias, node->alias) != 0)
            return;
        descending += strcmp(key + len, " DESC") == 0 ? 1 : 0;
        push_column(builder, &candidate, &finder.uses.items[0]);
    }
    if (descending == 0 || descending == sort->sort_keys.count)
        push_candidate(builder, &candidate);
}

static void see_node(const hd_plan_node *node, void *arg)
{
    struct builder *builder = arg;

    if (node->relation == NULL || node->alias == NULL || strcmp(node->type, "ModifyTable") == 0)
        return;
    add_filter(builder, node, false);
    add_filter(builder, node, true);
    for (const hd_plan_node *up = node->parent; up != NULL; up = up->parent)
        if (strcmp(up->type, "Sort") == 0)
            add_order(builder, node, up);
}

void hd_candidates_find(TALLOC_CTX *ctx, const hd_plan *plan, hd_candidates *ret)
{
    struct finder finder = {.ctx = ctx};
    struct builder builder = {ctx, &finder, plan, ret};

    hd_plan_walk(plan->root, read_node, &finder);
    hd_plan_walk(plan->root, see_node, &builder);
}
