/* Which files "howdah lint" is about, and what the project's settings say of rules. */
#pragma once

#include "cli/lint_print.h"

typedef struct hd_lint_request {
    hd_lint_options options;
    hd_lint_reading reading;
    hd_lint_severity *severities; /* by hd_lint_rule_index */
    hd_lint_severity fail_on;
    hd_strings paths;
    hd_lint_written written; /* of all revisions and all paths; where a fix is asked for */
    bool applied_known;
    hd_strings applied; /* ids of revisions that the database has */
} hd_lint_request;

/* Severities and limits from settings. Errors: HD_CONFIG for a rule that does not exist. */
hd_error *hd_lint_settings(TALLOC_CTX *ctx, hd_app *app, hd_lint_request *ret) HD_MUST_USE;

/*
 * The files of the command's arguments (files, folders, revisions; none: revisions that the
 * database lacks, or all), and what a database tells.
 */
hd_error *hd_lint_paths(TALLOC_CTX *ctx, hd_app *app, hd_lint_request *ret) HD_MUST_USE;
