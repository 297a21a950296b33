#include "migrate/lint/rule.h"

struct others {
    size_t transaction;
    size_t index;
    const char *name;
    const char *found; /* another table that is locked already */
    bool again;        /* so is this one */
    bool several;      /* and this has been said */
};

static void compare(const hd_lint_done *done, void *arg)
{
    struct others *others = arg;

    if (done->transaction != others->transaction || done->index == others->index)
        return;
    if (strcmp(done->relation, others->name) == 0)
        others->again = true;
    else if (others->found == NULL)
        others->found = done->relation;
    else if (strcmp(done->relation, others->found) != 0)
        others->several = true;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    HD_SCRATCH(scratch);
    struct others others = {.transaction = at->statement->transaction, .index = at->index};

    for (size_t i = 0; i < at->impact->locks.count; i++) {
        const hd_sql_lock *lock = &at->impact->locks.items[i];
        hd_sql_name name = {0};
        if (!hd_lint_lock_waits(at, lock) || !hd_lint_lock_name(scratch, lock, &name))
            continue;
        others.name = name.name;
        others.found = NULL;
        others.again = others.several = false;
        hd_lint_each(at, HD_LINT_LOCKED, compare, &others);
        if (others.found != NULL && !others.again && !others.several)
            hd_lint_find(at, -1, "%s stays locked while the lock on %s is waited for", others.found,
                         name.name);
    }
}

const hd_lint_rule hd_lint_rule_locks_many_tables = {
    .id = "locks-many-tables",
    .severity = HD_LINT_WARNING,
    .title = "one transaction locks several tables against reads",
    .reason = "The first stays locked while the second is waited for, so that a long query on one "
              "of them stops them all; two such transactions can wait for each other.",
    .safe = "A revision for each table, or \"-- howdah: upgrade no-transaction\".",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
