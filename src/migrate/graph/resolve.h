/*
 * From what people write to revisions: ids, partial ids, labels, head, heads,
 * base, current, LABEL@REV, relative forms. Pure; wording of errors is Alembic's.
 */
#pragma once

#include "migrate/graph/graph.h"

/*
 * All revisions that a name stands for ("heads" may be several, "base" is none).
 *
 *   rows  of the version table, for "current"; NULL where "current" is not allowed
 *
 * Errors: HD_MISSING "Can't locate revision identified by 'X'"; HD_CONFLICT for
 * several heads.
 */
hd_error *hd_resolve(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                     const char *name, hd_nodes *ret) HD_MUST_USE;

/* The same where exactly one revision must come out; NULL in ret for base. */
hd_error *hd_resolve_one(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                         const char *name, const hd_node **ret) HD_MUST_USE;

/*
 * The revisions of a range as "history -r" takes it ("A:B", "A:", ":B"; NULL: all),
 * newest first.
 */
hd_error *hd_resolve_range(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                           const char *range, hd_nodes *ret) HD_MUST_USE;

/* The branch tips among the revisions and all that they imply, in order. */
void hd_resolve_tips(TALLOC_CTX *ctx, const hd_graph *graph, const hd_nodes *rows, hd_nodes *ret);

/* Branch tips that the rows stand for, as "current" prints them. */
hd_error *hd_resolve_current(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                             hd_nodes *ret) HD_MUST_USE;
