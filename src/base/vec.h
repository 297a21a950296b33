/*
 * Growable arrays with typed items:
 *
 *     HD_VEC(const char *) names = {0};
 *     hd_vec_push(ctx, &names, "users");
 *     for (size_t i = 0; i < names.count; i++) puts(names.items[i]);
 *
 * items is a talloc child of the ctx given to the first push (always the same one).
 */
#pragma once

#include "base/base.h"

#define HD_VEC(type)                                                                               \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count;                                                                              \
        size_t capacity;                                                                           \
    }

/* A vector of strings is needed nearly everywhere, so it has a name. */
typedef HD_VEC(const char *) hd_strings;

/* Capacity for one more item after count; items keep their values. */
void *hd_vec_grow(TALLOC_CTX *ctx, void *items, size_t item_size, size_t count, size_t *capacity);

#define hd_vec_push(ctx, vec, ...)                                                                 \
    do {                                                                                           \
        if ((vec)->count == (vec)->capacity)                                                       \
            (vec)->items = hd_vec_grow(ctx, (vec)->items, sizeof(*(vec)->items), (vec)->count,     \
                                       &(vec)->capacity);                                          \
        (vec)->items[(vec)->count++] = __VA_ARGS__;                                                \
    } while (0)
