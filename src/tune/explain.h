/* Asking the server for the plan of a statement, without letting it do anything that stays. */
#pragma once

#include "pg/conn.h"
#include "tune/plan.h"

typedef struct hd_explain_request {
    const char *sql;          /* one statement */
    const hd_strings *values; /* of its parameters $1, $2 ...; may be empty */
    bool analyze;             /* run it */
    uint64_t timeout_ms;      /* 0: none */
} hd_explain_request;

typedef struct hd_explanation {
    const char *json; /* what the server said */
    hd_plan *plan;
    bool generic;     /* a plan for any values of the parameters */
    bool rolled_back; /* it was run, and it writes: a transaction around it was rolled back */
} hd_explanation;

/*
 * Explains it. With analyze it is run in a transaction that is rolled back in any case; one
 * that writes neither rows nor locks them in a read-only one.
 *
 * Errors: HD_DATABASE with sql_position in request->sql; HD_USAGE when parameters have no
 * values and it is to be run, or too many are given.
 */
hd_error *hd_explain(TALLOC_CTX *ctx, hd_conn *conn, const hd_explain_request *request,
                     hd_explanation **ret) HD_MUST_USE;

/* The highest $n in a statement; 0 when it has none. */
unsigned hd_explain_params(const char *sql);
