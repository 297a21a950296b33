#include "migrate/lint/rule.h"

struct held {
    size_t transaction;
    const char *relation;
};

static void look(const hd_lint_done *done, void *arg)
{
    struct held *held = arg;

    if (done->transaction == held->transaction && held->relation == NULL)
        held->relation = done->relation;
}

static bool touches_rows(const hd_tree *tree)
{
    static const char *const kinds[] = {"UpdateStmt", "DeleteStmt", "MergeStmt"};

    for (size_t i = 0; i < HD_COUNT(kinds); i++)
        if (hd_tree_is(tree, kinds[i]))
            return true;
    return false;
}

static bool is_long(hd_lint_at *at, const hd_tree *tree)
{
    HD_SCRATCH(scratch);

    if (!at->impact->scans && !at->impact->rewrites && !touches_rows(tree))
        return false;
    for (size_t i = 0; i < at->impact->locks.count; i++) {
        hd_sql_name name = {0};
        if (hd_lint_lock_name(scratch, &at->impact->locks.items[i], &name) &&
            !hd_lint_is_idle_name(at, name.schema, name.name))
            return true;
    }
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    struct held held = {.transaction = at->statement->transaction};

    if (!is_long(at, tree))
        return;
    hd_lint_each(at, HD_LINT_LOCKED, look, &held);
    if (held.relation != NULL)
        hd_lint_find(at, -1, "%s stays locked against reads until this has run", held.relation);
}

const hd_lint_rule hd_lint_rule_work_under_lock = {
    .id = "work-under-lock",
    .severity = HD_LINT_WARNING,
    .title = "long work while a table is locked against reads",
    .reason = "The lock of an earlier statement is kept until the transaction ends: nobody can "
              "read the table while this one reads or writes its rows.",
    .safe = "Put it into a revision of its own, or before the statement that locks; or write \"-- "
            "howdah: upgrade no-transaction\".",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
