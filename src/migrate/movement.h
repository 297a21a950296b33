/*
 * What a command does to a database: an ordered list of steps, each with the
 * changes of the version table that go with it. Pure.
 */
#pragma once

#include "migrate/graph.h"

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
 * version table holds rows (in the order in which the server gave them).
 * A range A:B is for offline mode: hd_movement_range splits it first.
 *
 * Errors carry Alembic's wording (HD_MISSING when a revision cannot be located,
 * HD_CONFLICT or HD_USAGE for the others).
 */
hd_error *hd_movement_upgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                              const char *target, hd_movement **ret) HD_MUST_USE;
hd_error *hd_movement_downgrade(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                                const char *target, hd_movement **ret) HD_MUST_USE;
hd_error *hd_movement_stamp(TALLOC_CTX *ctx, const hd_graph *graph, const hd_strings *rows,
                            const hd_strings *targets, hd_movement **ret) HD_MUST_USE;
