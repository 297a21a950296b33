#include "report/report.h"

#include <ctype.h>

enum { MAX_VERSION = 99 };

const char *const hd_unit_names[] = {
    [HD_UNIT_TEXT] = "text",       [HD_UNIT_SQL] = "sql",         [HD_UNIT_INT] = "int",
    [HD_UNIT_COUNT] = "count",     [HD_UNIT_NUMBER] = "number",   [HD_UNIT_BOOL] = "bool",
    [HD_UNIT_BYTES] = "bytes",     [HD_UNIT_SECONDS] = "seconds", [HD_UNIT_MS] = "ms",
    [HD_UNIT_PERCENT] = "percent", [HD_UNIT_TIME] = "time",
};
const size_t hd_unit_count = HD_COUNT(hd_unit_names);

const struct hd_report_group hd_report_groups[] = {
    {"objects", "What there is"},
    {"sizes", "Sizes and rows"},
    {"activity", "Sessions and locks"},
    {"indexes", "Indexes and keys"},
    {"vacuum", "Vacuum, bloat, wraparound"},
    {"queries", "Queries and cache"},
    {"server", "The server"},
    {"replication", "Replication and archive"},
    {"security", "Security"},
    {"project", "This project"},
};
const size_t hd_report_group_count = HD_COUNT(hd_report_groups);

bool hd_unit_is_number(enum hd_unit unit)
{
    return unit != HD_UNIT_TEXT && unit != HD_UNIT_SQL && unit != HD_UNIT_BOOL &&
           unit != HD_UNIT_TIME;
}

const char *hd_level_name(enum hd_level level)
{
    static const char *const names[] = {"ok", "warning", "critical"};

    return names[level];
}

int hd_report_version(const char *text)
{
    char *end = NULL;
    long major = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : 0;
    long minor = 0;

    if (end == NULL || major < 1 || major > MAX_VERSION)
        return 0;
    if (*end == '.' && isdigit((unsigned char)end[1]))
        minor = strtol(end + 1, &end, 10);
    return *end == '\0' && minor <= MAX_VERSION ? (int)(major * 1000 + minor) : 0;
}

bool hd_report_number(const char *text, double *ret)
{
    static const struct {
        const char *name;
        double factor;
    } units[] = {
        {"", 1},       {"%", 1},     {"s", 1},        {"min", 60},        {"h", 3600},
        {"d", 86400},  {"kB", 1024}, {"MB", 1048576}, {"GB", 1073741824}, {"TB", 1099511627776.0},
        {"ms", 0.001},
    };
    char *end = NULL;
    double number = isdigit((unsigned char)*text) ? strtod(text, &end) : 0;

    for (size_t i = 0; end != NULL && i < HD_COUNT(units); i++)
        if (strcmp(end, units[i].name) == 0) {
            *ret = number * units[i].factor;
            return true;
        }
    return false;
}
