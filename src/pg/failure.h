/* Errors of libpq and of the server as hd_error. */
#pragma once

#include <libpq-fe.h>

#include "base/error.h"
#include "base/vec.h"

/*
 * Why a statement failed: from the fields of its result, or, when there is no such
 * result (connection lost), from the connection's message.
 */
hd_error *hd_pg_failure(const PGconn *pg, const PGresult *result) HD_MUST_USE;

/* From the fields of a message (error or notice) that is known to be there. */
hd_error *hd_pg_message(const PGresult *result) HD_MUST_USE;

/* A host that was given up because it said nothing for too long. */
struct silent_host {
    const char *host;
    const char *port;
};
typedef HD_VEC(struct silent_host) silent_hosts;

/*
 * Why no connection came about. The connection must have been made with
 * PQERRORS_VERBOSE, so that its text holds the SQLSTATE.
 *
 *   may_retry  whether waiting can help: not there yet, starting up, no primary
 */
hd_error *hd_pg_connect_failure(const PGconn *pg, const silent_hosts *silent,
                                bool *may_retry) HD_MUST_USE;

/* libpq's complaint about a connection string, without what it quotes (it may be a password). */
hd_error *hd_pg_conninfo_failure(const char *complaint) HD_MUST_USE;
