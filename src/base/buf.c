#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>

enum { FIRST_CAPACITY = 256 };

static void buf_reserve(hd_buf *buf, size_t more)
{
    size_t need = buf->len + more + 1;

    if (need <= buf->capacity)
        return;
    size_t capacity = buf->capacity * 2 > need ? buf->capacity * 2 : need;
    buf->data = hd_nonnull(talloc_realloc(buf, buf->data, char, (unsigned)capacity), __func__);
    buf->capacity = capacity;
}

static void buf_reset(hd_buf *buf)
{
    buf->data = hd_new_array(buf, char, FIRST_CAPACITY);
    buf->capacity = FIRST_CAPACITY;
    buf->len = 0;
}

hd_buf *hd_buf_new(TALLOC_CTX *ctx)
{
    hd_buf *buf = hd_new(ctx, hd_buf);

    buf_reset(buf);
    return buf;
}

void hd_buf_add_n(hd_buf *buf, const char *bytes, size_t count)
{
    buf_reserve(buf, count);
    if (count > 0)
        memcpy(buf->data + buf->len, bytes, count);
    buf->len += count;
    buf->data[buf->len] = '\0';
}

void hd_buf_add(hd_buf *buf, const char *text)
{
    hd_buf_add_n(buf, text, strlen(text));
}

void hd_buf_add_char(hd_buf *buf, char c)
{
    hd_buf_add_n(buf, &c, 1);
}

void hd_buf_addf(hd_buf *buf, const char *fmt, ...)
{
    va_list args;
    va_list again;

    va_start(args, fmt);
    va_copy(again, args);
    size_t room = buf->capacity - buf->len;
    int need = vsnprintf(buf->data + buf->len, room, fmt, args);
    va_end(args);
    assert(need >= 0);
    if ((size_t)need >= room) {
        buf_reserve(buf, (size_t)need);
        vsnprintf(buf->data + buf->len, (size_t)need + 1, fmt, again);
    }
    va_end(again);
    buf->len += (size_t)need;
}

void hd_buf_truncate(hd_buf *buf, size_t len)
{
    assert(len <= buf->len);
    buf->len = len;
    buf->data[len] = '\0';
}

char *hd_buf_take(TALLOC_CTX *ctx, hd_buf *buf)
{
    char *text = talloc_steal(ctx, buf->data);

    buf_reset(buf);
    return text;
}
