#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RenameStmt *stmt = (const PgQuery__RenameStmt *)tree;

    if (stmt->rename_type == HD_OBJECT(COLUMN) && stmt->relation != NULL &&
        !hd_lint_is_new(at, stmt->relation) &&
        !hd_lint_did(at, HD_LINT_ADDED_COLUMN, stmt->relation, stmt->subname))
        hd_lint_find(at, -1, "programs that know %s.%s fail from now on",
                     hd_lint_name(at, stmt->relation), stmt->subname);
}

const hd_lint_rule hd_lint_rule_rename_column = {
    .id = "rename-column",
    .severity = HD_LINT_WARNING,
    .title = "column renamed",
    .reason = "Programs that still run with the old name fail at once, and those with the new name "
              "failed until now: no order of deployment works.",
    .safe = "Add a column of the new name, write both, move readers over, drop the old one later. "
            "Or rename in a maintenance window.",
    .node = "RenameStmt",
    .check = check,
    .loses = true,
};
