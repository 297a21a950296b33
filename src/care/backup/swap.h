/* Putting a database in the place of another by two renames in one transaction. */
#pragma once

#include "base/talk.h"
#include "pg/conn.h"

typedef struct hd_swap_state {
    bool there; /* the database is */
    int64_t bytes;
    hd_strings sessions; /* a line each: pid, who, what */
} hd_swap_state;

/*
 * What is known of the database.
 *
 * Errors: HD_REFUSED when replication slots, subscriptions or prepared transactions are tied to it:
 * a rename would leave them with the old one.
 */
hd_error *hd_swap_look(TALLOC_CTX *ctx, hd_conn *admin, const char *database,
                       hd_swap_state *ret) HD_MUST_USE;

/* Gives one database owner, settings, grants and comment of another. */
hd_error *hd_swap_carry(hd_conn *admin, const char *from, const char *to) HD_MUST_USE;

/*
 * Renames live (when it is there) to aside, and fresh to live, both or none.
 *
 *   terminate  end sessions that stand in the way, again when new ones come
 *
 * Errors: HD_BUSY when there are sessions and they may not be ended, or come faster than they go.
 */
hd_error *hd_swap_do(hd_conn *admin, const char *live, const char *fresh, const char *aside,
                     bool terminate) HD_MUST_USE;

/* The newest database that was put aside as DATABASE__WHAT_MOMENT. Errors: HD_MISSING. */
hd_error *hd_swap_find(TALLOC_CTX *ctx, hd_conn *admin, const char *database, const char *what,
                       const char **ret) HD_MUST_USE;

typedef struct hd_swap_aside {
    const char *name;
    int64_t bytes;
} hd_swap_aside;

typedef HD_VEC(hd_swap_aside) hd_swap_asides;

/* Databases that swaps of this one have put aside at least so long ago, oldest first. */
hd_error *hd_swap_asides_find(TALLOC_CTX *ctx, hd_conn *admin, const char *database,
                              uint64_t least_ms, hd_swap_asides *ret) HD_MUST_USE;
