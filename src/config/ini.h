/*
 * Files in the form that Python's ConfigParser reads, since an alembic.ini is read
 * as it is: keys in any case, "=" or ":", values that go on in indented lines,
 * full-line comments only, [DEFAULT], "%(key)s" and "%%".
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_ini_entry {
    const char *section;
    const char *key;   /* lower case */
    const char *value; /* as written, not interpolated; its lines are joined by newlines */
    size_t line;       /* from 1 */
    size_t offset;     /* of the key in the text, in bytes */
} hd_ini_entry;

/* A "[name]" line. */
typedef struct hd_ini_section {
    const char *name;
    size_t line;
    size_t offset;
} hd_ini_section;

typedef struct hd_ini {
    const char *path;   /* for messages */
    const char *folder; /* what %(here)s stands for */
    const char *text;   /* the whole file */
    HD_VEC(hd_ini_entry) entries;
    HD_VEC(hd_ini_section) sections;
} hd_ini;

/*
 * Parses the text of a file.
 *
 * Errors: HD_CONFIG with the place: a line that is neither section, key nor
 * comment; a section or key that stands there twice; more than 4096 keys.
 */
hd_error *hd_ini_parse(TALLOC_CTX *ctx, const char *path, const char *folder, const char *text,
                       hd_ini **ret) HD_MUST_USE;

bool hd_ini_has_section(const hd_ini *ini, const char *section);

/* The entry of that key in this very section, or NULL. */
const hd_ini_entry *hd_ini_find_own(const hd_ini *ini, const char *section, const char *key);

/* The same, else the one of [DEFAULT], else NULL. */
const hd_ini_entry *hd_ini_find(const hd_ini *ini, const char *section, const char *key);

/* Says what %(key)s stands for when the file does not; NULL when it does not know either. */
typedef const char *hd_ini_lookup_fn(const char *key, const void *arg);

/*
 * The value of an entry with %(key)s replaced by the value of that key in the given
 * section, in [DEFAULT], "here", or what lookup says.
 *
 *   section  usually entry->section; for an entry of [DEFAULT], the section that uses it
 *   lookup   may be NULL
 *
 * Errors: HD_CONFIG with the place: a percent sign that begins nothing, a key
 * that is not there, values that refer to each other.
 */
hd_error *hd_ini_value(TALLOC_CTX *ctx, const hd_ini *ini, const char *section,
                       const hd_ini_entry *entry, hd_ini_lookup_fn *lookup, const void *arg,
                       char **ret) HD_MUST_USE;

/* Gives an error its place in the file; a password in the line that is shown is masked. */
hd_error *hd_ini_error(const hd_ini *ini, size_t offset, hd_error *err) HD_MUST_USE;
