/*
 * What is configured: each value with the place that it came from.
 *
 * Sources in order of precedence: command line, environment variable, the
 * section of the named environment ("[env production]"), the file
 * (howdah.ini, or an alembic.ini as it is), default. The table of settings is
 * in settings.c: a row for each, from which "howdah config show", the
 * documentation and the parser are made.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"
#include "config/settings.h"

typedef struct hd_config hd_config;

/* What the command line says; NULL where it says nothing. */
typedef struct hd_config_request {
    const char *path;    /* -c FILE */
    const char *section; /* -n NAME: ini section instead of [howdah] / [alembic] */
    const char *env;     /* --env NAME */
    const char *url;     /* --url URL */
    bool quiet;          /* -q: what happens by the way is not told */
} hd_config_request;

/*
 * Finds and reads the configuration: request->path, else HOWDAH_CONFIG or
 * ALEMBIC_CONFIG, else howdah.ini or alembic.ini in the working directory or the
 * nearest parent that has one, else defaults only.
 *
 * Errors: HD_MISSING for a file that was named and is not there, HD_CONFIG with
 * file and line for one that is wrong.
 */
hd_error *hd_config_load(TALLOC_CTX *ctx, const hd_config_request *request,
                         hd_config **ret) HD_MUST_USE;

/*
 * File that was read (absolute), or NULL; and the folder that relative paths start from:
 * that of the file; for an Alembic file that was named, the working directory, as
 * Alembic has it; without a file, the working directory.
 */
const char *hd_config_file(const hd_config *config);
const char *hd_config_folder(const hd_config *config);

/* Value of a setting of the table (asserted), its default included; NULL when it has none. */
const char *hd_config_get(const hd_config *config, const char *name);
bool hd_config_get_bool(const hd_config *config, const char *name);
uint64_t hd_config_get_ms(const hd_config *config, const char *name); /* checked when loaded */
int64_t hd_config_get_int(const hd_config *config, const char *name);

/* Whether what happens by the way (an embedded server that starts) is not told. */
bool hd_config_quiet(const hd_config *config);

/*
 * hd_config_get(config, "url") is what libpq takes: a URL or keyword string, "" when
 * libpq's own variables name the server, NULL for the embedded cluster. The database in it may
 * be replaced: this is the name for hd_target.dbname, or NULL when the URL, the
 * service or PGDATABASE names one.
 */
const char *hd_config_database(const hd_config *config);

/* Where a value came from. */
enum hd_config_source {
    HD_SOURCE_DEFAULT,
    HD_SOURCE_FILE,     /* the file's main section, [models], ... */
    HD_SOURCE_ENV,      /* section of the named environment */
    HD_SOURCE_VARIABLE, /* environment variable */
    HD_SOURCE_FLAG,     /* command line */
};

typedef struct hd_config_value {
    const char *value; /* what hd_config_get gives */
    const char *shown; /* for people: as it was written, passwords masked; NULL: no value */
    enum hd_config_source kind;
    const char *source; /* "--url", "HOWDAH_URL", "howdah.ini:12", "default" */
} hd_config_value;

/* All about the value of a setting of the table (asserted). */
const hd_config_value *hd_config_value_of(const hd_config *config, const char *name);

/* hd_config_value_of(config, name)->source */
const char *hd_config_source(const hd_config *config, const char *name);

/* One line each: settings that were read but cannot be honoured, and why. Said once by the
 * dispatcher. */
const hd_strings *hd_config_remarks(const hd_config *config);

/* All keys and values of a section that is not made of settings, such as post_write_hooks. */
typedef struct hd_config_pair {
    const char *key;
    const char *value;
    const char *source; /* "howdah.ini:12" */
} hd_config_pair;
typedef HD_VEC(hd_config_pair) hd_config_pairs;

/* Interpolated; items belong to ctx; nothing when there is no such section. Errors: HD_CONFIG. */
hd_error *hd_config_section(TALLOC_CTX *ctx, const hd_config *config, const char *section,
                            hd_config_pairs *ret) HD_MUST_USE;

/* The names of the file's environments ("[env NAME]"), in its order; appended, borrowed. */
void hd_config_environments(TALLOC_CTX *ctx, const hd_config *config, hd_strings *ret);

/* A copy of a text in which the password of each URL and keyword string is "***". */
char *hd_config_mask_url(TALLOC_CTX *ctx, const char *text);
