/* Which index would make a statement cheaper, with the planner's word for it where hypopg is. */
#pragma once

#include "tune/candidates.h"
#include "tune/explain.h"

typedef struct hd_suggestion {
    const char *sql; /* CREATE INDEX CONCURRENTLY ... */
    const char *why; /* "filter", "join", "order" */
    double cost;     /* of the statement with it; negative: not known */
    int64_t table_bytes;
} hd_suggestion;

typedef struct hd_suggestions {
    bool proved;                 /* by hypopg: those that do not help are left out */
    double cost;                 /* of the statement as it is */
    HD_VEC(hd_suggestion) items; /* the cheapest statement first, when proved */
} hd_suggestions;

/* Looks for them; nothing is run or made. Errors: those of hd_explain. */
hd_error *hd_suggest(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_suggestions **ret) HD_MUST_USE;
