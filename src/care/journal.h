/* What was done to sessions, in table howdah.act of the journal (docs/journal.md). */
#pragma once

#include "care/sessions.h"

/*
 * Writes a row for each session that was chosen, with its outcome. A database without a
 * journal, and a standby, have no place for it: then nothing is written and nothing is wrong.
 */
hd_error *hd_care_record(hd_conn *conn, hd_care_act act,
                         const hd_care_sessions *sessions) HD_MUST_USE;
