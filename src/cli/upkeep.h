/* What "howdah analyze", "vacuum", "reindex" and "repack-advice" share. */
#pragma once

#include "care/space.h"
#include "care/upkeep.h"
#include "cli/command.h"

extern const hd_positional hd_upkeep_positionals[]; /* [TABLE]... */
extern const hd_option hd_option_schema;            /* -n, --schema SCHEMA, repeats */
extern const hd_option hd_option_jobs;              /* -j, --jobs N */
extern const hd_option hd_option_due;               /* --due */
extern const hd_option hd_option_upkeep_dry_run;    /* --dry-run */
extern const hd_option hd_option_upkeep_no_wait;    /* --no-wait */
extern const hd_option hd_option_yes;               /* --yes */

/* Finds the targets, asks where that is needed, does the work, tells the outcome. */
hd_error *hd_app_upkeep(hd_app *app, const hd_upkeep_choice *choice) HD_MUST_USE;

/*
 * Runs the built-in or project's report of that name, with the thresholds of the configuration.
 *
 *   targets  the rows that are wanted; NULL: all
 *   least    value for the parameter "least", or NULL
 */
hd_error *hd_app_verdicts(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn, const char *report,
                          const hd_upkeep_targets *targets, const char *least,
                          hd_report_result **ret) HD_MUST_USE;

/* hd_space_look with the reports that it needs. */
hd_error *hd_app_look_space(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                            const hd_upkeep_targets *targets, hd_spaces *ret) HD_MUST_USE;

/* "1.4 GB" */
char *hd_bytes_text(TALLOC_CTX *ctx, int64_t bytes);
/* "about 1.2 GB (1.0 GB to 1.4 GB)", "1.2 GB (measured)", "not known" */
char *hd_space_frees_text(TALLOC_CTX *ctx, const hd_space *space);
char *hd_space_indexes_text(TALLOC_CTX *ctx, const hd_space *space);
