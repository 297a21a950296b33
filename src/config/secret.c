#include "config/secret.h"

#include <ctype.h>
#include <strings.h>

#include "base/buf.h"

static const char mask[] = "***";

/* ":5432/db" is no password, unless an "@" makes it "u:5432/x@host". */
static bool is_port(const char *after_colon)
{
    const char *p = after_colon + strspn(after_colon, "0123456789");

    /* The end of the text counts as one of the three. */
    return p > after_colon && strchr("/?,", *p) != NULL && p[strcspn(p, "@? \t\n\v\f\r")] != '@';
}

/*
 * Password of the URL whose "://" ends just before rest: from a colon to the last "@" before a
 * blank. That may be more than the password when the query has an "@" too, and is all
 * of it when somebody has left "@", "/" or "?" in it unescaped.
 */
static bool find_in_url(const char *rest, const char **start, size_t *len)
{
    const char *colon = NULL;
    const char *end = NULL;

    for (const char *p = rest; *p != '\0' && !isspace((unsigned char)*p); p++) {
        if (*p == ':' && colon == NULL && !is_port(p + 1))
            colon = p;
        if (*p == '@' && colon != NULL)
            end = p;
    }
    if (end == NULL || end == colon + 1)
        return false;
    *start = colon + 1;
    *len = (size_t)(end - colon - 1);
    return true;
}

/* Whether this "=" belongs to the query of a URL, where "&" ends a value. */
static bool in_query(const char *text, const char *spot)
{
    while (spot > text && !isspace((unsigned char)spot[-1]))
        if (*--spot == '?')
            return true;
    return false;
}

/* Bytes up to the quote that ends a literal; two of them are one that belongs to it. */
static size_t quoted_length(const char *text)
{
    const char *p = text;

    while (*p != '\0' && (*p != '\'' || p[1] == '\''))
        p += *p == '\'' || (*p == '\\' && p[1] != '\0') ? 2 : 1;
    return (size_t)(p - text);
}

static size_t bare_length(const char *text, bool query)
{
    const char *p = text;

    while (*p != '\0' && !isspace((unsigned char)*p) && !(query && *p == '&'))
        p += *p == '\\' && p[1] != '\0' && !query ? 2 : 1;
    return (size_t)(p - text);
}

/* Value after "password", which ends at name_end. */
static bool find_in_pair(const char *text, const char *name_end, const char **start, size_t *len)
{
    const char *p = name_end + strspn(name_end, " \t\n");
    bool sql = p > name_end && *p != '=';
    bool query = !sql && in_query(text, name_end);

    if (!sql && *p != '=')
        return false;
    p += sql ? 0 : 1;
    p += query || sql ? 0 : strspn(p, " \t\n");
    p += sql && (*p == 'E' || *p == 'e') && p[1] == '\'';
    if (sql && *p != '\'')
        return false;
    *start = *p == '\'' ? p + 1 : p;
    *len = *p == '\'' ? quoted_length(p + 1) : bare_length(p, query);
    return *len > 0;
}

bool hd_secret_find(const char *text, size_t *at, size_t *len)
{
    static const char *const names[] = {"password", "passwd", "oauth_client_secret",
                                        "scram_client_key", "scram_server_key"};
    const char *start = NULL;

    for (const char *p = text + *at; *p != '\0'; p++) {
        bool found = strncmp(p, "://", 3) == 0 && find_in_url(p + 3, &start, len);

        for (size_t i = 0; i < HD_COUNT(names) && !found; i++)
            found = strncasecmp(p, names[i], strlen(names[i])) == 0 &&
                    find_in_pair(text, p + strlen(names[i]), &start, len);
        if (found) {
            *at = (size_t)(start - text);
            return true;
        }
    }
    return false;
}

char *hd_secret_mask(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    size_t done = 0;
    size_t at = 0;
    size_t len = 0;

    while (hd_secret_find(text, &at, &len)) {
        hd_buf_add_n(out, text + done, at - done);
        hd_buf_add(out, mask);
        at += len;
        done = at;
    }
    hd_buf_add(out, text + done);
    return hd_buf_take(ctx, out);
}

bool hd_secret_hide(char *text)
{
    size_t at = 0;
    size_t len = 0;
    bool any = false;

    while (hd_secret_find(text, &at, &len)) {
        size_t stars = len < strlen(mask) ? len : strlen(mask);
        size_t rest = strlen(text + at + len);

        memset(text + at, '*', stars);
        memmove(text + at + stars, text + at + len, rest);
        memset(text + at + stars + rest, '\0', len - stars);
        at += stars;
        any = true;
    }
    return any;
}

/* Widens what is the password alone to all that goes when it goes: its colon, or its key word. */
static void widen(const char *text, size_t *from, size_t *to)
{
    if (*from > 0 && text[*from - 1] == ':') {
        (*from)--;
        return;
    }
    if (*from > 0 && text[*from - 1] == '\'') {
        (*from)--;
        *to += text[*to] == '\'';
    }
    while (*from > 0 && (text[*from - 1] == '=' || isspace((unsigned char)text[*from - 1])))
        (*from)--;
    while (*from > 0 && (isalpha((unsigned char)text[*from - 1]) || text[*from - 1] == '_'))
        (*from)--;
    char before = *from == 0 ? ' ' : text[*from - 1];
    if (before == '?' && text[*to] == '&')
        (*to)++;
    else if (before == '?' || before == '&')
        (*from)--;
    else
        *to += strspn(text + *to, " \t\n");
    while (text[*to] == '\0' && *from > 0 && isspace((unsigned char)text[*from - 1]))
        (*from)--;
}

bool hd_secret_remove(char *text)
{
    size_t at = 0;
    size_t len = 0;
    bool any = false;

    while (hd_secret_find(text, &at, &len)) {
        size_t from = at;
        size_t to = at + len;

        widen(text, &from, &to);
        memmove(text + from, text + to, strlen(text + to) + 1);
        at = from;
        any = true;
    }
    return any;
}
