#include "catalog/expression.h"

#include <ctype.h>

/* ---- scanning ---- */

/* Past the quoted string or name that begins at text; NULL when it does not end. */
static const char *quoted_end(const char *text, bool escapes)
{
    char quote = *text++;

    for (; *text != '\0'; text++) {
        if (escapes && *text == '\\' && text[1] != '\0')
            text++;
        else if (*text == quote && text[1] == quote)
            text++;
        else if (*text == quote)
            return text + 1;
    }
    return NULL;
}

/* Past the next character, string or name. E'...' is seen at its quote. */
static const char *step(const char *start, const char *text)
{
    const char *end = NULL;

    if (*text == '\'')
        end = quoted_end(text, text > start && text[-1] == 'E');
    else if (*text == '"')
        end = quoted_end(text, false);
    return end != NULL ? end : text + 1;
}

/* Where the bracket that is open at text closes; NULL when it does not. */
static const char *bracket_end(const char *start, const char *text)
{
    size_t depth = 1;

    while (*text != '\0') {
        if (strchr("([", *text) != NULL)
            depth++;
        else if (strchr(")]", *text) != NULL && --depth == 0)
            return text;
        text = step(start, text);
    }
    return NULL;
}

struct span {
    const char *start;
    size_t len;
};

/* The name of a type whose array type stands at text ("text[]"): empty when none does. */
static struct span element_type(const char *text)
{
    const char *end = text;

    while (*end != '\0' && (isalnum((unsigned char)*end) || strchr("_ .,()\"", *end) != NULL))
        end++;
    bool is_array = end > text && strncmp(end, "[]", 2) == 0;
    return (struct span){text, is_array ? (size_t)(end - text) : 0};
}

static const char cast_opening[] = "(ARRAY[";

/* (ARRAY[elements]::own[])::type[] at begin, own being empty where it is not written. */
struct array_cast {
    const char *begin, *end;
    struct span elements, own, type;
};

static bool cast_match(const char *text, const char *at, struct array_cast *ret)
{
    struct array_cast cast = {.begin = at, .elements.start = at + strlen(cast_opening)};

    if (strncmp(at, cast_opening, strlen(cast_opening)) != 0)
        return false;
    const char *close = bracket_end(text, cast.elements.start);
    if (close == NULL || close == cast.elements.start)
        return false;
    cast.elements.len = (size_t)(close++ - cast.elements.start);
    if (strncmp(close, "::", 2) == 0) {
        cast.own = element_type(close + 2);
        close += 2 + cast.own.len + 2;
        if (cast.own.len == 0)
            return false;
    }
    if (strncmp(close, ")::", 3) != 0)
        return false;
    cast.type = element_type(close + 3);
    cast.end = close + 3 + cast.type.len + 2;
    *ret = cast;
    return cast.type.len > 0;
}

static bool cast_find(const char *text, const char *from, struct array_cast *ret)
{
    for (const char *at = from; *at != '\0'; at = step(text, at))
        if (cast_match(text, at, ret))
            return true;
    return false;
}

/* The first element of what is left of elements; false when nothing is. */
static bool element_next(struct span *elements, struct span *ret)
{
    const char *at = elements->start;
    const char *end = at + elements->len;
    size_t depth = 0;

    if (elements->len == 0)
        return false;
    for (; at < end && (depth > 0 || *at != ','); at = step(elements->start, at)) {
        depth += strchr("([", *at) != NULL;
        depth -= strchr(")]", *at) != NULL;
    }
    *ret = (struct span){elements->start, (size_t)(at - elements->start)};
    for (at += at < end; at < end && *at == ' ';)
        at++;
    *elements = (struct span){at, (size_t)(end - at)};
    return true;
}

/* What the element is cast to last: empty when it is not. */
static struct span last_cast(struct span element)
{
    const char *end = element.start + element.len;
    struct span type = {0};
    size_t depth = 0;

    for (const char *at = element.start; at < end; at = step(element.start, at)) {
        depth += strchr("([", *at) != NULL;
        depth -= strchr(")]", *at) != NULL;
        if (depth == 0 && strncmp(at, "::", 2) == 0)
            type = (struct span){at + 2, (size_t)(end - at - 2)};
    }
    return type;
}

/* The type that all elements are cast to; empty when there is none. */
static struct span common_type(struct span elements)
{
    struct span element = {0};
    struct span common = {0};

    while (element_next(&elements, &element)) {
        struct span type = last_cast(element);
        if (type.len == 0 || (common.len > 0 && (type.len != common.len ||
                                                 memcmp(type.start, common.start, type.len) != 0)))
            return (struct span){0};
        common = type;
    }
    return common;
}

/* ---- writing ---- */

static void span_add(hd_buf *out, struct span span)
{
    hd_buf_add_n(out, span.start, span.len);
}

static void settled_add(hd_buf *out, const struct array_cast *cast)
{
    struct span elements = cast->elements;
    struct span element = {0};

    for (const char *separator = "ARRAY[("; element_next(&elements, &element); separator = ", (") {
        hd_buf_add(out, separator);
        span_add(out, element);
        hd_buf_add(out, ")::");
        span_add(out, cast->type);
    }
    hd_buf_add_char(out, ']');
}

static void kept_add(hd_buf *out, const struct array_cast *cast)
{
    struct span own = cast->own.len > 0 ? cast->own : common_type(cast->elements);

    if (own.len == 0) {
        settled_add(out, cast);
        return;
    }
    hd_buf_add(out, "(ARRAY[");
    span_add(out, cast->elements);
    hd_buf_add(out, "]::");
    span_add(out, own);
    hd_buf_add(out, "[])::");
    span_add(out, cast->type);
    hd_buf_add(out, "[]");
}

bool hd_expression_is_plain(const char *text)
{
    return strstr(text, cast_opening) == NULL;
}

char *hd_expression_keep(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    struct array_cast cast = {0};
    const char *at = text;

    while (cast_find(text, at, &cast)) {
        hd_buf_add_n(out, at, (size_t)(cast.begin - at));
        kept_add(out, &cast);
        at = cast.end;
    }
    hd_buf_add(out, at);
    return hd_buf_take(ctx, out);
}

char *hd_expression_settle(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    char *settled = hd_strdup(scratch, text);
    struct array_cast cast = {0};

    /* Each turn takes one cast of an array away; its elements may have others. */
    while (cast_find(settled, settled, &cast)) {
        hd_buf *out = hd_buf_new(scratch);
        hd_buf_add_n(out, settled, (size_t)(cast.begin - settled));
        settled_add(out, &cast);
        hd_buf_add(out, cast.end);
        settled = hd_buf_take(scratch, out);
    }
    return talloc_steal(ctx, settled);
}
