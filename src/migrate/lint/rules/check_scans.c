#include "migrate/lint/rule.h"

static bool find_column(const hd_tree *tree, void *arg)
{
    const char **column = arg;

    if (hd_tree_is(tree, "ColumnRef") && *column == NULL) {
        const PgQuery__ColumnRef *ref = (const PgQuery__ColumnRef *)tree;
        *column = ref->n_fields == 0 ? "" : hd_lint_string(ref->fields[ref->n_fields - 1]);
    }
    return *column == NULL;
}

/* table_column_check, after the first column. */
static const char *name_of(hd_lint_at *at, const PgQuery__Constraint *constraint)
{
    const hd_tree *expression = hd_tree_of_node(constraint->raw_expr);
    const char *column = NULL;

    if (expression != NULL)
        hd_tree_walk(expression, find_column, &column);
    return hd_lint_make_name(at, NULL, 0,
                             column == NULL ? "check"
                                            : hd_printf(hd_lint_memory(at), "%.40s_check", column));
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__Constraint *added = hd_lint_added(tree, HD_CONSTR(CHECK));
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);

    if (column != NULL)
        added = hd_lint_column_constraint(column, HD_CONSTR(CHECK));
    if (added == NULL || added->skip_validation || !hd_lint_alters_table(at) ||
        hd_lint_is_idle(at, at->table))
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, added->location, "%s%s is read whole while nobody else can use it",
        hd_lint_name(at, at->table), hd_lint_size(at, at->table));
    if (column == NULL)
        hd_lint_fix_not_valid(at, finding, added, name_of(at, added));
}

const hd_lint_rule hd_lint_rule_check_scans = {
    .id = "check-scans",
    .severity = HD_LINT_ERROR,
    .title = "CHECK added without NOT VALID",
    .reason = "The whole table is read while it is locked against reads and writes.",
    .safe = "ADD CONSTRAINT ... CHECK (...) NOT VALID, which is done at once, and ALTER TABLE ... "
            "VALIDATE CONSTRAINT in a later transaction, which blocks nobody.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
