/*
 * The names of new revision files: moment, slug, and the template that puts
 * them together. Forms and limits are those of Alembic's file_template.
 */
#pragma once

#include <time.h>

#include "base/error.h"

/* A moment, as the calendar of one time zone has it. */
typedef struct hd_moment {
    time_t epoch;      /* seconds since 1970, UTC */
    long microseconds; /* 0 .. 999999 */
    struct tm calendar;
    bool zoned; /* a time zone was asked for: the text carries its offset */
} hd_moment;

/*
 * Now, in the named time zone ("Europe/Berlin"); NULL or "": in the local one.
 *
 * Errors: HD_CONFIG when there is no such zone.
 * Source: names and data of the IANA time zone database (/usr/share/zoneinfo, TZDIR).
 */
hd_error *hd_moment_now(const char *name, hd_moment *ret) HD_MUST_USE;

/* "2026-11-22 08:12:09.123456", with "+01:00" behind it when zoned. */
char *hd_moment_text(TALLOC_CTX *ctx, const hd_moment *moment);

/*
 * The message as part of a name: runs of letters, digits and "_" joined by "_", in lower
 * case; cut at max characters and then back to the last "_", with one "_" at its end.
 */
char *hd_slug(TALLOC_CTX *ctx, const char *message, size_t max);

/*
 * The name of a file (without ".sql", perhaps with folders) from a template such as
 * "%(year)d_%(month).2d-%(rev)s_%(slug)s".
 *
 *   rev  slashes in it become "_"
 *
 * Errors: HD_CONFIG for an unknown token or a form that does not fit its value.
 */
hd_error *hd_file_name(TALLOC_CTX *ctx, const char *template, const char *rev, const char *slug,
                       const hd_moment *moment, char **ret) HD_MUST_USE;
