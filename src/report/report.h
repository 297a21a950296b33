/*
 * A report: one question about a PostgreSQL server, as one .sql file whose header says what it
 * tells, its columns with their units, what it needs, and when its rows are bad. The files of
 * src/report/sql/ are built in; a project's reports/ folder adds to them (or replaces one of
 * the same name). The grammar of the header is in docs/reports.md, and header.c is the only
 * parser of it: the build runs it over the built-in files.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

/* What a value is, and so how it is shown; the exact value has the unit of the comment. */
enum hd_unit {
    HD_UNIT_TEXT,
    HD_UNIT_SQL, /* statements, one line in a table */
    HD_UNIT_INT, /* a number that names something: pid, oid, port */
    HD_UNIT_COUNT,
    HD_UNIT_NUMBER,
    HD_UNIT_BOOL,
    HD_UNIT_BYTES,
    HD_UNIT_SECONDS, /* a duration, in seconds */
    HD_UNIT_MS,      /* a duration, in milliseconds */
    HD_UNIT_PERCENT, /* 0 to 100 */
    HD_UNIT_TIME,    /* a moment, with its time zone */
};

typedef struct hd_report_column {
    const char *name;
    enum hd_unit unit;
    const char *about;
} hd_report_column;

typedef struct hd_report_param {
    const char *name;
    const char *standard; /* default; NULL: SQL NULL */
    const char *about;
} hd_report_param;

enum hd_need_kind {
    HD_NEED_EXTENSION,
    HD_NEED_ROLE,
    HD_NEED_SUPERUSER,
    HD_NEED_TABLE,
    HD_NEED_SERVER,
};

typedef struct hd_report_need {
    enum hd_need_kind kind;
    const char *name; /* of the extension or role; of the table with its schema; the server's major
                         version */
    const char *version; /* least version of the extension, or NULL */
    const char *why;
    bool required; /* without it the report cannot run; otherwise it tells less */
} hd_report_need;

enum hd_level { HD_LEVEL_OK, HD_LEVEL_WARNING, HD_LEVEL_CRITICAL };

/* "column >= warning critical": a bound for each level; NULL for none. */
typedef struct hd_report_bound {
    size_t column;
    char op; /* '>' at least, '<' at most, '=' equal */
    const char *warning;
    const char *critical;
} hd_report_bound;

/* A row is as bad as the least bad of the bounds; all of one rule must hold. */
typedef struct hd_report_rule {
    HD_VEC(hd_report_bound) bounds;
    uint64_t for_ms; /* how long it must hold before it is worth an alert */
} hd_report_rule;

/* Another SQL for servers, or versions of an extension, from a version on. */
typedef struct hd_report_variant {
    const char *extension; /* NULL: the server */
    int version;           /* see hd_report_version */
    const char *sql;
} hd_report_variant;

typedef struct hd_report_section {
    const char *title; /* "" for the only one */
    HD_VEC(hd_report_column) columns;
    const char *sql;
    HD_VEC(hd_report_variant) variants; /* the last that fits is taken */
} hd_report_section;

typedef struct hd_report {
    const char *name;
    const char *title;
    const char *group; /* a key of hd_report_groups */
    const char *tells;
    const char *omits;
    const char *advice;
    const char *source;
    hd_strings aliases;
    bool heavy;        /* reads data or many files: runs only when asked for */
    bool around_locks; /* estimates or leaves out tables that others lock */
    bool cluster;      /* the answer is the same in every database of the server */
    HD_VEC(hd_report_param) params;
    HD_VEC(hd_report_need) needs;
    HD_VEC(hd_report_rule) rules;
    hd_strings subject; /* columns that name what a row is about */
    bool each;          /* the first section lists keys; the others run for each, with it as $1 */
    HD_VEC(hd_report_section) sections;
    const char *path; /* file of the project; NULL: built in */
} hd_report;

/* The headings under which reports are listed, in order. */
struct hd_report_group {
    const char *key;
    const char *title;
};
extern const struct hd_report_group hd_report_groups[];
extern const size_t hd_report_group_count;

extern const char *const hd_unit_names[]; /* by enum hd_unit */
extern const size_t hd_unit_count;
bool hd_unit_is_number(enum hd_unit unit);

/* "warning" */
const char *hd_level_name(enum hd_level level);

/* "17" is 17000, "1.11" is 1011; 0 for anything else. */
int hd_report_version(const char *text);

/* A bound or other value with its unit, "5min", "1GB", "80%", in the unit's exact measure. */
bool hd_report_number(const char *text, double *ret);
