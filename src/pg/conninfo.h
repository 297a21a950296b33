/* Connection strings: from what the user wrote to what libpq is given. */
#pragma once

#include "pg/conn.h"
#include "pg/failure.h"

/* Two arrays for PQconnectStartParams, each ending with NULL. */
typedef struct hd_conninfo {
    const char **keywords;
    const char **values;
    size_t count;
} hd_conninfo;

/*
 * The target's connection string, its database replaced when the target says so, with
 * our defaults where the string says nothing.
 *
 * Errors: HD_CONFIG for a string that libpq cannot read, or that it would misread: an @ or /
 * in a URL's password that was not written as %40 or %2F.
 */
hd_error *hd_conninfo_build(TALLOC_CTX *ctx, const hd_target *target,
                            hd_conninfo **ret) HD_MUST_USE;

/* The value that a connection (being made) has for a keyword, wherever it is from; or NULL. */
const char *hd_conninfo_effective(TALLOC_CTX *ctx, PGconn *pg, const char *keyword);

/* The value that a connection string has for a keyword; NULL when it has none or is wrong. */
char *hd_conninfo_value(TALLOC_CTX *ctx, const char *conninfo, const char *keyword);

/* info with only those of the hosts of pg that are not silent; NULL when none is left. */
hd_conninfo *hd_conninfo_without(TALLOC_CTX *ctx, PGconn *pg, const hd_conninfo *info,
                                 const silent_hosts *silent);

/*
 * A target as libpq's environment variables, for programs that connect themselves: passwords
 * must not stand in a command line. Items are "NAME=value"; keywords without a variable are
 * left out. Errors: as hd_conninfo_build.
 */
hd_error *hd_conninfo_environment(TALLOC_CTX *ctx, const hd_target *target,
                                  hd_strings *ret) HD_MUST_USE;
