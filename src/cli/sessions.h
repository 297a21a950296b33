/* What "howdah cancel" and "howdah terminate" have in common: all but the verb. */
#pragma once

#include "care/sessions.h"
#include "cli/command.h"

extern const hd_option *const hd_cancel_options[];    /* ends with NULL */
extern const hd_option *const hd_terminate_options[]; /* ends with NULL */
extern const hd_positional hd_session_positionals[];  /* ends with {0} */

/* Chooses, shows, asks, acts, waits, reports. */
hd_error *hd_app_act(hd_app *app, hd_care_act act);

/* Prints the sessions as an aligned list. */
void hd_sessions_print(const hd_care_sessions *sessions);

/* Prints {"action": ..., "dry_run": ..., "sessions": [...]}. */
void hd_sessions_json(const hd_care_sessions *sessions, hd_care_act act, bool dry_run);
