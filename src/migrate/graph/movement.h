/*
 * What a command does to a database: an ordered list of steps, each with the
 * changes of the version table that go with it. Pure.
 */
#pragma once

#include "migrate/graph/graph.h"

typedef enum hd_direction { HD_UPGRADE, HD_DOWNGRADE, HD_STAMP } hd_direction;

/* One statement on the version table; text fields are version_num values. */
typedef struct hd_row_change {
    const char *from; /* NULL: INSERT of to */
    const char *to;   /* NULL: DELETE of from; both: UPDATE from -> to */
} hd_row_change;

typedef struct hd_step {
    hd_direction direction;
    const hd_node *node; /* whose body runs; NULL for a stamp */
    hd_strings from;     /* what the log line says: "Running upgrade FROM -> TO" */
    hd_strings to;
    HD_VEC(hd_row_change) changes; /* in the order in which they must be made */
} hd_step;

typedef struct hd_movement {
    HD_VEC(hd_step) steps;
    hd_strings rows_after; /* version rows when all steps are done, sorted */
    hd_strings warnings;   /* such as an ambiguous "-1"; for the user, one line each */
} hd_movement;

/*
 * Plans "upgrade target", "downgrade target", "stamp targets" on a database whose
 * version table holds rows (in the order in which the server gave them; a row given twice counts
 * once, except that it makes "+1" ambiguous as in Alembic).
 * A range A:B is for offline mode: hd_movement_range splits it first.
 *
 * Errors carry Alembic's wording: HD_MISSING when a revision cannot be located, HD_CONFLICT or
 * HD_USAGE for the others.
 */
hd_error *hd_movement_upgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                              const char *target, hd_movement **ret) HD_MUST_USE;
hd_error *hd_movement_downgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                                const char *target, hd_movement **ret) HD_MUST_USE;
hd_error *hd_movement_stamp(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                            const hd_strings *targets, hd_movement **ret) HD_MUST_USE;

/*
 * What is written where a command takes targets: with --sql "A:B" says where the
 * database stands (A) and where it goes (B).
 *
 *   names    as written; upgrade and downgrade have one, stamp may have several, which must agree
 *            in A
 *   offline  whether --sql was given
 *   rows     what A stands for: empty for base, and without a range
 *   targets  B of each name; the name itself when it is no range
 *
 * Errors: HD_USAGE "Range revision not allowed" (upgrade and downgrade online),
 * "downgrade with --sql requires <fromrev>:<torev>", "Stamp operation with --sql only supports a
 * single starting revision at a time"; HD_MISSING when A cannot be located.
 */
hd_error *hd_movement_range(TALLOC_CTX *ctx, const hd_graph *graph, hd_direction direction,
                            const hd_strings *names, bool offline, hd_strings *rows,
                            hd_strings *targets) HD_MUST_USE;

/* Bytes of the longest id that the changes write to the version table. */
size_t hd_movement_longest_id(const hd_movement *movement);

/* "Running upgrade FROM -> TO" without the text behind it. */
char *hd_step_text(TALLOC_CTX *ctx, const hd_step *step);
