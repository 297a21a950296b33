#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype == HD_AT(DropConstraint) && hd_lint_alters_table(at) &&
        !hd_lint_is_new(at, at->table) && !hd_lint_did(at, HD_LINT_ADDED, at->table, cmd->name))
        hd_lint_find(at, -1, "%s no longer guards %s", cmd->name, hd_lint_name(at, at->table));
}

const hd_lint_rule hd_lint_rule_constraint_dropped = {
    .id = "constraint-dropped",
    .severity = HD_LINT_WARNING,
    .title = "constraint dropped",
    .reason = "Rows that it would have refused come in without a word, and it may be impossible to "
              "add again.",
    .safe = "Nothing to do when that is meant.",
    .node = "AlterTableCmd",
    .check = check,
    .loses = true,
};
