#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype != HD_AT(DetachPartition) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_PARTITION_CMD ||
        cmd->def->partition_cmd->concurrent || hd_lint_is_idle(at, at->table))
        return;
    hd_lint_finding *finding = hd_lint_find(at, -1, "%s is locked against reads and writes",
                                            hd_lint_name(at, at->table));
    if (!hd_lint_has_default_partition(at, at->table))
        hd_lint_fix_statement(at, finding,
                              hd_printf(hd_lint_memory(at), "%s CONCURRENTLY", at->statement->sql),
                              false);
}

const hd_lint_rule hd_lint_rule_detach_partition_blocks = {
    .id = "detach-partition-blocks",
    .severity = HD_LINT_ERROR,
    .title = "DETACH PARTITION without CONCURRENTLY",
    .reason = "The whole partitioned table is locked against reads and writes: the lock waits for "
              "every long query on it, and all others behind it.",
    .safe =
        "DETACH PARTITION ... CONCURRENTLY (PostgreSQL 14; not with a default partition). Howdah "
        "runs it outside of the revision's transaction and finishes what was interrupted.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
