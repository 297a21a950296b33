/* What the commands on backups share. */
#pragma once

#include "base/json.h"
#include "care/backup/restore.h"
#include "cli/command.h"

extern const hd_option hd_option_to;          /* --to DIR: folder of the backups */
extern const hd_option hd_option_from;        /* --from DIR: the same, for those that read */
extern const hd_option hd_option_backup_jobs; /* --jobs N */

/* Folder of the backups: the option (--to or --from) if given, else backup.folder; absolute. */
const char *hd_app_backup_folder(TALLOC_CTX *ctx, const hd_app *app, const char *option);

/* --jobs, else backup.jobs. Errors: HD_USAGE. */
hd_error *hd_app_backup_jobs(const hd_app *app, int64_t *ret) HD_MUST_USE;

/* bin_dir, backup.sign_key, absolute; or NULL. */
const char *hd_app_bin_dir(TALLOC_CTX *ctx, const hd_app *app);
const char *hd_app_sign_key(TALLOC_CTX *ctx, const hd_app *app);

/* Those of backup.assertions; none when it is not set. Errors: see hd_assertions_load. */
hd_error *hd_app_assertions(TALLOC_CTX *ctx, const hd_app *app, hd_assertions *ret) HD_MUST_USE;

/*
 * Copies a backup elsewhere with backup.offsite, when it is set.
 *
 * Errors: HD_IO, saying that the backup itself is good.
 */
hd_error *hd_app_backup_copy(const hd_app *app, const hd_stored *stored, const hd_talk *talk,
                             hd_stop *stop) HD_MUST_USE;

/* Name of the database of the settings, without asking the server; NULL when libpq decides. */
const char *hd_app_database_name(TALLOC_CTX *ctx, const hd_app *app);

/*
 * What a restore needs, from the options and settings; the server is that of the project.
 *
 *   stop  of the loop; listens from now on
 */
hd_error *hd_app_restore_request(TALLOC_CTX *ctx, hd_app *app, const hd_talk *talk,
                                 hd_restore_request *ret) HD_MUST_USE;

/* HD_DIFFERENT with the lines as its detail, unless there are none. */
hd_error *hd_app_restore_verdict(const hd_restored *restored, const char *name) HD_MUST_USE;

/* One backup as members of an open JSON object. */
void hd_app_backup_json(hd_json *json, const hd_stored *stored);

/* Restores a backup into a database that is dropped again, and records the outcome. */
hd_error *hd_app_drill(TALLOC_CTX *ctx, hd_app *app, const hd_stored *stored,
                       hd_restore_request *request, bool record, hd_restored *ret) HD_MUST_USE;
