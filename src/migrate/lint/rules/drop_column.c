#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype == HD_AT(DropColumn) && hd_lint_alters_table(at) &&
        !hd_lint_is_new(at, at->table) &&
        !hd_lint_did(at, HD_LINT_ADDED_COLUMN, at->table, cmd->name))
        hd_lint_find(at, -1, "%s.%s is lost with its data", hd_lint_name(at, at->table), cmd->name);
}

const hd_lint_rule hd_lint_rule_drop_column = {
    .id = "drop-column",
    .severity = HD_LINT_WARNING,
    .title = "column dropped",
    .reason =
        "Its data is gone, and programs that still name it (ORMs name every column) fail at once.",
    .safe = "Deploy programs that no longer know the column first; drop it in a later release. "
            "Howdah asks before it runs this, and --backup dumps the table.",
    .node = "AlterTableCmd",
    .check = check,
    .loses = true,
};
