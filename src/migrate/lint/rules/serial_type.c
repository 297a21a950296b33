#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    static const char *const serials[] = {"serial",  "bigserial", "smallserial",
                                          "serial2", "serial4",   "serial8"};

    for (size_t i = 0; i < HD_COUNT(serials); i++)
        if (hd_lint_type_is(column->type_name, serials[i]))
            hd_lint_find(at, column->location, "%s would be better off as an identity column",
                         column->colname);
}

const hd_lint_rule hd_lint_rule_serial_type = {
    .id = "serial-type",
    .severity = HD_LINT_NOTE,
    .title = "serial instead of an identity column",
    .reason = "The sequence of a serial column has rights and an owner of its own, and writers may "
              "overwrite its values by mistake.",
    .safe = "bigint GENERATED ALWAYS AS IDENTITY.",
    .node = "ColumnDef",
    .check = check,
};
