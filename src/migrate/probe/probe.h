/*
 * What became of a statement that cannot run in a transaction, when its end was not
 * recorded; and what has to be put right before it can be sent again.
 *
 * One file for each kind of statement; probe.c has the table.
 */
#pragma once

#include "parse/classify.h"
#include "pg/conn.h"

typedef enum hd_probe_verdict {
    HD_PROBE_DONE,     /* the statement has done its work */
    HD_PROBE_AGAIN,    /* it has not; send it again, after the repairs */
    HD_PROBE_CONFLICT, /* something else is in its place: a person must look */
    HD_PROBE_UNKNOWN,  /* nothing to see from outside: a person must decide */
} hd_probe_verdict;

typedef struct hd_probe_result {
    hd_probe_verdict verdict;
    hd_strings repairs;  /* statements to run first, each on its own, in autocommit */
    const char *finding; /* what was seen, for people: "index \"i\" is invalid" */
} hd_probe_result;

/*
 * Looks.
 *
 *   facts       of the statement
 *   user_probe  SQL of "-- howdah: probe", whose first value says whether it is done; or NULL
 *   begun       an earlier run wrote its intent; false: only leftovers are looked for
 *   ret         finding and repairs are children of ctx
 */
hd_error *hd_probe_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts,
                        const char *user_probe, bool begun, hd_probe_result *ret) HD_MUST_USE;

/* One kind; the table of probe.c lists them. */
typedef hd_error *hd_probe_fn(TALLOC_CTX *ctx, hd_conn *conn, const hd_sql_facts *facts, bool begun,
                              hd_probe_result *ret);
hd_probe_fn hd_probe_create_index, hd_probe_drop_index, hd_probe_reindex, hd_probe_detach,
    hd_probe_database, hd_probe_tablespace, hd_probe_repeatable, hd_probe_opaque;
