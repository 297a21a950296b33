/* Taking the rows of one table out of a restored database into another database of the server. */
#pragma once

#include "care/backup/tools.h"

typedef struct hd_transfer {
    uv_loop_t *loop;
    const hd_target *from; /* the restored database */
    const hd_target *to;
    const char *bin_dir; /* where psql is; NULL: anywhere */
    const char *folder;  /* in which the rows are kept meanwhile */
    const char *schema;  /* the table, in both databases */
    const char *name;
    const char *into; /* a new table, as SQL names it; NULL: rows whose key is missing are added */
    hd_stop *stop;
} hd_transfer;

/*
 * Before long work: the new table is not there, or the old one is and has a primary key.
 *
 * Errors: HD_CONFLICT, HD_MISSING.
 */
hd_error *hd_transfer_check(const hd_transfer *transfer) HD_MUST_USE;

/*
 * Does it, in one transaction: all rows or none.
 *
 *   ret  rows that were written
 */
hd_error *hd_transfer_rows(const hd_transfer *transfer, int64_t *ret) HD_MUST_USE;
