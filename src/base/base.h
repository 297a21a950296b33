/*
 * Ground rules every file may rely on: attributes, scope-bound cleanup, and
 * allocation that cannot return NULL.
 *
 * Memory is talloc: each object has exactly one owner, its talloc parent.
 * Running out of memory ends the process (hd_oom), so code that allocates has
 * no error path of its own; sizes that come from outside are bounded where
 * they are read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#include "base/banned.h"

#define HD_MUST_USE          __attribute__((warn_unused_result))
#define HD_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define HD_COUNT(array)      (sizeof(array) / sizeof((array)[0]))

_Noreturn void hd_oom(const char *where);

static inline void *hd_nonnull(void *chunk, const char *where)
{
    if (chunk == NULL)
        hd_oom(where);
    return chunk;
}

/* Zeroed object of TYPE, or zeroed array of COUNT of them, owned by CTX; never NULL. */
#define hd_new(ctx, type) ((type *)hd_nonnull(talloc_zero(ctx, type), __func__))
#define hd_new_array(ctx, type, count)                                                             \
    ((type *)hd_nonnull(talloc_zero_array(ctx, type, (unsigned)(count)), __func__))
#define hd_strdup(ctx, text)       ((char *)hd_nonnull(talloc_strdup(ctx, text), __func__))
#define hd_strndup(ctx, text, len) ((char *)hd_nonnull(talloc_strndup(ctx, text, len), __func__))
#define hd_printf(ctx, ...)        ((char *)hd_nonnull(talloc_asprintf(ctx, __VA_ARGS__), __func__))

/* Scratch arena of the enclosing block: freed on every way out of it. */
static inline void hd_scope_end(TALLOC_CTX **scratch)
{
    talloc_free(*scratch);
}
#define HD_SCRATCH(name)                                                                           \
    __attribute__((cleanup(hd_scope_end))) TALLOC_CTX *name = hd_nonnull(talloc_new(NULL), __func__)
