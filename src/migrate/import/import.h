/*
 * Migrations of other tools made into revision files. docs/import.md tells users
 * what is taken over from each and what is not.
 *
 *   load   reads the source: one step for each revision, parents before children
 *   place  says where each file goes, and finds those that are there already
 *   write  writes the files that are not
 *   prove  runs them on a scratch database (prove.h)
 *
 * A kind of source is one file in this folder and one row in hd_import_kinds.
 */
#pragma once

#include <uv.h>

#include "base/vec.h"
#include "migrate/files/revision_file.h"
#include "migrate/graph/graph.h"

/* One direction of a revision. */
typedef struct hd_import_part {
    const char *options;      /* of the section line, such as "no-transaction"; or NULL */
    const char *sql;          /* statements; "" or NULL: none */
    const char *irreversible; /* downgrade: the source says why there is no way back; or NULL */
    hd_error *problem;        /* why the source cannot be expressed; sql is then what could be
                                 read of it; or NULL */
} hd_import_part;

typedef struct hd_import_step {
    hd_revision revision;  /* its path is where the file goes: set by hd_import_place */
    const char *source;    /* file it is made from, absolute */
    const char *file_name; /* that it gets */
    hd_import_part upgrade;
    hd_import_part downgrade;
    bool kept; /* a file with this id was there before */
} hd_import_step;

typedef struct hd_import_kind hd_import_kind;

typedef struct hd_import {
    const hd_import_kind *kind;
    const char *source; /* folder (alembic: ini file) that was read, absolute */
    HD_VEC(hd_import_step *) steps;
    hd_strings remarks;        /* what the user should know, one line each */
    const char *interpreter;   /* alembic: the Python that has it */
    const char *version_table; /* alembic: "schema.name" or "name" */
} hd_import;

typedef struct hd_import_request {
    const char *folder;  /* as given */
    const char *alembic; /* program "alembic", or a Python that has it */
    const char *section; /* of alembic.ini */
    uv_loop_t *loop;
} hd_import_request;

struct hd_import_kind {
    const char *name;   /* "alembic": the word on the command line */
    const char *advice; /* printed at the end: how a database that the other tool brought here
                           goes on with howdah */
    hd_error *(*load)(hd_import *import, const hd_import_request *request);
};

extern const hd_import_kind hd_import_kinds[];
extern const size_t hd_import_kind_count;

/*
 * Reads a source of that kind. What cannot be expressed is a problem of its step, not an error.
 *
 * Errors: HD_USAGE for an unknown kind; HD_MISSING when there is nothing of the kind in the
 * folder; HD_CONFIG, HD_IO when the source as a whole cannot be read.
 */
hd_error *hd_import_load(TALLOC_CTX *ctx, const char *kind, const hd_import_request *request,
                         hd_import **ret) HD_MUST_USE;

/*
 * Finds the places of the files: the folder that a source lies in when it is one of these, else
 * the first. A file that has the id already is kept.
 *
 * Errors: HD_CONFLICT when another file is where one must go; those of hd_directory_read.
 */
hd_error *hd_import_place(hd_import *import, const hd_strings *folders) HD_MUST_USE;

/*
 * The text of a step's file. A direction with a problem gets a statement that fails and
 * tells why (upgrade), or is irreversible (downgrade), with what could be read as comments.
 */
char *hd_import_text(TALLOC_CTX *ctx, const hd_import *import, const hd_import_step *step);

/* Writes the file of a step that was not kept. */
hd_error *hd_import_write(const hd_import *import, const hd_import_step *step) HD_MUST_USE;

/*
 * Whether the step needs a hand: it has a problem, and its file, if there is one, is still
 * the one that hd_import_text made.
 */
bool hd_import_is_unfinished(const hd_import_step *step);
