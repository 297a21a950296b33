#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype == HD_AT(DropNotNull) && hd_lint_alters_table(at) &&
        !hd_lint_is_new(at, at->table))
        hd_lint_find(at, -1, "%s may be NULL from now on", cmd->name);
}

const hd_lint_rule hd_lint_rule_drop_not_null = {
    .id = "drop-not-null",
    .severity = HD_LINT_NOTE,
    .title = "DROP NOT NULL",
    .reason = "Programs that read the column may not expect NULL.",
    .safe = "See to it that every reader copes with NULL before writers may write it.",
    .node = "AlterTableCmd",
    .check = check,
    .loses = true,
};
