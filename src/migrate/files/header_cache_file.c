#include "migrate/files/header_cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/heap.h"
#include "pg/cluster.h"

#define CACHE_FOLDER "cache"

enum {
    MAX_CACHE_BYTES = 256 << 20,
    NAME_HEX = 16,
    USE_FACTOR = 4, /* of memory: the bytes, what they are parsed into, the graph */
};

/* The coarsest clock of a file system in use (FAT) goes by two seconds. */
#define SETTLE_NS 2500000000U

static uint64_t nanoseconds(struct timespec time)
{
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

hd_file_stamp hd_file_stamp_of(const struct stat *info)
{
    return (hd_file_stamp){.inode = info->st_ino,
                           .size_bytes = (uint64_t)info->st_size,
                           .mtime_ns = nanoseconds(info->st_mtim),
                           .ctime_ns = nanoseconds(info->st_ctim)};
}

bool hd_file_stamp_equal(const hd_file_stamp *a, const hd_file_stamp *b)
{
    return a->inode == b->inode && a->size_bytes == b->size_bytes && a->mtime_ns == b->mtime_ns &&
           a->ctime_ns == b->ctime_ns;
}

bool hd_file_stamp_settled(const hd_file_stamp *stamp, uint64_t now_ns)
{
    return stamp->ctime_ns < now_ns && now_ns - stamp->ctime_ns > SETTLE_NS;
}

static char *cache_path(TALLOC_CTX *ctx, const char *dot, const char *folder)
{
    HD_SCRATCH(scratch);

    return hd_printf(ctx, "%s/" CACHE_FOLDER "/headers-%.*s", dot, NAME_HEX,
                     hd_sha256_hex(scratch, folder, strlen(folder)));
}

static void fd_close(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define HD_FD __attribute__((cleanup(fd_close))) int

/* NULL when there is no such file, or one that is none of ours. */
static char *bytes_read(TALLOC_CTX *ctx, const char *path, size_t *len)
{
    HD_FD fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat info;

    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size <= 0 ||
        info.st_size > MAX_CACHE_BYTES)
        return NULL;
    size_t size = (size_t)info.st_size;
    hd_heap_expect(size * USE_FACTOR);
    char *bytes = hd_nonnull(talloc_size(ctx, size), __func__);
    *len = size;
    /* It is written whole and never changed: fewer bytes mean that something is wrong. */
    return read(fd, bytes, size) == (ssize_t)size ? bytes : NULL;
}

void hd_header_cache_load(TALLOC_CTX *ctx, const char *dot, const char *folder,
                          hd_header_cache *ret)
{
    HD_SCRATCH(scratch);
    size_t len = 0;
    char *bytes = bytes_read(ctx, cache_path(scratch, dot, folder), &len);

    if (bytes != NULL && !hd_header_cache_parse(ctx, bytes, len, folder, ret))
        talloc_free(bytes);
}

/* Without fsync: what a crash leaves is found by its checksum. */
static bool bytes_write(const char *path, const hd_buf *bytes)
{
    HD_SCRATCH(scratch);
    char *partial = hd_printf(scratch, "%s.XXXXXX", path);
    HD_FD fd = mkostemp(partial, O_CLOEXEC);

    if (fd < 0)
        return false;
    if (write(fd, bytes->data, bytes->len) == (ssize_t)bytes->len && rename(partial, path) == 0)
        return true;
    unlink(partial);
    return false;
}

void hd_header_cache_save(const char *dot, const char *folder, const hd_file_stamp *listed,
                          const hd_kept_headers *headers)
{
    HD_SCRATCH(scratch);
    char *cache = hd_path_join(scratch, dot, CACHE_FOLDER);
    hd_buf *bytes = hd_buf_new(scratch);

    if (!hd_dir_exists(cache)) {
        hd_error *err = hd_cluster_folder_make(dot);
        bool made = err == NULL && mkdir(cache, 0777) == 0;
        hd_error_free(err);
        if (!made)
            return;
    }
    hd_header_cache_print(bytes, folder, listed, headers);
    if (bytes->len <= MAX_CACHE_BYTES)
        (void)bytes_write(cache_path(scratch, dot, folder), bytes);
}
