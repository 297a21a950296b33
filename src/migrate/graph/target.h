/*
 * Where an upgrade or downgrade goes: the target as written, with its branch and its relative form,
 * to revisions. Below movement.h and resolve.h.
 */
#pragma once

#include "migrate/graph/lookup.h"

/*
 * The revisions to upgrade to; none for base.
 *
 *   current  where the database stands, for "+N"
 *   clip     a number that is too large means the end of the history
 */
hd_error *hd_target_upgrade(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                            const char *name, bool clip, hd_nodes *ret) HD_MUST_USE;

/* Where a downgrade stops. */
typedef struct hd_goal {
    const hd_node *node; /* NULL: base */
    const char *branch;  /* what the downgrade is confined to, or NULL */
    const char *warning; /* or NULL */
} hd_goal;

hd_error *hd_target_downgrade(TALLOC_CTX *ctx, const hd_lookup *lookup, const hd_nodes *current,
                              const char *name, hd_goal *ret) HD_MUST_USE;

/*
 * Refuses revisions one of which is below (upwards: above) another one along the edges:
 * "Requested revision X overlaps with other requested revisions Y".
 */
hd_error *hd_target_check_overlap(const hd_graph *graph, const hd_nodes *nodes, hd_edges edges,
                                  bool upwards) HD_MUST_USE;
