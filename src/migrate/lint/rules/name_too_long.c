#include "migrate/lint/rule.h"

static void check(hd_lint_at *at, const hd_tree *tree)
{
    (void)tree;
    enum { MAX_BYTES = 63 };
    const char *sql = at->statement->sql;
    hd_lexer lexer = hd_lex(sql, strlen(sql));

    for (hd_token token = hd_lex_next_code(&lexer); token.kind != HD_TOKEN_END;
         token = hd_lex_next_code(&lexer)) {
        size_t len = token.kind == HD_TOKEN_QUOTED ? token.len - 2 : token.len;
        if ((token.kind == HD_TOKEN_WORD || token.kind == HD_TOKEN_QUOTED) && len > MAX_BYTES)
            hd_lint_find(at, (int)token.start, "PostgreSQL cuts this name to %d bytes", MAX_BYTES);
    }
}

const hd_lint_rule hd_lint_rule_name_too_long = {
    .id = "name-too-long",
    .severity = HD_LINT_NOTE,
    .title = "name of more than 63 bytes",
    .reason = "PostgreSQL cuts it, so that two long names may become one, and a tool that compares "
              "names finds another one.",
    .safe = "A shorter name.",
    .node = HD_LINT_STATEMENT,
    .check = check,
};
