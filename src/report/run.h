/*
 * Running a report in a safe session: each question in a read-only transaction of its own, by
 * the extended protocol (one statement, never two), with lock_timeout 50 ms,
 * statement_timeout 5 s and only pg_catalog in the search path. All of it is set for the
 * transaction only, so it holds behind a pooler too.
 *
 * What waits behind a lock, takes too long, or may not be seen does not fail the run: the
 * result has a note that says what and how to get it.
 */
#pragma once

#include "pg/conn.h"
#include "report/report.h"

/* Something that is missing from the answer, and why. */
typedef struct hd_report_note {
    const char *text; /* "needs role pg_monitor: ..." */
    const char *how;  /* SQL or a sentence: how to get it; or NULL */
    bool missing;     /* rows are missing; otherwise only parts of values */
} hd_report_note;

typedef struct hd_report_row {
    const char **values; /* one for each column; NULL for SQL NULL */
    enum hd_level level;
} hd_report_row;

/* The answer to one section. */
typedef struct hd_report_table {
    const hd_report_section *section;
    const char *title; /* of the key that it is about, or NULL */
    HD_VEC(hd_report_row) rows;
} hd_report_table;

typedef struct hd_report_result {
    const hd_report *report;
    HD_VEC(hd_report_table) tables;
    HD_VEC(hd_report_note) notes;
    uint64_t took_ms;
} hd_report_result;

/*
 * Runs it.
 *
 *   params  one for each of report->params; NULL for SQL NULL
 *   ret     refers to the report
 *
 * Errors: HD_DATABASE; HD_CONFIG when the answer's columns are not those of the header;
 * HD_CONFLICT when the server is older than PostgreSQL 14.
 */
hd_error *hd_report_run(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                        const char *const params[], hd_report_result **ret) HD_MUST_USE;

/*
 * The SQL of the report's first section for this server, for those who send many reports in one
 * message. The caller sees to the safe session (hd_sql_engine_settings) and judges the rows.
 *
 *   lack  what the report needs and has not got; then *ret is NULL
 *
 * Errors: HD_DATABASE; HD_CONFLICT as above. The server is asked only about extensions that the
 * report needs.
 */
hd_error *hd_report_statement(TALLOC_CTX *ctx, hd_conn *conn, const hd_report *report,
                              hd_report_note *lack, const char **ret) HD_MUST_USE;

/* A pattern as psql has it ("users", "public.*", "ord?r") as the regular expression that
 * reports match against "schema.name" or "name"; NULL gives NULL. */
char *hd_report_pattern(TALLOC_CTX *ctx, const char *pattern);

/* How bad a row of the first section is. */
enum hd_level hd_report_judge(const hd_report *report, const char *const values[]);
