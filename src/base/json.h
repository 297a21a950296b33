/*
 * Writes JSON into a buffer as it goes, without building a tree:
 *
 *     hd_json json = hd_json_into(buf);
 *     hd_json_begin(&json, '{');
 *     hd_json_key(&json, "name");
 *     hd_json_string(&json, "users");
 *     hd_json_end(&json);
 *
 * Commas, newlines and indentation (two blanks) are put in by the writer.
 * Bytes that are not UTF-8 become U+FFFD, so the output is always valid JSON.
 */
#pragma once

#include "base/buf.h"
#include "base/vec.h"

enum { HD_JSON_MAX_DEPTH = 64 };

typedef struct hd_json {
    hd_buf *out;
    size_t depth;
    char closers[HD_JSON_MAX_DEPTH];
    bool has_items[HD_JSON_MAX_DEPTH + 1];
    bool after_key;
} hd_json;

hd_json hd_json_into(hd_buf *out);

/* opener is '{' or '['. */
void hd_json_begin(hd_json *json, char opener);
void hd_json_end(hd_json *json);

void hd_json_key(hd_json *json, const char *key);
void hd_json_string(hd_json *json, const char *text); /* NULL writes null */
void hd_json_int(hd_json *json, int64_t number);
/* A number that is text already, written as it is; what JSON has no number for becomes a string. */
void hd_json_number(hd_json *json, const char *text);
/* A value that is JSON already, written as it is. */
void hd_json_raw(hd_json *json, const char *text);
void hd_json_bool(hd_json *json, bool truth);
void hd_json_null(hd_json *json);

/* Key and value in one call, for objects. */
void hd_json_put_string(hd_json *json, const char *key, const char *text);
void hd_json_put_int(hd_json *json, const char *key, int64_t number);
void hd_json_put_bool(hd_json *json, const char *key, bool truth);
void hd_json_put_strings(hd_json *json, const char *key, const hd_strings *strings);
