/*
 * New revisions: what "revision" and "merge" ask for, checked against the
 * project and turned into a file that is not yet written.
 */
#pragma once

#include "migrate/files/naming.h"
#include "migrate/files/project.h"
#include "migrate/files/revision_file.h"

typedef struct hd_create_request {
    const char *message;      /* NULL: "empty message", and a file name without one */
    hd_strings heads;         /* names of the revisions that it revises; none: "head" */
    bool splice;              /* they need not be heads */
    hd_strings labels;        /* branch labels that the file gets */
    hd_strings depends_on;    /* names of revisions; a label stays one, all else becomes an id */
    const char *version_path; /* folder, from the working directory; NULL: found out */
    const char *id;           /* NULL: 12 random hexadecimal digits */
    const char *upgrade;      /* statements of the section; NULL: none */
    const char *downgrade;
} hd_create_request;

typedef struct hd_new_file {
    hd_revision revision; /* its path is where the file is to be */
    const char *text;
} hd_new_file;

/*
 * Checks everything and makes the text of the file, its sections ready to be filled.
 *
 * Errors with Alembic's words where it has some: HD_USAGE for an id with @ - + : in it, HD_CONFLICT
 * for several heads where one must be meant, a head twice, a revision that is no head without
 * splice, an id, label or file that is in use; HD_MISSING for revisions that cannot be located;
 * HD_CONFIG for settings that name no file.
 */
hd_error *hd_create_plan(TALLOC_CTX *ctx, const hd_project *project,
                         const hd_create_request *request, hd_new_file **ret) HD_MUST_USE;

/*
 * Where a file of this id and message belongs by file_template, in a version location.
 *
 * Errors: HD_CONFIG when the template makes a name that would not be read again,
 * HD_CONFLICT when there is such a file.
 */
hd_error *hd_create_path(TALLOC_CTX *ctx, const hd_project *project, const char *location,
                         const char *id, const char *message, const hd_moment *moment,
                         char **ret) HD_MUST_USE;
