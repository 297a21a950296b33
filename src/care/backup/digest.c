/* Reading all files of a backup once: in a thread, so that signals and programs go on meanwhile. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "care/backup/store.h"

struct item {
    const char *path; /* from the backup's folder */
    char sha256[HD_SHA256_HEX + 1];
    int64_t bytes;
    int reason;                     /* errno; 0 when it was read */
    const hd_manifest_file *should; /* NULL when there is no manifest yet */
};

/* The thread reads paths and writes the rest of the items; over is the loop's. */
struct work {
    uv_work_t request;
    char *folder;
    HD_VEC(struct item) items;
    const hd_stop *stop;
    bool unwanted; /* nobody waits any more */
    bool *failed;  /* to be told when a file is not as it should; or NULL */
    bool over;
};

struct hd_digest {
    struct work *work; /* its own root: the thread may outlive us by a file */
    uv_loop_t *loop;
    const hd_stored *stored; /* what is checked; NULL when digests are only taken */
    hd_check_part part;
};

/* Not of the backup itself: they say what it is, or come later. */
static bool is_about(const char *path)
{
    static const char *const names[] = {"manifest.json", "manifest.sha256", "manifest.hmac",
                                        "drills.json", "offsite.json"};

    for (size_t i = 0; i < HD_COUNT(names); i++)
        if (strcmp(names[i], path) == 0)
            return true;
    return false;
}

/* A dump's folder has no folders inside: two levels are all there is. */
static void add_files(struct work *work, const char *below, unsigned depth)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    const char *folder = hd_path_join(scratch, work->folder, below);

    hd_error_free(hd_dir_list(scratch, *below == '\0' ? work->folder : folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        char *path = *below == '\0' ? hd_strdup(scratch, names.items[i])
                                    : hd_path_join(scratch, below, names.items[i]);
        if (depth > 0 && hd_dir_exists(hd_path_join(scratch, work->folder, path)))
            add_files(work, path, depth - 1);
        else if (!is_about(path))
            hd_vec_push(work, &work->items, (struct item){.path = talloc_steal(work, path)});
    }
}

static void in_thread(uv_work_t *request)
{
    struct work *work = request->data;

    for (size_t i = 0; i < work->items.count && !work->stop->asked && !work->unwanted; i++) {
        HD_SCRATCH(scratch); /* a root of this thread; the tree of work is the loop's */
        struct item *item = &work->items.items[i];
        const char *path = hd_printf(scratch, "%s/%s", work->folder, item->path);
        item->reason = hd_sha256_file(path, item->sha256, &item->bytes) ? 0 : errno;
    }
}

static bool is_as_it_should(const struct item *item)
{
    return item->should == NULL || (item->reason == 0 && item->bytes == item->should->bytes &&
                                    strcmp(item->sha256, item->should->sha256) == 0);
}

static void on_done(uv_work_t *request, int status)
{
    struct work *work = request->data;

    (void)status;
    work->over = true;
    for (size_t i = 0; work->failed != NULL && i < work->items.count; i++)
        if (!is_as_it_should(&work->items.items[i]))
            *work->failed = true;
}

static int digest_free(hd_digest *digest)
{
    digest->work->unwanted = true;
    if (!digest->work->over)
        hd_wait(digest->loop, &digest->work->over);
    talloc_free(digest->work);
    return 0;
}

static hd_digest *digest_start(TALLOC_CTX *ctx, uv_loop_t *loop, struct work *work,
                               const hd_stop *stop)
{
    hd_digest *digest = hd_new(ctx, hd_digest);

    digest->loop = loop;
    digest->work = work;
    work->stop = stop;
    work->request.data = work;
    work->over = uv_queue_work(loop, &work->request, in_thread, on_done) != 0;
    talloc_set_destructor(digest, digest_free);
    return digest;
}

hd_digest *hd_digest_start(TALLOC_CTX *ctx, uv_loop_t *loop, const char *path, const hd_stop *stop)
{
    struct work *work = hd_new(NULL, struct work);

    work->folder = hd_strdup(work, path);
    add_files(work, "", 1);
    return digest_start(ctx, loop, work, stop);
}

hd_error *hd_digest_finish(TALLOC_CTX *ctx, hd_digest *digest, hd_manifest *manifest)
{
    struct work *work = digest->work;

    if (!work->over)
        hd_wait(digest->loop, &work->over);
    for (size_t i = 0; i < work->items.count; i++) {
        const struct item *item = &work->items.items[i];
        if (item->reason != 0) {
            errno = item->reason;
            return hd_file_error("read", hd_path_join(work, work->folder, item->path));
        }
        if (*item->sha256 == '\0')
            return hd_error_new(HD_CANCELLED, "interrupted while reading the backup");
        hd_vec_push(ctx, &manifest->files,
                    (hd_manifest_file){.path = hd_strdup(ctx, item->path),
                                       .bytes = item->bytes,
                                       .sha256 = hd_strdup(ctx, item->sha256)});
    }
    return NULL;
}

/* ---- against the manifest ---- */

static char *line_of(TALLOC_CTX *ctx, const struct item *item)
{
    const hd_manifest_file *file = item->should;

    if (item->reason != 0)
        return hd_printf(ctx, "%s: %s", file->path,
                         item->reason == ENOENT ? "missing" : strerror(item->reason));
    if (item->bytes != file->bytes)
        return hd_printf(ctx, "%s: %" PRId64 " bytes, and should have %" PRId64, file->path,
                         item->bytes, file->bytes);
    return hd_printf(ctx, "%s: its content was changed", file->path);
}

static bool is_listed(const hd_manifest *manifest, const char *path)
{
    for (size_t i = 0; i < manifest->files.count; i++)
        if (strcmp(manifest->files.items[i].path, path) == 0)
            return true;
    return false;
}

/* pg_dump's folder has data/3312.dat.gz and data/blob_16400.dat.gz; data/toc.dat is SQL. */
static bool is_rows(const hd_manifest *manifest, const char *path)
{
    static const char *const begins[] = {"data/blob_", "data/"};

    for (size_t i = 0; manifest->form == HD_BACKUP_DIRECTORY && i < HD_COUNT(begins); i++)
        if (hd_text_starts(path, begins[i])) {
            const char *number = path + strlen(begins[i]);
            size_t digits = strspn(number, "0123456789");
            return digits > 0 && hd_text_starts(number + digits, ".dat");
        }
    return false;
}

static void add_unknown(TALLOC_CTX *ctx, const hd_stored *stored, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    struct work *there = hd_new(scratch, struct work);

    there->folder = hd_strdup(there, stored->path);
    add_files(there, "", 1);
    for (size_t i = 0; i < there->items.count; i++)
        if (!is_listed(stored->manifest, there->items.items[i].path))
            hd_vec_push(ctx, ret,
                        hd_printf(ctx, "%s: not in the manifest", there->items.items[i].path));
}

hd_digest *hd_store_check_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_stored *stored,
                                hd_check_part part, const hd_stop *stop, bool *failed)
{
    const hd_manifest *manifest = stored->manifest;
    struct work *work = hd_new(NULL, struct work);

    work->folder = hd_strdup(work, stored->path);
    work->failed = failed;
    for (size_t i = 0; i < manifest->files.count; i++) {
        const hd_manifest_file *file = &manifest->files.items[i];
        if (part == HD_CHECK_ALL || (part == HD_CHECK_ROWS) == is_rows(manifest, file->path))
            hd_vec_push(work, &work->items,
                        (struct item){.path = hd_strdup(work, file->path), .should = file});
    }
    hd_digest *digest = digest_start(ctx, loop, work, stop);
    digest->stored = stored;
    digest->part = part;
    return digest;
}

hd_error *hd_store_check_finish(TALLOC_CTX *ctx, hd_digest *digest, hd_strings *ret)
{
    struct work *work = digest->work;

    if (!work->over)
        hd_wait(digest->loop, &work->over);
    HD_TRY(hd_stop_check(work->stop, NULL));
    for (size_t i = 0; i < work->items.count; i++)
        if (!is_as_it_should(&work->items.items[i]))
            hd_vec_push(ctx, ret, line_of(ctx, &work->items.items[i]));
    if (digest->part != HD_CHECK_ROWS)
        add_unknown(ctx, digest->stored, ret);
    return NULL;
}

/* ---- sync, sizes ---- */

static hd_error *sync_path(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int reason = errno;

    if (fd >= 0)
        close(fd);
    if (good)
        return NULL;
    errno = reason;
    return hd_file_error("flush", path);
}

hd_error *hd_store_sync(const char *path)
{
    HD_SCRATCH(scratch);
    struct work *work = hd_new(scratch, struct work);
    hd_strings folders = {0};

    work->folder = hd_strdup(work, path);
    add_files(work, "", 1);
    for (size_t i = 0; i < work->items.count; i++) {
        const char *file = hd_path_join(scratch, path, work->items.items[i].path);
        const char *folder = hd_path_folder(scratch, file);
        HD_TRY(sync_path(file));
        if (!hd_strings_contain(&folders, folder))
            hd_vec_push(scratch, &folders, folder);
    }
    for (size_t i = 0; i < folders.count; i++)
        HD_TRY(sync_path(folders.items[i]));
    return sync_path(path);
}

int64_t hd_store_bytes(const char *path)
{
    HD_SCRATCH(scratch);
    struct work *work = hd_new(scratch, struct work);
    struct stat info;
    int64_t sum = 0;

    work->folder = hd_strdup(work, path);
    add_files(work, "", 1);
    for (size_t i = 0; i < work->items.count; i++)
        if (stat(hd_path_join(scratch, path, work->items.items[i].path), &info) == 0)
            sum += info.st_size;
    return sum;
}
