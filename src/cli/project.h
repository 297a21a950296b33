/* What commands on a project's revision files share. */
#pragma once

#include "cli/command.h"
#include "migrate/files/create.h"
#include "migrate/files/project.h"
#include "pg/conn.h"

/* hd_project_load with the command's configuration; its remarks are said. */
hd_error *hd_app_project(TALLOC_CTX *ctx, hd_app *app, const hd_strings *rows,
                         hd_project **ret) HD_MUST_USE;

/*
 * Rows of the version table of the command's database; application_name is that of the
 * command. Errors: those of hd_session_open and hd_version_table_read.
 */
hd_error *hd_app_rows(TALLOC_CTX *ctx, hd_app *app, hd_strings *ret) HD_MUST_USE;

/* Both, the files being read while the server is asked. */
hd_error *hd_app_rows_and_project(TALLOC_CTX *ctx, hd_app *app, hd_strings *rows,
                                  hd_project **ret) HD_MUST_USE;

/*
 * A connection for commands on files that go on without a database: one try to reach it, and an
 * embedded cluster that was never started is not made for this.
 *
 *   ret  NULL when no database could be asked (a remark says why)
 */
hd_error *hd_app_connect_if_reachable(TALLOC_CTX *ctx, hd_app *app, hd_conn **ret) HD_MUST_USE;

/*
 * The rows for commands on files that go on without a database: one try to reach it, and an
 * embedded cluster that was never started is not made for this.
 *
 *   known  false when no database could be asked (a remark says why)
 */
hd_error *hd_app_rows_if_reachable(TALLOC_CTX *ctx, hd_app *app, hd_strings *ret,
                                   bool *known) HD_MUST_USE;

/* Options of the commands that make a revision. */
extern const hd_option hd_option_message;      /* -m, --message TEXT */
extern const hd_option hd_option_branch_label; /* --branch-label LABEL, repeats */
extern const hd_option hd_option_rev_id;       /* --rev-id ID */
extern const hd_option hd_option_splice;       /* --splice */

/*
 * Writes a new revision file and runs the post-write hooks on it. Says "Generating PATH
 * ...  done" on stdout, as Alembic does, or with --json prints the revision.
 *
 * Errors: those of writing; HD_IO for a hook that fails (the file stays).
 */
hd_error *hd_app_write_revision(hd_app *app, const hd_new_file *file) HD_MUST_USE;

/* "VERB PATH ...  done" on stdout unless quiet or --json; FAILED in the place of done for an error.
 */
void hd_app_status(const hd_app *app, const char *verb, const char *path, bool done);

/* Opens the file in the user's editor ($EDITOR, $VISUAL, or the first one that is there). */
hd_error *hd_app_edit(hd_app *app, const char *path) HD_MUST_USE;
