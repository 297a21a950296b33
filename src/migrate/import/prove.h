/*
 * The proof of an import: the new files run on a scratch database. For Alembic, its
 * own upgrade runs on a second one and the two schemas are compared; for the others, the
 * way down and up again must lead to the same schema.
 */
#pragma once

#include "config/config.h"
#include "migrate/import/import.h"

typedef struct hd_import_proof {
    size_t upgraded;        /* revisions that ran */
    size_t downgraded;      /* 0 when a downgrade is irreversible */
    const char *compared;   /* with what the schema was compared, in words */
    const char *difference; /* lines, "- " theirs and "+ " ours; NULL: none */
} hd_import_proof;

/*
 * Runs all files of the import, which must be written and finished, in the order of their graph.
 *
 *   section  of alembic.ini, or NULL
 *   ret      strings belong to ctx
 *
 * Errors: HD_DATABASE with the place in the new file; those of hd_scratch_make,
 * hd_alembic_move and hd_graph_build.
 */
hd_error *hd_import_prove(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_config *config,
                          const hd_import *import, const char *section,
                          hd_import_proof *ret) HD_MUST_USE;
