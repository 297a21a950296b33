/* Where a database stands, compared with the project's files. */
#pragma once

#include "base/json.h"
#include "cli/project.h"

typedef struct hd_state {
    hd_project *project;
    hd_strings rows; /* of the version table */
    hd_nodes heads;  /* of the files; those that others depend on left out */
    bool at_heads;   /* the rows are just the heads */
} hd_state;

/* Asks the database and reads the files. Nothing is created. */
hd_error *hd_app_state(TALLOC_CTX *ctx, hd_app *app, hd_state *ret) HD_MUST_USE;

/* HD_DIFFERENT with this message, and where database and files stand. */
hd_error *hd_state_error(const hd_state *state, const char *message) HD_MUST_USE;

/* Adds "rows", "heads", "at_heads" to an object. */
void hd_state_json(hd_json *json, const hd_state *state);
