/*
 * Models as bytes, for the cache. Reading JSON of a thousand tables takes several times as
 * long as everything else that is done with them; these bytes are for this very build only.
 */
#pragma once

#include "base/buf.h"
#include "declare/models.h"

/*
 * Adds the models to out.
 *
 *   paths  of the files, which renames refer to
 */
void hd_models_pack(hd_buf *out, const hd_models *models, const hd_strings *paths);

/*
 * Reads what hd_models_pack wrote; false, ret untouched, for any other bytes: never reads
 * beyond len. The paths may be other ones, in the same order.
 */
bool hd_models_unpack(TALLOC_CTX *ctx, const char *bytes, size_t len, const hd_strings *paths,
                      hd_models **ret);
