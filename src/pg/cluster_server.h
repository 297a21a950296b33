/* The server of an embedded cluster: made, started, watched, stopped. Callers hold the lock. */
#pragma once

#include "pg/cluster.h"
#include "pg/programs.h"

/* Process id of the postmaster of this data directory; 0 when there is none (the pid file may
 * be a dead one's, or the id may be another program's by now). */
int hd_server_pid(const hd_cluster *cluster);

/* Whether the postmaster says that it takes connections. */
bool hd_server_is_ready(const hd_cluster *cluster);

/* Major version of the data directory; 0 when there is none. */
int hd_server_major(const hd_cluster *cluster);

/*
 * initdb under another name, renamed when it is complete: one that was killed leaves no half
 * data directory. lock_fd is inherited by initdb, so that nobody starts before it has ended.
 */
hd_error *hd_server_make(uv_loop_t *loop, const hd_cluster *cluster, const hd_programs *programs,
                         int lock_fd) HD_MUST_USE;

/* Starts it and waits until it takes connections. */
hd_error *hd_server_start(uv_loop_t *loop, const hd_cluster *cluster,
                          const hd_programs *programs) HD_MUST_USE;

/* Waits until a server that somebody else has started takes connections or is gone. */
hd_error *hd_server_wait_ready(uv_loop_t *loop, const hd_cluster *cluster) HD_MUST_USE;

/* Fast shutdown; waits for the end. */
hd_error *hd_server_stop(uv_loop_t *loop, const hd_cluster *cluster) HD_MUST_USE;
