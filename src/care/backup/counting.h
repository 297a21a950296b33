/*
 * Counting the tables of a database that is being restored: those that are loaded already while
 * indexes and other tables are still to come, the others at the end.
 */
#pragma once

#include "care/backup/manifest.h"
#include "care/stop.h"

typedef struct hd_counting hd_counting;

typedef struct hd_counting_request {
    uv_loop_t *loop;
    const hd_target *target; /* the database; must outlive the counting */
    const hd_manifest *manifest;
    const hd_strings *tables; /* patterns whose data is restored; none: all */
    int64_t jobs;             /* sessions */
    hd_stop *stop;            /* knows the sessions until the counting is freed */
} hd_counting_request;

/* Opens the sessions and starts to watch. */
hd_error *hd_counting_start(TALLOC_CTX *ctx, const hd_counting_request *request,
                            hd_counting **ret) HD_MUST_USE;

/* Where a table of the manifest is in it; its tables.count when it is not there. */
size_t hd_counting_find(const hd_counting *counting, const char *schema, const char *name);

/* Everything is loaded: what is there and wanted, and was not counted yet, is counted too. */
void hd_counting_rest(hd_counting *counting, const bool there[]);

/*
 * Waits. What was counted early and is not as the manifest says is counted once more: only what
 * is so at the end is a difference.
 *
 *   ret  of each table of the manifest, whether it was counted, and rows and checksum as they are
 */
typedef struct hd_counted {
    bool is;
    hd_manifest_table table;
} hd_counted;

hd_error *hd_counting_finish(hd_counting *counting, const hd_counted **ret) HD_MUST_USE;

/* Whether a table's data is among those of the patterns; none: all are. */
bool hd_counting_wants(const hd_strings *patterns, const hd_manifest_table *table);
