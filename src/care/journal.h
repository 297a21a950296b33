/* What was done to sessions and databases, in table howdah.act of the journal (docs/journal.md). */
#pragma once

#include "care/sessions.h"

/*
 * Writes a row for each session that was chosen, with its outcome. A database without a
 * journal, and a standby, have no place for it: then nothing is written and nothing is wrong.
 */
hd_error *hd_care_record(hd_conn *conn, hd_care_act act,
                         const hd_care_sessions *sessions) HD_MUST_USE;

/* Writes that the session's database has been put in the place of another, likewise. */
hd_error *hd_care_record_swap(hd_conn *conn, const char *action, const char *database,
                              const char *what) HD_MUST_USE;
