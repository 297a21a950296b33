/* The bad rows of reports, and other rules' verdicts, as one list of findings. */
#pragma once

#include "base/buf.h"
#include "report/run.h"

typedef struct hd_finding {
    enum hd_level level;
    const char *rule;     /* the report, or another rule's name */
    const char *group;    /* of reports, or "project" */
    const char *subject;  /* what it is about: "public.users"; NULL: all of it */
    const char *title;    /* what is wrong */
    const char *evidence; /* "used 96.3 %" */
    const char *advice;   /* what to do; or NULL */
    const char *fix;      /* SQL or command that does it, or NULL */
} hd_finding;

typedef HD_VEC(hd_finding) hd_findings;

/* Adds a finding for each bad row of the answer; texts belong to ctx. */
void hd_findings_add(TALLOC_CTX *ctx, const hd_report_result *result, hd_findings *findings);

/* Critical ones first; then by group and rule, as reports are listed. */
void hd_findings_sort(hd_findings *findings);

size_t hd_findings_count(const hd_findings *findings, enum hd_level level);

/* For people; notes are what could not be looked at. */
void hd_findings_print(hd_buf *out, const hd_findings *findings, const hd_strings *notes,
                       bool color);

/* {"findings": [...], "critical", "warning", "notes": [...]} */
void hd_findings_print_json(hd_buf *out, const hd_findings *findings, const hd_strings *notes);

/* One line as monitoring plugins print it, with performance data. */
void hd_findings_print_plugin(hd_buf *out, const hd_findings *findings, uint64_t took_ms);

/*
 * Replaces the bounds that a report's rules have for a column by "WARNING CRITICAL" ("-" for
 * none). Errors: HD_CONFIG when no rule has the column or a value makes no sense.
 */
hd_error *hd_report_set_bounds(hd_report *report, const char *column,
                               const char *value) HD_MUST_USE;
