/* Snapshots that scratch databases gave before, in a folder: one file for each content of what
   they were made of. */
#pragma once

#include "declare/models.h"

/*
 * The name of the file for what these texts make: it stands for everything that the result depends
 * on, this program's queries included. Belongs to ctx.
 *
 *   what  "models", "migrations": of each only the newest few files stay
 */
char *hd_cache_key(TALLOC_CTX *ctx, const char *what, const hd_strings *texts);

/*
 * What is kept under that name; NULL when there is nothing, or the file is damaged.
 *
 *   paths  of the files that renames refer to
 */
hd_models *hd_cache_find(TALLOC_CTX *ctx, const char *folder, const char *key,
                         const hd_strings *paths);

/*
 * Keeps them. A folder that cannot be written is no error: they are then made again the next
 * time.
 */
void hd_cache_keep(const char *folder, const char *key, const hd_models *models,
                   const hd_strings *paths);
