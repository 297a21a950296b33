/*
 * From the steps of a movement to what is sent to the server: parts, each a run
 * of statements that share one way of running. Pure.
 *
 * Statements that PostgreSQL refuses in a transaction are cut out: what stands
 * before them is committed (with its journal rows), they run alone, and what
 * follows runs in a transaction again. The last part of a revision moves the
 * version table.
 */
#pragma once

#include "migrate/files/body.h"
#include "parse/classify.h"

typedef enum hd_part_mode {
    HD_PART_TRANSACTION,
    HD_PART_AUTOCOMMIT, /* one statement outside any transaction */
    HD_PART_BATCH,      /* one UPDATE or DELETE in many short transactions */
} hd_part_mode;

const char *hd_part_mode_name(hd_part_mode mode); /* as the journal has it */

typedef struct hd_part {
    hd_part_mode mode;
    const hd_step *step;
    const hd_body *body; /* NULL for a stamp */
    size_t first;        /* statements body->statements.items[first .. first + count) */
    size_t count;
    bool completes;             /* the last part of its revision */
    bool must_commit;           /* adds an enum value: nothing after it may share its transaction */
    const hd_sql_facts *facts;  /* AUTOCOMMIT: of its statement */
    const char *sql_sha256;     /* of its statements */
    const char *section_sha256; /* of all statements of the section */
} hd_part;
typedef HD_VEC(hd_part) hd_parts;

typedef enum hd_transaction_mode {
    HD_TRANSACTION_EACH, /* one for each revision */
    HD_TRANSACTION_ALL,  /* one for the whole run, as Alembic's default */
    HD_TRANSACTION_NONE, /* one for each statement */
} hd_transaction_mode;

/*
 * Appends the parts of one step.
 *
 *   body   of the step's revision; NULL for a stamp
 *   start  number of statements that an earlier run has done already
 *
 * Errors: HD_CONFIG with place for transaction control and DISCARD ALL in a revision file.
 */
hd_error *hd_plan_step(TALLOC_CTX *ctx, const hd_step *step, const hd_body *body, size_t start,
                       hd_transaction_mode mode, hd_parts *ret) HD_MUST_USE;

/*
 * Parts [first .. ret) are run together: those of one transaction, or one part of another kind.
 * A stamp (together) is one transaction in every mode.
 */
size_t hd_plan_group_end(const hd_parts *parts, size_t first, bool together);

/* SHA-256 of statements first .. first + count of a body, as the journal keeps it. */
char *hd_plan_sha256(TALLOC_CTX *ctx, const hd_body *body, size_t first, size_t count);
