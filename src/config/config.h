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

typedef struct hd_config hd_config;

/* What the command line says; NULL where it says nothing. */
typedef struct hd_config_request {
    const char *path;    /* -c FILE */
    const char *section; /* -n NAME: ini section instead of [howdah] / [alembic] */
    const char *env;     /* --env NAME */
    const char *url;     /* --url URL */
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

/* File that was read (absolute), or NULL; and the folder that relative paths start from. */
const char *hd_config_file(const hd_config *config);
const char *hd_config_folder(const hd_config *config);

/* Value of a setting of the table (asserted), its default included; NULL when it has none. */
const char *hd_config_get(const hd_config *config, const char *name);
bool hd_config_get_bool(const hd_config *config, const char *name);
uint64_t hd_config_get_ms(const hd_config *config, const char *name); /* checked when loaded */
int64_t hd_config_get_int(const hd_config *config, const char *name);

/* One line each: settings that were read but cannot be honoured, and why. Said once by the
 * dispatcher. */
const hd_strings *hd_config_remarks(const hd_config *config);

/* All keys and values of a section that is not made of settings, such as post_write_hooks. */
typedef struct hd_config_pair {
    const char *key;
    const char *value;
} hd_config_pair;
typedef HD_VEC(hd_config_pair) hd_config_pairs;
const hd_config_pairs *hd_config_section(const hd_config *config, const char *section);
