/* A report's answer as text for people, or exactly for programs. */
#pragma once

#include "base/buf.h"
#include "report/run.h"

typedef struct hd_report_look {
    size_t width;  /* of the terminal: long texts are cut to fit; 0: nothing is cut */
    bool color;    /* bad rows are coloured */
    bool terminal; /* the output goes to one: what could drive it is escaped in CSV too */
} hd_report_look;

/* Units people read; columns stand under each other. Sections without rows are left out. */
void hd_report_print_aligned(hd_buf *out, const hd_report_result *result,
                             const hd_report_look *look);

/* One "column  value" line for each value. */
void hd_report_print_expanded(hd_buf *out, const hd_report_result *result,
                              const hd_report_look *look);

/* Units people read, as a Markdown table. */
void hd_report_print_markdown(hd_buf *out, const hd_report_result *result);

/* Exact values; RFC 4180, sections parted by an empty line. */
void hd_report_print_csv(hd_buf *out, const hd_report_result *result, const hd_report_look *look);

/*
 * Exact values: {"report", "title", "columns": [{"name", "unit"}], "rows": [{...}], "notes"};
 * with several sections "sections": [{"title", "about", "columns", "rows"}].
 */
void hd_report_print_json(hd_buf *out, const hd_report_result *result);

/*
 * Sorts the rows of every table that has the column: numbers from the greatest, other values
 * from A; NULL last.
 *
 *   order  "COLUMN", "COLUMN:asc" or "COLUMN:desc"
 *
 * Errors: HD_USAGE when no table has it.
 */
hd_error *hd_report_sort(hd_report_result *result, const char *order) HD_MUST_USE;

/* Leaves at most count rows in each table. */
void hd_report_limit(hd_report_result *result, size_t count);

/*
 * Adds the answer that the same report gave in another database (or in the first one, when into
 * is still empty). Rows of reports with one table get the database as their first column.
 * Takes over from.
 */
void hd_report_merge(hd_report_result *into, hd_report_result *from, const char *database);
