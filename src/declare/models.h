/*
 * Declared models: DDL from anywhere, as a snapshot.
 *
 * The statements are run in a scratch database, in whatever order they can run, and the
 * database is read: PostgreSQL is the parser. docs/models.md tells what may be in models.
 */
#pragma once

#include "catalog/rename.h"
#include "pg/scratch.h"

/* Called when a scratch server is needed, which it is not when the cache knows the answer. */
typedef hd_error *hd_models_server_fn(TALLOC_CTX *ctx, void *arg, hd_scratch_server **ret);

typedef struct hd_models_request {
    uv_loop_t *loop;
    const char *source; /* files and folders separated by commas or newlines, or one of
                           "command: PROGRAM ARGUMENTS" and a database's URL */
    const char *folder; /* what relative paths start from, and where a command runs */
    const char *actor;  /* table for created_by and updated_by of the base model; or NULL */
    hd_models_server_fn *server;
    void *server_arg;
    const char *cache;  /* folder of the cache; NULL: none */
    const char *place;  /* what else the result depends on: server, role, search_path; for the
                           cache. NULL: nothing */
    int server_version; /* of the database that it will be compared with: one cached for another
                           major version is not taken; 0: any */
} hd_models_request;

typedef struct hd_models {
    hd_snapshot *snapshot;
    hd_renames renames; /* from "-- renamed from: NAME" */
    const char *owner;  /* role that owns what no ALTER ... OWNER TO has given away: it means
                           nothing; NULL: all owners are meant (the source is a database) */
    bool cached;        /* no server was asked */
} hd_models;

/*
 * Loads them. The template howdah.base_model is not in the snapshot.
 *
 * Errors: HD_MISSING when a file, folder or program is missing; HD_IO when the command fails;
 * HD_CONFIG, with the place, for what is no definition; HD_DATABASE, with the place and
 * the others in hd_error.next, for statements that the server refuses.
 */
hd_error *hd_models_load(TALLOC_CTX *ctx, const hd_models_request *request,
                         hd_models **ret) HD_MUST_USE;
