/*
 * One function for each kind of token; each is called with lexer->at on the first
 * byte and leaves it behind the last one. peek() gives NUL beyond the end, so no
 * function has to compare with the length before looking.
 */
#include "parse/lex.h"

hd_lexer hd_lex(const char *text, size_t len)
{
    return (hd_lexer){.text = text, .len = len};
}

static char peek(const hd_lexer *lexer, size_t ahead)
{
    return ahead < lexer->len - lexer->at ? lexer->text[lexer->at + ahead] : '\0';
}

static bool at_end(const hd_lexer *lexer)
{
    return lexer->at >= lexer->len;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters, the underscore, and every byte of a character outside ASCII. */
static bool begins_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool continues_word(char c)
{
    return begins_word(c) || is_digit(c) || c == '$';
}

static bool is_operator(char c)
{
    return c != '\0' && strchr("~!@#^&|`?+-*/%<>=", c) != NULL;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool comment_begins(const hd_lexer *lexer)
{
    return (peek(lexer, 0) == '-' && peek(lexer, 1) == '-') ||
           (peek(lexer, 0) == '/' && peek(lexer, 1) == '*');
}

static void line_comment(hd_lexer *lexer)
{
    while (!at_end(lexer) && peek(lexer, 0) != '\n' && peek(lexer, 0) != '\r')
        lexer->at++;
}

static hd_token_kind block_comment(hd_lexer *lexer)
{
    size_t depth = 0;

    do {
        if (peek(lexer, 0) == '/' && peek(lexer, 1) == '*') {
            depth++;
            lexer->at += 2;
        } else if (peek(lexer, 0) == '*' && peek(lexer, 1) == '/') {
            depth--;
            lexer->at += 2;
        } else
            lexer->at++;
    } while (depth > 0 && !at_end(lexer));
    return depth == 0 ? HD_TOKEN_COMMENT : HD_TOKEN_BROKEN;
}

static hd_token_kind comment(hd_lexer *lexer)
{
    if (peek(lexer, 0) == '/')
        return block_comment(lexer);
    line_comment(lexer);
    return HD_TOKEN_COMMENT;
}

/*
 * What stands between quote characters, a doubled quote being one of the text.
 * lexer->at is on the opening quote.
 */
static hd_token_kind quoted(hd_lexer *lexer, hd_token_kind kind, bool backslashes)
{
    char quote = peek(lexer, 0);

    for (lexer->at++; !at_end(lexer); lexer->at++) {
        if (backslashes && peek(lexer, 0) == '\\')
            lexer->at++;
        else if (peek(lexer, 0) == quote) {
            lexer->at++;
            if (peek(lexer, 0) != quote)
                return kind;
        }
    }
    lexer->at = lexer->len; /* a backslash may have stepped over the end */
    return HD_TOKEN_BROKEN;
}

/*
 * Moves on to the quote that continues a string: blanks and line comments with at
 * least one line break between. Stays where it is when there is none.
 */
static bool string_continues(hd_lexer *lexer)
{
    size_t start = lexer->at;
    bool new_line = false;

    while (!at_end(lexer)) {
        char c = peek(lexer, 0);
        if (c == '\n' || c == '\r')
            new_line = true;
        if (is_blank(c))
            lexer->at++;
        else if (c == '-' && peek(lexer, 1) == '-')
            line_comment(lexer);
        else
            break;
    }
    if (new_line && peek(lexer, 0) == '\'')
        return true;
    lexer->at = start;
    return false;
}

static hd_token_kind escape_string(hd_lexer *lexer)
{
    hd_token_kind kind = HD_TOKEN_STRING;

    do
        kind = quoted(lexer, HD_TOKEN_STRING, true);
    while (kind == HD_TOKEN_STRING && string_continues(lexer));
    return kind;
}

/* Length of the "$tag$" that stands here, or 0. */
static size_t dollar_quote_length(const hd_lexer *lexer)
{
    size_t len = 1;

    if (begins_word(peek(lexer, 1)))
        while (continues_word(peek(lexer, len)) && peek(lexer, len) != '$')
            len++;
    return peek(lexer, len) == '$' ? len + 1 : 0;
}

static hd_token_kind dollar(hd_lexer *lexer)
{
    size_t tag = dollar_quote_length(lexer);

    if (tag == 0) {
        lexer->at++;
        if (!is_digit(peek(lexer, 0)))
            return HD_TOKEN_SYMBOL;
        while (is_digit(peek(lexer, 0)))
            lexer->at++;
        return HD_TOKEN_PARAM;
    }
    const char *open = lexer->text + lexer->at;
    const char *body = open + tag;
    const char *close = memmem(body, lexer->len - lexer->at - tag, open, tag);
    lexer->at = close == NULL ? lexer->len : (size_t)(close - lexer->text) + tag;
    return close == NULL ? HD_TOKEN_BROKEN : HD_TOKEN_STRING;
}

/* Prefixes of strings are letters glued to the quote: E'', B'', X'', N'', U&'', U&"". */
static hd_token_kind word(hd_lexer *lexer)
{
    char first = lower(peek(lexer, 0));

    if (peek(lexer, 1) == '\'' && (first == 'e' || first == 'b' || first == 'x' || first == 'n')) {
        lexer->at++;
        return first == 'e' ? escape_string(lexer) : quoted(lexer, HD_TOKEN_STRING, false);
    }
    if (first == 'u' && peek(lexer, 1) == '&' && peek(lexer, 2) != '\0' &&
        strchr("'\"", peek(lexer, 2)) != NULL) {
        lexer->at += 2;
        return quoted(lexer, peek(lexer, 0) == '"' ? HD_TOKEN_QUOTED : HD_TOKEN_STRING, false);
    }
    while (continues_word(peek(lexer, 0)))
        lexer->at++;
    return HD_TOKEN_WORD;
}

static void digits(hd_lexer *lexer)
{
    while (is_digit(peek(lexer, 0)) || (peek(lexer, 0) == '_' && is_digit(peek(lexer, 1))))
        lexer->at++;
}

static bool radix_number(hd_lexer *lexer)
{
    char radix = lower(peek(lexer, 1));
    char next = peek(lexer, 2) == '_' ? peek(lexer, 3) : peek(lexer, 2);

    if (peek(lexer, 0) != '0' || (radix != 'x' && radix != 'o' && radix != 'b') ||
        !(is_digit(next) || (lower(next) >= 'a' && lower(next) <= 'f')))
        return false;
    lexer->at += 2;
    while (is_digit(peek(lexer, 0)) || peek(lexer, 0) == '_' ||
           (lower(peek(lexer, 0)) >= 'a' && lower(peek(lexer, 0)) <= 'f'))
        lexer->at++;
    return true;
}

static hd_token_kind number(hd_lexer *lexer)
{
    if (radix_number(lexer))
        return HD_TOKEN_NUMBER;
    digits(lexer);
    /* "1..2" is the range operator of PL/pgSQL between two integers. */
    if (peek(lexer, 0) == '.' && peek(lexer, 1) != '.') {
        lexer->at++;
        digits(lexer);
    }
    if (lower(peek(lexer, 0)) == 'e') {
        size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-' ? 1 : 0;
        if (is_digit(peek(lexer, 1 + sign))) {
            lexer->at += 1 + sign;
            digits(lexer);
        }
    }
    return HD_TOKEN_NUMBER;
}

/* An operator ends before a comment: "+--" is a plus and a comment. */
static void operator_run(hd_lexer *lexer)
{
    do
        lexer->at++;
    while (is_operator(peek(lexer, 0)) && !comment_begins(lexer));
}

static hd_token_kind symbol(hd_lexer *lexer)
{
    char first = peek(lexer, 0);

    if (is_operator(first))
        operator_run(lexer);
    else if ((first == ':' && (peek(lexer, 1) == ':' || peek(lexer, 1) == '=')) ||
             (first == '.' && peek(lexer, 1) == '.'))
        lexer->at += 2;
    else
        lexer->at++;
    return HD_TOKEN_SYMBOL;
}

static hd_token_kind token(hd_lexer *lexer)
{
    char c = peek(lexer, 0);

    if (begins_word(c))
        return word(lexer);
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1))))
        return number(lexer);
    if (c == '\'')
        return quoted(lexer, HD_TOKEN_STRING, false);
    if (c == '"')
        return quoted(lexer, HD_TOKEN_QUOTED, false);
    if (c == '$')
        return dollar(lexer);
    if (comment_begins(lexer))
        return comment(lexer);
    return symbol(lexer);
}

hd_token hd_lex_next(hd_lexer *lexer)
{
    while (!at_end(lexer) && is_blank(peek(lexer, 0)))
        lexer->at++;

    hd_token ret = {.start = lexer->at};
    if (!at_end(lexer))
        ret.kind = token(lexer);
    ret.len = lexer->at - ret.start;
    return ret;
}

hd_token hd_lex_next_code(hd_lexer *lexer)
{
    hd_token ret = hd_lex_next(lexer);

    while (ret.kind == HD_TOKEN_COMMENT)
        ret = hd_lex_next(lexer);
    return ret;
}

bool hd_token_is(const hd_lexer *lexer, const hd_token *token, const char *word)
{
    const char *text = lexer->text + token->start;

    if (token->kind != HD_TOKEN_WORD)
        return false;
    for (size_t i = 0; i < token->len; i++)
        if (lower(text[i]) != word[i]) /* ends at the NUL of a shorter word: no letter is NUL */
            return false;
    return word[token->len] == '\0';
}

bool hd_token_is_symbol(const hd_lexer *lexer, const hd_token *token, const char *symbol)
{
    return token->kind == HD_TOKEN_SYMBOL && strlen(symbol) == token->len &&
           memcmp(lexer->text + token->start, symbol, token->len) == 0;
}

bool hd_token_is_name(const hd_lexer *lexer, const hd_token *token, const char *quoted)
{
    return (token->kind == HD_TOKEN_WORD || token->kind == HD_TOKEN_QUOTED) &&
           token->len == strlen(quoted) &&
           memcmp(lexer->text + token->start, quoted, token->len) == 0;
}

const char *hd_token_broken_reason(const hd_lexer *lexer, const hd_token *token)
{
    const char *text = lexer->text + token->start;

    if (text[0] == '/')
        return "unterminated comment";
    if (text[0] == '$')
        return "unterminated dollar-quoted string";
    /* U&"..." too: its quote is the third byte. */
    bool identifier = text[0] == '"' || (token->len > 2 && text[1] == '&' && text[2] == '"');
    return identifier ? "unterminated quoted identifier" : "unterminated string";
}
