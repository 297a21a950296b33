#include "care/backup/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "care/backup/naming.h"
#include "pg/cluster.h"

enum { MAX_MANIFEST_BYTES = 1 << 28, MAX_DRILLS = 100 };

static const char lock_name[] = ".lock";

/* ---- locks ---- */

static int lock_free(hd_store_lock *lock)
{
    close(lock->fd);
    return 0;
}

/* flock() with LOCK_NB; the lock goes with the last process that has the descriptor. */
static hd_error *lock_fd(TALLOC_CTX *ctx, int fd, const char *path, bool shared,
                         hd_store_lock **ret)
{
    if (fd < 0)
        return hd_file_error("open", path);
    if (flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        int reason = errno;
        close(fd);
        return hd_error_new(reason == EWOULDBLOCK ? HD_BUSY : HD_IO, "could not lock \"%s\": %s",
                            path, strerror(reason));
    }
    hd_store_lock *lock = hd_new(ctx, hd_store_lock);
    lock->fd = fd;
    talloc_set_destructor(lock, lock_free);
    *ret = lock;
    return NULL;
}

hd_error *hd_store_lock_path(TALLOC_CTX *ctx, const char *path, bool shared, hd_store_lock **ret)
{
    return lock_fd(ctx, open(path, O_RDONLY | O_CLOEXEC), path, shared, ret);
}

/* Backups hold all data: nobody else may read them, and they belong in no repository. */
static hd_error *folder_make(const char *folder)
{
    HD_SCRATCH(scratch);
    const char *ignore = hd_path_join(scratch, folder, ".gitignore");
    bool is_new = !hd_dir_exists(folder);

    HD_TRY(hd_dir_make(folder));
    if (is_new && chmod(folder, S_IRWXU) != 0)
        return hd_file_error("set the mode of", folder);
    return is_new ? hd_file_write(ignore, "*\n", 2) : NULL;
}

hd_error *hd_store_lock_folder(TALLOC_CTX *ctx, const char *folder, const hd_talk *talk,
                               hd_store_lock **ret)
{
    HD_SCRATCH(scratch);
    const char *path = hd_path_join(scratch, folder, lock_name);
    char pid[32] = "";

    HD_TRY(folder_make(folder));
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd >= 0)
        (void)!pread(fd, pid, sizeof(pid) - 1, 0);
    hd_error *err = lock_fd(ctx, fd, path, false, ret);
    if (err != NULL && err->code == HD_BUSY) {
        hd_error_free(err);
        pid[strcspn(pid, "\n")] = '\0';
        return hd_error_hint(hd_error_new(HD_BUSY,
                                          "another backup or prune works in \"%s\" (process %s)",
                                          folder, *pid == '\0' ? "unknown" : pid),
                             "Wait for its end, or name another folder with --to.");
    }
    if (err != NULL)
        return err;
    const char *line = hd_printf(scratch, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) == 0)
        (void)!pwrite(fd, line, strlen(line), 0); /* only said in a message */
    hd_store_clean(folder, talk);
    return NULL;
}

void hd_store_clean(const char *folder, const hd_talk *talk)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    hd_error_free(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *path = hd_path_join(scratch, folder, names.items[i]);
        hd_store_lock *lock = NULL;
        if (!hd_text_ends(names.items[i], HD_BACKUP_PARTIAL) &&
            !hd_text_starts(names.items[i], HD_BACKUP_CLEAR))
            continue;
        hd_error *err = hd_store_lock_path(scratch, path, false, &lock);
        if (err == NULL)
            err = hd_folder_remove(path);
        if (err == NULL)
            hd_talk_say(talk, HD_TALK_NOTE, "removed %s, left behind by a process that died", path);
        hd_error_free(err); /* somebody works on it, or it is not ours to remove */
    }
}

/* ---- reading ---- */

static hd_error *digest_check(const char *path, const char *text, size_t len)
{
    HD_SCRATCH(scratch);
    char *line = NULL;
    const char *digest = hd_sha256_hex(scratch, text, len);

    HD_TRY(hd_file_read(scratch, hd_path_join(scratch, path, "manifest.sha256"), MAX_MANIFEST_BYTES,
                        &line, NULL));
    if (strncmp(line, digest, HD_SHA256_HEX) != 0)
        return hd_error_hint(hd_error_new(HD_CONFIG,
                                          "the manifest of \"%s\" was changed after it "
                                          "was written",
                                          path),
                             "What it promises cannot be trusted; use another backup.");
    return NULL;
}

static hd_error *manifest_read(TALLOC_CTX *ctx, const char *path, hd_manifest **ret)
{
    HD_SCRATCH(scratch);
    const char *file = hd_path_join(scratch, path, "manifest.json");
    char *text = NULL;
    size_t len = 0;

    HD_TRY(hd_file_read(scratch, file, MAX_MANIFEST_BYTES, &text, &len));
    HD_TRY(digest_check(path, text, len));
    return hd_manifest_parse(ctx, file, text, len, ret);
}

static int json_free(json_t **root)
{
    json_decref(*root);
    return 0;
}

static const char *text_member(TALLOC_CTX *ctx, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    return json_is_string(value) ? hd_strdup(ctx, json_string_value(value)) : NULL;
}

/* Written by us, and only told: what is wrong in it is left out. NULL when there is none. */
static const json_t *notes_read(TALLOC_CTX *ctx, const hd_stored *stored, const char *name)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    size_t len = 0;
    json_t **root = hd_new(ctx, json_t *);
    hd_error *err = hd_file_read(scratch, hd_path_join(scratch, stored->path, name),
                                 MAX_MANIFEST_BYTES, &text, &len);

    if (err != NULL) {
        hd_error_free(err);
        return NULL;
    }
    talloc_set_destructor(root, json_free);
    *root = json_loadb(text, len, 0, NULL);
    return *root;
}

static void offsite_read(TALLOC_CTX *ctx, hd_stored *stored)
{
    HD_SCRATCH(scratch);
    const json_t *root = notes_read(scratch, stored, "offsite.json");

    stored->offsite = (hd_offsite){
        .at = text_member(ctx, root, "at"),
        .read_back = json_is_true(json_object_get(root, "read_back")),
        .problem = text_member(ctx, root, "problem"),
    };
}

static void drills_read(TALLOC_CTX *ctx, hd_stored *stored)
{
    HD_SCRATCH(scratch);
    const json_t *root = notes_read(scratch, stored, "drills.json");

    for (size_t i = 0; i < json_array_size(root); i++) {
        const json_t *item = json_array_get(root, i);
        const hd_drill drill = {
            .at = text_member(ctx, item, "at"),
            .equal = json_is_true(json_object_get(item, "equal")),
            .duration_ms = json_integer_value(json_object_get(item, "duration_ms")),
            .server_version = json_integer_value(json_object_get(item, "server_version")),
            .difference = text_member(ctx, item, "difference"),
        };
        if (drill.at != NULL)
            hd_vec_push(ctx, &stored->drills, drill);
    }
}

static hd_stored stored_read(TALLOC_CTX *ctx, const char *path)
{
    hd_stored stored = {.path = hd_strdup(ctx, path)};

    stored.name = hd_path_name(stored.path);
    hd_error *err = manifest_read(ctx, path, &stored.manifest);
    if (err != NULL) {
        stored.problem = hd_strdup(ctx, err->message);
        hd_error_free(err);
    }
    drills_read(ctx, &stored);
    offsite_read(ctx, &stored);
    return stored;
}

static int newest_first(const void *a, const void *b)
{
    const hd_stored *x = a;
    const hd_stored *y = b;

    if (x->manifest == NULL || y->manifest == NULL)
        return (x->manifest == NULL) - (y->manifest == NULL);
    int order = strcmp(y->manifest->created_at, x->manifest->created_at);
    return order != 0 ? order : strcmp(y->name, x->name);
}

hd_error *hd_store_list(TALLOC_CTX *ctx, const char *folder, hd_stored_list *ret)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};

    if (!hd_dir_exists(folder))
        return NULL;
    HD_TRY(hd_dir_list(scratch, folder, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *path = hd_path_join(scratch, folder, names.items[i]);
        if (*names.items[i] != '.' && hd_dir_exists(path) &&
            !hd_text_ends(names.items[i], HD_BACKUP_PARTIAL) &&
            hd_file_exists(hd_path_join(scratch, path, "manifest.json")))
            hd_vec_push(ctx, ret, stored_read(ctx, path));
    }
    if (ret->count > 0)
        qsort(ret->items, ret->count, sizeof(*ret->items), newest_first);
    return NULL;
}

static hd_error *find_latest(TALLOC_CTX *ctx, const char *folder, const char *database,
                             hd_stored *ret)
{
    hd_stored_list all = {0};

    HD_TRY(hd_store_list(ctx, folder, &all));
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].manifest != NULL &&
            (database == NULL || strcmp(all.items[i].manifest->database, database) == 0)) {
            *ret = all.items[i];
            return NULL;
        }
    hd_error *err = database == NULL
                        ? hd_error_new(HD_MISSING, "there is no backup in \"%s\"", folder)
                        : hd_error_new(HD_MISSING,
                                       "there is no backup of database \"%s\" in \"%s\"", database,
                                       folder);
    for (size_t i = 0; i < all.count; i++)
        if (all.items[i].manifest == NULL)
            return hd_error_hint(hd_error_detail(err, "\"%s\" cannot be read: %s.",
                                                 all.items[i].name, all.items[i].problem),
                                 "\"howdah backup list\" shows all.");
    return hd_error_hint(err, "\"howdah backup\" makes one, \"howdah backup list\" shows all.");
}

hd_error *hd_store_find(TALLOC_CTX *ctx, const char *folder, const char *name, const char *database,
                        hd_stored *ret)
{
    HD_SCRATCH(scratch);

    if (name == NULL || strcmp(name, "latest") == 0)
        return find_latest(ctx, folder, database, ret);
    const char *path = strchr(name, '/') != NULL ? hd_path_absolute(scratch, name)
                                                 : hd_path_join(scratch, folder, name);
    if (!hd_file_exists(hd_path_join(scratch, path, "manifest.json")))
        return hd_error_hint(hd_error_new(HD_MISSING, "there is no backup \"%s\"", name),
                             "\"howdah backup list\" shows all in \"%s\"; elsewhere give a path "
                             "with a slash.",
                             folder);
    hd_manifest *manifest = NULL;
    HD_TRY(manifest_read(ctx, path, &manifest));
    *ret = stored_read(ctx, path);
    return NULL;
}

/* ---- writing ---- */

hd_error *hd_store_write_manifest(const char *path, const hd_manifest *manifest)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_manifest_print(out, manifest);
    const char *line = hd_printf(scratch, "%s  manifest.json\n",
                                 hd_sha256_hex(scratch, out->data, out->len));
    HD_TRY(hd_file_write(hd_path_join(scratch, path, "manifest.json"), out->data, out->len));
    return hd_file_write(hd_path_join(scratch, path, "manifest.sha256"), line, strlen(line));
}

hd_error *hd_store_add_drill(const char *path, const hd_drill *drill)
{
    HD_SCRATCH(scratch);
    hd_stored stored = {.path = path};
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    drills_read(scratch, &stored);
    hd_vec_push(scratch, &stored.drills, *drill);
    size_t first = stored.drills.count > MAX_DRILLS ? stored.drills.count - MAX_DRILLS : 0;
    hd_json_begin(&json, '[');
    for (size_t i = first; i < stored.drills.count; i++) {
        const hd_drill *item = &stored.drills.items[i];
        hd_json_begin(&json, '{');
        hd_json_put_string(&json, "at", item->at);
        hd_json_put_bool(&json, "equal", item->equal);
        hd_json_put_int(&json, "duration_ms", item->duration_ms);
        hd_json_put_int(&json, "server_version", item->server_version);
        hd_json_put_string(&json, "difference", item->difference);
        hd_json_end(&json);
    }
    hd_json_end(&json);
    return hd_file_write(hd_path_join(scratch, path, "drills.json"), out->data, out->len);
}

hd_error *hd_store_write_offsite(const char *path, const hd_offsite *offsite)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_put_string(&json, "at", offsite->at);
    hd_json_put_bool(&json, "read_back", offsite->read_back);
    hd_json_put_string(&json, "problem", offsite->problem);
    hd_json_end(&json);
    return hd_file_write(hd_path_join(scratch, path, "offsite.json"), out->data, out->len);
}

bool hd_stored_is_copied(const hd_stored *stored)
{
    return stored->offsite.at != NULL && stored->offsite.problem == NULL;
}

const hd_drill *hd_stored_proof(const hd_stored *stored)
{
    for (size_t i = stored->drills.count; i > 0; i--)
        if (stored->drills.items[i - 1].equal)
            return &stored->drills.items[i - 1];
    return NULL;
}
