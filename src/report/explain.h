/* What a report says about itself. */
#pragma once

#include "base/buf.h"
#include "report/library.h"

/* All reports by group, one line each. */
void hd_report_print_list(hd_buf *out, const hd_reports *reports);
void hd_report_print_list_json(hd_buf *out, const hd_reports *reports);

/* What it reads, why, what it needs, when rows are bad, what to do then, and its SQL. */
void hd_report_print_explain(hd_buf *out, const hd_report *report);
