/*
 * Where files and journal disagree: revisions that were applied and whose file has been
 * edited or deleted since.
 */
#pragma once

#include "migrate/files/project.h"
#include "pg/conn.h"

typedef enum hd_drift_kind {
    HD_DRIFT_EDITED,  /* the statements of the applied section are others now */
    HD_DRIFT_DELETED, /* applied, and no file has it */
} hd_drift_kind;

typedef struct hd_drift {
    hd_drift_kind kind;
    const char *revision;
    const char *text; /* one line that says it all */
    const char
        *message; /* of the revision as it was applied; NULL when the journal does not know it */
    const char *file_name; /* as it was applied, or NULL */
    const char *down;      /* ids joined by ", ", or NULL */
    const char *applied;   /* time, or NULL */
    const char *who;       /* role@host, or NULL */
} hd_drift;
typedef HD_VEC(hd_drift) hd_drifts;

/*
 * Whether the journal gives no cause to look closer: every step is finished, and of a file
 * that is as it was. Cheap, and true is certain; false also for a file that was edited and
 * applied again.
 */
hd_error *hd_drift_settled(hd_conn *conn, const char *version_table, const hd_project *project,
                           bool *ret) HD_MUST_USE;

/*
 * What the journal knows of applied revisions, read once.
 *
 *   same  leaves out the revisions whose file is, by the hash that this project has of it, still
 *         what was applied: enough for hd_drift_edited. NULL: all of them
 */
typedef struct hd_applied hd_applied;
hd_error *hd_applied_read(TALLOC_CTX *ctx, hd_conn *conn, const char *version_table,
                          const hd_project *same, hd_applied **ret) HD_MUST_USE;

/* Files that were edited: comments and headers do not count, statements do. */
hd_error *hd_drift_edited(TALLOC_CTX *ctx, const hd_applied *applied, const hd_project *project,
                          hd_drifts *ret) HD_MUST_USE;

/*
 * Revisions that the rows stand for, themselves or as ancestors, and that no file has. What
 * stood before a deleted one is known from the journal. project needs no graph.
 *
 *   applied  NULL where there is no journal
 */
void hd_drift_deleted(TALLOC_CTX *ctx, const hd_applied *applied, const hd_project *project,
                      const hd_strings *rows, hd_drifts *ret);
