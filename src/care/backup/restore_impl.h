/* What the parts of a restore share. */
#pragma once

#include "care/backup/restore.h"
#include "care/backup/tools.h"

typedef struct hd_restore_run {
    uv_loop_t *loop;
    const hd_restore_request *request;
    const hd_stored *stored; /* NULL for a file */
    const char *data;        /* the dump, in clear */
    hd_backup_form form;
    const char *schema_path; /* schema.json in clear, or NULL */
    const char *decrypted;   /* folder of what was decrypted, or NULL */
    hd_tools tools;
    hd_conn *admin;
    const char *side; /* name of the database while it is filled */
    const char *application;
    hd_target target; /* of the side database */
    hd_digest *rows;  /* reading the rows of tables goes on beside */
    uint64_t began_ms;
} hd_restore_run;

/* Whether foreign keys are left out: tables that they refer to may be empty or missing. */
bool hd_restore_lacks_keys(const hd_restore_run *restore);

/* restore_fill.c: puts the data into the side database; stops at the first error. */
hd_error *hd_restore_fill(hd_restore_run *restore) HD_MUST_USE;
