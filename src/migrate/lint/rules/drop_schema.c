#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__DropStmt *stmt = (const PgQuery__DropStmt *)tree;

    for (size_t i = 0; stmt->remove_type == HD_OBJECT(SCHEMA) && i < stmt->n_objects; i++)
        hd_lint_find(at, -1, "schema %s is dropped%s", hd_lint_words_of(stmt->objects[i], 0).name,
                     stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE
                         ? " with everything in it"
                         : "");
}

const hd_lint_rule hd_lint_rule_drop_schema = {
    .id = "drop-schema",
    .severity = HD_LINT_WARNING,
    .title = "schema dropped",
    .reason = "With CASCADE everything in it is gone, without a word about what that was.",
    .safe = "Drop what is in it one by one, then the schema without CASCADE.",
    .node = "DropStmt",
    .check = check,
    .loses = true,
};
