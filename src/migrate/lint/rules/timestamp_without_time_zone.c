#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    if (hd_lint_type_is(column->type_name, "timestamp"))
        hd_lint_find(at, column->location, "%s does not say which time zone it means",
                     column->colname);
}

const hd_lint_rule hd_lint_rule_timestamp_without_time_zone = {
    .id = "timestamp-without-time-zone",
    .severity = HD_LINT_NOTE,
    .title = "column of type timestamp",
    .reason = "It holds what a clock on some wall showed, and nobody knows which wall.",
    .safe = "timestamptz, which holds a moment and costs the same.",
    .node = "ColumnDef",
    .check = check,
};
