/*
 * Where files and journal disagree: revisions that were applied and whose file has been
 * edited or deleted since.
 */
#pragma once

#include "migrate/graph.h"
#include "pg/conn.h"

typedef enum hd_drift_kind {
    HD_DRIFT_EDITED,  /* the statements of the applied section are others now */
    HD_DRIFT_DELETED, /* a row of the version table that no file explains */
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
 * Finds them. A file whose comments or header alone changed is not edited.
 *
 *   version_table  as the journal has it (qualified name)
 */
hd_error *hd_drift_find(TALLOC_CTX *ctx, hd_conn *conn, const char *version_table,
                        const hd_graph *graph, const hd_strings *rows, hd_drifts *ret) HD_MUST_USE;

/* The same where there is no journal: rows that no file explains. */
void hd_drift_find_unknown(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                           hd_drifts *ret);
