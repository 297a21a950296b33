#include "migrate/lint/plain.h"

#include "parse/cursor.h"

struct mask {
    char *text;
    hd_lexer lexer;
    size_t start;  /* of the statement at hand */
    bool begun;    /* it has a token */
    bool is_copy;  /* it begins with COPY */
    bool is_stdin; /* and FROM STDIN was read */
    bool from;     /* the token before was FROM */
};

static void blank(char *text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = ' ';
}

static size_t line_end(const struct mask *mask, size_t at)
{
    while (at < mask->lexer.len && mask->text[at] != '\n')
        at++;
    return at;
}

/* Behind the line "\." that ends the data of a COPY, or the end of the text. */
static size_t data_end(const struct mask *mask, size_t at)
{
    at = line_end(mask, at);
    while (at < mask->lexer.len) {
        size_t start = at + 1;
        at = line_end(mask, start);
        if (at - start >= 2 && mask->text[start] == '\\' && mask->text[start + 1] == '.' &&
            (at - start == 2 || mask->text[start + 2] == '\r'))
            return at;
    }
    return mask->lexer.len;
}

static void statement_end(struct mask *mask, const hd_token *token)
{
    if (mask->is_copy && mask->is_stdin) {
        size_t end = data_end(mask, token->start);
        blank(mask->text, mask->start, end);
        mask->lexer.at = end;
    }
    mask->begun = mask->is_copy = mask->is_stdin = mask->from = false;
}

static void backslash(struct mask *mask, const hd_token *token)
{
    size_t end = line_end(mask, token->start);

    blank(mask->text, token->start, end);
    if (mask->begun)
        mask->text[token->start] = ';';
    mask->lexer.at = end;
    mask->begun = mask->is_copy = mask->is_stdin = mask->from = false;
}

static void take(struct mask *mask, const hd_token *token)
{
    if (token->kind == HD_TOKEN_SYMBOL && mask->text[token->start] == '\\') {
        backslash(mask, token);
        return;
    }
    if (hd_token_is_symbol(&mask->lexer, token, ";")) {
        statement_end(mask, token);
        return;
    }
    if (!mask->begun) {
        mask->start = token->start;
        mask->is_copy = hd_token_is(&mask->lexer, token, "copy");
    }
    mask->begun = true;
    mask->is_stdin |= mask->from && hd_token_is(&mask->lexer, token, "stdin");
    mask->from = hd_token_is(&mask->lexer, token, "from");
}

char *hd_lint_plain_mask(TALLOC_CTX *ctx, const char *text, size_t len)
{
    struct mask mask = {.text = hd_strndup(ctx, text, len)};

    mask.lexer = hd_lex(mask.text, len);
    for (;;) {
        hd_token token = hd_lex_next_code(&mask.lexer);
        if (token.kind == HD_TOKEN_END || token.kind == HD_TOKEN_BROKEN)
            return mask.text;
        take(&mask, &token);
    }
}

hd_lint_control hd_lint_plain_control(const char *sql)
{
    hd_cursor cursor = hd_cursor_at(sql, 0, strlen(sql));

    if (hd_cursor_accept(&cursor, "begin") || hd_cursor_accept(&cursor, "start transaction"))
        return HD_LINT_CONTROL_BEGIN;
    bool rollback = hd_cursor_on(&cursor, "rollback");
    if (!rollback && !hd_cursor_on(&cursor, "commit") && !hd_cursor_on(&cursor, "end") &&
        !hd_cursor_on(&cursor, "abort"))
        return hd_cursor_accept(&cursor, "prepare transaction") ? HD_LINT_CONTROL_END
                                                                : HD_LINT_CONTROL_NONE;
    for (; !hd_cursor_at_end(&cursor); hd_cursor_step(&cursor))
        if ((rollback && (hd_cursor_on(&cursor, "to") || hd_cursor_on(&cursor, "prepared"))) ||
            hd_cursor_on(&cursor, "prepared") || hd_cursor_on(&cursor, "chain"))
            return HD_LINT_CONTROL_NONE;
    return HD_LINT_CONTROL_END;
}
