/*
 * Counting the rows of tables and adding up the hashes of their texts, on several connections at
 * once, while the caller waits for something else (a dump) on the same loop.
 */
#pragma once

#include "care/backup/manifest.h"
#include "pg/conn.h"

typedef struct hd_tally hd_tally;

/*
 * Starts to fill rows and checksum of each table, largest first as they stand. Sessions
 * must have run hd_tally_prepare, outlive the tally, and ask nothing else meanwhile.
 *
 *   tables     items are changed in place; texts are memory of ctx
 *   checksums  false: rows alone
 *   failed     set to true when it fails, for others to see; or NULL
 */
hd_tally *hd_tally_start(TALLOC_CTX *ctx, hd_conn *const conns[], size_t conn_count,
                         hd_manifest_table tables[], size_t count, bool checksums, bool *failed);

/* Waits for its end and gives how it ended. */
hd_error *hd_tally_finish(hd_tally *tally) HD_MUST_USE;

/* How many tables are done. */
size_t hd_tally_done(const hd_tally *tally);

/* Gives a session the settings under which rows have the same text on every server. */
hd_error *hd_tally_prepare(hd_conn *conn) HD_MUST_USE;

/* Large objects of the session's database. */
hd_error *hd_tally_large_objects(TALLOC_CTX *ctx, hd_conn *conn, bool checksums, int64_t *count,
                                 const char **checksum) HD_MUST_USE;
