/*
 * Making a backup: a dump by pg_dump, in a snapshot in which the rows are counted and hashed too,
 * read back, digested, and only then named. docs/backup.md tells it for users.
 */
#pragma once

#include "care/backup/store.h"
#include "config/config.h"

typedef struct hd_backup_request {
    hd_target target;
    const char *folder;  /* of the backups */
    const char *bin_dir; /* NULL: wherever the programs are */
    hd_strings tables;   /* patterns; with neither: the whole database */
    hd_strings schemas;
    int64_t jobs;
    hd_backup_form form; /* of what pg_dump writes */
    bool checksums;      /* of the rows; false: they are only counted */
    bool force;          /* though the disk may be too small */
    uint64_t lock_wait_ms;
    const char *encrypt; /* shell commands; NULL: not encrypted */
    const char *decrypt;
    const char *sign_key;      /* file with the key of the signature; NULL: none */
    const char *version_table; /* as SQL, for the heads; NULL */
    /*
     * Restores the finished, not yet named, backup for a test; NULL: it is only read.
     * Errors: whatever shows that it is not good.
     */
    hd_error *(*prove)(const hd_stored *stored, void *arg);
    void *prove_arg;
    const hd_talk *talk;
    hd_stop *stop;
} hd_backup_request;

/*
 * Makes a backup. Whatever fails, none is left behind under its name.
 *
 * Errors: HD_MISSING for programs, tables and schemas that are not there, HD_BUSY when another one
 * is being made in the folder, HD_DATABASE, HD_IO, HD_REFUSED for too little space, HD_CANCELLED.
 */
hd_error *hd_backup_make(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_backup_request *request,
                         hd_stored *ret) HD_MUST_USE;
