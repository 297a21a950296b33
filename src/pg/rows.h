/* A result of the server, owned by talloc. */
#pragma once

#include <libpq-fe.h>

#include "base/base.h"

typedef struct hd_rows hd_rows;

/* Takes over pg (never NULL); freeing the hd_rows clears it. */
hd_rows *hd_rows_adopt(TALLOC_CTX *ctx, PGresult *pg);

size_t hd_rows_count(const hd_rows *rows);
size_t hd_rows_columns(const hd_rows *rows);
const char *hd_rows_name(const hd_rows *rows, size_t column);
/* Borrowed text of a value; NULL for SQL NULL. */
const char *hd_rows_text(const hd_rows *rows, size_t row, size_t column);
/* Borrowed text; other for SQL NULL and the empty text. */
const char *hd_rows_text_or(const hd_rows *rows, size_t row, size_t column, const char *other);
/* Text as a child of ctx; NULL for SQL NULL. */
char *hd_rows_copy(TALLOC_CTX *ctx, const hd_rows *rows, size_t row, size_t column);
int64_t hd_rows_int(const hd_rows *rows, size_t row, size_t column); /* 0 for NULL */
bool hd_rows_bool(const hd_rows *rows, size_t row, size_t column);   /* false for NULL */
/* Rows that INSERT, UPDATE, DELETE ... touched; 0 for other commands. */
int64_t hd_rows_affected(const hd_rows *rows);
