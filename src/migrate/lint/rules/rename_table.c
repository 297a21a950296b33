#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RangeVar *relation = NULL;

    if (hd_tree_is(tree, "RenameStmt") &&
        ((const PgQuery__RenameStmt *)tree)->rename_type == HD_OBJECT(TABLE))
        relation = ((const PgQuery__RenameStmt *)tree)->relation;
    else if (hd_tree_is(tree, "AlterObjectSchemaStmt") &&
             ((const PgQuery__AlterObjectSchemaStmt *)tree)->object_type == HD_OBJECT(TABLE))
        relation = ((const PgQuery__AlterObjectSchemaStmt *)tree)->relation;
    if (relation != NULL && !hd_lint_is_new(at, relation))
        hd_lint_find(at, -1, "programs that know %s fail from now on", hd_lint_name(at, relation));
}

const hd_lint_rule hd_lint_rule_rename_table = {
    .id = "rename-table",
    .severity = HD_LINT_WARNING,
    .title = "table renamed or moved to another schema",
    .reason = "Programs that still run with the old name fail at once.",
    .safe = "Keep the old name as a view of the new table (CREATE VIEW old AS SELECT * FROM new, "
            "in the same transaction) until no program needs it.",
    .node = HD_LINT_STATEMENT,
    .check = check,
    .loses = true,
};
