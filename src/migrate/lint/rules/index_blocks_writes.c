#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__IndexStmt *stmt = (const PgQuery__IndexStmt *)tree;

    if (stmt->concurrent || hd_lint_is_idle(at, stmt->relation) || !stmt->relation->inh)
        return;
    hd_lint_finding *finding = hd_lint_find(at, -1, "writes to %s%s wait until the index is built",
                                            hd_lint_name(at, stmt->relation),
                                            hd_lint_size(at, stmt->relation));
    if (hd_lint_is_partitioned(at, stmt->relation))
        return;
    hd_lint_fix_insert(at, finding, "index", "CONCURRENTLY");
    hd_lint_fix_assumes(at, finding, stmt->relation->schemaname, stmt->relation->relname);
}

const hd_lint_rule hd_lint_rule_index_blocks_writes = {
    .id = "index-blocks-writes",
    .severity = HD_LINT_ERROR,
    .title = "CREATE INDEX without CONCURRENTLY",
    .reason = "The table is locked in mode SHARE until the index is built: every INSERT, UPDATE "
              "and DELETE waits that long.",
    .safe =
        "CREATE INDEX CONCURRENTLY, which waits for old transactions instead of making new ones "
        "wait. Howdah runs it outside of the revision's transaction by itself, and removes the "
        "invalid index of a build that was interrupted. On a partitioned table: CREATE INDEX ON "
        "ONLY the parent, CONCURRENTLY on each partition, then ALTER INDEX ... ATTACH PARTITION.",
    .node = "IndexStmt",
    .check = check,
    .fixable = true,
};
