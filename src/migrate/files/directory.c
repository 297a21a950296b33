/*
 * A project has a thousand files and every command reads them all, so this is
 * written for few system calls and allocations: files are opened relative to
 * their folder, one read brings the header (and mostly the whole file), and all
 * revisions live in one pool. Of a folder with many files the headers are kept in a cache, and
 * a file whose stamp is still the same is not opened at all, nor to see whether it was edited: the
 * hash of a file that one read brought is kept too. As long as the folder has the same stamp its
 * entries are not even listed.
 */
#include "migrate/files/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "migrate/files/header_cache_file.h"
#include "migrate/files/revision_file.h"

enum {
    FIRST_READ_BYTES = 4096,
    MAX_HEADER_BYTES = 1 << 20,
    /* About what a revision needs, and one from memory; a pool that is full is no harm. */
    POOL_BYTES_EACH = 1280,
    POOL_BYTES_KNOWN = 192,
    MAX_DEPTH = 64,
    CACHE_FROM_FILES = 64, /* fewer are read as quickly as a cache */
    STEP_ENTRIES = 256,    /* about 0.2 ms */
    STEP_FILES = 64,       /* the same when they are known */
};

struct folder_id {
    dev_t device;
    ino_t inode;
};

/* The cache of the folder at hand. */
struct memory {
    uint64_t now_ns;      /* before the folder was looked at */
    hd_file_stamp folder; /* its stamp then */
    hd_header_cache known;
    size_t next; /* of known: names before it are done with */
    hd_kept_headers to_keep;
    bool news; /* to_keep holds what known does not */
};

/* A folder that is still to be read. */
struct place {
    const char *path;
    size_t depth;
};

/* The folder at hand, first being listed, then its files being read. */
struct folder {
    struct place place;
    DIR *dir;
    hd_strings files;
    hd_strings pythons; /* Python revisions */
    hd_strings folders;
    bool recalled; /* the names are from memory */
    bool plain;    /* files are all that is in it: no Python revisions, folders, links */
    bool listed;
    size_t next;      /* of files */
    TALLOC_CTX *pool; /* owner of the revisions */
    struct memory memory;
};

struct hd_directory_reading {
    const hd_directory_request *request;
    TALLOC_CTX *ctx; /* future owner of the pools and the list */
    hd_revisions *revisions;
    hd_strings *remarks;
    HD_VEC(struct place) places; /* the next one is the last */
    struct folder *folder;       /* NULL: none */
    HD_VEC(struct folder_id) seen;
    size_t python_count;
    const char *python_file; /* the first one */
};

static void fd_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define HD_FD __attribute__((cleanup(fd_close))) int

static int folder_close(struct folder *folder)
{
    return closedir(folder->dir);
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

static void listing_add(const hd_directory_reading *reading, struct folder *folder,
                        const struct dirent *entry)
{
    unsigned char type = entry_type(dirfd(folder->dir), entry);
    const char *name = entry->d_name;

    if (entry->d_type != DT_REG && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
        folder->plain = false;
    if (type == DT_DIR && reading->request->recursive && *name != '.' &&
        strcmp(name, "__pycache__") != 0)
        hd_vec_push(folder, &folder->folders, hd_strdup(folder, name));
    if (type != DT_REG)
        return;
    if (hd_directory_takes(name))
        hd_vec_push(folder, &folder->files, hd_strdup(folder, name));
    if (is_python_revision(name)) {
        hd_vec_push(folder, &folder->pythons, hd_strdup(folder, name));
        folder->plain = false;
    }
}

/* Python revisions count only where no .sql file of the same name took their place. */
static void pythons_count(hd_directory_reading *reading, const struct folder *folder)
{
    for (size_t i = 0; i < folder->pythons.count; i++) {
        HD_SCRATCH(scratch);
        const char *name = folder->pythons.items[i];
        const char *sql = hd_printf(scratch, "%.*s.sql", (int)(strlen(name) - strlen(".py")), name);

        if (folder->files.count > 0 && bsearch(&sql, folder->files.items, folder->files.count,
                                               sizeof(sql), compare_names) != NULL)
            continue;
        if (reading->python_count++ == 0)
            reading->python_file = hd_path_join(reading, folder->place.path, name);
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
        return hd_file_error("read", path);
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
        return hd_file_error("read", path);
    HD_TRY(read_some(fd, path, text, MAX_HEADER_BYTES, &count));
    return hd_revision_parse(ctx, path, text, count, ret, NULL);
}

static hd_error *file_read(const struct folder *folder, const char *path, const char *name,
                           bool hashed, hd_revision **ret)
{
    char text[FIRST_READ_BYTES + 1];
    hd_revision *revision = NULL;
    size_t count = 0;
    size_t end = 0;
    HD_FD fd = openat(dirfd(folder->dir), name, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0)
        return hd_file_error("open", path);
    HD_TRY(read_some(fd, path, text, FIRST_READ_BYTES, &count));
    hd_error *err = hd_revision_parse(folder->pool, path, text, count, &revision, &end);
    if (count == FIRST_READ_BYTES && (err != NULL || end == count)) {
        hd_error_free(err);
        talloc_free(revision);
        err = parse_long(folder->pool, fd, path, &revision);
    }
    HD_TRY(err);
    if (hashed && count < FIRST_READ_BYTES)
        revision->file_sha256 = hd_sha256_hex(folder->pool, text, count);
    *ret = revision;
    return NULL;
}

/* Takes the files from memory when the folder is as it was. */
static void memory_begin(const hd_directory_reading *reading, struct folder *folder,
                         const struct stat *info)
{
    struct memory *memory = &folder->memory;
    const hd_cached_headers *known = &memory->known.headers;

    memory->now_ns = hd_clock_epoch_ns();
    memory->folder = hd_file_stamp_of(info);
    hd_header_cache_load(reading->ctx, reading->request->cache, folder->place.path, &memory->known);
    folder->recalled = hd_file_stamp_equal(&memory->known.listed, &memory->folder);
    for (size_t i = 0; folder->recalled && i < known->count; i++)
        hd_vec_push(folder, &folder->files, known->items[i].name);
}

static bool uses_memory(const hd_directory_reading *reading, const struct folder *folder)
{
    return reading->request->cache != NULL && folder->files.count >= CACHE_FROM_FILES;
}

static void memory_end(const hd_directory_reading *reading, const struct folder *folder)
{
    const struct memory *memory = &folder->memory;
    const hd_file_stamp unknown = {0};
    bool whole = folder->plain && memory->to_keep.count == folder->files.count &&
                 hd_file_stamp_settled(&memory->folder, memory->now_ns);

    if (uses_memory(reading, folder) && (memory->news || (whole && !folder->recalled)))
        hd_header_cache_save(reading->request->cache, folder->place.path,
                             whole ? &memory->folder : &unknown, &memory->to_keep);
}

/* What is known of the file, if it still is as it was. Names come in their order. */
static hd_cached_header *memory_find(struct memory *memory, const char *name,
                                     const hd_file_stamp *stamp)
{
    const hd_cached_headers *known = &memory->known.headers;
    int order = -1;

    while (memory->next < known->count &&
           (order = strcmp(known->items[memory->next].name, name)) < 0)
        memory->next++;
    if (memory->next == known->count || order != 0)
        return NULL;
    hd_cached_header *found = &known->items[memory->next];
    return hd_file_stamp_equal(&found->stamp, stamp) ? found : NULL;
}

static void memory_keep(struct folder *folder, const hd_cached_header *header, bool news)
{
    hd_vec_push(folder, &folder->memory.to_keep, header);
    folder->memory.news = folder->memory.news || news;
}

/* The revision when it is known; the stamp is taken for when it is not. */
static hd_revision *file_recall(const hd_directory_reading *reading, struct folder *folder,
                                const char *name, hd_cached_header **fresh)
{
    struct memory *memory = &folder->memory;
    struct stat info;

    if (!uses_memory(reading, folder) || fstatat(dirfd(folder->dir), name, &info, 0) != 0)
        return NULL;
    hd_file_stamp stamp = hd_file_stamp_of(&info);
    hd_cached_header *found = memory_find(memory, name, &stamp);
    if (found != NULL) {
        memory_keep(folder, found, false);
        return &found->revision;
    }
    if (hd_file_stamp_settled(&stamp, memory->now_ns)) {
        *fresh = hd_new(folder, hd_cached_header);
        **fresh = (hd_cached_header){.name = name, .stamp = stamp};
    }
    return NULL;
}

/* One file of the folder: from memory, or read. */
static hd_error *file_take(hd_directory_reading *reading, struct folder *folder, const char *name)
{
    char *path = path_of(folder->pool, folder->place.path, name);
    hd_cached_header *fresh = NULL;
    /* Stamped before it is read: a change in between makes the stamp wrong, not the header. */
    hd_revision *revision = file_recall(reading, folder, name, &fresh);

    if (revision == NULL)
        HD_TRY(file_read(folder, path, name, fresh != NULL, &revision));
    revision->path = path;
    hd_vec_push(reading->ctx, reading->revisions, revision);
    if (fresh != NULL) {
        fresh->revision = *revision;
        memory_keep(folder, fresh, true);
    }
    return NULL;
}

/* ---- folders ---- */

/* Whether the folder was read already, by another name or through a location above it. */
static bool seen_before(hd_directory_reading *reading, const struct stat *info)
{
    for (size_t i = 0; i < reading->seen.count; i++)
        if (reading->seen.items[i].device == info->st_dev &&
            reading->seen.items[i].inode == info->st_ino)
            return true;
    hd_vec_push(reading, &reading->seen, (struct folder_id){info->st_dev, info->st_ino});
    return false;
}

static void folder_listed(const hd_directory_reading *reading, struct folder *folder)
{
    size_t each = folder->recalled ? POOL_BYTES_KNOWN : POOL_BYTES_EACH;

    folder->pool = hd_nonnull(talloc_pool(reading->ctx, folder->files.count * each), __func__);
    folder->listed = true;
}

static void folder_begin(hd_directory_reading *reading, struct folder *folder,
                         const struct stat *info)
{
    folder->plain = true;
    if (reading->request->cache != NULL)
        memory_begin(reading, folder, info);
    if (folder->recalled)
        folder_listed(reading, folder);
    reading->folder = folder;
}

static hd_error *folder_open(hd_directory_reading *reading, struct place place)
{
    DIR *dir = opendir(place.path);
    struct stat info;

    if (dir == NULL)
        return errno == ENOENT ? NULL : hd_file_error("open folder", place.path);
    struct folder *folder = hd_new(reading, struct folder);
    folder->dir = dir;
    folder->place = place;
    talloc_set_destructor(folder, folder_close);
    if (place.depth > MAX_DEPTH)
        return hd_error_new(HD_CONFIG, "folder \"%s\" is nested too deeply", place.path);
    if (fstat(dirfd(dir), &info) != 0)
        return hd_file_error("read folder", place.path);
    if (seen_before(reading, &info))
        talloc_free(folder);
    else
        folder_begin(reading, folder, &info);
    return NULL;
}

static void folder_list(hd_directory_reading *reading, struct folder *folder)
{
    const struct dirent *entry = NULL;

    for (size_t i = 0; i < STEP_ENTRIES && (entry = readdir(folder->dir)) != NULL; i++)
        listing_add(reading, folder, entry);
    if (entry != NULL)
        return;
    names_sort(&folder->files);
    names_sort(&folder->folders);
    pythons_count(reading, folder);
    folder_listed(reading, folder);
}

/* Its folders come before what was still to be read, the first of them first. */
static void folder_end(hd_directory_reading *reading, struct folder *folder)
{
    memory_end(reading, folder);
    for (size_t i = folder->folders.count; i > 0; i--) {
        char *path = path_of(reading, folder->place.path, folder->folders.items[i - 1]);
        if (!hd_text_equal(path, reading->request->left_out))
            hd_vec_push(reading, &reading->places, (struct place){path, folder->place.depth + 1});
    }
    TALLOC_FREE(reading->folder);
}

static hd_error *folder_read(hd_directory_reading *reading, struct folder *folder)
{
    size_t left = folder->files.count - folder->next;

    for (size_t i = 0; i < left && i < STEP_FILES; i++)
        HD_TRY(file_take(reading, folder, folder->files.items[folder->next++]));
    if (left <= STEP_FILES)
        folder_end(reading, folder);
    return NULL;
}

/* ---- all of them ---- */

static void remark_pythons(const hd_directory_reading *reading)
{
    bool one = reading->python_count == 1;

    if (reading->python_count > 0)
        hd_vec_push(reading->ctx, reading->remarks,
                    hd_printf(reading->ctx,
                              "%zu Python revision%s of Alembic (%s%s) %s not read; "
                              "\"howdah import alembic\" makes SQL files of them",
                              reading->python_count, one ? "" : "s", reading->python_file,
                              one ? "" : ", ...", one ? "is" : "are"));
}

hd_directory_reading *hd_directory_begin(TALLOC_CTX *ctx, const hd_directory_request *request,
                                         hd_revisions *ret, hd_strings *remarks)
{
    hd_directory_reading *reading = hd_new(ctx, hd_directory_reading);

    *reading = (hd_directory_reading){
        .request = request, .ctx = ctx, .revisions = ret, .remarks = remarks};
    for (size_t i = request->locations.count; i > 0; i--)
        hd_vec_push(reading, &reading->places, (struct place){request->locations.items[i - 1], 0});
    return reading;
}

hd_error *hd_directory_step(hd_directory_reading *reading, bool *more)
{
    struct folder *folder = reading->folder;

    *more = true;
    if (folder != NULL && !folder->listed)
        folder_list(reading, folder);
    else if (folder != NULL)
        HD_TRY(folder_read(reading, folder));
    else if (reading->places.count > 0)
        HD_TRY(folder_open(reading, reading->places.items[--reading->places.count]));
    else
        *more = false;
    if (!*more)
        remark_pythons(reading);
    return NULL;
}

hd_error *hd_directory_read(TALLOC_CTX *ctx, const hd_directory_request *request, hd_revisions *ret,
                            hd_strings *remarks)
{
    hd_directory_reading *reading = hd_directory_begin(ctx, request, ret, remarks);
    hd_error *err = NULL;
    bool more = true;

    while (more && err == NULL)
        err = hd_directory_step(reading, &more);
    talloc_free(reading);
    return err;
}
