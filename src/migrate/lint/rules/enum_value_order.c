#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterEnumStmt *stmt = (const PgQuery__AlterEnumStmt *)tree;

    if (*stmt->old_val == '\0' && *stmt->new_val_neighbor == '\0')
        hd_lint_find(at, -1, "'%s' sorts behind all other values", stmt->new_val);
}

const hd_lint_rule hd_lint_rule_enum_value_order = {
    .id = "enum-value-order",
    .severity = HD_LINT_NOTE,
    .title = "enum value added without BEFORE or AFTER",
    .reason =
        "It sorts behind all others, and its place cannot be changed later. It cannot be used "
        "before its transaction has been committed; howdah ends the transaction behind it.",
    .safe = "ALTER TYPE ... ADD VALUE 'new' BEFORE 'other', when the order means something.",
    .node = "AlterEnumStmt",
    .check = check,
};
