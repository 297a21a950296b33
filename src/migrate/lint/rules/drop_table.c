#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__DropStmt *stmt = (const PgQuery__DropStmt *)tree;

    for (size_t i = 0; stmt->remove_type == HD_OBJECT(TABLE) && i < stmt->n_objects; i++) {
        hd_lint_words words = hd_lint_words_of(stmt->objects[i], 0);
        if (!hd_lint_did_to(at, HD_LINT_CREATED, words.schema, words.name, NULL))
            hd_lint_find(at, -1, "%s is lost with its data%s", words.name,
                         stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE
                             ? ", and all that depends on it"
                             : "");
    }
}

const hd_lint_rule hd_lint_rule_drop_table = {
    .id = "drop-table",
    .severity = HD_LINT_WARNING,
    .title = "table dropped",
    .reason = "Its data is gone, and programs that still use it fail at once.",
    .safe = "Rename it first, and drop it when nobody has missed it. Howdah asks before it runs "
            "this, and --backup dumps the table.",
    .node = "DropStmt",
    .check = check,
    .loses = true,
};
