/* What is in the tables of a database, small enough to be compared. */
#pragma once

#include "catalog/kinds.h"
#include "pg/conn.h"

typedef struct hd_column_rows {
    const char *name;      /* ready for SQL */
    int64_t count;         /* values that are not NULL */
    const char *sum;       /* of their hashes, so that the order of rows does not count */
    const char *keyed_sum; /* of those of the value with its row's primary key */
    bool in_key;
} hd_column_rows;

typedef struct hd_table_rows {
    const char *identity;
    int64_t count;
    HD_VEC(hd_column_rows) columns;
} hd_table_rows;

typedef HD_VEC(hd_table_rows) hd_rows_facts;

/* Reads all tables of the snapshot, which is of this database. */
hd_error *hd_rows_facts_read(TALLOC_CTX *ctx, hd_conn *conn, const hd_snapshot *snapshot,
                             hd_rows_facts *ret) HD_MUST_USE;

/*
 * Compares the four stops of a revision: before it, after it, after its downgrade, and after the
 * second upgrade. Pure.
 *
 *   problems  rows and values that were there all the time and are gone or others now
 *   losses    those that went with a table or column, and what the upgrade had changed before
 */
void hd_rows_facts_compare(TALLOC_CTX *ctx, const hd_rows_facts stops[4], hd_strings *problems,
                           hd_strings *losses);
