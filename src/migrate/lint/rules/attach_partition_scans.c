#include "migrate/lint/rule.h"

/* Whether it fits is the server's to say; without any there is no doubt. */
static bool has_check(const hd_lint_relation *relation)
{
    for (size_t i = 0; relation != NULL && i < relation->constraints.count; i++)
        if (relation->constraints.items[i].type == 'c' && relation->constraints.items[i].valid)
            return true;
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype != HD_AT(AttachPartition) || !hd_lint_alters_table(at) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_PARTITION_CMD)
        return;
    const PgQuery__RangeVar *child = cmd->def->partition_cmd->name;
    if (hd_lint_is_idle(at, child) || has_check(hd_lint_known(at, child)) ||
        hd_lint_did_any(at, HD_LINT_VALIDATED, child))
        return;
    hd_lint_find(at, child->location, "%s%s is read whole while nobody else can use it",
                 hd_lint_name(at, child), hd_lint_size(at, child));
}

const hd_lint_rule hd_lint_rule_attach_partition_scans = {
    .id = "attach-partition-scans",
    .severity = HD_LINT_ERROR,
    .title = "partition attached without a CHECK that fits its bounds",
    .reason = "The partition is read whole while it is locked against reads and writes.",
    .safe = "ADD CONSTRAINT ... CHECK (the bounds, and the key IS NOT NULL) NOT VALID on the "
            "partition, VALIDATE it, attach, drop the CHECK.",
    .node = "AlterTableCmd",
    .check = check,
};
