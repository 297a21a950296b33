#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    if (at->part->section != HD_LINT_PLAIN)
        return;
    if (at->statement->control == HD_LINT_CONTROL_BEGIN && at->statement->in_block)
        hd_lint_find(at, -1, "a transaction is open already");
    else if (at->statement->control == HD_LINT_CONTROL_END && !at->statement->in_block)
        hd_lint_find(at, -1, "no transaction is open");
}

const hd_lint_rule hd_lint_rule_transaction_nested = {
    .id = "transaction-nested",
    .severity = HD_LINT_ERROR,
    .title = "BEGIN inside a transaction, or COMMIT outside of one",
    .reason = "PostgreSQL has no transactions inside others: a second BEGIN is passed over with a "
              "warning, and the first COMMIT ends them both.",
    .safe = "One BEGIN and one COMMIT; SAVEPOINT for what may fail on its own.",
    .node = "TransactionStmt",
    .check = check,
};
