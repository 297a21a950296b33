/* The text of a report file, parsed. Pure. */
#pragma once

#include "report/report.h"

/*
 * Parses a report. The result belongs to ctx and does not refer to text.
 *
 *   name  that of the file without ".sql"; the header must say the same
 *   path  for messages
 *
 * Errors: HD_CONFIG with the place of what is wrong.
 */
hd_error *hd_report_parse(TALLOC_CTX *ctx, const char *name, const char *path, const char *text,
                          hd_report **ret) HD_MUST_USE;

/*
 * Parses a variant file and adds its SQL to the report (whose owner must be the report
 * itself). Variants must come in the order of their versions.
 *
 * Errors: HD_CONFIG with the place.
 */
hd_error *hd_report_parse_variant(hd_report *report, const char *path,
                                  const char *text) HD_MUST_USE;
