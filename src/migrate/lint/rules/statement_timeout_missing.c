#include "migrate/lint/rule.h"

static void note(const hd_lint_done *done, void *arg)
{
    bool *found = arg;

    (void)done;
    *found = true;
}

static bool locked_before(const hd_lint_at *at)
{
    bool found = false;

    hd_lint_each(at, HD_LINT_BLOCKED, note, &found);
    return found;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    bool first = !hd_lint_did_to(at, HD_LINT_SET, NULL, NULL, "statement_timeout") &&
                 !locked_before(at);

    if (at->part->section == HD_LINT_PLAIN && first && hd_lint_blocks(at) &&
        !hd_lint_sets_later(at, "statement_timeout"))
        hd_lint_find(at, -1,
                     "from here on strong locks are taken, and no statement_timeout is set");
}

const hd_lint_rule hd_lint_rule_statement_timeout_missing = {
    .id = "statement-timeout-missing",
    .severity = HD_LINT_WARNING,
    .title = "plain SQL that takes strong locks without a statement_timeout",
    .reason =
        "A statement that takes longer than expected holds its locks for as long as it likes.",
    .safe = "SET statement_timeout = '10min' at the top of the file. In a revision howdah sets "
            "what the setting statement_timeout says.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
