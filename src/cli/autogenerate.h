/* "revision --autogenerate". */
#pragma once

#include "cli/project.h"

extern const hd_option hd_option_against; /* --against database|migrations */
extern const hd_option hd_option_rename;  /* --rename OLD=NEW, repeats */
extern const hd_option hd_option_offline; /* --offline */
extern const hd_option hd_option_online_types;
extern const hd_option hd_option_no_prove; /* --no-prove */

/*
 * Compares the models with the database (or what --against names), says what differs in
 * Alembic's words, and fills the sections of the request.
 *
 *   empty  nothing differs
 *
 * Errors: HD_USAGE for options that make no sense together; HD_CONFLICT when the database lacks
 * revisions; those of hd_side_read and hd_proposal_make.
 */
hd_error *hd_autogenerate(TALLOC_CTX *ctx, hd_app *app, const hd_project *project,
                          hd_create_request *request, bool *empty) HD_MUST_USE;
