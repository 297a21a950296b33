/* Who stands under whom: the sessions that wait for locks as a forest. Pure. */
#pragma once

#include "tui/sample.h"

/*
 * Fills in blocks, depth, parent, in_tree and last_child. A session that waits for several stands
 * under the one that is deepest in the queue. What waits in a circle (a deadlock that is
 * being found out) is opened at some place. Blockers that are not among the sessions have ended
 * meanwhile; 0, a prepared transaction, is added to the sessions.
 *
 *   ret  indexes of the sessions in the forest, parents before their children, those that
 *        block most first
 */
typedef HD_VEC(size_t) hd_indexes;
void hd_tree_grow(TALLOC_CTX *ctx, hd_sample *sample, hd_indexes *ret);

/* "|- " and the like before the session; utf8: with lines. Deep ones are cut short. */
char *hd_tree_prefix(TALLOC_CTX *ctx, const hd_sessions *sessions, size_t index, bool ascii);
