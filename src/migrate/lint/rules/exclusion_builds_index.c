#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__Constraint *added = hd_lint_added(tree, HD_CONSTR(EXCLUSION));

    if (added != NULL && !hd_lint_is_idle(at, at->table))
        hd_lint_find(at, added->location,
                     "%s%s is locked against reads and writes until the index is built",
                     hd_lint_name(at, at->table), hd_lint_size(at, at->table));
}

const hd_lint_rule hd_lint_rule_exclusion_builds_index = {
    .id = "exclusion-builds-index",
    .severity = HD_LINT_WARNING,
    .title = "EXCLUDE constraint added to a table with rows",
    .reason = "The table is locked against reads and writes until the index is built, and there is "
              "no way to build it beforehand.",
    .safe = "Do it when nobody works on the table, or fill a new table that has the constraint and "
            "swap the two.",
    .node = "AlterTableCmd",
    .check = check,
};
