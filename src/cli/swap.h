/* What "restore --swap" and "restore undo" share. */
#pragma once

#include "care/backup/restore.h"
#include "cli/command.h"

extern const hd_option hd_option_terminate; /* --terminate */
extern const hd_option hd_option_swap_yes;  /* -y, --yes */

/*
 * Before long work: the database may be swapped (its mark, slots, prepared transactions), and
 * somebody can be asked, or --yes was said.
 */
hd_error *hd_app_swap_check(hd_app *app, const hd_restore_request *request) HD_MUST_USE;

/*
 * Asks, and puts database fresh in the place of request->database.
 *
 *   from    what it is made of, for the journal: "backup shop_20260131T120000Z"
 *   what    of the name of the database that is put aside: "before", "undone"
 *   aside   its name; NULL when there was none
 *
 * Errors: HD_REFUSED when the answer is no, HD_BUSY when sessions are in the way.
 */
hd_error *hd_app_swap(TALLOC_CTX *ctx, hd_app *app, const hd_restore_request *request,
                      const char *fresh, const char *from, const char *what,
                      const char **aside) HD_MUST_USE;
