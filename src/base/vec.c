#include "base/vec.h"

enum { FIRST_CAPACITY = 8 };

void *hd_vec_grow(TALLOC_CTX *ctx, void *items, size_t item_size, size_t count, size_t *capacity)
{
    *capacity = count == 0 ? FIRST_CAPACITY : count * 2;
    return hd_nonnull(talloc_realloc_size(ctx, items, item_size * *capacity), __func__);
}
