#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    if (at->impact->opaque)
        hd_lint_find(at, -1, "no rule has looked into this");
}

const hd_lint_rule hd_lint_rule_opaque_statement = {
    .id = "opaque-statement",
    .severity = HD_LINT_NOTE,
    .title = "code that lint cannot look into",
    .reason = "What DO and CALL run is known only when they run: nothing is said about its locks.",
    .safe = "Plain statements where they do.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
