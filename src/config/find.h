/* Where the configuration file is. */
#pragma once

#include "base/error.h"

typedef struct hd_config_place {
    const char *path;     /* absolute; NULL when there is none */
    const char *shown;    /* as messages call it */
    const char *named_by; /* "--config", "HOWDAH_CONFIG"; NULL when it was looked for */
} hd_config_place;

/*
 * Says which file is to be read. named is what the command line names, or NULL.
 *
 * Errors: HD_CONFIG when a pyproject.toml is named.
 */
hd_error *hd_config_find(TALLOC_CTX *ctx, const char *named, hd_config_place *ret) HD_MUST_USE;

/* Whether the folder has a pyproject.toml with a [tool.alembic] table. */
bool hd_config_has_pyproject(const char *folder);
