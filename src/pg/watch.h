/*
 * Looks from a second connection at a statement that takes long: who blocks it, how
 * far it is. Opens that connection only when a statement is still running after a while.
 */
#pragma once

#include "base/talk.h"
#include "pg/conn.h"

typedef struct hd_watch hd_watch;

/*
 *   target           of the watched connection; its strings are borrowed
 *   cancel_blockers  cancel (idle in transaction: terminate) sessions that block the watched one
 *   lock_timeout_ms  of the watched statements: the first look has to come before it; 0 for none
 */
hd_watch *hd_watch_new(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_target *target,
                       const hd_talk *talk, bool cancel_blockers, uint64_t lock_timeout_ms);

/*
 * Between these two calls the statements of that backend are watched. With cancel_blockers the
 * end may have to wait for an answer, so it must not be called from a callback of the loop.
 */
void hd_watch_begin(hd_watch *watch, int backend_pid);
void hd_watch_end(hd_watch *watch);
