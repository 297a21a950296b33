#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    if (hd_lint_type_is(column->type_name, "json"))
        hd_lint_find(at, column->location, "%s would be better off as jsonb", column->colname);
}

const hd_lint_rule hd_lint_rule_json_column = {
    .id = "json-column",
    .severity = HD_LINT_NOTE,
    .title = "column of type json",
    .reason = "json has no equality (SELECT DISTINCT and GROUP BY fail) and keeps the text: each "
              "access reads it anew.",
    .safe = "jsonb, unless blanks and the order of keys have to be kept.",
    .node = "ColumnDef",
    .check = check,
};
