#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    static const char *const small[] = {"int4",        "int2",    "serial",
                                        "smallserial", "serial4", "serial2"};
    bool key = hd_lint_column_constraint(column, HD_CONSTR(PRIMARY)) != NULL ||
               hd_lint_column_constraint(column, HD_CONSTR(IDENTITY)) != NULL;

    for (size_t i = 0; i < HD_COUNT(small); i++)
        if (hd_lint_type_is(column->type_name, small[i]) && (key || i > 1))
            hd_lint_find(at, column->location, "%s may run out of numbers", column->colname);
}

const hd_lint_rule hd_lint_rule_small_integer_key = {
    .id = "small-integer-key",
    .severity = HD_LINT_NOTE,
    .title = "key of 32 bits or less",
    .reason = "It ends at two thousand million rows ever inserted, and a wider type then writes "
              "the table anew, and each that references it.",
    .safe = "bigint.",
    .node = "ColumnDef",
    .check = check,
};
