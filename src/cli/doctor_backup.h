/* The doctor's rules about backups: is there one, fresh, of this database, and restorable. */
#pragma once

#include "cli/doctor.h"

/* Adds to findings and notes of ret, group "project". */
hd_error *hd_app_judge_backups(TALLOC_CTX *ctx, hd_app *app, hd_conn *conn,
                               hd_diagnosis *ret) HD_MUST_USE;
