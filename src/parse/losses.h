/* What data a statement can lose. Used by classify.c; others ask hd_sql_classify. */
#pragma once

#include "parse/classify.h"
#include "parse/cursor.h"

/*
 * Each is called with the cursor behind the verb (DROP, TRUNCATE, DELETE, ALTER) and leaves
 * it somewhere behind what it has read; losses are added to facts, strings owned by facts.
 */
void hd_losses_of_drop(hd_cursor *cursor, hd_sql_facts *facts);
void hd_losses_of_truncate(hd_cursor *cursor, hd_sql_facts *facts);
void hd_losses_of_alter(hd_cursor *cursor, hd_sql_facts *facts);

/* DELETE FROM without WHERE anywhere from the cursor on: the statement itself or in a WITH. */
void hd_losses_of_deletes(hd_cursor *cursor, hd_sql_facts *facts);

/* The cursor is behind DO. */
void hd_losses_of_do(hd_cursor *cursor, hd_sql_facts *facts);
