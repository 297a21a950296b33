/*
 * Finds what makes a migration dangerous, in revision files and in any other SQL.
 *
 * A script is read into statements; each statement is parsed by PostgreSQL's own parser
 * and shown to the rules. A rule is one file in rules/ and one line in the list of
 * meson.build (rule.h says what a rule is). Beside the statement a rule sees what the
 * script did before, which statements share a transaction, and, when there is one, the
 * catalog of a database. Pure but for loading.
 */
#pragma once

#include "migrate/files/body.h"
#include "migrate/lint/catalog.h"
#include "migrate/plan.h"
#include "parse/locks.h"

typedef enum hd_lint_severity {
    HD_LINT_OFF,
    HD_LINT_NOTE,
    HD_LINT_WARNING,
    HD_LINT_ERROR,
} hd_lint_severity;

const char *hd_lint_severity_name(hd_lint_severity severity); /* "off", "note", "warning", ... */
bool hd_lint_severity_parse(const char *name, hd_lint_severity *ret);

typedef struct hd_lint_rule hd_lint_rule;
extern const hd_lint_rule *const hd_lint_rules[]; /* in byte order of their names */
extern const size_t hd_lint_rule_count;

/* The rule of that name, or NULL; where it stands in the table. */
const hd_lint_rule *hd_lint_rule_find(const char *id);
size_t hd_lint_rule_index(const hd_lint_rule *rule);

/* ---- scripts ---- */

typedef enum hd_lint_section {
    HD_LINT_PLAIN, /* a file that is no revision: psql runs it */
    HD_LINT_UPGRADE,
    HD_LINT_DOWNGRADE,
} hd_lint_section;

/* What a statement does to the transaction of a plain file. */
typedef enum hd_lint_control {
    HD_LINT_CONTROL_NONE,
    HD_LINT_CONTROL_BEGIN,
    HD_LINT_CONTROL_END,
} hd_lint_control;

typedef struct hd_lint_statement {
    const char *sql; /* without the semicolon */
    size_t offset;   /* of its first byte in the file */
    const hd_sql_facts *facts;
    hd_lint_control control;
    size_t transaction; /* statements of one section with the same number share one */
    bool in_block;      /* a plain file: a transaction is open when it begins */
    bool batched;       /* runs in many short transactions */
    bool data_moved;    /* "-- howdah: data-moved": what it drops is somewhere else by then */
    const hd_lint_ignore *ignores;
    size_t ignore_count;
} hd_lint_statement;

typedef struct hd_lint_part {
    hd_lint_section section;
    const char *lock_timeout; /* option of the section, or NULL */
    HD_VEC(hd_lint_statement) statements;
} hd_lint_part;

typedef struct hd_lint_script {
    const char *path; /* as it was given */
    const char *text; /* as the file has it */
    size_t len;
    const hd_revision *revision; /* NULL: a plain file */
    HD_VEC(hd_lint_part) parts;
    hd_error *refused; /* why howdah or psql would not run it (then there are no parts), or NULL */
} hd_lint_script;

typedef struct hd_lint_reading {
    hd_transaction_mode mode; /* the runner's, for revisions */
    bool single_transaction;  /* plain files run in one, as with psql -1 */
} hd_lint_reading;

/*
 * Reads a file: a revision when it has the header of one, else a plain file, in which psql's
 * backslash commands and the data of COPY are passed over. A file that howdah or a server
 * would refuse as it is written is no error here: refused says why.
 *
 * Errors: HD_MISSING, HD_IO.
 */
hd_error *hd_lint_script_load(TALLOC_CTX *ctx, const char *path, const hd_lint_reading *reading,
                              hd_lint_script **ret) HD_MUST_USE;

/* The same from text, which is copied. Never fails. */
hd_lint_script *hd_lint_script_parse(TALLOC_CTX *ctx, const char *path, const char *text,
                                     size_t len, const hd_lint_reading *reading);

/* ---- findings ---- */

/* text[start .. end) of the file gives way to another text. */
typedef struct hd_lint_fix {
    size_t start;
    size_t end;
    const char *text;
    bool
        alone; /* its statements must not share a transaction: the section becomes no-transaction */
    const char
        *assumes; /* what it takes for no partitioned table, because nothing tells; or NULL */
} hd_lint_fix;

typedef struct hd_lint_finding {
    const hd_lint_rule *rule;
    hd_lint_severity severity;
    hd_lint_section section;
    size_t offset;
    size_t line;        /* from 1 */
    size_t column;      /* from 1, in characters */
    const char *source; /* the line without its end */
    const char *message;
    const hd_lint_fix *fix; /* or NULL */
    const char *ignored;    /* the reason of a comment that puts up with it, or NULL */
} hd_lint_finding;

typedef HD_VEC(hd_lint_finding) hd_lint_findings;

/* A table or an index that scripts make. */
typedef struct hd_lint_written_table {
    const char *schema; /* "" when none was written */
    const char *name;
    char kind; /* of pg_class: r, p, i, I */
    bool has_default_partition;
} hd_lint_written_table;

typedef HD_VEC(hd_lint_written_table) hd_lint_written;

/* Adds what a script makes; strings are children of ctx. */
void hd_lint_written_add(TALLOC_CTX *ctx, const hd_lint_script *script, hd_lint_written *ret);

typedef struct hd_lint_options {
    const hd_lint_severity *severities; /* by hd_lint_rule_index; NULL: as the rules have it */
    const hd_lint_catalog *catalog;     /* or NULL */
    const hd_lint_written *written;     /* asked where the catalog has nothing; or NULL */
    bool trust_sizes;                   /* a table that is small in the catalog is small */
    int64_t small_bytes;                /* up to this size a table is small */
    uint64_t lock_timeout_ms;           /* longer ones are too long */
    int64_t index_columns;              /* more are too many */
} hd_lint_options;

/* What is usual: every severity as the rule has it, no catalog. */
hd_lint_options hd_lint_options_default(void);

/*
 * Lints one script; findings are in order of their offsets, memory of ctx.
 *
 *   spared  appended to: "users (8 kB)" for each table that was not spoken of
 *           because it is small; may be NULL
 */
void hd_lint_run(TALLOC_CTX *ctx, const hd_lint_script *script, const hd_lint_options *options,
                 hd_lint_findings *ret, hd_strings *spared);

/*
 * Applies the fixes of findings that are not ignored, again and again until there are none
 * left, and gives the new text; NULL when there was nothing to fix.
 *
 *   fixed    appended to: "12: index-blocks-writes", a line (of the text at that time) and a rule
 *   assumed  appended to: what fixes took for no partitioned table, because nothing tells
 */
char *hd_lint_fix_script(TALLOC_CTX *ctx, const hd_lint_script *script,
                         const hd_lint_reading *reading, const hd_lint_options *options,
                         hd_strings *fixed, hd_strings *assumed);
