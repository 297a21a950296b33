/*
 * Growable text. data is never NULL and always ends in a NUL that len does not
 * count, so it can be used as a C string at any moment.
 */
#pragma once

#include "base/base.h"

typedef struct hd_buf {
    char *data; /* talloc child of the hd_buf; hd_buf_take gives it away */
    size_t len;
    size_t capacity; /* bytes allocated, the NUL included */
} hd_buf;

hd_buf *hd_buf_new(TALLOC_CTX *ctx);

void hd_buf_add(hd_buf *buf, const char *text);
void hd_buf_add_n(hd_buf *buf, const char *bytes, size_t count);
void hd_buf_add_char(hd_buf *buf, char c);
void hd_buf_addf(hd_buf *buf, const char *fmt, ...) HD_PRINTF(2, 3);

/* Shortens to len bytes; len must not be above the present length. */
void hd_buf_truncate(hd_buf *buf, size_t len);

/* Gives the text to ctx and leaves the buffer empty. */
char *hd_buf_take(TALLOC_CTX *ctx, hd_buf *buf);
