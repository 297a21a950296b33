#include "migrate/lint/rule.h"

static bool demands(const PgQuery__ColumnDef *column)
{
    return hd_lint_column_constraint(column, HD_CONSTR(NOTNULL)) != NULL ||
           hd_lint_column_constraint(column, HD_CONSTR(PRIMARY)) != NULL;
}

static bool gives(const PgQuery__ColumnDef *column)
{
    static const char *const serials[] = {"serial",  "bigserial", "smallserial",
                                          "serial2", "serial4",   "serial8"};
    static const PgQuery__ConstrType givers[] = {HD_CONSTR(DEFAULT), HD_CONSTR(IDENTITY),
                                                 HD_CONSTR(GENERATED)};

    for (size_t i = 0; i < HD_COUNT(serials); i++)
        if (hd_lint_type_is(column->type_name, serials[i]))
            return true;
    for (size_t i = 0; i < HD_COUNT(givers); i++)
        if (hd_lint_column_constraint(column, givers[i]) != NULL)
            return true;
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);
    const hd_lint_relation *known = hd_lint_known(at, at->table);
    bool empty = known != NULL && at->options->trust_sizes && known->bytes == 0;

    if (column == NULL || !hd_lint_alters_table(at) || empty || hd_lint_is_new(at, at->table))
        return;
    if (demands(column) && !gives(column))
        hd_lint_find(at, column->location, "%s has no value for the rows that %s has",
                     column->colname, hd_lint_name(at, at->table));
}

const hd_lint_rule hd_lint_rule_new_column_not_null = {
    .id = "new-column-not-null",
    .severity = HD_LINT_ERROR,
    .title = "NOT NULL column added without a default",
    .reason = "It fails on the first row that is there.",
    .safe = "Give it a DEFAULT (a constant costs nothing since PostgreSQL 11), or add it without "
            "NOT NULL, fill it in batches, and make it NOT NULL then.",
    .node = "AlterTableCmd",
    .check = check,
};
