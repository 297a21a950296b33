#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__AlterEnumStmt *stmt = (const PgQuery__AlterEnumStmt *)tree;

    if (*stmt->old_val != '\0' &&
        !hd_lint_did_to(at, HD_LINT_CREATED_TYPE, NULL, NULL,
                        hd_lint_words_in(stmt->type_name, stmt->n_type_name, 0).name))
        hd_lint_find(at, -1, "programs that know the value '%s' fail from now on", stmt->old_val);
}

const hd_lint_rule hd_lint_rule_rename_enum_value = {
    .id = "rename-enum-value",
    .severity = HD_LINT_WARNING,
    .title = "value of an enum renamed",
    .reason = "Programs that write or compare the old value fail at once.",
    .safe = "Add the new value, move programs and rows over, and leave the old value unused.",
    .node = "AlterEnumStmt",
    .check = check,
    .loses = true,
};
