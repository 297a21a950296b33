/*
 * One revision: what its file says. docs/revision-file.md specifies the format.
 */
#pragma once

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_revision {
    const char *id;
    hd_strings down;         /* "Revises:"; empty for a base */
    hd_strings depends_on;   /* "Depends On:", ids or labels as written */
    hd_strings labels;       /* "Branch Labels:" of this file only */
    hd_strings replaces;     /* "Replaces:": ids that a squash took the place of; mostly empty */
    const char *message;     /* text up to the first empty comment line, lines joined by a blank */
    const char *doc;         /* the whole text of the header without the "Name: value" lines */
    const char *create_date; /* as written, or NULL */
    const char *path;        /* absolute */
    const char *file_sha256; /* of the whole file when its header was read; NULL: not taken */
} hd_revision;

typedef HD_VEC(const hd_revision *) hd_revisions;
