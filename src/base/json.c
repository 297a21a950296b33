#include "base/json.h"

#include <assert.h>
#include <inttypes.h>

#include "base/utf8.h"

hd_json hd_json_into(hd_buf *out)
{
    return (hd_json){.out = out};
}

static void newline(hd_json *json)
{
    hd_buf_add_char(json->out, '\n');
    for (size_t i = 0; i < json->depth; i++)
        hd_buf_add(json->out, "  ");
}

/* What stands before any value or key: nothing after a key, else comma and a new line. */
static void separate(hd_json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->has_items[json->depth])
        hd_buf_add_char(json->out, ',');
    if (json->depth > 0)
        newline(json);
    json->has_items[json->depth] = true;
}

void hd_json_begin(hd_json *json, char opener)
{
    separate(json);
    assert(json->depth < HD_JSON_MAX_DEPTH);
    hd_buf_add_char(json->out, opener);
    json->closers[json->depth++] = opener == '{' ? '}' : ']';
    json->has_items[json->depth] = false;
}

void hd_json_end(hd_json *json)
{
    assert(json->depth > 0);
    bool had_items = json->has_items[json->depth];
    json->depth--;
    if (had_items)
        newline(json);
    hd_buf_add_char(json->out, json->closers[json->depth]);
    if (json->depth == 0)
        hd_buf_add_char(json->out, '\n');
}

static void add_escaped(hd_buf *out, unsigned char c)
{
    static const char *const short_forms[] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\b'] = "\\b", ['\f'] = "\\f",
        ['\n'] = "\\n", ['\r'] = "\\r",  ['\t'] = "\\t",
    };

    if (c < HD_COUNT(short_forms) && short_forms[c] != NULL)
        hd_buf_add(out, short_forms[c]);
    else if (c < 0x20 || c == 0x7F)
        hd_buf_addf(out, "\\u%04x", c);
    else
        hd_buf_add_char(out, (char)c);
}

static void add_quoted(hd_buf *out, const char *text)
{
    hd_buf_add_char(out, '"');
    while (*text != '\0') {
        size_t length = hd_utf8_length(text);
        if (length == 1)
            add_escaped(out, (unsigned char)*text);
        else if (length > 1 && hd_utf8_is_unsafe(hd_utf8_decode(text, length)))
            hd_buf_addf(out, "\\u%04x", hd_utf8_decode(text, length));
        else if (length > 1)
            hd_buf_add_n(out, text, length);
        else
            hd_buf_add(out, "\xEF\xBF\xBD");
        text += length > 0 ? length : 1;
    }
    hd_buf_add_char(out, '"');
}

void hd_json_key(hd_json *json, const char *key)
{
    separate(json);
    add_quoted(json->out, key);
    hd_buf_add(json->out, ": ");
    json->after_key = true;
}

void hd_json_string(hd_json *json, const char *text)
{
    if (text == NULL) {
        hd_json_null(json);
        return;
    }
    separate(json);
    add_quoted(json->out, text);
}

void hd_json_int(hd_json *json, int64_t number)
{
    separate(json);
    hd_buf_addf(json->out, "%" PRId64, number);
}

void hd_json_number(hd_json *json, const char *text)
{
    const char *p = text + (*text == '-' ? 1 : 0);
    char *end = NULL;

    (void)strtod(text, &end);
    /* What C reads as a number and JSON does not have: blanks, +1, .5, 0x1, inf, nan. */
    if (*p < '0' || *p > '9' || p[strcspn(p, "xXnN")] != '\0' || *end != '\0') {
        hd_json_string(json, text);
        return;
    }
    separate(json);
    hd_buf_add(json->out, text);
}

void hd_json_raw(hd_json *json, const char *text)
{
    separate(json);
    hd_buf_add(json->out, text);
}

void hd_json_bool(hd_json *json, bool truth)
{
    separate(json);
    hd_buf_add(json->out, truth ? "true" : "false");
}

void hd_json_null(hd_json *json)
{
    separate(json);
    hd_buf_add(json->out, "null");
}

void hd_json_put_string(hd_json *json, const char *key, const char *text)
{
    hd_json_key(json, key);
    hd_json_string(json, text);
}

void hd_json_put_int(hd_json *json, const char *key, int64_t number)
{
    hd_json_key(json, key);
    hd_json_int(json, number);
}

void hd_json_put_bool(hd_json *json, const char *key, bool truth)
{
    hd_json_key(json, key);
    hd_json_bool(json, truth);
}

void hd_json_put_strings(hd_json *json, const char *key, const hd_strings *strings)
{
    hd_json_key(json, key);
    hd_json_begin(json, '[');
    for (size_t i = 0; i < strings->count; i++)
        hd_json_string(json, strings->items[i]);
    hd_json_end(json);
}
