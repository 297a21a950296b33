/* What the parts of making a backup share. */
#pragma once

#include "care/backup/backup.h"
#include "care/backup/tally.h"
#include "care/backup/tools.h"

/* One thing that pg_dump is told by name. */
typedef struct hd_dumped {
    int64_t oid;
    const char *schema;
    const char *name;
} hd_dumped;

typedef struct hd_backup_run {
    uv_loop_t *loop;
    const hd_backup_request *request;
    const hd_talk *talk;
    hd_stop *stop;
    hd_tools tools;
    hd_conn *conn; /* in the transaction whose snapshot is dumped */
    const char *snapshot;
    const char *application; /* of pg_dump's sessions */
    const char *partial;     /* folder that is filled */
    hd_manifest *manifest;
    HD_VEC(hd_dumped) named; /* tables, views, sequences; when not the whole database */
    hd_strings schemas;      /* names; likewise */
    hd_strings schema_patterns;
    int64_t total_bytes; /* of the tables */
} hd_backup_run;

/* backup_scope.c: what is dumped. Fills manifest->tables and named; locks the tables. */
hd_error *hd_backup_scope(hd_backup_run *run) HD_MUST_USE;

/* The database itself, its roles and extensions, the heads; sequences as they are now. */
hd_error *hd_backup_describe(hd_backup_run *run) HD_MUST_USE;
hd_error *hd_backup_sequences(hd_backup_run *run, bool after) HD_MUST_USE;

/* backup_dump.c: pg_dump beside the counting, with progress. */
hd_error *hd_backup_dump(hd_backup_run *run) HD_MUST_USE;

/*
 * backup_views.c: counts materialized views beside the dump, while run->conn may be used for other
 * things. What cannot be counted is told when it is finished, and is not in the manifest.
 */
typedef struct hd_backup_views hd_backup_views;
hd_error *hd_backup_views_start(TALLOC_CTX *ctx, const hd_backup_run *run,
                                hd_backup_views **ret) HD_MUST_USE;
void hd_backup_views_finish(hd_backup_views *views);

/* backup_prove.c: everything of the dump is read; it has the data of every table that was counted.
 */
hd_error *hd_backup_prove(hd_backup_run *run) HD_MUST_USE;

/* Where the form's data is, from the backup's folder. */
const char *hd_backup_data_name(hd_backup_form form);
