/*
 * Renames that somebody has told. They are run on the old side before the two are compared:
 * PostgreSQL then writes the new names into whatever uses them.
 */
#pragma once

#include "base/error.h"
#include "catalog/rename.h"
#include "diff/diff.h"

typedef struct hd_rename_step {
    char *sql;          /* without semicolon */
    char *inverse;      /* what undoes it; to be run in the opposite order */
    const hd_fact *old; /* as it was on the old side */
    const hd_fact *new;
} hd_rename_step;

typedef HD_VEC(hd_rename_step) hd_rename_steps;

/*
 * The statements for those renames whose old name the old side has, and whose new one it has not:
 * a comment in a model may stay there when the database has been renamed. What contains
 * others comes first.
 *
 * Errors: HD_CONFLICT when two things are to get the same old one.
 */
hd_error *hd_rename_plan(TALLOC_CTX *ctx, const hd_snapshot *from, const hd_renames *renames,
                         hd_rename_steps *ret) HD_MUST_USE;

/*
 * Reads "TABLE.COLUMN=NEW", "[SCHEMA.]NAME=NEW": the old name, and the new one without what
 * contains it. Any kind of thing is meant that the old side has by that name, and the new side by
 * the other one.
 *
 * Errors: HD_USAGE when it cannot be read, or is about nothing or several things.
 */
hd_error *hd_rename_parse(TALLOC_CTX *ctx, const char *text, const hd_snapshot *from,
                          const hd_snapshot *to, hd_renames *ret) HD_MUST_USE;
