/* Ctrl-C and its like, for work that is programs and statements: both are ended. */
#pragma once

#include "base/talk.h"
#include "pg/conn.h"
#include "pg/interrupt.h"

typedef struct hd_stop {
    bool asked;              /* a signal came */
    bool abort;              /* programs that run for us are to end: that, or something failed */
    HD_VEC(hd_conn *) conns; /* what runs on these is cancelled; they must outlive the work */
    const hd_talk *talk;
} hd_stop;

/* Listens until it is freed, which must be before its loop ends. */
hd_stop *hd_stop_new(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_talk *talk);

/* HD_CANCELLED in the place of err when a signal came; err as it is otherwise. */
hd_error *hd_stop_check(const hd_stop *stop, hd_error *err) HD_MUST_USE;
