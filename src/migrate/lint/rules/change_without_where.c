#include "migrate/lint/rule.h"

static void look(hd_lint_at *at, const PgQuery__RangeVar *table, const PgQuery__Node *where,
                 bool is_update)
{
    if (where == NULL && !hd_lint_is_idle(at, table))
        hd_lint_find(at, -1, "%s every row of %s%s in one transaction",
                     is_update ? "updates" : "deletes", hd_lint_name(at, table),
                     hd_lint_size(at, table));
}

static bool find_change(const hd_tree *tree, void *arg)
{
    hd_lint_at *at = arg;
    bool is_update = hd_tree_is(tree, "UpdateStmt");

    if (is_update || hd_tree_is(tree, "DeleteStmt")) {
        const PgQuery__UpdateStmt *update = (const PgQuery__UpdateStmt *)tree;
        const PgQuery__DeleteStmt *delete = (const PgQuery__DeleteStmt *)tree;
        look(at, is_update ? update->relation : delete->relation,
             is_update ? update->where_clause : delete->where_clause, is_update);
    }
    return !hd_tree_is(tree, "CreateFunctionStmt") && !hd_tree_is(tree, "RuleStmt");
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    if (!at->statement->batched)
        hd_tree_walk(tree, find_change, at);
}

const hd_lint_rule hd_lint_rule_change_without_where = {
    .id = "change-without-where",
    .severity = HD_LINT_WARNING,
    .title = "UPDATE or DELETE without WHERE",
    .reason = "Every row is written in one transaction: locks on all of them, as much again on "
              "disk, and a long wait for whoever wants one of them.",
    .safe = "Say which rows; or write \"-- howdah: batch key=id size=10000\" above it, so that it "
            "runs in many short transactions.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
