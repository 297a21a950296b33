/* What the readers of the several kinds of sources share. */
#pragma once

#include "migrate/import/import.h"

enum { HD_IMPORT_MAX_FILE_BYTES = 64 << 20, HD_IMPORT_MAX_FILES = 100000 };

/* A new step at the end of import, its strings empty. */
hd_import_step *hd_import_add(hd_import *import);

/*
 * Fills a part from SQL text[from .. to) of a file: BEGIN and COMMIT around the statements are
 * left out, since howdah makes its own transactions, and the last statement gets its semicolon.
 * What howdah cannot run (psql's commands, COPY from the client, SAVEPOINT ...) becomes the part's
 * problem, with its place.
 *
 *   path  of the file, for messages; text is its whole content
 */
void hd_import_take_sql(TALLOC_CTX *ctx, const char *path, const char *text, size_t from, size_t to,
                        hd_import_part *part);

/* The same for a whole file. Errors: those of reading it. */
hd_error *hd_import_take_file(TALLOC_CTX *ctx, const char *path, hd_import_part *part) HD_MUST_USE;

/* A file name's words as a message: "create_users-table" becomes "create users table". */
char *hd_import_message(TALLOC_CTX *ctx, const char *name, size_t len);

/* A name made into an id: characters that ids cannot have become "_". */
char *hd_import_id(TALLOC_CTX *ctx, const char *name);

/* Each step revises the one before it. */
void hd_import_chain(hd_import *import);

/* The first of the sub-folders (or the folder itself: "") that is there, absolute; or NULL. */
const char *hd_import_find_folder(TALLOC_CTX *ctx, const char *folder,
                                  const char *const candidates[], size_t count);

/* Readers, one for each kind. */
hd_error *hd_import_load_alembic(hd_import *import, const hd_import_request *request) HD_MUST_USE;
hd_error *hd_import_load_dbmate(hd_import *import, const hd_import_request *request) HD_MUST_USE;
hd_error *hd_import_load_flyway(hd_import *import, const hd_import_request *request) HD_MUST_USE;
hd_error *hd_import_load_golang_migrate(hd_import *import,
                                        const hd_import_request *request) HD_MUST_USE;
hd_error *hd_import_load_sqitch(hd_import *import, const hd_import_request *request) HD_MUST_USE;
