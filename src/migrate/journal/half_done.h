/*
 * Revisions of which an earlier run has done some statements and not all: what is left of
 * them, and that nothing passes over them. Pure.
 */
#pragma once

#include "migrate/files/body.h"
#include "migrate/graph/movement.h"
#include "migrate/journal/journal.h"

/*
 * Counts the statements at the section's beginning that are done: what the journal's steps
 * cover without a gap.
 *
 * Errors: HD_CONFLICT when the text of one that has run is not what it was.
 */
hd_error *hd_half_done_count(const hd_unfinished_list *unfinished, const hd_body *body,
                             size_t *ret) HD_MUST_USE;

/*
 * A revision left half done has to be finished before others move away from it, and before
 * anybody is told that there is nothing to do.
 *
 * Errors: HD_CONFLICT when the movement does not finish it.
 */
hd_error *hd_half_done_check(const hd_unfinished_list *unfinished, const hd_movement *movement,
                             hd_direction direction) HD_MUST_USE;
