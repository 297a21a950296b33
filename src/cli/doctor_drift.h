/* The doctor's rules about schemas: is the database what the revisions make, and they the models.
 */
#pragma once

#include "cli/doctor.h"

/*
 * Adds to findings of ret, group "project". The database is looked at only when it has all
 * revisions. What revisions and models make is kept: a scratch server is asked when they have
 * changed since somebody asked last.
 */
hd_error *hd_app_judge_drift(TALLOC_CTX *ctx, hd_app *app, hd_diagnosis *ret) HD_MUST_USE;
