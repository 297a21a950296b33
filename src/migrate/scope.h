/*
 * What of a schema a project looks after: all but its own version table and journal, and but
 * what the settings of [diff] leave out. Pure but for the settings.
 */
#pragma once

#include "catalog/kinds.h"
#include "config/config.h"

typedef struct hd_scope {
    hd_strings schemas;         /* patterns; none: all */
    hd_strings exclude;         /* patterns of "IDENTITY" or "KIND IDENTITY" */
    bool *kinds;                /* by hd_kind_id: left out */
    const char *version_table;  /* NULL: tables of version and journal are like others */
    const char *version_schema; /* NULL: in any schema */
    bool everything;            /* nothing is left out */
} hd_scope;

/*
 * From the settings.
 *
 *   own  whether a project's own tables are left out
 *
 * Errors: HD_CONFIG when there is no such kind.
 */
hd_error *hd_scope_load(TALLOC_CTX *ctx, const hd_config *config, bool own,
                        hd_scope **ret) HD_MUST_USE;

/* Whether the fact is one of it: neither itself nor anything above it is left out. */
bool hd_scope_has(const hd_scope *scope, const hd_fact *fact);

/* The facts of it; the snapshot itself when nothing is left out. */
const hd_snapshot *hd_scope_apply(TALLOC_CTX *ctx, const hd_scope *scope,
                                  const hd_snapshot *snapshot);
