#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    hd_lint_find(at, -1, "database %s is lost with its data",
                 ((const PgQuery__DropdbStmt *)tree)->dbname);
}

const hd_lint_rule hd_lint_rule_drop_database = {
    .id = "drop-database",
    .severity = HD_LINT_WARNING,
    .title = "database dropped",
    .reason = "All its data is gone, and no transaction can bring it back.",
    .safe = "Take it out of migrations: it is a task for a person with a fresh backup.",
    .node = "DropdbStmt",
    .check = check,
    .loses = true,
};
