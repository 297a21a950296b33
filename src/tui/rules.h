/* The reports whose thresholds the screen shares with "howdah doctor", and whose rows it shows. */
#pragma once

#include "report/run.h"

enum hd_rule {
    /* judged with the values of a session */
    HD_RULE_TRANSACTIONS,
    HD_RULE_LONG_QUERIES,
    HD_RULE_LOCKS,
    HD_RULE_CONNECTIONS,
    /* asked with every refresh */
    HD_RULE_XMIN,
    HD_RULE_WRAPAROUND,
    HD_RULE_SLOTS,
    HD_RULE_REPLICATION,
    HD_RULE_STANDBY,
    HD_RULE_ARCHIVER,
    HD_RULE_COUNT,
};
enum { HD_RULE_FIRST_ASKED = HD_RULE_XMIN };

extern const char *const hd_rule_reports[HD_RULE_COUNT]; /* names of the reports */

typedef struct hd_rules {
    const hd_report *reports[HD_RULE_COUNT];
} hd_rules;

/* A value of a row by the name of its column. */
typedef struct hd_fact {
    const char *column;
    const char *value;
} hd_fact;

/* How bad a row with these values is, and NULL in all other columns. */
enum hd_level hd_rules_judge(const hd_report *report, const hd_fact facts[], size_t count);

/* The value of a row of the report's answer by the name of its column; NULL for SQL NULL. */
const char *hd_rules_value(const hd_report *report, const hd_rows *rows, size_t row,
                           const char *column);

/* How bad that row is. */
enum hd_level hd_rules_level(const hd_report *report, const hd_rows *rows, size_t row);
