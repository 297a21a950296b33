/* Where PostgreSQL's own programs are on this machine. */
#pragma once

#include <uv.h>

#include "base/error.h"

typedef struct hd_programs {
    const char *folder; /* holds postgres, initdb and, mostly, psql */
    int major;          /* 15 */
} hd_programs;

/*
 * Looks in the configured folder; without one, in those of the distributions, in what
 * pg_config says and in PATH, and takes the newest version.
 *
 *   configured  bin_dir, or NULL
 *   major       only this version will do (that of existing data); 0: any
 *
 * Errors: HD_MISSING when there are no server programs, HD_CONFLICT when there are, but
 * none of the wanted version.
 */
hd_error *hd_programs_find(TALLOC_CTX *ctx, uv_loop_t *loop, const char *configured, int major,
                           hd_programs *ret) HD_MUST_USE;

/*
 * The client programs pg_dump, pg_restore, pg_dumpall and psql: of the oldest version that is
 * not older than the server (a newer one writes settings that the server does not know).
 *
 *   configured  bin_dir, or NULL
 *   least       the server's major version
 *
 * Errors: HD_MISSING, and which package would bring them.
 */
hd_error *hd_clients_find(TALLOC_CTX *ctx, uv_loop_t *loop, const char *configured, int least,
                          hd_programs *ret) HD_MUST_USE;

/* Path of a program: in folder when it is there, else its bare name, for PATH. */
char *hd_program_path(TALLOC_CTX *ctx, const char *folder, const char *name);
