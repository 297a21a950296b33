/*
 * Running another program and waiting for it: pg_dump, hooks, editors, alembic.
 */
#pragma once

#include <sys/types.h>
#include <uv.h>

#include "base/error.h"
#include "base/vec.h"

typedef struct hd_process {
    const char *const *argv; /* ends with NULL; argv[0] is looked for in PATH unless it has a "/" */
    const char *folder;      /* where it runs; NULL: where we are */
    const char *const *environment; /* "NAME=value" beside or instead of ours; ends with NULL; or
                                       NULL */
    const char *input;              /* text of its standard input; NULL: empty */
    bool terminal;    /* it gets our standard input, output and error, as an editor needs them */
    const bool *stop; /* it gets SIGTERM when this becomes true (a callback of the loop sets it);
                         or NULL */
    bool as_user;     /* run as uid and gid (for root only), without further groups */
    uid_t uid;
    gid_t gid;
} hd_process;

typedef struct hd_process_result {
    int status; /* exit status, as shells count: 128 + signal when a signal ended it */
    char *out;  /* what it printed, ended by NUL; "" with terminal */
    size_t out_len;
    char *err;
    size_t err_len;
} hd_process_result;

/*
 * Starts the program and runs the loop until it has ended. Strings of ret belong to
 * ctx. A status other than 0 is no error here: see hd_process_check.
 *
 * Errors: HD_MISSING when there is no such program or folder, HD_IO when it cannot
 * be started or its output not be kept.
 */
hd_error *hd_process_run(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_process *process,
                         hd_process_result *ret) HD_MUST_USE;

/* HD_IO "PROGRAM failed with exit status N" unless the status is 0; what it said is the detail. */
hd_error *hd_process_check(const hd_process *process, const hd_process_result *result) HD_MUST_USE;

/* The arguments as a shell would need them quoted, for messages; never to be executed. */
char *hd_process_line(TALLOC_CTX *ctx, const char *const argv[]);

/* Splits a command line into words as a shell does with quotes and backslashes, but expands
 * nothing. */
hd_error *hd_process_words(TALLOC_CTX *ctx, const char *line, hd_strings *ret) HD_MUST_USE;
