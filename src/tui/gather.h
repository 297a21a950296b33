/*
 * One refresh: all that the screen needs in one message to the server and one answer, in a
 * read-only transaction that waits neither for locks nor for long.
 */
#pragma once

#include "pg/conn.h"
#include "tui/model.h"

typedef struct hd_gatherer hd_gatherer;

/* Called with the sample, or with what is wrong; both are the callback's. */
typedef void hd_sample_fn(hd_sample *sample, hd_error *err, void *arg);

/* For this connection; rules and reports (by view) must outlive it. */
hd_error *hd_gatherer_new(TALLOC_CTX *ctx, hd_conn *conn, const hd_rules *rules,
                          const hd_report *const *reports, hd_gatherer **ret) HD_MUST_USE;

/*
 * What is asked for besides. May ask the server what it can, so no refresh may be under way.
 *
 *   view      index into hd_views
 *   held_pid  the session whose locks are wanted; 0: none
 */
hd_error *hd_gatherer_want(hd_gatherer *gatherer, size_t view, int held_pid) HD_MUST_USE;

/* Starts a refresh. Freeing the gatherer withdraws it. */
void hd_gatherer_start(hd_gatherer *gatherer, hd_sample_fn *done, void *arg);
