/* Putting things that need each other into an order. */
#pragma once

#include "base/base.h"

/* Nodes are numbers from 0; those that were given a rank take part. */
typedef struct hd_sorter hd_sorter;

hd_sorter *hd_sorter_new(TALLOC_CTX *ctx, size_t nodes);

/* The node takes part. Of all nodes that could come next, the one with the smallest rank does. */
void hd_sorter_rank(hd_sorter *sorter, size_t node, size_t rank);

/* Forgets all links and ranks. */
void hd_sorter_clear(hd_sorter *sorter);

/* from comes after to; both take part when the graph is sorted. A node may not need itself. */
void hd_sorter_link(hd_sorter *sorter, size_t from, size_t to);

/* Kahn's algorithm. False when some nodes need each other in a circle. */
bool hd_sorter_sort(hd_sorter *sorter);

/* What the last sorting has put in order. */
const size_t *hd_sorter_sorted(const hd_sorter *sorter, size_t *count);

/*
 * After a sorting that failed: the nodes on circles, or between two; by node. Found by
 * taking away, again and again, what nobody among those left over needs.
 */
const bool *hd_sorter_core(hd_sorter *sorter);
