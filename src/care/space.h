/* What a VACUUM FULL of a table would take and give: for people to read before they say yes. */
#pragma once

#include "care/upkeep.h"

typedef struct hd_space {
    const hd_upkeep_target *target;
    int64_t heap_bytes, toast_bytes, indexes_bytes;
    bool known;                      /* there is an estimate or a measurement */
    bool measured;                   /* by pgstattuple, not estimated */
    int64_t frees_bytes;             /* of the rows' space */
    int64_t frees_least, frees_most; /* the bounds of an estimate */
    int64_t index_frees_bytes;       /* estimated */
    int64_t needs_bytes;             /* free disk space while it runs, at most */
    bool bad;                        /* the report says that it is worth while */
    const char *place;               /* tablespace folder, "" for the database's own, NULL: else */
} hd_space;
typedef HD_VEC(hd_space) hd_spaces;

/* Answers of reports about the targets. */
typedef struct hd_space_answers {
    const hd_report_result *bloat, *bloat_exact, *index_bloat;
} hd_space_answers;

/* Looks at the targets. */
hd_error *hd_space_look(TALLOC_CTX *ctx, hd_conn *conn, const hd_upkeep_targets *targets,
                        const hd_space_answers *answers, hd_spaces *ret) HD_MUST_USE;

/*
 * Free bytes where the server keeps its data, for a server on this machine; -1 when that
 * cannot be seen.
 */
int64_t hd_space_free(hd_conn *conn);
