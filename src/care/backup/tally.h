/*
 * Counting the rows of tables and adding up their hashes, on several connections at
 * once, while the caller waits for something else (a dump) on the same loop.
 */
#pragma once

#include "care/backup/manifest.h"
#include "pg/conn.h"

typedef struct hd_tally hd_tally;

/*
 * Makes a tally that has nothing to do yet. Sessions must have run hd_tally_prepare, outlive the
 * tally, and ask nothing else while it counts. Freeing it withdraws what is under way.
 *
 *   row_hash  as in hd_manifest; NULL: rows alone
 *   failed    set to true when it fails, for others to see; or NULL
 */
hd_tally *hd_tally_start(TALLOC_CTX *ctx, hd_conn *const conns[], size_t conn_count,
                         const char *row_hash, bool *failed);

/*
 * Gives it a table, whose rows and checksum it fills as soon as a session is free.
 *
 *   table  stays where it is until then; texts are memory of the tally's ctx
 */
void hd_tally_add(hd_tally *tally, hd_manifest_table *table);

/* Waits until nothing is left to count and gives how it went. */
hd_error *hd_tally_finish(hd_tally *tally) HD_MUST_USE;

/* How many tables are done. */
size_t hd_tally_done(const hd_tally *tally);

/* Gives a session the settings under which rows have the same hash on every server. */
hd_error *hd_tally_prepare(hd_conn *conn) HD_MUST_USE;

/* Large objects of the session's database. */
hd_error *hd_tally_large_objects(TALLOC_CTX *ctx, hd_conn *conn, bool checksums, int64_t *count,
                                 const char **checksum) HD_MUST_USE;
