/* What upgrade, downgrade and stamp share: their options, online and offline. */
#pragma once

#include "cli/command.h"
#include "migrate/graph/movement.h"

/* The options of upgrade and of downgrade, and those of stamp but for its own. */
extern const hd_option *const hd_move_options[];
extern const hd_option hd_option_tag;
extern const hd_option hd_option_no_wait;
extern const hd_option hd_option_session_pooler;

/* Runs the command as its options say: --sql, --dry-run, or on the database. */
hd_error *hd_app_move(hd_app *app, hd_direction direction) HD_MUST_USE;
