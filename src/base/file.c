#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define HD_FD __attribute__((cleanup(fd_close))) int

/* Reads until the end; the size that fstat told is only a guess (pipes, growing files). */
static hd_error *read_all(TALLOC_CTX *ctx, int fd, const char *path, size_t guess, size_t max_bytes,
                          char **ret, size_t *len)
{
    size_t capacity = guess + 1;
    size_t count = 0;
    char *text = hd_nonnull(talloc_size(ctx, capacity), __func__);

    for (;;) {
        ssize_t got = read(fd, text + count, capacity - count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return hd_file_error("read", path);
        if (got == 0)
            break;
        count += (size_t)got;
        if (count > max_bytes)
            return hd_error_new(HD_IO, "file \"%s\" is larger than %zu bytes", path, max_bytes);
        if (count == capacity) {
            capacity *= 2;
            text = hd_nonnull(talloc_realloc_size(ctx, text, capacity), __func__);
        }
    }
    text[count] = '\0';
    *ret = text;
    *len = count;
    return NULL;
}

hd_error *hd_file_read(TALLOC_CTX *ctx, const char *path, size_t max_bytes, char **ret, size_t *len)
{
    HD_SCRATCH(scratch);
    HD_FD fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    char *text = NULL;
    size_t count = 0;

    if (fd < 0 || fstat(fd, &info) != 0)
        return hd_file_error("open", path);
    size_t guess = info.st_size > 0 && (size_t)info.st_size <= max_bytes ? (size_t)info.st_size : 0;
    /* One byte more than the size, so that the first read also sees the end. */
    HD_TRY(read_all(scratch, fd, path, guess + 1, max_bytes, &text, &count));
    if (memchr(text, '\0', count) != NULL)
        return hd_error_new(HD_IO, "file \"%s\" is not text: it contains a zero byte", path);
    *ret = talloc_steal(ctx, text);
    if (len != NULL)
        *len = count;
    return NULL;
}

static hd_error *write_all(int fd, const char *path, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return hd_file_error("write", path);
        text += put;
        len -= (size_t)put;
    }
    return NULL;
}

static mode_t new_file_mode(const char *path)
{
    struct stat info;
    mode_t mask = umask(0);

    umask(mask);
    return stat(path, &info) == 0 ? info.st_mode & 07777 : 0666 & ~mask;
}

hd_error *hd_file_write(const char *path, const char *text, size_t len)
{
    HD_SCRATCH(scratch);
    char *partial = hd_printf(scratch, "%s.XXXXXX", path);

    HD_TRY(hd_dir_make(hd_path_folder(scratch, path)));
    HD_FD fd = mkostemp(partial, O_CLOEXEC);
    if (fd < 0)
        return hd_file_error("create", path);
    hd_error *err = write_all(fd, path, text, len);
    if (err == NULL && (fchmod(fd, new_file_mode(path)) != 0 || fsync(fd) != 0))
        err = hd_file_error("write", path);
    if (err == NULL && rename(partial, path) != 0)
        err = hd_file_error("rename", path);
    if (err != NULL)
        unlink(partial);
    return err;
}

hd_error *hd_dir_make(const char *path)
{
    HD_SCRATCH(scratch);

    if (hd_dir_exists(path))
        return NULL;
    char *parent = hd_path_folder(scratch, path);
    if (strcmp(parent, path) != 0 && strcmp(parent, ".") != 0)
        HD_TRY(hd_dir_make(parent));
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return hd_file_error("make folder", path);
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

hd_error *hd_dir_list(TALLOC_CTX *ctx, const char *path, hd_strings *ret)
{
    DIR *dir = opendir(path);

    if (dir == NULL)
        return hd_file_error("open folder", path);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            hd_vec_push(ctx, ret, hd_strdup(ctx, entry->d_name));
    closedir(dir);
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(*ret->items), compare_names);
    return NULL;
}

bool hd_file_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

bool hd_dir_exists(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

char *hd_path_join(TALLOC_CTX *ctx, const char *folder, const char *name)
{
    if (*name == '/' || *folder == '\0')
        return hd_strdup(ctx, name);
    return hd_printf(ctx, "%s%s%s", folder, hd_text_ends(folder, "/") ? "" : "/", name);
}

char *hd_path_absolute(TALLOC_CTX *ctx, const char *path)
{
    HD_SCRATCH(scratch);
    char *here = getcwd(NULL, 0);
    char *whole = hd_path_join(scratch, here == NULL ? "/" : here, path);
    hd_strings parts = {0};
    hd_strings kept = {0};

    free(here);
    hd_text_split(scratch, whole, "/", &parts);
    for (size_t i = 0; i < parts.count; i++) {
        if (strcmp(parts.items[i], ".") == 0)
            continue;
        if (strcmp(parts.items[i], "..") != 0)
            hd_vec_push(scratch, &kept, parts.items[i]);
        else if (kept.count > 0)
            kept.count--;
    }
    return hd_printf(ctx, "/%s", hd_text_join(scratch, &kept, "/"));
}

char *hd_path_folder(TALLOC_CTX *ctx, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return hd_strdup(ctx, ".");
    return hd_strndup(ctx, path, slash == path ? 1 : (size_t)(slash - path));
}

const char *hd_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}
