#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype == HD_AT(ColumnDefault) && hd_lint_alters_table(at) &&
        !hd_lint_is_new(at, at->table) &&
        !hd_lint_did(at, HD_LINT_ADDED_COLUMN, at->table, cmd->name))
        hd_lint_find(at, -1, "new rows get %s default for %s", cmd->def == NULL ? "no" : "another",
                     cmd->name);
}

const hd_lint_rule hd_lint_rule_default_changed = {
    .id = "default-changed",
    .severity = HD_LINT_NOTE,
    .title = "default of a column changed",
    .reason = "Rows written before and after differ, and so do rows of programs that name the "
              "column and of those that leave it out.",
    .safe = "Nothing to do when that is meant.",
    .node = "AlterTableCmd",
    .check = check,
    .loses = true,
};
