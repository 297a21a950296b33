#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);

    if (column != NULL && hd_lint_column_constraint(column, HD_CONSTR(GENERATED)) != NULL &&
        !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, column->location, "%s%s is written anew while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_generated_column = {
    .id = "generated-column",
    .severity = HD_LINT_ERROR,
    .title = "stored generated column added",
    .reason = "The table and all its indexes are written anew while it is locked against reads and "
              "writes.",
    .safe = "Add a plain column, keep it right with a trigger and fill it in batches; or, on "
            "PostgreSQL 18, make it VIRTUAL.",
    .node = "AlterTableCmd",
    .check = check,
};
