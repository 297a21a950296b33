#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;

    if (at->part->section == HD_LINT_PLAIN && at->statement->in_block &&
        at->statement->facts->special != HD_SQL_ORDINARY &&
        at->statement->facts->special != HD_SQL_ADD_ENUM_VALUE &&
        at->statement->facts->special != HD_SQL_TRANSACTION_CONTROL)
        hd_lint_find(at, -1, "%s cannot run inside a transaction block", at->statement->facts->tag);
}

const hd_lint_rule hd_lint_rule_concurrent_in_transaction = {
    .id = "concurrent-in-transaction",
    .severity = HD_LINT_ERROR,
    .title = "a statement inside a transaction block that PostgreSQL refuses there",
    .reason = "CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and the like fail between BEGIN and "
              "COMMIT, after everything before them has run.",
    .safe = "Put it outside of the block. In a revision howdah does that by itself.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
