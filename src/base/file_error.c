/* Why a file cannot be had, and what to do about it: one place for all who open files. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

/* Reasons that the path does not explain further. */
static const struct {
    int reason;
    const char *hint;
} hints[] = {
    {EROFS, "The file system is mounted read-only."},
    {ENOSPC, "The disk is full: make room on it, then run the command again."},
    {EDQUOT, "The quota is used up: make room, then run the command again."},
    {ENOTDIR, "A part of this path is a file where a folder is meant."},
    {EMFILE, "Allow more open files: \"ulimit -n\"."},
};

static bool may(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0 || errno != EACCES;
}

/*
 * What is in the way: the first folder that may not be entered; else what may not be read or
 * written itself; else the folder, in which nothing may be made, renamed or removed.
 */
static char *obstacle(TALLOC_CTX *ctx, const char *path)
{
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        char *folder = hd_strndup(ctx, path, (size_t)(slash - path));
        if (!may(folder, X_OK))
            return folder;
    }
    if (access(path, F_OK) == 0 &&
        (!may(path, R_OK) || !may(path, W_OK) || (hd_dir_exists(path) && !may(path, X_OK))))
        return hd_strdup(ctx, path);
    return hd_path_folder(ctx, path);
}

static char *user_name(TALLOC_CTX *ctx, uid_t uid)
{
    const struct passwd *user = getpwuid(uid);

    return user != NULL ? hd_strdup(ctx, user->pw_name) : hd_printf(ctx, "%u", uid);
}

static hd_error *permission_hint(hd_error *err, const char *path)
{
    HD_SCRATCH(scratch);
    const char *at = obstacle(scratch, hd_path_absolute(scratch, path));
    const char *me = user_name(scratch, geteuid());
    struct stat info;

    if (stat(at, &info) != 0 || geteuid() == 0)
        return hd_error_hint(err, "howdah runs as user \"%s\".", me);
    unsigned mode = info.st_mode & 07777;
    if (info.st_uid == geteuid())
        return hd_error_hint(
            err, "\"%s\" belongs to you, \"%s\", but has mode %04o: chmod u+rwX \"%s\".", at, me,
            mode, at);
    const char *owner = user_name(scratch, info.st_uid);
    return hd_error_hint(err,
                         "\"%s\" belongs to user \"%s\" and has mode %04o, and howdah runs as "
                         "\"%s\": run it as \"%s\", or give \"%s\" access.",
                         at, owner, mode, me, owner, me);
}

hd_error *hd_file_error(const char *verb, const char *path)
{
    int reason = errno;
    hd_error *err = hd_error_new(reason == ENOENT ? HD_MISSING : HD_IO, "could not %s \"%s\": %s",
                                 verb, path, strerror(reason));

    for (size_t i = 0; i < HD_COUNT(hints); i++)
        if (hints[i].reason == reason)
            return hd_error_hint(err, "%s", hints[i].hint);
    return reason == EACCES || reason == EPERM ? permission_hint(err, path) : err;
}
