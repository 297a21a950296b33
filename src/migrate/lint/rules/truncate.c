#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__TruncateStmt *stmt = (const PgQuery__TruncateStmt *)tree;

    for (size_t i = 0; i < stmt->n_relations; i++)
        if (stmt->relations[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR &&
            !hd_lint_is_new(at, stmt->relations[i]->range_var))
            hd_lint_find(at, stmt->relations[i]->range_var->location, "%s is emptied%s",
                         hd_lint_name(at, stmt->relations[i]->range_var),
                         stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE
                             ? ", and every table that references it"
                             : "");
}

const hd_lint_rule hd_lint_rule_truncate = {
    .id = "truncate",
    .severity = HD_LINT_WARNING,
    .title = "table truncated",
    .reason = "Its data is gone; the table is locked against reads and writes, and with CASCADE so "
              "is every table that references it, emptied too.",
    .safe = "DELETE in batches (-- howdah: batch), which locks nobody out; name each table instead "
            "of CASCADE.",
    .node = "TruncateStmt",
    .check = check,
    .loses = true,
};
