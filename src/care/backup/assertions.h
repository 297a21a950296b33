/* What must be true of a restored database: SQL of the user, each statement of which gives true. */
#pragma once

#include "base/error.h"
#include "base/vec.h"
#include "care/stop.h"
#include "pg/conn.h"

typedef struct hd_assertion {
    const char *place; /* "checks.sql:12" */
    const char *sql;
} hd_assertion;

typedef HD_VEC(hd_assertion) hd_assertions;

/*
 * Reads the statements of a file, or of the *.sql files of a folder in the order of their names.
 *
 * Errors: HD_MISSING when it is not there, HD_CONFIG when it is no SQL or has no statement.
 */
hd_error *hd_assertions_load(TALLOC_CTX *ctx, const char *path, hd_assertions *ret) HD_MUST_USE;

/*
 * Runs each in a read-only transaction of its own. It holds when it gives at least one row and
 * nothing but true.
 *
 *   ret  a line for each that does not hold, with what it gave or the server's error
 *
 * Errors: those of connecting, HD_CANCELLED.
 */
hd_error *hd_assertions_run(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                            const hd_assertions *assertions, hd_stop *stop,
                            hd_strings *ret) HD_MUST_USE;
