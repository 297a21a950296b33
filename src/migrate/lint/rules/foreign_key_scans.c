#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__Constraint *added = hd_lint_added(tree, HD_CONSTR(FOREIGN));
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);

    if (column != NULL && hd_lint_column_constraint(column, HD_CONSTR(DEFAULT)) != NULL)
        added = hd_lint_column_constraint(column, HD_CONSTR(FOREIGN));
    if (added == NULL || added->skip_validation || hd_lint_is_idle(at, at->table))
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, added->location, "writes to %s%s and %s wait until each row has been looked up",
        hd_lint_name(at, at->table), hd_lint_size(at, at->table), hd_lint_name(at, added->pktable));
    if (column == NULL)
        hd_lint_fix_not_valid(at, finding, added,
                              hd_lint_make_name(at, added->fk_attrs, added->n_fk_attrs, "fkey"));
}

const hd_lint_rule hd_lint_rule_foreign_key_scans = {
    .id = "foreign-key-scans",
    .severity = HD_LINT_ERROR,
    .title = "FOREIGN KEY added without NOT VALID",
    .reason = "Each row is looked up while writes to both tables wait.",
    .safe = "ADD CONSTRAINT ... NOT VALID, which is done at once, and ALTER TABLE ... VALIDATE "
            "CONSTRAINT in a later transaction, during which both tables can be written. On a "
            "partitioned table before PostgreSQL 18: do so on each partition first, then add the "
            "key to the parent.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
