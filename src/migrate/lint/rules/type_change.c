#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    if (cmd->subtype != HD_AT(AlterColumnType) || !hd_lint_alters_table(at) || cmd->def == NULL ||
        cmd->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF || hd_lint_is_idle(at, at->table))
        return;
    const PgQuery__ColumnDef *to = cmd->def->column_def;
    const hd_lint_column *from = hd_lint_relation_column(hd_lint_known(at, at->table), cmd->name);
    const char *type = hd_lint_type_text(hd_lint_memory(at), to->type_name);
    if (from != NULL && to->raw_default == NULL && hd_lint_type_is_free(from->type, type))
        return;
    hd_lint_find(at, -1, "%s%s is written anew to make %s %s, while nobody else can use it",
                 hd_lint_name(at, at->table), hd_lint_size(at, at->table), cmd->name, type);
}

const hd_lint_rule hd_lint_rule_type_change = {
    .id = "type-change",
    .severity = HD_LINT_ERROR,
    .title = "change of a column's type that writes the table anew",
    .reason = "The table and all its indexes are written anew while it is locked against reads and "
              "writes, and clients may rely on the old type.",
    .safe = "Add a column of the new type, keep it in step with a trigger, fill it in batches, and "
            "swap the two by rename in one short transaction. Longer varchar, varchar to text and "
            "a higher precision of numeric need none of that: with a database at hand they are not "
            "found.",
    .node = "AlterTableCmd",
    .check = check,
};
