#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterTableCmd *cmd = (const PgQuery__AlterTableCmd *)tree;

    bool rewrites = cmd->subtype == HD_AT(SetLogged) || cmd->subtype == HD_AT(SetUnLogged) ||
                    cmd->subtype == HD_AT(SetTableSpace) || cmd->subtype == HD_AT(SetAccessMethod);

    if (rewrites && hd_lint_alters_table(at) && !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, -1, "%s%s is written anew while nobody else can use it",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_storage_change = {
    .id = "storage-change",
    .severity = HD_LINT_WARNING,
    .title = "SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD",
    .reason = "The table and its indexes are written anew while it is locked against reads and "
              "writes; an unlogged table is empty after a crash and on every replica.",
    .safe = "Do it when nobody works on the table, or move its rows to a new table in batches and "
            "swap the two.",
    .node = "AlterTableCmd",
    .check = check,
};
