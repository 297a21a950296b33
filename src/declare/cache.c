#include "declare/cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "catalog/kinds.h"
#include "declare/pack.h"
#include "pg/cluster.h"

enum { KEPT = 8, MAX_BYTES = 1 << 30 };

static void add_part(hd_buf *out, const char *text)
{
    hd_buf_addf(out, "%zu:%s\n", text == NULL ? 0 : strlen(text), text == NULL ? "" : text);
}

/* What a snapshot holds depends on the queries and attributes of the kinds. */
static void add_kinds(hd_buf *out)
{
    for (size_t i = 0; i < hd_kind_count; i++) {
        const hd_kind *kind = hd_kinds[i];
        add_part(out, kind->name);
        for (size_t j = 0; j < kind->attribute_count; j++)
            add_part(out, kind->attributes[j].name);
        for (size_t j = 0; j < HD_COUNT(kind->queries) && kind->queries[j].sql != NULL; j++)
            add_part(out, kind->queries[j].sql);
    }
}

char *hd_cache_key(TALLOC_CTX *ctx, const char *what, const hd_strings *texts)
{
    HD_SCRATCH(scratch);
    hd_buf *all = hd_buf_new(scratch);

    add_part(all, HOWDAH_VERSION);
    add_kinds(all);
    for (size_t i = 0; i < texts->count; i++)
        add_part(all, texts->items[i]);
    return hd_printf(ctx, "%s-%.32s", what, hd_sha256_hex(scratch, all->data, all->len));
}

/* NULL when it cannot be read: hd_file_read is for texts. */
static char *read_bytes(TALLOC_CTX *ctx, const char *path, size_t *len)
{
    FILE *file = fopen(path, "rbe");
    struct stat status = {0};
    char *bytes = NULL;

    if (file == NULL)
        return NULL;
    if (fstat(fileno(file), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        status.st_size < MAX_BYTES) {
        bytes = hd_nonnull(talloc_size(ctx, (size_t)status.st_size), __func__);
        *len = fread(bytes, 1, (size_t)status.st_size, file);
    }
    (void)fclose(file);
    return bytes;
}

hd_models *hd_cache_find(TALLOC_CTX *ctx, const char *folder, const char *key,
                         const hd_strings *paths)
{
    HD_SCRATCH(scratch);
    const char *path = hd_path_join(scratch, folder, key);
    size_t len = 0;
    hd_models *models = NULL;
    const char *bytes = read_bytes(scratch, path, &len);

    if (bytes == NULL || !hd_models_unpack(ctx, bytes, len, paths, &models))
        return NULL;
    (void)utimensat(AT_FDCWD, path, NULL, 0); /* it is used: others go first */
    models->cached = true;
    return models;
}

/* ---- keeping ---- */

struct entry {
    const char *path;
    struct timespec used;
};

static int newest_first(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;

    if (left->used.tv_sec != right->used.tv_sec)
        return left->used.tv_sec > right->used.tv_sec ? -1 : 1;
    if (left->used.tv_nsec != right->used.tv_nsec)
        return left->used.tv_nsec > right->used.tv_nsec ? -1 : 1;
    return strcmp(left->path, right->path);
}

/* Of the files that are like this one, up to the dash. */
static void prune(const char *folder, const char *key)
{
    HD_SCRATCH(scratch);
    const char *prefix = hd_strndup(scratch, key, (size_t)(strchr(key, '-') - key) + 1);
    hd_strings names = {0};
    HD_VEC(struct entry) entries = {0};

    hd_error_free(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        struct stat status = {0};
        const char *path = hd_path_join(scratch, folder, names.items[i]);
        if (hd_text_starts(names.items[i], prefix) && stat(path, &status) == 0)
            hd_vec_push(scratch, &entries, (struct entry){path, status.st_mtim});
    }
    if (entries.count > KEPT)
        qsort(entries.items, entries.count, sizeof(struct entry), newest_first);
    for (size_t i = KEPT; i < entries.count; i++)
        (void)unlink(entries.items[i].path);
}

void hd_cache_keep(const char *folder, const char *key, const hd_models *models,
                   const hd_strings *paths)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_models_pack(out, models, paths);
    hd_error *err = hd_cluster_folder_make(hd_path_folder(scratch, folder));
    if (err == NULL)
        err = hd_file_write(hd_path_join(scratch, folder, key), out->data, out->len);
    hd_error_free(err);
    prune(folder, key);
}
