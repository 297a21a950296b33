/*
 * What a revision does in one direction: the statements of its section, with the
 * options that the file gives them. docs/revision-file.md specifies the format.
 */
#pragma once

#include "migrate/graph/movement.h"

enum { HD_BODY_MAX_BYTES = 256 << 20 }; /* of a file */

/* "-- howdah: batch key=id size=10000 pause=100ms triggers=off" above an UPDATE or DELETE. */
typedef struct hd_batch {
    const char *key;   /* column that cuts the table: unique, indexed, ordered */
    int64_t size;      /* rows of key range a batch */
    uint64_t pause_ms; /* between two batches */
    bool triggers_off; /* triggers and rules of the table do not fire */
} hd_batch;

/* "-- howdah: lint-ignore RULE[,RULE...] REASON" */
typedef struct hd_lint_ignore {
    hd_strings rules; /* lower case letters, digits and "-"; whether they exist is lint's to say */
    const char *reason;
} hd_lint_ignore;

/*
 * Reads such a line, from its first "-" to its end, that stands in a file without sections.
 *
 * Errors: HD_CONFIG without a place for a line that is something else or lacks a part.
 */
hd_error *hd_lint_ignore_parse(TALLOC_CTX *ctx, const char *text, size_t len,
                               hd_lint_ignore *ret) HD_MUST_USE;

typedef struct hd_body_statement {
    const char *sql;       /* without the semicolon */
    size_t offset;         /* of its first byte in the file */
    const hd_batch *batch; /* or NULL */
    const char *probe;     /* SQL of "-- howdah: probe SELECT ...", without semicolon: true when the
                              statement is done; or NULL */
    bool
        own_transaction; /* "-- howdah: own-transaction": it shares its transaction with no other */
    bool data_moved;     /* "-- howdah: data-moved": what it drops is somewhere else by now */
    HD_VEC(hd_lint_ignore) lint_ignores;
} hd_body_statement;

typedef struct hd_body {
    const hd_revision *revision;
    hd_direction direction;  /* HD_UPGRADE or HD_DOWNGRADE */
    const char *text;        /* of the whole file, for places in errors */
    const char *file_sha256; /* hexadecimal, of the whole file */
    bool present;            /* the file has this section */
    size_t start;            /* text[start .. end) is the section without its first line */
    size_t end;
    bool no_transaction;           /* section option: every statement on its own, in autocommit */
    const char *lock_timeout;      /* section option as written, or NULL */
    const char *statement_timeout; /* section option as written, or NULL */
    bool irreversible;             /* "-- howdah: irreversible REASON" in the downgrade */
    const char *irreversible_reason;
    HD_VEC(hd_body_statement) statements;
} hd_body;

/*
 * Reads the section from the revision's file. A section that the file lacks gives an
 * empty body with present false. The other section is checked all the same.
 *
 * Errors: HD_CONFIG with place for unknown directives or options, SQL outside of
 * both sections, a section given twice, a directive that stands in a statement or
 * above none, a batch above anything but one UPDATE or DELETE, SQL that
 * hd_sql_split refuses; those of hd_file_read.
 */
hd_error *hd_body_load(TALLOC_CTX *ctx, const hd_revision *revision, hd_direction direction,
                       hd_body **ret) HD_MUST_USE;

/* The same from the text of the file, which is copied; revision->path names it in errors. */
hd_error *hd_body_parse(TALLOC_CTX *ctx, const hd_revision *revision, const char *text, size_t len,
                        hd_direction direction, hd_body **ret) HD_MUST_USE;

/*
 * hd_body_load for a section that is to be run, or written into a script.
 *
 * Errors: also HD_CONFIG when the file lacks the section, HD_REFUSED when the downgrade is
 * irreversible, or empty while the upgrade is not.
 */
hd_error *hd_body_load_to_run(TALLOC_CTX *ctx, const hd_revision *revision, hd_direction direction,
                              hd_body **ret) HD_MUST_USE;
