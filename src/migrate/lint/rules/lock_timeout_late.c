#include "migrate/lint/rule.h"

static void note(const hd_lint_done *done, void *arg)
{
    bool *found = arg;

    (void)done;
    *found = true;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__VariableSetStmt *stmt = (const PgQuery__VariableSetStmt *)tree;
    bool late = false;

    if (at->part->section != HD_LINT_PLAIN || strcmp(stmt->name, "lock_timeout") != 0 ||
        hd_lint_did_to(at, HD_LINT_SET, NULL, NULL, "lock_timeout"))
        return;
    hd_lint_each(at, HD_LINT_BLOCKED, note, &late);
    if (late)
        hd_lint_find(at, -1, "statements above have waited for their locks without limit");
}

const hd_lint_rule hd_lint_rule_lock_timeout_late = {
    .id = "lock-timeout-late",
    .severity = HD_LINT_WARNING,
    .title = "lock_timeout set behind the first strong lock",
    .reason = "The statements before it wait for their locks without limit.",
    .safe = "Set it at the top of the file.",
    .node = "VariableSetStmt",
    .check = check,
};
