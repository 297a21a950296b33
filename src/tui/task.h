/* Work that waits for a server, on a thread and a loop of its own, while the screen goes on. */
#pragma once

#include <uv.h>

#include "base/error.h"

typedef struct hd_task hd_task;

/* Straight-line code that waits on this loop. It gives its results to job. */
typedef hd_error *hd_task_fn(void *job, uv_loop_t *loop);

/*
 * Starts it.
 *
 *   job   a talloc root with all that it needs; the task owns it, and only the thread may
 *         touch it until the task is over
 *   wake  is set when it is over
 *
 * Freeing the task waits for its end.
 */
hd_task *hd_task_start(TALLOC_CTX *ctx, uv_loop_t *loop, hd_task_fn *work, void *job, bool *wake);

bool hd_task_is_over(const hd_task *task);

/* Waits for the end. Gives the job, which stays the task's. Errors: those of the work. */
hd_error *hd_task_finish(hd_task *task, void **ret_job) HD_MUST_USE;
