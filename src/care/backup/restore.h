/*
 * Restoring: always into a database of its own beside the others, which is compared with the
 * manifest before it gets its name.
 */
#pragma once

#include "care/backup/assertions.h"
#include "care/backup/store.h"

typedef struct hd_restore_request {
    hd_target target;     /* the server; its database is not touched */
    const char *folder;   /* of backups: what is decrypted goes beside them */
    const char *bin_dir;  /* NULL: wherever the programs are */
    const char *database; /* that the side database is named after */
    const char *as;       /* its name; NULL: DATABASE__restore_MOMENT */
    bool drop;            /* a drill: it is dropped after the comparison */
    bool swap;            /* it goes into service at once: needs all statistics now */
    int64_t jobs;
    hd_strings tables; /* patterns: definitions of all, data of these alone */
    bool no_owner;     /* everything belongs to the role that restores; grants are left out */
    bool create_roles; /* missing roles are made, without login */
    const char *decrypt;
    const char *sign_key; /* file with the key that must have signed it; NULL: any will do */
    /* What to do with the restored database once it was compared, before it is dropped; or NULL. */
    hd_error *(*then)(const hd_target *side, void *arg);
    void *then_arg;
    hd_assertions assertions; /* of a drill: what must be true besides */
    const hd_talk *talk;
    hd_stop *stop;
} hd_restore_request;

typedef struct hd_restored {
    const char *name;    /* of the database; NULL when it was dropped */
    int64_t restore_ms;  /* until the server had all */
    int64_t duration_ms; /* with reading the backup and comparing */
    int64_t server_version;
    size_t tables; /* that were compared */
    int64_t rows;
    hd_strings differences; /* from the manifest; then it was dropped */
    hd_strings untrue;      /* assertions that do not hold */
    hd_strings notes;       /* what is not as in the source, and no fault */
} hd_restored;

/*
 * Restores a backup. With differences, too, there is no error: look at ret.
 *
 * Errors: HD_IO for a backup that is damaged, HD_MISSING for programs, roles, tables, HD_CONFLICT
 * when the name is taken or the server is too old, HD_DATABASE, HD_CANCELLED.
 */
hd_error *hd_restore(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_stored *stored,
                     const hd_restore_request *request, hd_restored *ret) HD_MUST_USE;

/* Restores a file that pg_dump wrote as text (.sql, .sql.gz), stopping at the first error. */
hd_error *hd_restore_file(TALLOC_CTX *ctx, uv_loop_t *loop, const char *path,
                          const hd_restore_request *request, hd_restored *ret) HD_MUST_USE;

/* A session in a database in which databases can be made and renamed, other than the one named. */
hd_error *hd_restore_admin(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                           const char *not_in, hd_conn **ret) HD_MUST_USE;
