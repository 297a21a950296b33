#include "tui/rules.h"

const char *const hd_rule_reports[HD_RULE_COUNT] = {
    [HD_RULE_TRANSACTIONS] = "transactions",
    [HD_RULE_LONG_QUERIES] = "long-queries",
    [HD_RULE_LOCKS] = "locks",
    [HD_RULE_CONNECTIONS] = "connections",
    [HD_RULE_XMIN] = "xmin",
    [HD_RULE_WRAPAROUND] = "wraparound",
    [HD_RULE_SLOTS] = "slots",
    [HD_RULE_REPLICATION] = "replication",
    [HD_RULE_STANDBY] = "standby",
    [HD_RULE_ARCHIVER] = "archiver",
};

static size_t column_find(const hd_report *report, const char *name)
{
    const hd_report_section *section = &report->sections.items[0];
    size_t i = 0;

    while (i < section->columns.count && strcmp(section->columns.items[i].name, name) != 0)
        i++;
    return i;
}

enum hd_level hd_rules_judge(const hd_report *report, const hd_fact facts[], size_t count)
{
    HD_SCRATCH(scratch);
    size_t columns = report->sections.items[0].columns.count;
    const char **values = hd_new_array(scratch, const char *, columns + 1);

    for (size_t i = 0; i < count; i++)
        values[column_find(report, facts[i].column)] = facts[i].value;
    return hd_report_judge(report, values);
}

const char *hd_rules_value(const hd_report *report, const hd_rows *rows, size_t row,
                           const char *column)
{
    size_t index = column_find(report, column);

    return index < hd_rows_columns(rows) ? hd_rows_text(rows, row, index) : NULL;
}

enum hd_level hd_rules_level(const hd_report *report, const hd_rows *rows, size_t row)
{
    HD_SCRATCH(scratch);
    size_t columns = report->sections.items[0].columns.count;
    const char **values = hd_new_array(scratch, const char *, columns + 1);

    for (size_t i = 0; i < columns && i < hd_rows_columns(rows); i++)
        values[i] = hd_rows_text(rows, row, i);
    return hd_report_judge(report, values);
}
