#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    bool once = (hd_tree_is(tree, "CreateStmt") &&
                 !((const PgQuery__CreateStmt *)tree)->if_not_exists) ||
                (hd_tree_is(tree, "DropStmt") && !((const PgQuery__DropStmt *)tree)->missing_ok);

    if (once && at->part->section == HD_LINT_PLAIN && !at->statement->in_block &&
        at->part->statements.count > 1)
        hd_lint_find(at, -1, "this fails when it has been done already");
}

const hd_lint_rule hd_lint_rule_not_rerunnable = {
    .id = "not-rerunnable",
    .severity = HD_LINT_NOTE,
    .title = "plain SQL that cannot run a second time after half of it has run",
    .reason = "Outside of a transaction the statements before a failure stay done; a second run "
              "fails at the first of them.",
    .safe = "IF NOT EXISTS and IF EXISTS, or BEGIN and COMMIT around it. Howdah remembers how far "
            "a revision came, so that revisions need neither.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
