/* Whether a database is what a manifest says. */
#pragma once

#include "care/backup/counting.h"
#include "care/backup/restore.h"

typedef struct hd_compare {
    uv_loop_t *loop;
    const hd_target *target; /* of the restored database */
    const hd_stored *stored;
    hd_counting *counting;    /* of its tables, begun before */
    const char *schema_path;  /* schema.json in clear; NULL: definitions are not compared */
    const hd_strings *tables; /* patterns whose data was restored; none: all */
    bool no_owner;
    hd_stop *stop;
} hd_compare;

/* Adds lines to differences and notes of ret, and counts tables and rows. */
hd_error *hd_compare_run(TALLOC_CTX *ctx, const hd_compare *compare, hd_restored *ret) HD_MUST_USE;
