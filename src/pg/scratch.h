/*
 * Scratch databases: made to try something out, always dropped afterwards: by
 * hd_scratch_drop_all, else when the server object is freed, else (the process was killed)
 * by whoever comes next.
 */
#pragma once

#include "pg/conn.h"
#include "pg/embedded.h"

typedef struct hd_scratch_server hd_scratch_server;

typedef struct hd_scratch_db {
    hd_conn *conn;    /* a session in it, with the target's search_path */
    const char *name; /* howdah_scratch_... */
    bool ours;        /* on the embedded server: roles that it lacks may be made */
} hd_scratch_db;

/* Where they are made. */
typedef struct hd_scratch_place {
    hd_target target; /* server, and the database whose encoding and locale they get; with
                         conninfo NULL only the embedded cluster is asked */
    const hd_embedded_settings *embedded; /* used when the target's role may not make databases;
                                             NULL: never */
    const char *programs; /* folder of pg_dump and the like for the target; NULL: PATH */
} hd_scratch_place;

/*
 * Connects to the server. Scratch databases of processes that died are dropped on the way.
 *
 * Errors: HD_DATABASE, those of hd_embedded_open.
 */
hd_error *hd_scratch_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_scratch_place *place,
                          hd_scratch_server **ret) HD_MUST_USE;

/*
 * Makes an empty database.
 *
 * Errors: HD_DATABASE; without the right to make databases the hint says how to get one.
 */
hd_error *hd_scratch_make(hd_scratch_server *server, hd_scratch_db *ret) HD_MUST_USE;

/* For another connection to it; strings are borrowed from server and db. */
hd_target hd_scratch_target(const hd_scratch_server *server, const hd_scratch_db *db);

/* Folder of the programs that fit the server (the embedded one has its own); NULL: PATH. */
const char *hd_scratch_programs(const hd_scratch_server *server);

/* Whether it is the project's embedded one, on which nobody else depends. */
bool hd_scratch_is_embedded(const hd_scratch_server *server);

/*
 * Drops all databases made and frees server (which may be NULL). Freeing it without this does
 * the same but cannot tell that it went wrong. Both run the loop: only for tools.
 */
hd_error *hd_scratch_drop_all(hd_scratch_server *server) HD_MUST_USE;
