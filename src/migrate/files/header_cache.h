/*
 * What the headers of a folder's revision files said, with the stamp that each file had: a
 * file whose stamp is the same needs not be opened again. Pure: bytes in, values out.
 */
#pragma once

#include "base/buf.h"
#include "migrate/files/revision.h"

/* What changes whenever a file is written, replaced or renamed into its place. */
typedef struct hd_file_stamp {
    uint64_t inode;
    uint64_t size_bytes;
    uint64_t mtime_ns;
    uint64_t ctime_ns; /* no program can set it back */
} hd_file_stamp;

typedef struct hd_cached_header {
    const char *name; /* of the file in its folder */
    hd_file_stamp stamp;
    hd_revision revision; /* its path is not kept: NULL */
} hd_cached_header;

typedef HD_VEC(hd_cached_header) hd_cached_headers;
typedef HD_VEC(const hd_cached_header *) hd_kept_headers;

/* What is kept of a folder. */
typedef struct hd_header_cache {
    /* The stamp that the folder had when its files were these, and nothing else was in it that
       counts: as long as it has that stamp, they still are. All 0: not known. */
    hd_file_stamp listed;
    hd_cached_headers headers;
} hd_header_cache;

/* The cache of a folder as bytes; headers are in the order of their names' bytes. */
void hd_header_cache_print(hd_buf *buf, const char *folder, const hd_file_stamp *listed,
                           const hd_kept_headers *headers);

/*
 * Reads it back. False, with ret untouched, for bytes that are damaged, of another version of
 * this program, or of another folder.
 *
 *   bytes  must outlive ret, whose texts point into them
 *   ret    memory of ctx
 */
bool hd_header_cache_parse(TALLOC_CTX *ctx, const char *bytes, size_t len, const char *folder,
                           hd_header_cache *ret);

/* Bytes in front of what the checksum covers: the magic word and the checksum itself. */
enum { HD_HEADER_CACHE_MAGIC_BYTES = 16, HD_HEADER_CACHE_PREFIX_BYTES = 24 };
extern const char hd_header_cache_magic[HD_HEADER_CACHE_MAGIC_BYTES];
uint64_t hd_header_cache_checksum(const char *bytes, size_t len);
