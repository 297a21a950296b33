/* Names of backups and of databases beside others; patterns of tables. Pure. */
#pragma once

#include <time.h>

#include "base/base.h"

/* "shop_20260131T120000Z": the database with what is odd in file names as %xx, and the moment. */
char *hd_backup_name(TALLOC_CTX *ctx, const char *database, time_t when);

/*
 * "shop__before_20260131T120000Z", shortened in front so that it fits into a name of
 * PostgreSQL (63 bytes), never inside of a UTF-8 character.
 */
char *hd_side_name(TALLOC_CTX *ctx, const char *database, const char *what, time_t when);

/* "2026-01-31T12:00:00Z"; parse gives -1 for anything else. */
char *hd_backup_time_print(TALLOC_CTX *ctx, time_t when);
time_t hd_backup_time_parse(const char *text);

/*
 * A pattern as psql and pg_dump take it, "schema.name" with * and ? for any characters, case
 * folded unless quoted, as two regular expressions of PostgreSQL.
 *
 *   schema  NULL when the pattern names none
 */
void hd_backup_pattern(TALLOC_CTX *ctx, const char *pattern, const char **schema,
                       const char **name);

/* The name as pg_dump's --table and --schema take it literally: "in ""quotes""". */
char *hd_backup_quoted(TALLOC_CTX *ctx, const char *name);

/* Bytes as people read them: "1.4 GB". */
char *hd_backup_size(TALLOC_CTX *ctx, int64_t bytes);
