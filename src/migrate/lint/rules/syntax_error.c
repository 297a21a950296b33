#include "migrate/lint/rule.h"
#include "parse/split.h"

/* ADD [CONSTRAINT name] NOT NULL column: the cursor is behind NULL. */
static bool adds_not_null(hd_cursor cursor)
{
    while (!hd_cursor_at_end(&cursor))
        if (hd_cursor_accept(&cursor, "not valid"))
            return true;
        else
            hd_cursor_step(&cursor);
    return false;
}

/* Words of statements that PostgreSQL 16 to 18 have learnt; no rule looks into such a statement. */
static bool is_newer(const char *sql)
{
    static const char *const words[] = {"virtual",
                                        "enforced",
                                        "overlaps",
                                        "period",
                                        "merge",
                                        "json_table",
                                        "json_array",
                                        "json_object",
                                        "json_query",
                                        "json_value",
                                        "json_exists",
                                        "json_scalar",
                                        "json_serialize",
                                        "system_user",
                                        "any_value",
                                        "wait",
                                        "not null",
                                        "on_error",
                                        "split",
                                        "old",
                                        "buffer_usage_limit",
                                        "skip_database_stats"};
    hd_cursor cursor = hd_cursor_at(sql, 0, strlen(sql));

    for (; !hd_cursor_at_end(&cursor); hd_cursor_step(&cursor))
        for (size_t i = 0; i < HD_COUNT(words); i++) {
            hd_cursor ahead = cursor;
            if (hd_cursor_accept(&ahead, words[i]) &&
                (strcmp(words[i], "not null") != 0 || adds_not_null(ahead)))
                return true;
        }
    return false;
}

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    if (*at->fault->message == '\0')
        return;
    hd_lint_finding *finding = hd_lint_find(
        at, (int)hd_sql_offset(at->statement->sql, at->fault->position), "%s", at->fault->message);
    if (finding->severity > HD_LINT_NOTE && is_newer(at->statement->sql)) {
        finding->severity = HD_LINT_NOTE;
        finding->message = hd_printf(hd_lint_memory(at), "%s; it may be syntax of a newer server",
                                     at->fault->message);
    }
}

const hd_lint_rule hd_lint_rule_syntax_error = {
    .id = "syntax-error",
    .severity = HD_LINT_ERROR,
    .title = "SQL that PostgreSQL's parser does not read",
    .reason = "It fails when it runs. The parser is that of PostgreSQL 15: syntax that is newer is "
              "told apart by its words, and said as a note.",
    .safe = "Correct it; or ignore the rule for that statement when the server is newer.",
    .node = HD_LINT_UNPARSED,
    .check = check,
};
