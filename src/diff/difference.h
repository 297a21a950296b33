/* What differs, for people: the differences themselves, without what follows from them. */
#pragma once

#include "base/json.h"
#include "diff/diff.h"

typedef struct hd_difference {
    const hd_fact *old; /* NULL: created */
    const hd_fact *new; /* NULL: dropped */
} hd_difference;

typedef HD_VEC(hd_difference) hd_differences;

/*
 * In the order of kinds and identities. Of a thing that only one side has, what hangs on it
 * is not told; nor what is replaced only because something that it uses is.
 */
hd_differences hd_differences_find(TALLOC_CTX *ctx, const hd_diff *diff);

/* Adds "column public.users.email  type: text -> citext"; no sign, no newline. */
void hd_difference_print(hd_buf *out, const hd_difference *difference);

/* '+', '-' or '~'. */
char hd_difference_sign(const hd_difference *difference);

/* {"change": "create" | "drop" | "alter", "kind", "identity", "attributes": [...]}. */
void hd_difference_json(hd_json *json, const hd_difference *difference);

/* The same as Alembic says it: "Detected added column 'users.nickname'". */
char *hd_difference_wording(TALLOC_CTX *ctx, const hd_difference *difference);
