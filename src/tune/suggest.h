/* Which index would make a statement cheaper, with the planner's word for it where hypopg is. */
#pragma once

#include "tune/candidates.h"
#include "tune/explain.h"

typedef struct hd_suggestion {
    hd_strings statements; /* CREATE INDEX CONCURRENTLY ..., to be run one by one */
    const char *why;       /* "filter", "join", "order", "OR" */
    double cost;           /* of the statement with it and those before it; negative: not known */
    const char *unproved;  /* why hypopg, though it is there, says nothing about it; or NULL */
    hd_strings notes;      /* what else there is to know, each a line */
    int64_t table_bytes;
} hd_suggestion;

typedef struct hd_suggestions {
    bool proved;                 /* by hypopg: those that do not help are left out */
    double cost;                 /* of the statement as it is */
    HD_VEC(hd_suggestion) items; /* when proved, the best first, each beside those before it */
    hd_refusals refused;         /* what the statement asks by, and no index can have */
} hd_suggestions;

/* Looks for them; nothing is run or made. Errors: those of hd_explain. */
hd_error *hd_suggest(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_suggestions **ret) HD_MUST_USE;
