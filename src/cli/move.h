/* What upgrade, downgrade and stamp share: their options, online and offline. */
#pragma once

#include "cli/command.h"
#include "migrate/movement.h"

/* Options of all three, and of the two that run bodies. */
extern const hd_option hd_option_tag;
extern const hd_option hd_option_transaction;
extern const hd_option hd_option_no_wait;
extern const hd_option hd_option_session_pooler;
extern const hd_option hd_option_dry_run;
extern const hd_option hd_option_cancel_blockers;
extern const hd_option hd_option_allow_data_loss;
extern const hd_option hd_option_backup;
extern const hd_option hd_option_strict;

/* Runs the command as its options say: --sql, --dry-run, or on the database. */
hd_error *hd_app_move(hd_app *app, hd_direction direction) HD_MUST_USE;
