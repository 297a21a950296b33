/* Reads a snapshot from a database. */
#pragma once

#include "catalog/snapshot.h"
#include "pg/conn.h"

/*
 * One repeatable-read, read-only transaction; all queries are sent in one pipeline. What
 * extensions made, what initdb made, and temporary objects are left out. The session's settings are
 * as before afterwards.
 *
 *   conn  not in a transaction
 *
 * Errors: HD_DATABASE; HD_CONFLICT when the connection is in a transaction, or when the
 * server is older than 14.
 */
hd_error *hd_snapshot_read(TALLOC_CTX *ctx, hd_conn *conn, hd_snapshot **ret) HD_MUST_USE;

/* The same as another session sees it that has called pg_export_snapshot() and is still in that
 * transaction. */
hd_error *hd_snapshot_read_exported(TALLOC_CTX *ctx, hd_conn *conn, const char *exported,
                                    hd_snapshot **ret) HD_MUST_USE;

/*
 * The same in two halves: between them the server works, and answers are taken whenever the loop
 * runs. The connection is not free before the second, which frees the reading; so does freeing it.
 */
typedef struct hd_snapshot_reading hd_snapshot_reading;
hd_error *hd_snapshot_start(TALLOC_CTX *ctx, hd_conn *conn, hd_snapshot_reading **ret) HD_MUST_USE;
hd_error *hd_snapshot_finish(TALLOC_CTX *ctx, hd_snapshot_reading *reading,
                             hd_snapshot **ret) HD_MUST_USE;
