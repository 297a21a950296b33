/* How "howdah lint" prints findings: for people, as JSON, as SARIF, for GitHub. */
#pragma once

#include "cli/command.h"
#include "migrate/lint/lint.h"

typedef struct hd_lint_file {
    const hd_lint_script *script;
    const char *shown; /* path from the working directory */
    hd_lint_findings findings;
} hd_lint_file;
typedef HD_VEC(hd_lint_file) hd_lint_files;

/* Notes are shown with verbose only. */
void hd_lint_print_people(const hd_lint_files *files, const hd_strings *spared, bool verbose,
                          bool color);

/* {"findings": [...], "ignored": [...], "files": N, "errors": N, "warnings": N, "notes": N} */
void hd_lint_print_json(const hd_lint_files *files, const hd_strings *spared);

/* SARIF 2.1.0 (OASIS): ignored findings stand in it with their reason. */
void hd_lint_print_sarif(const hd_lint_files *files, const hd_lint_severity *severities);

/* Workflow commands of GitHub Actions: ::error file=...,line=...,col=...,title=...::message */
void hd_lint_print_github(const hd_lint_files *files);

/* How many findings of this severity are not ignored. */
size_t hd_lint_count(const hd_lint_files *files, hd_lint_severity severity);

/* The table of rules: lines, or JSON; and all about one. */
void hd_lint_print_rules(const hd_lint_severity *severities);
void hd_lint_print_rules_json(const hd_lint_severity *severities);
void hd_lint_print_rule(const hd_lint_rule *rule, hd_lint_severity severity);
