#include "parse/cursor.h"

#include <ctype.h>

#include "base/buf.h"

enum { MAX_NAME_BYTES = 63 }; /* NAMEDATALEN - 1 */

hd_cursor hd_cursor_at(const char *text, size_t from, size_t to)
{
    hd_cursor cursor = {.lexer = hd_lex(text, to)};

    cursor.lexer.at = from;
    hd_cursor_step(&cursor);
    return cursor;
}

void hd_cursor_step(hd_cursor *cursor)
{
    cursor->token = hd_lex_next_code(&cursor->lexer);
}

bool hd_cursor_at_end(const hd_cursor *cursor)
{
    return cursor->token.kind == HD_TOKEN_END || hd_cursor_on_symbol(cursor, ";");
}

bool hd_cursor_on(const hd_cursor *cursor, const char *word)
{
    return hd_token_is(&cursor->lexer, &cursor->token, word);
}

bool hd_cursor_on_symbol(const hd_cursor *cursor, const char *symbol)
{
    return hd_token_is_symbol(&cursor->lexer, &cursor->token, symbol);
}

/* Whether the token is the word that reaches from words to the next blank. */
static bool on_first_of(const hd_cursor *cursor, const char *words, size_t len)
{
    return cursor->token.kind == HD_TOKEN_WORD && cursor->token.len == len &&
           strncasecmp(cursor->lexer.text + cursor->token.start, words, len) == 0;
}

bool hd_cursor_accept(hd_cursor *cursor, const char *words)
{
    hd_cursor ahead = *cursor;

    while (*words != '\0') {
        size_t len = strcspn(words, " ");
        if (!on_first_of(&ahead, words, len))
            return false;
        hd_cursor_step(&ahead);
        words += len;
        if (*words == ' ')
            words++;
    }
    *cursor = ahead;
    return true;
}

bool hd_cursor_accept_symbol(hd_cursor *cursor, const char *symbol)
{
    if (!hd_cursor_on_symbol(cursor, symbol))
        return false;
    hd_cursor_step(cursor);
    return true;
}

void hd_cursor_step_group(hd_cursor *cursor)
{
    size_t depth = 0;

    do {
        if (hd_cursor_on_symbol(cursor, "(") || hd_cursor_on_symbol(cursor, "["))
            depth++;
        else if (depth > 0 &&
                 (hd_cursor_on_symbol(cursor, ")") || hd_cursor_on_symbol(cursor, "]")))
            depth--;
        hd_cursor_step(cursor);
    } while (depth > 0 && cursor->token.kind != HD_TOKEN_END);
}

bool hd_cursor_to_comma(hd_cursor *cursor)
{
    while (!hd_cursor_at_end(cursor) && !hd_cursor_on_symbol(cursor, ","))
        hd_cursor_step_group(cursor);
    return hd_cursor_on_symbol(cursor, ",");
}

/* As the server cuts names: never inside a character. */
static size_t clipped_length(const char *text, size_t len)
{
    if (len <= MAX_NAME_BYTES)
        return len;
    len = MAX_NAME_BYTES;
    while (len > 0 && ((unsigned char)text[len] & 0xC0U) == 0x80U)
        len--;
    return len;
}

static const char *clip(char *name)
{
    name[clipped_length(name, strlen(name))] = '\0';
    return name;
}

static void add_code_point(hd_buf *buf, unsigned long c)
{
    if (c < 0x80)
        hd_buf_add_char(buf, (char)c);
    else if (c < 0x800)
        hd_buf_addf(buf, "%c%c", (int)(0xC0U | c >> 6), (int)(0x80U | (c & 0x3FU)));
    else if (c < 0x10000)
        hd_buf_addf(buf, "%c%c%c", (int)(0xE0U | c >> 12), (int)(0x80U | (c >> 6 & 0x3FU)),
                    (int)(0x80U | (c & 0x3FU)));
    else
        hd_buf_addf(buf, "%c%c%c%c", (int)(0xF0U | c >> 18), (int)(0x80U | (c >> 12 & 0x3FU)),
                    (int)(0x80U | (c >> 6 & 0x3FU)), (int)(0x80U | (c & 0x3FU)));
}

/* Adds what count hexadecimal digits at text stand for; false when they are not that. */
static bool add_hex(hd_buf *buf, const char *text, size_t len, size_t count)
{
    char digits[9] = {0};

    if (len < count)
        return false;
    memcpy(digits, text, count);
    if (strspn(digits, "0123456789abcdefABCDEF") != count)
        return false;
    unsigned long c = strtoul(digits, NULL, 16);
    if (c == 0 || c > 0x10FFFF)
        return false;
    if (count == 2) /* \xHH is a byte, the other forms are characters */
        hd_buf_add_char(buf, (char)c);
    else
        add_code_point(buf, c);
    return true;
}

/* What follows the backslash of E'': bytes taken. Source: "Lexical Structure", table 4.1. */
static size_t add_escape(hd_buf *buf, const char *text, size_t len)
{
    static const char letters[] = "bfnrt";
    static const char bytes[] = "\b\f\n\r\t";
    const char *letter = *text == '\0' ? NULL : strchr(letters, *text);

    if (letter != NULL)
        hd_buf_add_char(buf, bytes[letter - letters]);
    else if (*text == 'u' && add_hex(buf, text + 1, len - 1, 4))
        return 5;
    else if (*text == 'U' && add_hex(buf, text + 1, len - 1, 8))
        return 9;
    else if (*text == 'x' && add_hex(buf, text + 1, len - 1, 2))
        return 3;
    else
        hd_buf_add_char(buf, *text);
    return 1;
}

/* What follows the backslash of U&: \XXXX, \+XXXXXX or a second backslash. */
static size_t add_unicode(hd_buf *buf, const char *text, size_t len)
{
    if (*text == '+' && add_hex(buf, text + 1, len - 1, 6))
        return 7;
    if (add_hex(buf, text, len, 4))
        return 4;
    hd_buf_add_char(buf, *text);
    return 1;
}

/* How the text of a token between quote characters is written. */
typedef size_t escape_fn(hd_buf *buf, const char *text, size_t len);

static escape_fn *escapes_of(const char *text, size_t quote_at)
{
    if (quote_at == 1 && tolower((unsigned char)*text) == 'e')
        return add_escape;
    return quote_at == 2 ? add_unicode : NULL;
}

/*
 * The value of a token between quote characters. UESCAPE, which names another
 * escape character, is not known here: such a text is taken as it is written.
 */
static char *unquote(TALLOC_CTX *ctx, const char *text, size_t len)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);
    size_t quote_at = strcspn(text, "'\"");
    escape_fn *escape = escapes_of(text, quote_at);

    for (size_t at = quote_at + 1; at + 1 < len; at++) {
        if (escape != NULL && text[at] == '\\' && at + 2 < len) {
            at += escape(buf, text + at + 1, len - at - 2);
            continue;
        }
        hd_buf_add_char(buf, text[at]);
        at += text[at] == text[quote_at]; /* the second of a doubled one */
    }
    return hd_buf_take(ctx, buf);
}

/* $tag$text$tag$ */
static char *dollar_value(TALLOC_CTX *ctx, const char *text, size_t len)
{
    size_t tag = (size_t)((const char *)memchr(text + 1, '$', len - 1) - text) + 1;

    return hd_strndup(ctx, text + tag, len - 2 * tag);
}

const char *hd_cursor_ident(TALLOC_CTX *ctx, hd_cursor *cursor)
{
    const char *text = cursor->lexer.text + cursor->token.start;
    size_t len = cursor->token.len;
    char *name = NULL;

    if (cursor->token.kind == HD_TOKEN_QUOTED)
        name = unquote(ctx, text, len);
    else if (cursor->token.kind == HD_TOKEN_WORD) {
        name = hd_strndup(ctx, text, len);
        for (char *p = name; *p != '\0'; p++)
            if (*p >= 'A' && *p <= 'Z')
                *p = (char)(*p - 'A' + 'a');
    } else
        return NULL;
    hd_cursor_step(cursor);
    return clip(name);
}

bool hd_cursor_name(TALLOC_CTX *ctx, hd_cursor *cursor, hd_sql_name *ret)
{
    hd_sql_name name = {.name = hd_cursor_ident(ctx, cursor)};

    if (name.name == NULL)
        return false;
    while (hd_cursor_accept_symbol(cursor, ".")) {
        name.schema = name.name;
        name.name = hd_cursor_ident(ctx, cursor);
        if (name.name == NULL)
            return false;
    }
    *ret = name;
    return true;
}

const char *hd_cursor_string(TALLOC_CTX *ctx, hd_cursor *cursor)
{
    const char *text = cursor->lexer.text + cursor->token.start;

    if (cursor->token.kind != HD_TOKEN_STRING)
        return NULL;
    const char *value = *text == '$' ? dollar_value(ctx, text, cursor->token.len)
                                     : unquote(ctx, text, cursor->token.len);
    hd_cursor_step(cursor);
    return value;
}
