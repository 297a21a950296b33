/*
 * Errors as people and programs read them:
 *
 *     howdah: error: relation "users" does not exist
 *       migrations/versions/1975ea83b712_add_nickname.sql:12:13
 *         ALTER TABLE users ADD COLUMN nickname text;
 *                     ^
 *       hint: ...
 *       SQLSTATE 42P01
 *       context: while upgrading to "1975ea83b712"
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"

typedef struct hd_report_style {
    bool color;
    bool verbose; /* with the place in the source that raised the error */
} hd_report_style;

/* Adds the error, and those that follow it, as lines of text; nothing in it can drive a terminal.
 */
void hd_report_text(hd_buf *out, const hd_error *err, hd_report_style style);

/* Adds {"error": {...}, "more": [{...}]}, more for errors that follow; fields without a value are
 * left out. */
void hd_report_json(hd_buf *out, const hd_error *err, hd_report_style style);

/* Text from outside as it may be printed: passwords masked, control characters escaped. */
char *hd_report_safe(TALLOC_CTX *ctx, const char *text);
