/* "howdah show" for reports. */
#pragma once

#include "cli/command.h"
#include "report/library.h"

extern const hd_option hd_option_csv;           /* --csv */
extern const hd_option hd_option_markdown;      /* --markdown */
extern const hd_option hd_option_expanded;      /* -x is Alembic's: --expanded only */
extern const hd_option hd_option_sort;          /* --sort COLUMN */
extern const hd_option hd_option_limit;         /* --limit N */
extern const hd_option hd_option_watch;         /* --watch SECONDS */
extern const hd_option hd_option_all_databases; /* --all-databases */
extern const hd_option hd_option_explain;       /* --explain */
extern const hd_option hd_option_param;         /* --param NAME=VALUE, repeats */

/* The built-in reports and those of the project's folder "reports". */
hd_error *hd_app_reports(TALLOC_CTX *ctx, const hd_app *app, hd_report_library **ret) HD_MUST_USE;

/* Runs and prints the report as the options say. Errors: HD_USAGE, HD_DATABASE, HD_CONFIG. */
hd_error *hd_app_show_report(hd_app *app, const hd_report *report) HD_MUST_USE;

/* All reports, by group. */
hd_error *hd_app_list_reports(hd_app *app, const hd_report_library *library) HD_MUST_USE;
