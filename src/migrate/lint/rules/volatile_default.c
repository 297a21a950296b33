#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);
    const PgQuery__Constraint *given = column == NULL
                                           ? NULL
                                           : hd_lint_column_constraint(column, HD_CONSTR(DEFAULT));

    if (given != NULL && hd_lint_alters_table(at) && hd_sql_is_volatile(given->raw_expr) &&
        !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, given->location, "%s%s is written anew while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_volatile_default = {
    .id = "volatile-default",
    .severity = HD_LINT_ERROR,
    .title = "column added with a default that each row computes anew",
    .reason =
        "The table and all its indexes are written anew while it is locked against reads and "
        "writes. Only a default that is the same for all rows (a constant, now()) is stored once.",
    .safe = "Add the column without default, ALTER COLUMN ... SET DEFAULT for new rows, and fill "
            "the old ones in batches (-- howdah: batch).",
    .node = "AlterTableCmd",
    .check = check,
};
