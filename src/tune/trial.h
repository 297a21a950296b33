/* Asking the planner what a statement would cost if indexes were there: by the extension hypopg. */
#pragma once

#include "tune/explain.h"

/* hypopg's schema, quoted; NULL when it is not installed. */
hd_error *hd_trial_find(TALLOC_CTX *ctx, hd_conn *conn, const char **ret) HD_MUST_USE;

/*
 * The statement's cost with these indexes; negative when the planner would use none of them.
 *
 *   hypopg   its schema, quoted
 *   indexes  CREATE INDEX statements
 */
hd_error *hd_trial(hd_conn *conn, const hd_explain_request *request, const char *hypopg,
                   const hd_strings *indexes, double *ret) HD_MUST_USE;
