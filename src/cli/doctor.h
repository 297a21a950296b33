/* What "howdah doctor" gathers. */
#pragma once

#include "cli/command.h"
#include "report/finding.h"

typedef struct hd_diagnosis {
    hd_findings findings; /* sorted; silenced ones left out */
    hd_strings notes;     /* what could not be looked at, and silences that have expired */
} hd_diagnosis;

/*
 * Runs the judged reports that cost little, and in a project the rules about its files.
 *
 *   only  a group of reports, or NULL for all
 *
 * Errors: HD_DATABASE when the database cannot be reached, HD_CONFIG for thresholds and
 * silences that make no sense.
 */
hd_error *hd_app_diagnose(TALLOC_CTX *ctx, hd_app *app, const char *only,
                          hd_diagnosis *ret) HD_MUST_USE;

/*
 * Section [thresholds] of the configuration, "REPORT.COLUMN = WARNING CRITICAL", for this
 * report. Errors: HD_CONFIG.
 */
hd_error *hd_app_set_thresholds(const hd_app *app, hd_report *report) HD_MUST_USE;
