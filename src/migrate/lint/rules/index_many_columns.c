#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__IndexStmt *stmt = (const PgQuery__IndexStmt *)tree;

    if (!stmt->unique && (int64_t)stmt->n_index_params > at->options->index_columns)
        hd_lint_find(at, -1, "%zu columns in one index", stmt->n_index_params);
}

const hd_lint_rule hd_lint_rule_index_many_columns = {
    .id = "index-many-columns",
    .severity = HD_LINT_NOTE,
    .title = "index on many columns",
    .reason = "An index that is not unique rarely gains from more than three columns, and each "
              "costs space and writes.",
    .safe = "The columns that tell rows apart best; INCLUDE for those that are only read. The "
            "limit is the setting lint.index_columns.",
    .node = "IndexStmt",
    .check = check,
};
