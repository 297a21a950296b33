/*
 * Sets of revisions and the order in which they run. Pure; every walk is iterative
 * and linear in the edges, so that a history of any depth is fine.
 *
 * A set is an array of bool, one for each node, indexed by hd_node.order.
 */
#pragma once

#include "migrate/graph/graph.h"

/* Which edges a walk follows: Revises only, or Depends On as well. */
typedef enum hd_edges { HD_EDGES_DOWN, HD_EDGES_ALL } hd_edges;

/* An empty set. */
bool *hd_set_new(TALLOC_CTX *ctx, const hd_graph *graph);

/*
 * Adds the nodes and all that is below (ancestors) or above them (descendants).
 * Nodes that are in the set already are taken as complete: what is behind them is
 * not looked at again.
 */
void hd_set_add_ancestors(const hd_graph *graph, const hd_nodes *from, hd_edges edges, bool *set);
void hd_set_add_descendants(const hd_graph *graph, const hd_nodes *from, hd_edges edges, bool *set);

/* The nodes of a set, in order. */
hd_nodes hd_set_nodes(TALLOC_CTX *ctx, const hd_graph *graph, const bool *set);

/*
 * The nodes of a set such that none comes before one that needs it: newest first.
 * Follows one branch down as far as nothing else that is due needs it, beginning
 * with the head that was read first; that is the order of Alembic.
 *
 *   heads  where the walk begins: nodes outside the set are ignored
 */
hd_nodes hd_walk_order(TALLOC_CTX *ctx, const hd_graph *graph, const bool *set,
                       const hd_nodes *heads);
