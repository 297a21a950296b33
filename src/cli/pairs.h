/* Whether models, migrations and database say the same, each compared with each. */
#pragma once

#include "cli/state.h"
#include "diff/difference.h"

/* Two sides, and what makes the first one like the second. */
typedef struct hd_pair {
    const char *from, *to; /* "database", "migrations", "models" */
    hd_differences differences;
} hd_pair;

typedef struct hd_pairs {
    bool asked; /* false: the project has no models */
    HD_VEC(hd_pair) items;
} hd_pairs;

/*
 * Compares them, when the project has models; with the database only if it has all revisions.
 * Where nothing has changed since the last time no scratch server is asked.
 */
hd_error *hd_app_pairs(TALLOC_CTX *ctx, hd_app *app, const hd_state *state,
                       hd_pairs *ret) HD_MUST_USE;

/* Adds "pairs" to an object: a list, or null when there are no models. */
void hd_pairs_json(hd_json *json, const hd_pairs *pairs);

/* Prints what differs, under a line for each pair. */
void hd_pairs_print(const hd_pairs *pairs);

/* HD_DIFFERENT in Alembic's words, or NULL. */
hd_error *hd_pairs_error(const hd_pairs *pairs) HD_MUST_USE;
