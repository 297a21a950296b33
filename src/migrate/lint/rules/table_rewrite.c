#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    bool cluster = hd_tree_is(tree, "ClusterStmt");
    bool full = hd_tree_is(tree, "VacuumStmt") && at->impact->rewrites;

    if ((cluster || full) && (at->impact->locks.count == 0 || hd_lint_blocks(at) ||
                              at->impact->locks.items[0].relation == NULL))
        hd_lint_find(at, -1, "%s writes tables anew while nobody else can use them",
                     cluster ? "CLUSTER" : "VACUUM FULL");
}

const hd_lint_rule hd_lint_rule_table_rewrite = {
    .id = "table-rewrite",
    .severity = HD_LINT_ERROR,
    .title = "VACUUM FULL or CLUSTER",
    .reason = "The table is written anew while it is locked against reads and writes.",
    .safe = "Plain VACUUM gives space back to the table. What has grown out of all proportion is "
            "rewritten by pg_repack or pg_squeeze without that lock.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
