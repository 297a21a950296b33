/*
 * The folders of revision files: which files count, in which order, and their
 * headers. Opens each file once at most and reads no more of it than its header needs.
 */
#pragma once

#include "migrate/files/revision.h"

typedef struct hd_directory_request {
    hd_strings locations; /* absolute folders */
    bool recursive;       /* their sub-folders, too; symbolic links to folders are not followed */
    const char *left_out; /* absolute folder that a recursive walk does not enter, or NULL */
    const char *cache;    /* the project's .howdah, to keep headers of large folders in; or NULL */
} hd_directory_request;

/*
 * Reads the headers of all revision files: by location, then the files of a folder
 * in the order of their names' bytes, then its sub-folders in that order.
 *
 * Files that count end in ".sql" and do not begin with "." or "__init__". A folder
 * that is not there has no files; one that was read already is not read again.
 *
 *   ret      appended to, with memory of ctx
 *   remarks  appended to: a line for the user when a folder holds Python revisions
 *            of Alembic
 *
 * Errors: those of hd_revision_parse; HD_IO.
 */
hd_error *hd_directory_read(TALLOC_CTX *ctx, const hd_directory_request *request, hd_revisions *ret,
                            hd_strings *remarks) HD_MUST_USE;

/*
 * The same in steps of less than a millisecond (more when files were not read before). Request,
 * ret and remarks must outlive the reading, which is a child of ctx; no step follows an error, or
 * more = false.
 */
typedef struct hd_directory_reading hd_directory_reading;
hd_directory_reading *hd_directory_begin(TALLOC_CTX *ctx, const hd_directory_request *request,
                                         hd_revisions *ret, hd_strings *remarks);
hd_error *hd_directory_step(hd_directory_reading *reading, bool *more) HD_MUST_USE;

/* Whether a file of this name in a version location is taken for a revision. */
bool hd_directory_takes(const char *name);
