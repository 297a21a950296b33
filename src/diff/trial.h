/*
 * A copy of a schema in a scratch database, to try changes on: without rows, owned by the
 * role of the scratch server.
 */
#pragma once

#include "diff/plan.h"
#include "diff/rename.h"
#include "pg/scratch.h"

/*
 * Makes the copy.
 *
 * Errors: those of hd_scratch_make; HD_DATABASE when the schema cannot be made there (an extension
 * that the server lacks ...).
 */
hd_error *hd_trial_open(hd_scratch_server *server, const hd_snapshot *schema,
                        hd_scratch_db *ret) HD_MUST_USE;

/* Makes the roles that the schema names and an embedded server lacks; of others it has all. */
hd_error *hd_trial_make_roles(hd_scratch_server *server, const hd_scratch_db *db,
                              const hd_snapshot *schema) HD_MUST_USE;

/*
 * Runs statements in order; those that need it outside of a transaction. Owners are left alone.
 * Sets unchecked of the steps that only run without check_function_bodies.
 */
hd_error *hd_trial_run(const hd_scratch_db *db, hd_plan *plan) HD_MUST_USE;

/*
 * Whether the copy is now what it should be.
 *
 * Errors: HD_DIFFERENT with the differences in the detail.
 */
hd_error *hd_trial_compare(const hd_scratch_db *db, const hd_snapshot *wanted) HD_MUST_USE;
