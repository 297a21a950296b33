/*
 * Cuts an UPDATE or DELETE so that it can be run over ranges of a key.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_sql_batch {
    const char *table;     /* as written: schema.name, quoted where it was */
    const char *source;    /* for FROM: table with ONLY where it was written */
    const char *alias;     /* what its columns are qualified with: the alias, or the table */
    const char *before;    /* text up to where the condition goes, ends with a blank */
    const char *condition; /* of the WHERE as written, without the word; NULL when there is none */
    const char *after;     /* RETURNING ...; or "" */
    hd_strings assigned;   /* columns that SET names one by one, as written */
} hd_sql_batch;

/*
 * Errors: HD_CONFIG with sql_position when it is no UPDATE or DELETE that can be cut
 * (WITH before it, WHERE CURRENT OF).
 */
hd_error *hd_sql_batch_parse(TALLOC_CTX *ctx, const char *sql, hd_sql_batch **ret) HD_MUST_USE;

/* Whether it changes this column (a list in parentheses is not looked into). */
bool hd_sql_batch_assigns(const hd_sql_batch *batch, const char *column);

/*
 * The query for the upper end of the next range, as text; no row when none is left.
 *
 *   size  rows of the table in a range
 *   $1    the lower end, when it has one
 */
char *hd_sql_batch_bound(TALLOC_CTX *ctx, const hd_sql_batch *batch, const char *key, int64_t size,
                         bool has_lower);

/*
 * The statement for one range: key <= $1, and key > $2 when it has a lower end.
 *
 *   key  quoted column name
 */
char *hd_sql_batch_range(TALLOC_CTX *ctx, const hd_sql_batch *batch, const char *key,
                         bool has_lower);
