/* In which order the actions of a diff can be done. */
#pragma once

#include "diff/diff.h"

typedef enum hd_role {
    HD_ROLE_ASIDE,    /* an old fact gets another name, because its own is needed */
    HD_ROLE_HOLLOW,   /* an old view reads nothing any more, so that what it uses can go first */
    HD_ROLE_DROP,     /* of the old side */
    HD_ROLE_STAND_IN, /* of the new side, as those that follow: order.h */
    HD_ROLE_CREATE,
    HD_ROLE_ALTER,
    HD_ROLE_FILL, /* after all others: rows, positions of sequences */
    HD_ROLE_COUNT,
} hd_role;

/* Whether it is about a fact of the old side. */
static inline bool hd_role_is_old(hd_role role)
{
    return role == HD_ROLE_ASIDE || role == HD_ROLE_HOLLOW || role == HD_ROLE_DROP;
}

typedef struct hd_action {
    hd_role role;
    const hd_fact *fact;
} hd_action;

typedef struct hd_schedule {
    hd_action *actions;
    size_t count;
} hd_schedule;

/*
 * Facts that are made or go with their parent have no action of their own.
 *
 * Errors: HD_CONFLICT when actions need each other in a circle; the detail names them.
 */
hd_error *hd_schedule_make(TALLOC_CTX *ctx, const hd_diff *diff, hd_schedule **ret) HD_MUST_USE;

/* Whether the fact's statement is a part of its parent's, when both are made. */
bool hd_schedule_is_folded(const hd_diff *diff, const hd_fact *new);
