#include "migrate/lint/rule.h"

static const PgQuery__ResTarget *target(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_RES_TARGET ? node->res_target : NULL;
}

static void look(hd_lint_at *at, PgQuery__Node *const nodes[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++) {
            const PgQuery__ResTarget *a = target(nodes[i]);
            const PgQuery__ResTarget *b = target(nodes[k]);
            if (a != NULL && b != NULL && a->n_indirection == 0 && b->n_indirection == 0 &&
                strcmp(a->name, b->name) == 0)
                hd_lint_find(at, a->location, "%s is named twice", a->name);
        }
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    if (hd_tree_is(tree, "UpdateStmt"))
        look(at, ((const PgQuery__UpdateStmt *)tree)->target_list,
             ((const PgQuery__UpdateStmt *)tree)->n_target_list);
    else if (hd_tree_is(tree, "InsertStmt"))
        look(at, ((const PgQuery__InsertStmt *)tree)->cols,
             ((const PgQuery__InsertStmt *)tree)->n_cols);
}

const hd_lint_rule hd_lint_rule_column_assigned_twice = {
    .id = "column-assigned-twice",
    .severity = HD_LINT_ERROR,
    .title = "a column that is named twice in one SET or INSERT",
    .reason = "PostgreSQL refuses it, after everything before it has run.",
    .safe = "Name it once.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
