#include "migrate/lint/rule.h"

static bool is_numbered(const PgQuery__ColumnDef *column)
{
    static const char *const serials[] = {"serial",  "bigserial", "smallserial",
                                          "serial2", "serial4",   "serial8"};

    for (size_t i = 0; i < HD_COUNT(serials); i++)
        if (hd_lint_type_is(column->type_name, serials[i]))
            return true;
    return hd_lint_column_constraint(column, HD_CONSTR(IDENTITY)) != NULL;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = hd_lint_added_column(tree);

    if (column != NULL && is_numbered(column) && !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, column->location,
                     "%s%s is written anew to number its rows, while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_serial_column = {
    .id = "serial-column",
    .severity = HD_LINT_ERROR,
    .title = "serial or identity column added to a table with rows",
    .reason = "Each row gets a number of its own, so that the table and all its indexes are "
              "written anew while it is locked against reads and writes.",
    .safe = "Add a nullable bigint column and a sequence, SET DEFAULT nextval(...), fill the old "
            "rows in batches, then make it NOT NULL.",
    .node = "AlterTableCmd",
    .check = check,
};
