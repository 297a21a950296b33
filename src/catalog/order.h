/* In which order statements can run. */
#pragma once

#include "catalog/kinds.h"

/* Some fact's statement, or the stand-in of what is needed before it can be made (order.c). */
typedef struct hd_order_item {
    const hd_fact *fact;
    bool stand_in;
} hd_order_item;

typedef struct hd_order {
    const hd_snapshot *snapshot;
    hd_order_item *items; /* each fact that is no part of another one's statement */
    size_t count;
    bool *folded; /* by hd_fact.index: it is a part of its parent's statement */
} hd_order;

/*
 * Puts what makes the snapshot into an order in which each item comes after all that it
 * needs. Where parts that could be in one statement need each other in a circle, they are taken
 * apart (hd_fold, stand-ins). The same snapshot always gives the same order.
 *
 * Errors: HD_CONFLICT, with the members of the circle in the detail.
 */
hd_error *hd_order_make(TALLOC_CTX *ctx, const hd_snapshot *snapshot, hd_order **ret) HD_MUST_USE;
