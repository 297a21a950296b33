#include "migrate/lint/rule.h"

static bool adds(const PgQuery__AlterTableStmt *alter, const char *constraint)
{
    for (size_t i = 0; i < alter->n_cmds; i++) {
        const hd_tree *tree = hd_tree_of_node(alter->cmds[i]);
        if (tree == NULL || !hd_tree_is(tree, "AlterTableCmd"))
            continue;
        const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;
        if (cmd->subtype == HD_AT(AddConstraint) && cmd->def != NULL &&
            cmd->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT &&
            strcmp(cmd->def->constraint->conname, constraint) == 0)
            return true;
    }
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    size_t transaction = 0;

    if (cmd->subtype != HD_AT(ValidateConstraint) || hd_lint_is_new(at, at->table))
        return;
    bool in_statement = adds(at->alter, cmd->name);
    if (!in_statement &&
        (!hd_lint_did_in(at, HD_LINT_NOT_VALID, at->table, cmd->name, &transaction) ||
         transaction != at->statement->transaction))
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, -1, "%s stays locked as %s was added in the same transaction",
        hd_lint_name(at, at->table), cmd->name);
    if (!hd_lint_fix_splits(at, finding))
        hd_lint_fix_statement(at, finding, at->statement->sql, true);
}

const hd_lint_rule hd_lint_rule_validate_in_same_transaction = {
    .id = "validate-in-same-transaction",
    .severity = HD_LINT_ERROR,
    .title = "NOT VALID and VALIDATE in one transaction",
    .reason = "The lock of ADD CONSTRAINT is kept until the transaction ends, so that the table is "
              "blocked while VALIDATE reads it: NOT VALID has won nothing.",
    .safe = "Validate in a later revision, or write \"-- howdah: upgrade no-transaction\" so that "
            "each statement is a transaction of its own.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
