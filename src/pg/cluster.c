#include "pg/cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

/* The port is only part of the socket's name. */
#define SOCKET_NAME  "/.s.PGSQL.5432"
#define RECORD_NAME  "embedded.conf"
#define INSIDE_BASE  "embedded"
#define SERVER_ROLE  "postgres"
#define SHARED_BASE  "/var/lib/howdah"
#define FALLBACK_TOP "/var/tmp"

enum { MAX_RECORD_BYTES = 65536, KEY_LENGTH = 12, OPEN_FILES = 16 };

/* PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
static hd_error *cluster_user(hd_cluster *cluster)
{
    const struct passwd *user = NULL;

    cluster->uid = geteuid();
    cluster->gid = getegid();
    cluster->as_user = cluster->uid == 0;
    if (!cluster->as_user)
        user = getpwuid(cluster->uid);
    else if ((user = getpwnam("postgres")) == NULL && (user = getpwnam("nobody")) == NULL)
        return hd_error_hint(hd_error_new(HD_CONFLICT,
                                          "PostgreSQL cannot run as root, and there is no user "
                                          "\"postgres\" or \"nobody\""),
                             "Create a user \"postgres\", or run howdah as an ordinary user.");
    if (user != NULL) {
        cluster->uid = user->pw_uid;
        cluster->gid = user->pw_gid;
    }
    cluster->user = user == NULL ? hd_printf(cluster, "%u", (unsigned)cluster->uid)
                                 : hd_strdup(cluster, user->pw_name);
    return NULL;
}

static bool may_enter(const struct stat *info, uid_t uid, gid_t gid)
{
    if (info->st_uid == uid)
        return (info->st_mode & S_IXUSR) != 0;
    if (info->st_gid == gid)
        return (info->st_mode & S_IXGRP) != 0;
    return (info->st_mode & S_IXOTH) != 0;
}

bool hd_cluster_reachable(const char *folder, uid_t uid, gid_t gid)
{
    HD_SCRATCH(scratch);
    struct stat info;

    for (const char *path = folder;; path = hd_path_folder(scratch, path)) {
        /* What is not there yet will be made by us, open. */
        if (stat(path, &info) == 0 && !may_enter(&info, uid, gid))
            return false;
        if (strcmp(path, "/") == 0 || strcmp(path, ".") == 0)
            return true;
    }
}

/* A folder of its own for a project that the server's user cannot reach. */
static char *base_elsewhere(hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    char *key = hd_sha256_hex(scratch, cluster->folder, strlen(cluster->folder));
    const char *project = hd_path_name(hd_path_folder(scratch, cluster->folder));

    hd_error *err = hd_dir_make(SHARED_BASE);
    if (err == NULL && chmod(SHARED_BASE, 0755) == 0)
        return hd_printf(cluster, "%s/%s-%.*s", SHARED_BASE, project, KEY_LENGTH, key);
    hd_error_free(err);
    return hd_printf(cluster, "%s/howdah-%.*s", FALLBACK_TOP, KEY_LENGTH, key);
}

/* "name = value" lines. */
static const char *record_value(TALLOC_CTX *ctx, const char *text, const char *name)
{
    hd_strings lines = {0};

    hd_text_split(ctx, text, "\n", &lines);
    for (size_t i = 0; i < lines.count; i++) {
        size_t len = strcspn(lines.items[i], " ");
        if (strlen(name) == len && strncmp(lines.items[i], name, len) == 0 &&
            hd_text_starts(lines.items[i] + len, " = "))
            return lines.items[i] + len + 3;
    }
    return NULL;
}

static void cluster_set_base(hd_cluster *cluster, const char *base)
{
    cluster->base = hd_path_join(cluster, cluster->folder, base);
    cluster->data = hd_path_join(cluster, cluster->base, "data");
}

/*
 * Names inside .howdah are relative, so that a project can be moved and copied. A base
 * elsewhere counts only for the project it was made for, or when that one is gone: a copy
 * must not use the cluster of the original.
 */
static void record_apply(hd_cluster *cluster, const char *project, const char *base,
                         const char *socket)
{
    HD_SCRATCH(scratch);
    bool same = hd_text_equal(project, cluster->folder);
    bool orphan = project != NULL && !hd_file_exists(hd_path_join(scratch, project, RECORD_NAME));

    if (base == NULL || (*base == '/' && !same && !orphan))
        return;
    cluster_set_base(cluster, base);
    if (socket != NULL && (*socket != '/' || same || *base == '/'))
        cluster->socket = hd_path_join(cluster, cluster->folder, socket);
}

static hd_error *record_read(hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    char *text = NULL;

    hd_error *err = hd_file_read(scratch, cluster->record, MAX_RECORD_BYTES, &text, NULL);
    if (err != NULL && err->code == HD_MISSING) {
        hd_error_free(err);
        return NULL;
    }
    HD_TRY(err);
    record_apply(cluster, record_value(scratch, text, "project"),
                 record_value(scratch, text, "base"), record_value(scratch, text, "socket"));
    return NULL;
}

hd_error *hd_cluster_find(TALLOC_CTX *ctx, const char *folder, hd_cluster **ret)
{
    HD_SCRATCH(scratch);
    hd_cluster *cluster = hd_new(scratch, hd_cluster);

    cluster->folder = hd_strdup(cluster, folder);
    cluster->record = hd_path_join(cluster, folder, RECORD_NAME);
    cluster->log = hd_path_join(cluster, folder, "postgresql.log");
    HD_TRY(record_read(cluster));
    /* Looking a user up loads libraries: only when there is something to start. */
    *ret = talloc_steal(ctx, cluster);
    return NULL;
}

static char *user_name(TALLOC_CTX *ctx, uid_t uid)
{
    const struct passwd *entry = getpwuid(uid);

    return entry == NULL ? hd_printf(ctx, "%u", (unsigned)uid) : hd_strdup(ctx, entry->pw_name);
}

static hd_error *foreign_folder(const hd_cluster *cluster, const char *path, uid_t owner)
{
    HD_SCRATCH(scratch);
    const char *name = user_name(scratch, owner);

    return hd_error_hint(
        hd_error_new(HD_REFUSED,
                     "the embedded PostgreSQL in \"%s\" belongs to user \"%s\", and would now be "
                     "run by \"%s\"",
                     path, name, user_name(scratch, cluster->uid)),
        "Run howdah as \"%s\", set embedded_dir to another folder, or delete \"%s\" when its "
        "data are not needed.",
        name, cluster->folder);
}

/* Makes a folder for the server's user alone, or takes the one that is there and is his. */
static hd_error *private_folder(const hd_cluster *cluster, const char *path)
{
    struct stat info;

    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return hd_file_error("make folder", path);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return hd_file_error("open folder", path);
    hd_error *err = fstat(fd, &info) == 0 ? NULL : hd_file_error("open folder", path);
    /* Somebody else's: nothing of it is to be trusted. */
    if (err == NULL && info.st_uid != cluster->uid && info.st_uid != geteuid())
        err = foreign_folder(cluster, path, info.st_uid);
    bool ours = err == NULL && (!cluster->as_user || fchown(fd, cluster->uid, cluster->gid) == 0) &&
                fchmod(fd, 0700) == 0;
    if (err == NULL && !ours)
        err = hd_file_error("own folder", path);
    close(fd);
    return err;
}

/* A comma or quote would make a list of it, for the server and for libpq. */
static bool socket_fits(const char *folder)
{
    return strpbrk(folder, ",\"") == NULL &&
           strlen(folder) + strlen(SOCKET_NAME) < sizeof(((struct sockaddr_un *)NULL)->sun_path);
}

static bool socket_is_ours(const hd_cluster *cluster)
{
    struct stat info;

    return cluster->socket != NULL && lstat(cluster->socket, &info) == 0 && S_ISDIR(info.st_mode) &&
           info.st_uid == cluster->uid;
}

/* The socket stands in base; a path that is too long for it, in a new folder nobody else knows. */
static hd_error *cluster_socket(hd_cluster *cluster)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");

    if (socket_fits(cluster->base)) {
        cluster->socket = cluster->base;
        return NULL;
    }
    if (socket_is_ours(cluster) && socket_fits(cluster->socket))
        return NULL;
    if (runtime == NULL || *runtime != '/' || cluster->as_user || access(runtime, W_OK | X_OK) != 0)
        runtime = "/tmp";
    char *folder = hd_printf(cluster, "%s/howdah-XXXXXX", runtime);
    if (!socket_fits(folder))
        folder = hd_strdup(cluster, "/tmp/howdah-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return hd_file_error("make folder", folder);
    cluster->socket = folder;
    return private_folder(cluster, folder);
}

/* A path as the record has it. */
static const char *record_path(const hd_cluster *cluster, const char *path)
{
    size_t len = strlen(cluster->folder);

    return hd_text_starts(path, cluster->folder) && path[len] == '/' ? path + len + 1 : path;
}

static hd_error *record_write(const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    char *text = hd_printf(scratch,
                           "# Where this project's embedded PostgreSQL is. Written by howdah.\n"
                           "project = %s\nbase = %s\nsocket = %s\n",
                           cluster->folder, record_path(cluster, cluster->base),
                           record_path(cluster, cluster->socket));
    char *old = NULL;

    hd_error *err = hd_file_read(scratch, cluster->record, MAX_RECORD_BYTES, &old, NULL);
    hd_error_free(err);
    if (old != NULL && strcmp(old, text) == 0)
        return NULL;
    return hd_file_write(cluster->record, text, strlen(text));
}

hd_error *hd_cluster_folder_make(const char *folder)
{
    HD_SCRATCH(scratch);
    char *ignore = hd_path_join(scratch, folder, ".gitignore");
    bool is_new = !hd_dir_exists(folder);

    HD_TRY(hd_dir_make(folder));
    /* As root, a private umask must not close it to the server's user. */
    if (is_new && geteuid() == 0 && chmod(folder, 0755) != 0)
        return hd_file_error("open folder", folder);
    return hd_file_exists(ignore) ? NULL : hd_file_write(ignore, "*\n", 2);
}

hd_error *hd_cluster_make(hd_cluster *cluster)
{
    HD_TRY(cluster_user(cluster));
    if (cluster->base == NULL) {
        cluster->moved = cluster->as_user &&
                         !hd_cluster_reachable(cluster->folder, cluster->uid, cluster->gid);
        cluster_set_base(cluster, cluster->moved ? base_elsewhere(cluster) : INSIDE_BASE);
    }
    HD_TRY(private_folder(cluster, cluster->base));
    HD_TRY(cluster_socket(cluster));
    return record_write(cluster);
}

void hd_cluster_forget_socket(hd_cluster *cluster)
{
    if (cluster->socket != NULL && cluster->base != NULL &&
        strcmp(cluster->socket, cluster->base) != 0)
        rmdir(cluster->socket);
}

static int on_entry(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

hd_error *hd_folder_remove(const char *path)
{
    if (nftw(path, on_entry, OPEN_FILES, FTW_DEPTH | FTW_PHYS) != 0 && errno != ENOENT)
        return hd_file_error("remove folder", path);
    return NULL;
}

/* A value of a keyword string: in quotes, with \ before quotes and backslashes. */
static void add_value(hd_buf *buf, const char *keyword, const char *value)
{
    hd_buf_addf(buf, "%s='", keyword);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\')
            hd_buf_add_char(buf, '\\');
        hd_buf_add_char(buf, *c);
    }
    hd_buf_add(buf, "' ");
}

char *hd_cluster_conninfo(TALLOC_CTX *ctx, const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    add_value(buf, "host", cluster->socket);
    add_value(buf, "port", "5432");
    add_value(buf, "user", SERVER_ROLE);
    return hd_buf_take(ctx, buf);
}
