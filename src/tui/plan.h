/* The plan of a statement that a session runs; nothing is executed. */
#pragma once

#include "config/config.h"
#include "pg/conn.h"
#include "tui/sample.h"

/*
 * EXPLAIN on a connection of its own to the session's database, in a read-only transaction and as
 * the session's role where that is allowed. Parameters ($1) have no values: then it is the plan
 * that fits all of them.
 *
 *   ret  its lines
 */
hd_error *hd_plan_lines(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                        const hd_session *session, hd_strings *ret) HD_MUST_USE;
