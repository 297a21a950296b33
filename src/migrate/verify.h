/*
 * Revisions tried on a scratch database: each up, down and up again, the schema compared at
 * each stop, and rows that were there too.
 */
#pragma once

#include <uv.h>

#include "migrate/files/project.h"

typedef enum hd_tried {
    HD_TRIED_NOT, /* irreversible, or something before it has failed */
    HD_TRIED_OK,
    HD_TRIED_FAILED,
} hd_tried;

/* One revision. */
typedef struct hd_verified {
    const hd_revision *revision;
    hd_tried up, down, again;
    const char *irreversible; /* why; NULL: it is not */
    hd_strings problems;      /* a line each: what failed, what is another schema than it was */
    hd_strings losses;        /* a line each: rows and values that do not come back, as they cannot
                                 when what they are in goes */
    uint64_t ms;
} hd_verified;

typedef struct hd_verification {
    HD_VEC(hd_verified) revisions; /* in the order in which they were run */
    hd_tried models; /* whether the heads make what the models declare; NOT: not asked */
    hd_strings model_problems;
    size_t left;     /* revisions that could not be run behind an upgrade that failed */
    size_t failures; /* revisions with problems, and the models */
} hd_verification;

typedef struct hd_verify_request {
    uv_loop_t *loop;
    const hd_project *project;
    const char *command;      /* for application_name */
    const hd_strings *ranges; /* revisions and "A:B" (both included); none: all */
    void (*progress)(size_t done, size_t count, void *arg); /* before each revision; or NULL */
    void *arg;
} hd_verify_request;

/*
 * Tries them. What a revision does wrong is in the result; when all are all right, and none was
 * left out, the project's folder .howdah remembers it (hd_verify_is_known).
 *
 * Errors: HD_MISSING for revisions and seeds that are not there, HD_DATABASE when the rows of the
 * setting verify.seed cannot be put in; those of hd_scratch_connect; those of loading the models.
 */
hd_error *hd_verify(TALLOC_CTX *ctx, const hd_verify_request *request,
                    hd_verification **ret) HD_MUST_USE;

/* Whether the revisions have been verified as they are now. */
hd_error *hd_verify_is_known(const hd_project *project, bool *ret) HD_MUST_USE;
