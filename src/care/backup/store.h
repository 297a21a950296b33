/*
 * The folder of backups. A backup is a folder in it:
 *
 *     shop_20260131T120000Z/
 *         manifest.json     what it is and what was counted (manifest.h)
 *         manifest.sha256   its digest, as sha256sum -c reads it
 *         manifest.hmac     who made it (sign.h); with a key
 *         data/ | data.dump | dump.sql | dump.sql.gz
 *         schema.json       the catalog (howdah inspect --json); of a whole database
 *         roles.sql         roles and memberships, without passwords
 *         drills.json       what restoring it for a test gave; written later
 *         offsite.json      whether it was copied elsewhere; written later
 *
 * While it is made it is called NAME.partial, and whoever makes it holds a lock on that folder;
 * one that nobody holds is a dead maker's. The same is true of the .decrypted-* folders of
 * restores. Whoever makes or removes backups holds a lock on the file .lock, too.
 */
#pragma once

#include <uv.h>

#include "care/backup/manifest.h"
#include "care/stop.h"

#define HD_BACKUP_PARTIAL ".partial"
#define HD_BACKUP_CLEAR   ".decrypted-" /* begins the name of a folder of clear data */

/* One drill. */
typedef struct hd_drill {
    const char *at; /* 2026-01-31T12:00:00Z */
    bool equal;     /* all that was compared is as the manifest says */
    int64_t duration_ms;
    int64_t server_version;
    const char *difference; /* the first, or the error; NULL when equal */
} hd_drill;

/* The last try to copy it elsewhere. */
typedef struct hd_offsite {
    const char *at;      /* 2026-01-31T12:00:00Z; NULL: nobody has tried */
    bool read_back;      /* every file of the copy was compared */
    const char *problem; /* why it failed; NULL */
} hd_offsite;

typedef struct hd_stored {
    const char *name;
    const char *path;
    hd_manifest *manifest;   /* NULL when it cannot be read */
    const char *problem;     /* why not; NULL */
    HD_VEC(hd_drill) drills; /* oldest first */
    hd_offsite offsite;
} hd_stored;

typedef HD_VEC(hd_stored) hd_stored_list;

/* An open, locked folder; freeing it unlocks. */
typedef struct hd_store_lock {
    int fd;
} hd_store_lock;

/* Makes the folder, takes the lock, removes what dead makers have left. Errors: HD_BUSY. */
hd_error *hd_store_lock_folder(TALLOC_CTX *ctx, const char *folder, const hd_talk *talk,
                               hd_store_lock **ret) HD_MUST_USE;

/* Locks a folder or file that is there. Errors: HD_BUSY. */
hd_error *hd_store_lock_path(TALLOC_CTX *ctx, const char *path, bool shared,
                             hd_store_lock **ret) HD_MUST_USE;

/* Removes .partial and .decrypted-* folders that nobody holds. */
void hd_store_clean(const char *folder, const hd_talk *talk);

/* All backups, newest first; those that cannot be read with a problem, at the end. No folder: none.
 */
hd_error *hd_store_list(TALLOC_CTX *ctx, const char *folder, hd_stored_list *ret) HD_MUST_USE;

/*
 * One backup.
 *
 *   name  of one in the folder; a path with a slash; "latest" or NULL: the newest of the database
 *
 * Errors: HD_MISSING, HD_CONFIG when its manifest is not what was written.
 */
hd_error *hd_store_find(TALLOC_CTX *ctx, const char *folder, const char *name, const char *database,
                        hd_stored *ret) HD_MUST_USE;

/* Writes manifest.json and manifest.sha256. */
hd_error *hd_store_write_manifest(const char *path, const hd_manifest *manifest) HD_MUST_USE;

/* Adds a drill to the backup's record. */
hd_error *hd_store_add_drill(const char *path, const hd_drill *drill) HD_MUST_USE;

/* Keeps what came of copying it. */
hd_error *hd_store_write_offsite(const char *path, const hd_offsite *offsite) HD_MUST_USE;

/* It was copied elsewhere, as far as the last try tells. */
bool hd_stored_is_copied(const hd_stored *stored);

/* The newest drill that found it equal, or NULL. */
const hd_drill *hd_stored_proof(const hd_stored *stored);

/*
 * Reads files of a backup once and compares sizes and digests, in a thread, while the loop runs; a
 * signal or freeing it ends that.
 *
 *   part    all; what a restore runs as SQL, and everything else that is small; the rows of tables
 *   failed  set to true when a file turned out to be damaged, as soon as all were read; or NULL
 *   ret     a line for each file that is missing, changed, or not in the manifest
 */
typedef enum hd_check_part { HD_CHECK_ALL, HD_CHECK_SQL, HD_CHECK_ROWS } hd_check_part;
typedef struct hd_digest hd_digest;
hd_digest *hd_store_check_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_stored *stored,
                                hd_check_part part, const hd_stop *stop, bool *failed);
hd_error *hd_store_check_finish(TALLOC_CTX *ctx, hd_digest *digest, hd_strings *ret) HD_MUST_USE;

/* Starts to take sizes and digests of all files below path; the manifest gets them. */
hd_digest *hd_digest_start(TALLOC_CTX *ctx, uv_loop_t *loop, const char *path, const hd_stop *stop);
hd_error *hd_digest_finish(TALLOC_CTX *ctx, hd_digest *digest, hd_manifest *manifest) HD_MUST_USE;

/* Flushes all files and folders below path, and path, to the disk. */
hd_error *hd_store_sync(const char *path) HD_MUST_USE;

/* Bytes of all files below path, as they are now. */
int64_t hd_store_bytes(const char *path);
