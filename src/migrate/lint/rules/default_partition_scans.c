#include "migrate/lint/rule.h"

static const PgQuery__RangeVar *parent_of(const hd_tree *tree)
{
    if (hd_tree_is(tree, "CreateStmt")) {
        const PgQuery__CreateStmt *stmt = (const PgQuery__CreateStmt *)tree;
        bool is_partition = stmt->partbound != NULL && stmt->n_inh_relations == 1 &&
                            stmt->inh_relations[0]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR;
        return is_partition ? stmt->inh_relations[0]->range_var : NULL;
    }
    if (!hd_tree_is(tree, "AlterTableStmt"))
        return NULL;
    const PgQuery__AlterTableStmt *stmt = (const PgQuery__AlterTableStmt *)tree;
    bool attaches = stmt->n_cmds == 1 &&
                    stmt->cmds[0]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD &&
                    stmt->cmds[0]->alter_table_cmd->subtype == HD_AT(AttachPartition);
    return attaches ? stmt->relation : NULL;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RangeVar *parent = parent_of(tree);
    const hd_lint_relation *known = hd_lint_known(at, parent);

    if (known != NULL && known->has_default_partition && !hd_lint_is_idle(at, parent))
        hd_lint_find(at, -1,
                     "the default partition of %s is read whole while nobody else can use it",
                     hd_lint_name(at, parent));
}

const hd_lint_rule hd_lint_rule_default_partition_scans = {
    .id = "default-partition-scans",
    .severity = HD_LINT_WARNING,
    .title = "partition added beside a default partition",
    .reason = "The default partition is read whole, locked against reads and writes, to see that "
              "none of its rows belongs into the new one.",
    .safe = "Put a validated CHECK on the default partition first that rules the new bounds out. "
            "CREATE the table on its own and ATTACH it then.",
    .node = HD_LINT_STATEMENT,
    .check = check,
    .catalog = true,
};
