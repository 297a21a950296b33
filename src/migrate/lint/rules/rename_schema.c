#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RenameStmt *stmt = (const PgQuery__RenameStmt *)tree;

    if (stmt->rename_type == HD_OBJECT(SCHEMA))
        hd_lint_find(at, -1, "whatever names schema %s fails from now on", stmt->subname);
}

const hd_lint_rule hd_lint_rule_rename_schema = {
    .id = "rename-schema",
    .severity = HD_LINT_WARNING,
    .title = "schema renamed",
    .reason = "Programs, functions and search paths that name the schema fail at once.",
    .safe = "Make the new schema, and views in the old one, until nobody needs them.",
    .node = "RenameStmt",
    .check = check,
    .loses = true,
};
