/* Putting things that need each other into an order. */
#pragma once

#include "base/base.h"

/* Nodes are numbers from 0; those that were given a rank take part. */
typedef struct hd_graph hd_graph;

hd_graph *hd_graph_new(TALLOC_CTX *ctx, size_t nodes);

/* The node takes part. Of all nodes that could come next, the one with the smallest rank does. */
void hd_graph_rank(hd_graph *graph, size_t node, size_t rank);

/* Forgets all links and ranks. */
void hd_graph_clear(hd_graph *graph);

/* from comes after to; both take part when the graph is sorted. A node may not need itself. */
void hd_graph_link(hd_graph *graph, size_t from, size_t to);

/* Kahn's algorithm. False when some nodes need each other in a circle. */
bool hd_graph_sort(hd_graph *graph);

/* What the last sorting has put in order. */
const size_t *hd_graph_sorted(const hd_graph *graph, size_t *count);

/*
 * After a sorting that failed: the nodes on circles, or between two; by node. Found by
 * taking away, again and again, what nobody among those left over needs.
 */
const bool *hd_graph_core(hd_graph *graph);
