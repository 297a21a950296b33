/* All reports at hand: those built in and those of the project's reports/ folder. */
#pragma once

#include "report/report.h"

/* A report file as it was written; made at build time by tools/embed_reports.py. */
struct hd_report_text {
    const char *name; /* without ".sql": "slow", "slow.v17" */
    const char *text;
};
extern const struct hd_report_text hd_report_texts[]; /* a report, then its variants */
extern const size_t hd_report_text_count;

typedef struct hd_report_library hd_report_library;
typedef HD_VEC(hd_report *) hd_reports;

/*
 * Opens the library; nothing is parsed yet.
 *
 *   folder  with the project's report files, or NULL; it need not exist
 *
 * Errors: HD_IO for files that cannot be read.
 */
hd_error *hd_report_library_open(TALLOC_CTX *ctx, const char *folder,
                                 hd_report_library **ret) HD_MUST_USE;

/*
 * The report of that name or alias; dashes and underscores are the same. *ret is NULL when
 * there is none.
 *
 * Errors: HD_CONFIG for a file of the project that is wrong.
 */
hd_error *hd_report_find(TALLOC_CTX *ctx, const hd_report_library *library, const char *name,
                         hd_report **ret) HD_MUST_USE;

/* All of them, by name. Errors: HD_CONFIG for the first that is wrong. */
hd_error *hd_report_list(TALLOC_CTX *ctx, const hd_report_library *library,
                         hd_reports *ret) HD_MUST_USE;
