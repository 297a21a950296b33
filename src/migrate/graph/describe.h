/*
 * Revisions as text and JSON, in the forms of Alembic that scripts read
 * (docs/inspect-revisions.md). Pure.
 */
#pragma once

#include "base/buf.h"
#include "base/json.h"
#include "migrate/graph/graph.h"

/* Parts of the one-line form that a command asks for. */
typedef enum hd_describe_parts {
    HD_DESCRIBE_DOWN = 1,   /* "DOWN (DEPS) -> " before the id */
    HD_DESCRIBE_LABELS = 2, /* " (LABELS)" */
    HD_DESCRIBE_TREE = 4,   /* " (branchpoint)", " (mergepoint)" */
    HD_DESCRIBE_DOC = 8,    /* ", DOC" */
} hd_describe_parts;

/*
 * "[DOWN[ (DEPS)] -> ]REV[ (LABELS)][ (head)| (effective head)][ (current)][ (branchpoint)]
 * [ (mergepoint)][, DOC]", without a newline.
 *
 *   parts    hd_describe_parts added up
 *   current  whether it is to be marked as a row of the version table
 */
void hd_describe_line(hd_buf *out, const hd_node *node, unsigned parts, bool current);

/* "Rev: ...", several lines, then an empty line. */
void hd_describe_long(hd_buf *out, const hd_node *node, bool current);

/*
 * An object: revision, down, depends_on, labels, head, effective_head, branchpoint,
 * mergepoint, message, doc, create_date, path; current when it is not NULL.
 */
void hd_describe_json(hd_json *json, const hd_node *node, const bool *current);
