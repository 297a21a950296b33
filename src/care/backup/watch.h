/* Asks every second, from a connection of its own, how far the sessions of a dump or restore are.
 */
#pragma once

#include "base/talk.h"
#include "pg/conn.h"

typedef struct hd_progress hd_progress;

/* Called with the rows; says what there is to say. */
typedef void hd_progress_fn(const hd_rows *rows, void *arg);

/*
 * Goes on until it is freed. A failure here is no failure of the work.
 *
 *   target  copied as it is: its strings must outlive the watch
 *   params  likewise
 */
hd_progress *hd_progress_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                               const char *sql, size_t nparams, const char *const params[],
                               hd_progress_fn *say, void *arg);
