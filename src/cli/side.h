/* What a command that looks at schemas is given as one: a database, models, migrations, a
   snapshot's file ... */
#pragma once

#include "catalog/rename.h"
#include "catalog/snapshot.h"
#include "cli/command.h"
#include "pg/conn.h"

typedef struct hd_side {
    const hd_snapshot *snapshot;
    hd_renames renames; /* that the models name */
    bool declared;      /* models, migrations: who owns what nobody was given means nothing */
    bool live;          /* a database */
    bool own;           /* the project's: models, migrations, its database */
    const char *owner;  /* of such; NULL: of none */
} hd_side;

/*
 * Reads the snapshot.
 *
 *   source  "models", a folder or file of statements, "command: ...", a URL or connection string,
 *           a snapshot's file, the name of a database on the project's server, "migrations"
 *           (all revisions, replayed), a revision that "upgrade" takes; NULL or "database":
 *           the project's database
 *   name    of the command, for the application's name
 *   server_version  of what it is compared with: what was kept of models and revisions counts only
 *           if it was for a server of that version. 0: any
 */
hd_error *hd_side_read(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                       int server_version, hd_side *ret) HD_MUST_USE;

/*
 * Both sides, at the same time where a database is among them. What comes from scratch databases is
 * of the same version of the server as the other side, wherever the server there is.
 */
hd_error *hd_sides_read(TALLOC_CTX *ctx, hd_app *app, const char *const sources[2],
                        const char *name, hd_side ret[2]) HD_MUST_USE;

/* A connection to a side that is a database. */
hd_error *hd_side_connect(TALLOC_CTX *ctx, hd_app *app, const char *source, const char *name,
                          hd_conn **ret) HD_MUST_USE;

/* The renames of the side for facts of another snapshot, which is a selection of its own. */
void hd_side_renames(TALLOC_CTX *ctx, const hd_side *side, const hd_snapshot *selection,
                     hd_renames *ret);

/*
 * Leaves out of both what the settings of [diff] name, and, when one of them is the project's,
 * its version table and journal.
 */
hd_error *hd_sides_scope(TALLOC_CTX *ctx, const hd_app *app, hd_side *from,
                         hd_side *to) HD_MUST_USE;
