/* ANALYZE of a whole database on several sessions at once, beside other work on the same loop. */
#pragma once

#include "care/stop.h"

typedef struct hd_analysis hd_analysis;

/*
 *   jobs  sessions
 *   full  now, all of it; otherwise large tables get rough statistics where autovacuum will soon
 *         make better ones
 *   stop  knows the sessions until the analysis is freed; freeing it withdraws what is under way
 */
hd_error *hd_analysis_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target, int64_t jobs,
                            bool full, hd_stop *stop, hd_analysis **ret) HD_MUST_USE;

/* Waits for its end. */
hd_error *hd_analysis_finish(hd_analysis *analysis) HD_MUST_USE;
