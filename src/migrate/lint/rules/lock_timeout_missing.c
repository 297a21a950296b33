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
    bool first = !hd_lint_did_to(at, HD_LINT_SET, NULL, NULL, "lock_timeout") && !locked_before(at);

    if (at->part->section == HD_LINT_PLAIN && first && hd_lint_blocks(at) &&
        !hd_lint_sets_later(at, "lock_timeout"))
        hd_lint_find(at, -1, "from here on strong locks are taken, and no lock_timeout is set");
}

const hd_lint_rule hd_lint_rule_lock_timeout_missing = {
    .id = "lock-timeout-missing",
    .severity = HD_LINT_WARNING,
    .title = "plain SQL that takes strong locks without a lock_timeout",
    .reason = "A statement that waits for a lock makes everybody wait who comes after it, for as "
              "long as the longest query runs.",
    .safe = "SET lock_timeout = '5s' at the top of the file. In a revision howdah sets it (setting "
            "lock_timeout) and tries again.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
