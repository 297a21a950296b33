#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    if (hd_lint_type_is(column->type_name, "bpchar"))
        hd_lint_find(at, column->location, "%s is filled with blanks", column->colname);
}

const hd_lint_rule hd_lint_rule_char_type = {
    .id = "char-type",
    .severity = HD_LINT_NOTE,
    .title = "column of type char(n)",
    .reason = "Values are filled with blanks, which count or do not count depending on the "
              "operator; it saves nothing.",
    .safe = "text, with a CHECK for the length when it matters.",
    .node = "ColumnDef",
    .check = check,
};
