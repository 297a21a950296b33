/*
 * A project has a thousand files and every command reads them all, so this is
 * written for few system calls and allocations: files are opened relative to
 * their folder, one read brings the header (and mostly the whole file), and all
 * revisions live in one pool. Of a folder with many files the headers are kept in a cache, and
 * a file whose stamp is still the same is not opened at all.
 */
#include "migrate/files/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "migrate/files/header_cache_file.h"
#include "migrate/files/revision_file.h"

enum {
    FIRST_READ_BYTES = 4096,
    MAX_HEADER_BYTES = 1 << 20,
    POOL_BYTES_EACH = 1280, /* about what a revision needs; a pool that is full is no harm */
    MAX_DEPTH = 64,
    CACHE_FROM_FILES = 64, /* fewer are read as quickly as a cache */
};

struct folder_id {
    dev_t device;
    ino_t inode;
};

struct reader {
    TALLOC_CTX *ctx;  /* future owner of the pools and the list */
    TALLOC_CTX *pool; /* owner of the revisions of the folder at hand */
    TALLOC_CTX *scratch;
    const hd_directory_request *request;
    hd_revisions *revisions;
    hd_strings *remarks;
    HD_VEC(struct folder_id) seen;
    size_t python_count;
    const char *python_file; /* the first one */
};

/* The cache of the folder at hand. */
struct memory {
    bool used;
    uint64_t now_ns;         /* before the first file was looked at */
    hd_cached_headers known; /* what it held */
    size_t next;             /* of known: names before it are done with */
    hd_kept_headers to_keep;
    bool news; /* to_keep holds what known does not */
};

/* What a folder holds, as names. */
struct listing {
    hd_strings files;
    hd_strings pythons; /* Python revisions */
    hd_strings folders;
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define HD_FD __attribute__((cleanup(fd_close))) int

static void dir_close(DIR **dir)
{
    if (*dir != NULL)
        closedir(*dir);
}
#define HD_DIR __attribute__((cleanup(dir_close))) DIR

static hd_error *io_error(const char *verb, const char *path)
{
    return hd_error_new(HD_IO, "could not %s \"%s\": %s", verb, path, strerror(errno));
}

bool hd_directory_takes(const char *name)
{
    return *name != '.' && !hd_text_starts(name, "__init__") && hd_text_ends(name, ".sql");
}

static bool is_python_revision(const char *name)
{
    return *name != '.' && !hd_text_starts(name, "__init__") && hd_text_ends(name, ".py");
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void names_sort(hd_strings *names)
{
    if (names->count > 0)
        qsort(names->items, names->count, sizeof(*names->items), compare_names);
}

/* The type of an entry as DT_REG, DT_DIR or something else; a link to a file is a file. */
static unsigned char entry_type(int folder_fd, const struct dirent *entry)
{
    struct stat info;

    if (entry->d_type == DT_REG || entry->d_type == DT_DIR)
        return entry->d_type;
    if (entry->d_type == DT_UNKNOWN &&
        fstatat(folder_fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode))
        return DT_DIR;
    /* A dangling link stays a file, so that opening it says so. */
    if (fstatat(folder_fd, entry->d_name, &info, 0) != 0)
        return errno == ENOENT ? DT_REG : DT_UNKNOWN;
    return S_ISREG(info.st_mode) ? DT_REG : DT_UNKNOWN;
}

static void listing_add(struct reader *reader, struct listing *listing, int folder_fd,
                        const struct dirent *entry)
{
    unsigned char type = entry_type(folder_fd, entry);
    const char *name = entry->d_name;

    if (type == DT_DIR && reader->request->recursive && *name != '.' &&
        strcmp(name, "__pycache__") != 0)
        hd_vec_push(reader->scratch, &listing->folders, hd_strdup(reader->scratch, name));
    if (type != DT_REG)
        return;
    if (hd_directory_takes(name))
        hd_vec_push(reader->scratch, &listing->files, hd_strdup(reader->scratch, name));
    if (is_python_revision(name))
        hd_vec_push(reader->scratch, &listing->pythons, hd_strdup(reader->scratch, name));
}

/* Python revisions count only where no .sql file of the same name took their place. */
static void pythons_count(struct reader *reader, const struct listing *listing, const char *folder)
{
    for (size_t i = 0; i < listing->pythons.count; i++) {
        HD_SCRATCH(scratch);
        const char *name = listing->pythons.items[i];
        const char *sql = hd_printf(scratch, "%.*s.sql", (int)(strlen(name) - strlen(".py")), name);

        if (listing->files.count > 0 && bsearch(&sql, listing->files.items, listing->files.count,
                                                sizeof(sql), compare_names) != NULL)
            continue;
        if (reader->python_count++ == 0)
            reader->python_file = hd_path_join(reader->scratch, folder, name);
    }
}

/* The folder part and the name as one new string; called for each file, so no printf. */
static char *path_of(TALLOC_CTX *ctx, const char *folder, const char *name)
{
    size_t folder_len = strlen(folder);
    size_t name_len = strlen(name);
    char *path = hd_nonnull(talloc_size(ctx, folder_len + name_len + 2), __func__);

    memcpy(path, folder, folder_len);
    path[folder_len] = '/';
    memcpy(path + folder_len + 1, name, name_len + 1);
    return path;
}

/* One read: a regular file gives less than was asked for only at its end. */
static hd_error *read_some(int fd, const char *path, char *bytes, size_t size, size_t *ret)
{
    ssize_t got = 0;

    do {
        got = read(fd, bytes, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return io_error("read", path);
    bytes[got] = '\0';
    *ret = (size_t)got;
    return NULL;
}

/* The header did not fit into the first read: all of the file up to the limit. */
static hd_error *parse_long(TALLOC_CTX *ctx, int fd, const char *path, hd_revision **ret)
{
    HD_SCRATCH(scratch);
    char *text = hd_nonnull(talloc_size(scratch, MAX_HEADER_BYTES + 1), __func__);
    size_t count = 0;

    if (lseek(fd, 0, SEEK_SET) != 0)
        return io_error("read", path);
    HD_TRY(read_some(fd, path, text, MAX_HEADER_BYTES, &count));
    return hd_revision_parse(ctx, path, text, count, ret, NULL);
}

static hd_error *file_read(struct reader *reader, int folder_fd, const char *path, const char *name,
                           hd_revision **ret)
{
    char text[FIRST_READ_BYTES + 1];
    hd_revision *revision = NULL;
    size_t count = 0;
    size_t end = 0;
    HD_FD fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return io_error("open", path);
    HD_TRY(read_some(fd, path, text, FIRST_READ_BYTES, &count));
    hd_error *err = hd_revision_parse(reader->pool, path, text, count, &revision, &end);
    if (count == FIRST_READ_BYTES && (err != NULL || end == count)) {
        hd_error_free(err);
        talloc_free(revision);
        err = parse_long(reader->pool, fd, path, &revision);
    }
    if (err == NULL)
        *ret = revision;
    return err;
}

static void memory_begin(struct reader *reader, struct memory *memory, const char *folder,
                         size_t files)
{
    memory->used = reader->request->cache != NULL && files >= CACHE_FROM_FILES;
    if (!memory->used)
        return;
    memory->now_ns = hd_clock_epoch_ns();
    hd_header_cache_load(reader->pool, reader->request->cache, folder, &memory->known);
}

/* What is known of the file, if it still is as it was. Names come in their order. */
static hd_cached_header *memory_find(struct memory *memory, const char *name,
                                     const hd_file_stamp *stamp)
{
    int order = -1;

    while (memory->next < memory->known.count &&
           (order = strcmp(memory->known.items[memory->next].name, name)) < 0)
        memory->next++;
    if (memory->next == memory->known.count || order != 0)
        return NULL;
    hd_cached_header *found = &memory->known.items[memory->next];
    return hd_file_stamp_equal(&found->stamp, stamp) ? found : NULL;
}

static void memory_keep(struct reader *reader, struct memory *memory,
                        const hd_cached_header *header, bool news)
{
    hd_vec_push(reader->scratch, &memory->to_keep, header);
    memory->news = memory->news || news;
}

/* The revision when it is known; the stamp is taken for when it is not. */
static hd_revision *file_recall(struct reader *reader, struct memory *memory, int folder_fd,
                                const char *name, hd_cached_header **fresh)
{
    struct stat info;

    if (!memory->used || fstatat(folder_fd, name, &info, 0) != 0)
        return NULL;
    hd_file_stamp stamp = hd_file_stamp_of(&info);
    hd_cached_header *found = memory_find(memory, name, &stamp);
    if (found != NULL) {
        memory_keep(reader, memory, found, false);
        return &found->revision;
    }
    if (hd_file_stamp_settled(&stamp, memory->now_ns)) {
        *fresh = hd_new(reader->scratch, hd_cached_header);
        **fresh = (hd_cached_header){.name = name, .stamp = stamp};
    }
    return NULL;
}

/* One file of the folder: from memory, or read. */
static hd_error *file_take(struct reader *reader, struct memory *memory, int folder_fd,
                           const char *folder, const char *name)
{
    char *path = path_of(reader->pool, folder, name);
    hd_cached_header *fresh = NULL;
    /* Stamped before it is read: a change in between makes the stamp wrong, not the header. */
    hd_revision *revision = file_recall(reader, memory, folder_fd, name, &fresh);

    if (revision == NULL)
        HD_TRY(file_read(reader, folder_fd, path, name, &revision));
    revision->path = path;
    hd_vec_push(reader->ctx, reader->revisions, revision);
    if (fresh != NULL) {
        fresh->revision = *revision;
        memory_keep(reader, memory, fresh, true);
    }
    return NULL;
}

static hd_error *files_take(struct reader *reader, int folder_fd, const char *folder,
                            const hd_strings *names)
{
    struct memory memory = {0};

    memory_begin(reader, &memory, folder, names->count);
    for (size_t i = 0; i < names->count; i++)
        HD_TRY(file_take(reader, &memory, folder_fd, folder, names->items[i]));
    if (memory.news)
        hd_header_cache_save(reader->request->cache, folder, &memory.to_keep);
    return NULL;
}

/* Whether the folder was read already, by another name or through a location above it. */
static bool seen_before(struct reader *reader, int folder_fd)
{
    struct stat info;

    if (fstat(folder_fd, &info) != 0)
        return false;
    for (size_t i = 0; i < reader->seen.count; i++)
        if (reader->seen.items[i].device == info.st_dev &&
            reader->seen.items[i].inode == info.st_ino)
            return true;
    hd_vec_push(reader->scratch, &reader->seen, (struct folder_id){info.st_dev, info.st_ino});
    return false;
}

static hd_error *folder_read(struct reader *reader, const char *folder, size_t depth)
{
    HD_DIR *dir = opendir(folder);
    struct listing listing = {0};

    if (dir == NULL)
        return errno == ENOENT ? NULL : io_error("open folder", folder);
    if (depth > MAX_DEPTH)
        return hd_error_new(HD_CONFIG, "folder \"%s\" is nested too deeply", folder);
    if (seen_before(reader, dirfd(dir)))
        return NULL;
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        listing_add(reader, &listing, dirfd(dir), entry);
    names_sort(&listing.files);
    names_sort(&listing.folders);
    pythons_count(reader, &listing, folder);

    reader->pool = hd_nonnull(talloc_pool(reader->ctx, listing.files.count * POOL_BYTES_EACH),
                              __func__);
    HD_TRY(files_take(reader, dirfd(dir), folder, &listing.files));
    for (size_t i = 0; i < listing.folders.count; i++) {
        char *path = path_of(reader->scratch, folder, listing.folders.items[i]);
        if (!hd_text_equal(path, reader->request->left_out))
            HD_TRY(folder_read(reader, path, depth + 1));
    }
    return NULL;
}

hd_error *hd_directory_read(TALLOC_CTX *ctx, const hd_directory_request *request, hd_revisions *ret,
                            hd_strings *remarks)
{
    HD_SCRATCH(scratch);
    struct reader reader = {.ctx = ctx, .scratch = scratch, .request = request};

    reader.revisions = ret;
    reader.remarks = remarks;
    for (size_t i = 0; i < request->locations.count; i++)
        HD_TRY(folder_read(&reader, request->locations.items[i], 0));
    if (reader.python_count > 0)
        hd_vec_push(ctx, remarks,
                    hd_printf(ctx,
                              "%zu Python revision%s of Alembic (%s%s) %s not read; "
                              "\"howdah import alembic\" makes SQL files of them",
                              reader.python_count, reader.python_count == 1 ? "" : "s",
                              reader.python_file, reader.python_count == 1 ? "" : ", ...",
                              reader.python_count == 1 ? "is" : "are"));
    return NULL;
}
