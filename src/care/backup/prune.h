/* Which backups a retention policy keeps. Pure. */
#pragma once

#include <time.h>

#include "base/vec.h"

typedef struct hd_prune_policy {
    int64_t last;  /* the newest so many */
    int64_t daily; /* the newest of each of the last so many days that have one */
    int64_t weekly;
    int64_t monthly;
    int64_t yearly;
} hd_prune_policy;

typedef struct hd_prune_item {
    const char *name;
    time_t created_at;
    bool drilled;        /* a drill has restored it and found it equal */
    bool keep;           /* the answer */
    const char *because; /* of those that are kept: "last", "daily", ... */
} hd_prune_item;

/*
 * Decides over the backups of one database, all of them proved, newest first. The newest, and the
 * newest that a drill has restored, are always kept.
 */
void hd_prune_decide(const hd_prune_policy *policy, hd_prune_item items[], size_t count);
