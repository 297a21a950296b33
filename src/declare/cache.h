/* Models that were loaded before, in a folder: one file for each content of their sources. */
#pragma once

#include "declare/internal.h"
#include "declare/models.h"

/*
 * The name of the file for these sources: it stands for everything that the result depends on,
 * this program's queries included. Belongs to ctx.
 */
const char *hd_cache_key(TALLOC_CTX *ctx, const hd_models_request *request,
                         const hd_declared_files *files);

/* The models kept under that name; NULL when there are none, or the file is damaged. */
hd_models *hd_cache_find(TALLOC_CTX *ctx, const char *folder, const char *key,
                         const hd_declared_files *files);

/*
 * Keeps them; of other ones only the newest few stay. A folder that cannot be written is no
 * error: the models are then loaded again the next time.
 */
void hd_cache_keep(const char *folder, const char *key, const hd_models *models,
                   const hd_declared_files *files);
