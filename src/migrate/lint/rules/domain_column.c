#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);

    if (column != NULL && column->type_name != NULL && hd_lint_alters_table(at) &&
        hd_lint_stored_type(at, column->type_name) == NULL && !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, column->location, "%s%s is written anew while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_domain_column = {
    .id = "domain-column",
    .severity = HD_LINT_ERROR,
    .title = "column added whose type is a domain with a constraint",
    .reason = "The table and all its indexes are written anew while it is locked against reads and "
              "writes, even when the column has no default.",
    .safe = "Give the column the type below the domain, and the table the constraint as CHECK ... "
            "NOT VALID, then VALIDATE CONSTRAINT.",
    .node = "AlterTableCmd",
    .check = check,
};
