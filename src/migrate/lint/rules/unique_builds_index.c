#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__Constraint *added = hd_lint_added(tree, HD_CONSTR(UNIQUE));
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);
    bool with_column = column != NULL &&
                       hd_lint_column_constraint(column, HD_CONSTR(UNIQUE)) != NULL;
    bool builds = with_column || (added != NULL && *added->indexname == '\0');

    if (!builds || !hd_lint_alters_table(at) || hd_lint_is_idle(at, at->table))
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, with_column ? column->location : added->location,
        "%s%s is locked against reads and writes until a unique index is built",
        hd_lint_name(at, at->table), hd_lint_size(at, at->table));
    if (added != NULL)
        hd_lint_fix_key(at, finding, added);
}

const hd_lint_rule hd_lint_rule_unique_builds_index = {
    .id = "unique-builds-index",
    .severity = HD_LINT_ERROR,
    .title = "UNIQUE constraint added without an index that is there already",
    .reason =
        "The table is locked against reads and writes until the index of the constraint is built.",
    .safe = "CREATE UNIQUE INDEX CONCURRENTLY name ON table (...); then ALTER TABLE ... ADD "
            "CONSTRAINT name UNIQUE USING INDEX name, which is done at once.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
