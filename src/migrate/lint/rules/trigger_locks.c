#include "migrate/lint/rule.h"

static bool switches(const PgQuery__AlterTableStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_cmds; i++)
        if (stmt->cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD &&
            stmt->cmds[i]->alter_table_cmd->subtype >= HD_AT(EnableTrig) &&
            stmt->cmds[i]->alter_table_cmd->subtype <= HD_AT(DisableTrigUser))
            return true;
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__RangeVar *table = NULL;

    if (hd_tree_is(tree, "CreateTrigStmt"))
        table = ((const PgQuery__CreateTrigStmt *)tree)->relation;
    else if (hd_tree_is(tree, "AlterTableStmt") && switches((const PgQuery__AlterTableStmt *)tree))
        table = ((const PgQuery__AlterTableStmt *)tree)->relation;
    bool drops = hd_tree_is(tree, "DropStmt") &&
                 ((const PgQuery__DropStmt *)tree)->remove_type == HD_OBJECT(TRIGGER);
    if (drops || (table != NULL && !hd_lint_is_idle(at, table)))
        hd_lint_find(at, -1, "this waits for %s of the table",
                     drops ? "readers and writers" : "writers");
}

const hd_lint_rule hd_lint_rule_trigger_locks = {
    .id = "trigger-locks",
    .severity = HD_LINT_NOTE,
    .title = "trigger created, dropped, enabled or disabled",
    .reason = "It takes a lock that waits for all writers of the table (for readers too, when it "
              "is dropped), and others wait behind it.",
    .safe = "It is done at once when the lock is had: nothing to do under howdah's lock_timeout.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
