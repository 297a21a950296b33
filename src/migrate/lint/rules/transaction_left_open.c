#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    if (at->part->section != HD_LINT_PLAIN || at->statement->control != HD_LINT_CONTROL_BEGIN)
        return;
    for (size_t i = at->index + 1; i < at->part->statements.count; i++)
        if (at->part->statements.items[i].control == HD_LINT_CONTROL_END)
            return;
    hd_lint_find(at, -1, "this transaction is never committed");
}

const hd_lint_rule hd_lint_rule_transaction_left_open = {
    .id = "transaction-left-open",
    .severity = HD_LINT_ERROR,
    .title = "BEGIN without COMMIT",
    .reason =
        "Nothing of what follows is kept: the connection ends, and the transaction is rolled back.",
    .safe = "COMMIT at the end.",
    .node = "TransactionStmt",
    .check = check,
};
