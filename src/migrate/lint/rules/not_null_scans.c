#include "migrate/lint/rule.h"
#include "parse/quote.h"

static void fix(hd_lint_at *at, hd_lint_finding *finding, const PgQuery__AlterTableCmd *cmd)
{
    HD_SCRATCH(scratch);
    const char *head = hd_lint_alter_head(at);

    if (head == NULL || hd_lint_fix_splits(at, finding))
        return;
    const char *column = hd_sql_ident(scratch, cmd->name);
    const char *suffix = hd_printf(scratch, "%.40s_not_null", cmd->name);
    const char *name = hd_sql_ident(scratch, hd_lint_make_name(at, NULL, 0, suffix));
    char *text = hd_printf(scratch,
                           "%sADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID;\n"
                           "%sVALIDATE CONSTRAINT %s;\n"
                           "%sALTER COLUMN %s SET NOT NULL;\n"
                           "%sDROP CONSTRAINT %s",
                           head, name, column, head, name, head, column, head, name);
    hd_lint_fix_statement(at, finding, text, true);
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    const hd_lint_relation *known = hd_lint_known(at, at->table);

    if (cmd->subtype != HD_AT(SetNotNull) || !hd_lint_alters_table(at) ||
        hd_lint_is_idle(at, at->table))
        return;
    const hd_lint_column *column = hd_lint_relation_column(known, cmd->name);
    if ((column != NULL && column->not_null) || hd_lint_relation_proves(known, cmd->name) ||
        hd_lint_did(at, HD_LINT_PROVES, at->table, cmd->name))
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, -1, "%s%s is read whole to see that %s has no NULL, while nobody else can use it",
        hd_lint_name(at, at->table), hd_lint_size(at, at->table), cmd->name);
    fix(at, finding, cmd);
}

const hd_lint_rule hd_lint_rule_not_null_scans = {
    .id = "not-null-scans",
    .severity = HD_LINT_ERROR,
    .title = "SET NOT NULL without a CHECK that proves it",
    .reason = "The whole table is read while it is locked against reads and writes.",
    .safe = "ADD CONSTRAINT ... CHECK (column IS NOT NULL) NOT VALID; VALIDATE CONSTRAINT in a "
            "later transaction; then SET NOT NULL, which reads nothing, and DROP CONSTRAINT.",
    .node = "AlterTableCmd",
    .check = check,
    .fixable = true,
};
