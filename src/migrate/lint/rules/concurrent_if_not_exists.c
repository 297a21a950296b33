#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    const PgQuery__IndexStmt *stmt = (const PgQuery__IndexStmt *)tree;

    if (!stmt->concurrent || !stmt->if_not_exists)
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, -1, "an invalid index %s would be taken for a good one", stmt->idxname);
    const char *sql = at->statement->sql;
    hd_cursor cursor = hd_cursor_at(sql, 0, strlen(sql));
    while (!hd_cursor_at_end(&cursor) && !hd_cursor_on(&cursor, "if"))
        hd_cursor_step(&cursor);
    size_t start = cursor.token.start;
    if (at->part->section != HD_LINT_PLAIN && hd_cursor_accept(&cursor, "if not exists"))
        hd_lint_fix_statement(
            at, finding,
            hd_printf(hd_lint_memory(at), "%.*s%s", (int)start, sql, sql + cursor.token.start),
            false);
}

const hd_lint_rule hd_lint_rule_concurrent_if_not_exists = {
    .id = "concurrent-if-not-exists",
    .severity = HD_LINT_WARNING,
    .title = "CREATE INDEX CONCURRENTLY IF NOT EXISTS",
    .reason = "A build that was interrupted leaves an invalid index of that name; IF NOT EXISTS "
              "then takes it for done, and no query ever uses it.",
    .safe = "Without IF NOT EXISTS: howdah knows whether the index is there and valid, and builds "
            "anew what is not.",
    .node = "IndexStmt",
    .check = check,
    .fixable = true,
};
