/*
 * The cache of headers on disk: one file for each folder of revisions, in .howdah/cache.
 * Whatever is wrong with it, commands go on as if there were none.
 */
#pragma once

#include <sys/stat.h>

#include "migrate/files/header_cache.h"

/* What fstatat told of a file, as its stamp. */
hd_file_stamp hd_file_stamp_of(const struct stat *info);
bool hd_file_stamp_equal(const hd_file_stamp *a, const hd_file_stamp *b);

/*
 * Whether a change after now_ns (since 1970) is sure to give the file another stamp: the
 * clocks of file systems are coarse, so a file that was touched a moment ago is not kept.
 */
bool hd_file_stamp_settled(const hd_file_stamp *stamp, uint64_t now_ns);

/*
 * What is kept for a folder; nothing when nothing is.
 *
 *   dot     the project's .howdah folder
 *   folder  of the revision files, absolute
 */
void hd_header_cache_load(TALLOC_CTX *ctx, const char *dot, const char *folder,
                          hd_header_cache *ret);

/* Keeps them; a reader sees the old ones or the new ones. Does nothing where it must not write. */
void hd_header_cache_save(const char *dot, const char *folder, const hd_file_stamp *listed,
                          const hd_kept_headers *headers);
