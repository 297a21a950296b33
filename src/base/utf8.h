/*
 * UTF-8, and how text looks on a terminal.
 */
#pragma once

#include "base/buf.h"

/* Bytes of the well-formed character at text (at least one byte), or 0 when it is not one. */
size_t hd_utf8_length(const char *text);

/* The code point of the well-formed character of this length at text. */
uint32_t hd_utf8_decode(const char *text, size_t length);

/*
 * Adds text that came from outside so that it cannot drive a terminal: control
 * characters, marks that turn the direction of writing, and bytes that are not
 * UTF-8 are written as escapes ("\x1b", "\u202e"). Newlines and tabs stay.
 */
void hd_utf8_add_safe(hd_buf *out, const char *text);

/* Whether a character is one of those that hd_utf8_add_safe escapes. */
bool hd_utf8_is_unsafe(uint32_t code);

/* Columns that a terminal needs for the text: 2 for wide characters, 0 for combining ones. */
size_t hd_utf8_columns(const char *text);

/* The same for one code point. */
size_t hd_utf8_char_columns(uint32_t code);

/* Bytes of the longest beginning of text that fits into so many columns. */
size_t hd_utf8_fit(const char *text, size_t columns);
