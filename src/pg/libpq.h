/*
 * libpq, opened when the first connection is made: what only reads files must not
 * pay for loading it (and OpenSSL, Kerberos, LDAP behind it).
 *
 * All other code includes <libpq-fe.h> and calls PQ... as usual; libpq.c defines
 * those functions. One that is not in its table gives a link error: add a row.
 */
#pragma once

#include "base/error.h"

/* Opens libpq unless it is open. Errors: HD_DATABASE when it is not installed or too old. */
hd_error *hd_libpq_load(void) HD_MUST_USE;
