/*
 * What a backup says of itself: manifest.json. From which database and moment it is, what
 * was counted in the snapshot that was dumped, and the files with their digests. docs/backup.md
 * is the format.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "base/vec.h"

/* How the data is stored. */
typedef enum hd_backup_form {
    HD_BACKUP_DIRECTORY,  /* pg_dump -Fd: folder data/ */
    HD_BACKUP_CUSTOM,     /* pg_dump -Fc: file data.dump */
    HD_BACKUP_PLAIN,      /* SQL text: dump.sql */
    HD_BACKUP_PLAIN_GZIP, /* dump.sql.gz */
} hd_backup_form;

/* "directory", "custom", "plain", "plain-gzip" */
const char *hd_backup_form_name(hd_backup_form form);

typedef struct hd_manifest_table {
    int64_t oid; /* in the source; that of TABLE DATA in the dump's list */
    const char *schema;
    const char *name;
    int64_t bytes; /* on disk in the source, without indexes */
    int64_t rows;
    const char *checksum; /* sum of its rows' hashes; NULL: not taken */
} hd_manifest_table;

/* Sequences do not belong to a snapshot: what was seen before the dump and after it. */
typedef struct hd_manifest_sequence {
    const char *schema;
    const char *name;
    const char *before; /* NULL: not called yet */
    const char *after;
} hd_manifest_sequence;

typedef struct hd_manifest_file {
    const char *path; /* from the backup's folder */
    int64_t bytes;
    const char *sha256;
} hd_manifest_file;

#define HD_ROW_HASH "values" /* that of new backups: backup_count.sql */

typedef struct hd_manifest {
    const char *name;       /* of the backup's folder */
    const char *created_at; /* when the snapshot was taken: 2026-01-31T12:00:00Z */
    int64_t duration_ms;
    const char *proved_by; /* "read" or "restore" */
    const char *howdah;    /* versions of the programs */
    const char *pg_dump;
    const char *os_user; /* who and where */
    const char *os_host;

    const char *database; /* the source */
    int64_t database_oid;
    int64_t database_bytes;
    const char *system_identifier;
    const char *server; /* "db.example:5432" */
    int64_t server_version;
    const char *role;
    const char *lsn; /* NULL when the server did not tell */
    const char *encoding;
    const char *collate;
    const char *ctype;
    const char *provider; /* 'c', 'i' or 'b' as in pg_database */
    const char *locale;   /* of ICU or builtin; NULL */

    hd_backup_form form;
    bool encrypted;
    bool whole;             /* the database; else what tables and schemas name */
    hd_strings only_tables; /* as the user wrote them */
    hd_strings only_schemas;

    const char *row_hash;    /* how checksums were taken: HD_ROW_HASH; "text"; NULL: not taken */
    const char *schema_hash; /* of schema.json; NULL when it is not whole */
    hd_strings heads;        /* rows of the version table */
    hd_strings roles;        /* that own something or are granted something */
    hd_strings extensions;   /* "name version" */
    HD_VEC(hd_manifest_table) tables;
    HD_VEC(hd_manifest_table) materialized_views; /* filled ones; oid and bytes are not kept */
    HD_VEC(hd_manifest_sequence) sequences;
    int64_t large_objects;
    const char *large_objects_checksum; /* NULL: not taken */
    HD_VEC(hd_manifest_file) files;     /* all but the manifest and its digest */
} hd_manifest;

/* As JSON, ended by a newline. */
void hd_manifest_print(hd_buf *out, const hd_manifest *manifest);

/*
 * Reads what hd_manifest_print wrote. Paths of files stay inside of the folder, numbers are not
 * negative.
 *
 * Errors: HD_CONFIG, with the place when it is not JSON.
 */
hd_error *hd_manifest_parse(TALLOC_CTX *ctx, const char *path, const char *text, size_t len,
                            hd_manifest **ret) HD_MUST_USE;

/* Bytes of all files; bytes and rows of all tables. */
int64_t hd_manifest_file_bytes(const hd_manifest *manifest);
int64_t hd_manifest_table_bytes(const hd_manifest *manifest);
int64_t hd_manifest_rows(const hd_manifest *manifest);
