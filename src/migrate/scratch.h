/*
 * What commands do with scratch databases (pg/scratch.h): connect by the settings, run
 * revisions, dump, compare.
 */
#pragma once

#include "config/config.h"
#include "migrate/graph/movement.h"
#include "pg/scratch.h"

/*
 * Connects to the server of scratch_url; without that setting to the project's own, or, when
 * its role may not make databases, to the embedded one.
 *
 *   command  for application_name
 *
 * Errors: those of hd_scratch_open.
 */
hd_error *hd_scratch_connect(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                             const char *command, hd_scratch_server **ret) HD_MUST_USE;

/* A revision whose file is to be taken from here and not from its path; or NULL for none. */
typedef struct hd_scratch_file {
    const hd_revision *revision;
    const char *text;
} hd_scratch_file;

/*
 * Runs the steps of a movement: bodies only, no version table, no journal.
 *
 * Errors: those of hd_body_load; HD_DATABASE with the place in the revision's file.
 */
hd_error *hd_scratch_run(const hd_scratch_db *db, const hd_movement *movement,
                         const hd_scratch_file *instead) HD_MUST_USE;

/*
 * What pg_dump --schema-only says of the database.
 *
 *   left_out  tables as pg_dump's --exclude-table takes them; ends with NULL; or NULL
 *
 * Errors: HD_MISSING when there is no pg_dump; HD_IO with what it said.
 */
hd_error *hd_scratch_dump(TALLOC_CTX *ctx, hd_scratch_server *server, const hd_scratch_db *db,
                          const char *const left_out[], char **ret) HD_MUST_USE;

/* The same for any database; pg_dump is looked for in bin_dir (NULL: in PATH). */
hd_error *hd_scratch_dump_target(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                                 const char *bin_dir, const char *const left_out[],
                                 char **ret) HD_MUST_USE;

/*
 * The first lines in which two dumps differ, as "- line" and "+ line"; NULL when they say
 * the same: comments and empty lines do not count.
 */
char *hd_scratch_difference(TALLOC_CTX *ctx, const char *before, const char *after);
