/* Small questions about text that the standard library answers badly. */
#pragma once

#include "base/vec.h"

bool hd_text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool hd_text_starts(const char *text, const char *prefix);
bool hd_text_ends(const char *text, const char *suffix);

/* Copy without white space at both ends. */
char *hd_text_trim(TALLOC_CTX *ctx, const char *text, size_t len);

/*
 * Splits at any of the separator characters, trims each part and leaves empty
 * parts out. ret is appended to; its items are children of ctx.
 */
void hd_text_split(TALLOC_CTX *ctx, const char *text, const char *separators, hd_strings *ret);

/* The line, from 1, that the byte at offset is in. */
size_t hd_text_line(const char *text, size_t offset);

/* Its beginning on one line, blanks joined; what is left out behind most bytes is told by " ...".
 */
char *hd_text_beginning(TALLOC_CTX *ctx, const char *text, size_t most);

/* Joins with the separator between. */
char *hd_text_join(TALLOC_CTX *ctx, const hd_strings *parts, const char *separator);

bool hd_strings_contain(const hd_strings *strings, const char *text);

/* The whole text as a decimal integer; false (ret untouched) when it is not one or does not fit. */
bool hd_text_to_int(const char *text, int64_t *ret);

/*
 * The candidate most like the given word, for "did you mean": NULL when none
 * is near (more than a third of its letters differ).
 */
const char *hd_text_nearest(const char *word, const char *const candidates[], size_t count);
