#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__ColumnDef *column = (const PgQuery__ColumnDef *)tree;

    if (hd_lint_type_is(column->type_name, "varchar") && column->type_name->n_typmods > 0)
        hd_lint_find(at, column->location, "the limit of %s is hard to change", column->colname);
}

const hd_lint_rule hd_lint_rule_varchar_limit = {
    .id = "varchar-limit",
    .severity = HD_LINT_NOTE,
    .title = "column of type varchar(n)",
    .reason = "The limit costs nothing to leave out, and a lower one later reads the whole table "
              "under a lock.",
    .safe = "text, with a CHECK for the length when it matters: CHECKs can be changed without a "
            "strong lock.",
    .node = "ColumnDef",
    .check = check,
};
