/*
 * What can be wrong with the revisions of a graph, put into words that name the
 * files. Only graph.c uses this.
 */
#pragma once

#include "migrate/graph/graph.h"

/* What one file can have wrong by itself: a self-loop, a character that ids must not have. */
hd_error *hd_graph_check_revision(const hd_revision *revision) HD_MUST_USE;

/* Two names are the same: ids of two files, or a label and an earlier label or id. */
hd_error *hd_graph_error_same_id(const hd_revision *first, const hd_revision *second) HD_MUST_USE;
hd_error *hd_graph_error_same_label(const char *label, const hd_revision *owner,
                                    const hd_revision *second) HD_MUST_USE;

/* A down or dependency that no file has; relation is "revises" or "depends on". */
hd_error *hd_graph_error_absent(const hd_graph *graph, const hd_revision *revision,
                                const char *relation, const char *absent) HD_MUST_USE;

/*
 * The error for a graph that has a cycle somewhere; down, depends, next and dependents
 * of all its nodes must be there.
 */
hd_error *hd_graph_error_cycle(const hd_graph *graph) HD_MUST_USE;
