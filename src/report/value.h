/* Values of a report as people read them. */
#pragma once

#include "report/report.h"

/* "1.4 GB", "3 min 05 s", "1,204", "yes"; of other units the value itself. value is not NULL. */
char *hd_report_value(TALLOC_CTX *ctx, enum hd_unit unit, const char *value);
