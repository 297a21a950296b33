/*
 * Commands that need the cluster at the same time agree by a lock on .howdah/lock; whoever
 * has it looks at what is there and does what is missing:
 *
 *   no data --initdb--> stopped --start--> starting --> ready
 *                          ^                              |
 *                          +---stop, crash, kill----------+
 */
#include "pg/embedded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "parse/quote.h"
#include "pg/cluster.h"
#include "pg/cluster_server.h"
#include "pg/programs.h"

enum { LOCK_AGAIN_MS = 20 };

#define UNKNOWN_DATABASE   "3D000"
#define DUPLICATE_DATABASE "42P04"
#define UNIQUE_VIOLATION   "23505"
#define CANNOT_CONNECT_NOW "57P03"
#define ANY_DATABASE       "postgres"

static void HD_PRINTF(2, 3) say(const hd_embedded_settings *settings, const char *fmt, ...)
{
    va_list args;

    if (settings->say == NULL)
        return;
    va_start(args, fmt);
    char *line = hd_nonnull(talloc_vasprintf(NULL, fmt, args), __func__);
    va_end(args);
    settings->say(line, settings->say_arg);
    talloc_free(line);
}

static void lock_release(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}
#define LOCK __attribute__((cleanup(lock_release))) int

/* Waits on the loop, so that timers and signals stay alive. */
static hd_error *lock_take(uv_loop_t *loop, const hd_embedded_settings *settings, int *ret)
{
    HD_SCRATCH(scratch);
    char *path = hd_path_join(scratch, settings->folder, "lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

    if (fd < 0)
        return hd_file_error("open", path);
    *ret = fd;
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return hd_file_error("lock", path);
        hd_pause(loop, LOCK_AGAIN_MS);
    }
    return NULL;
}

static hd_error *programs_for(TALLOC_CTX *ctx, uv_loop_t *loop,
                              const hd_embedded_settings *settings, const hd_cluster *cluster,
                              hd_programs *ret)
{
    int major = cluster->base == NULL ? 0 : hd_server_major(cluster);
    hd_error *err = hd_programs_find(ctx, loop, settings->bin_dir, major, ret);

    if (err != NULL && err->code == HD_CONFLICT)
        return hd_error_hint(err,
                             "Install PostgreSQL %d, or set bin_dir to where it is. If the data "
                             "are not needed, delete \"%s\".",
                             major, cluster->base);
    return err;
}

static hd_error *programs_check(const hd_programs *programs, const hd_cluster *cluster)
{
    if (!cluster->as_user || hd_cluster_reachable(programs->folder, cluster->uid, cluster->gid))
        return NULL;
    return hd_error_hint(
        hd_error_new(HD_IO, "user \"%s\" cannot reach \"%s\"", cluster->user, programs->folder),
        "PostgreSQL does not run as root; its programs must be in folders that "
        "are open to others.");
}

/* A server that is there but cannot be reached has lost its socket, or had another one. */
static hd_error *server_usable(uv_loop_t *loop, const hd_embedded_settings *settings,
                               const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    const hd_target target = {.conninfo = hd_cluster_conninfo(scratch, cluster),
                              .dbname = ANY_DATABASE,
                              .application_name = "howdah embedded"};
    hd_conn *conn = NULL;

    HD_TRY(hd_server_wait_ready(loop, cluster));
    if (hd_server_pid(cluster) == 0)
        return NULL;
    hd_error *err = hd_conn_open(scratch, loop, &target, &conn);
    if (err == NULL || *err->sqlstate != '\0') { /* it answers, if only by a refusal */
        hd_error_free(err);
        return NULL;
    }
    hd_error_free(err);
    say(settings, "the embedded PostgreSQL has lost its socket: it is started again");
    return hd_server_stop(loop, cluster);
}

static hd_error *server_make_and_start(uv_loop_t *loop, const hd_embedded_settings *settings,
                                       const hd_cluster *cluster, const hd_programs *programs,
                                       int lock)
{
    HD_TRY(programs_check(programs, cluster));
    if (hd_server_major(cluster) == 0) {
        say(settings, "making an embedded PostgreSQL %d in %s", programs->major, cluster->base);
        if (cluster->moved)
            say(settings, "(there because user \"%s\", whom it runs as, cannot reach %s)",
                cluster->user, cluster->folder);
        HD_TRY(hd_server_make(loop, cluster, programs, lock));
    } else if (cluster->moved) {
        say(settings,
            "going on with the embedded PostgreSQL %d in %s, which was made for %s before",
            programs->major, cluster->base, cluster->folder);
    }
    return hd_server_start(loop, cluster, programs);
}

static hd_error *start_locked(TALLOC_CTX *ctx, uv_loop_t *loop,
                              const hd_embedded_settings *settings, int lock, const char **ret)
{
    HD_SCRATCH(scratch);
    hd_cluster *cluster = NULL;
    hd_programs programs = {0};

    HD_TRY(hd_cluster_find(scratch, settings->folder, &cluster));
    /* Without programs nothing is begun. */
    HD_TRY(programs_for(scratch, loop, settings, cluster, &programs));
    HD_TRY(hd_cluster_make(cluster));
    if (cluster->moved) /* to where data may be that another version has made */
        HD_TRY(programs_for(scratch, loop, settings, cluster, &programs));
    HD_TRY(server_usable(loop, settings, cluster));
    if (hd_server_pid(cluster) == 0)
        HD_TRY(server_make_and_start(loop, settings, cluster, &programs, lock));
    *ret = hd_cluster_conninfo(ctx, cluster);
    return NULL;
}

hd_error *hd_embedded_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                            const char **ret)
{
    LOCK lock = -1;

    HD_TRY(hd_cluster_folder_make(settings->folder));
    HD_TRY(lock_take(loop, settings, &lock));
    return start_locked(ctx, loop, settings, lock, ret);
}

hd_error *hd_embedded_conninfo(TALLOC_CTX *ctx, const hd_embedded_settings *settings,
                               const char **ret)
{
    HD_SCRATCH(scratch);
    hd_cluster *cluster = NULL;

    HD_TRY(hd_cluster_find(scratch, settings->folder, &cluster));
    *ret = cluster->socket == NULL ? NULL : hd_cluster_conninfo(ctx, cluster);
    return NULL;
}

hd_error *hd_embedded_stop(uv_loop_t *loop, const hd_embedded_settings *settings, bool *was_running)
{
    HD_SCRATCH(scratch);
    hd_cluster *cluster = NULL;
    LOCK lock = -1;

    *was_running = false;
    if (!hd_dir_exists(settings->folder))
        return NULL;
    HD_TRY(lock_take(loop, settings, &lock));
    HD_TRY(hd_cluster_find(scratch, settings->folder, &cluster));
    if (cluster->base == NULL)
        return NULL;
    *was_running = hd_server_pid(cluster) != 0;
    HD_TRY(hd_server_stop(loop, cluster));
    hd_cluster_forget_socket(cluster);
    return NULL;
}

hd_error *hd_embedded_look(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                           hd_embedded_state *ret)
{
    hd_cluster *cluster = NULL;
    hd_programs programs = {0};

    HD_TRY(hd_cluster_find(ctx, settings->folder, &cluster));
    *ret = (hd_embedded_state){
        .socket = cluster->socket, .log = cluster->log, .data = cluster->data};
    if (cluster->base != NULL) {
        ret->pid = hd_server_pid(cluster);
        ret->major = hd_server_major(cluster);
    }
    ret->made = ret->major != 0;
    ret->running = ret->pid != 0;
    hd_error *err = hd_programs_find(ctx, loop, settings->bin_dir, ret->major, &programs);
    hd_error_free(err); /* "none" is an answer here */
    ret->programs = programs.folder;
    return NULL;
}

static bool is_state(const hd_error *err, const char *sqlstate)
{
    return err != NULL && strcmp(err->sqlstate, sqlstate) == 0;
}

static hd_error *database_create(uv_loop_t *loop, const hd_target *target)
{
    HD_SCRATCH(scratch);
    const hd_target beside = {.conninfo = target->conninfo,
                              .dbname = ANY_DATABASE,
                              .application_name = target->application_name};
    hd_conn *conn = NULL;

    HD_TRY(hd_conn_open(scratch, loop, &beside, &conn));
    hd_error *err = hd_exec(
        conn, hd_printf(scratch, "CREATE DATABASE %s", hd_sql_ident(scratch, target->dbname)));
    /* Another command may have been quicker. */
    if (is_state(err, DUPLICATE_DATABASE) || is_state(err, UNIQUE_VIOLATION)) {
        hd_error_free(err);
        err = NULL;
    }
    return hd_error_wrap(err, "while creating the project's database");
}

/* A name that is given in passing, or mistyped, makes no database. */
static hd_error *open_or_create(TALLOC_CTX *ctx, uv_loop_t *loop,
                                const hd_embedded_settings *settings, const hd_target *target,
                                hd_conn **ret)
{
    hd_error *err = hd_conn_open(ctx, loop, target, ret);

    if (!is_state(err, UNKNOWN_DATABASE) || !hd_text_equal(target->dbname, settings->database))
        return err;
    hd_error_free(err);
    HD_TRY(database_create(loop, target));
    return hd_conn_open(ctx, loop, target, ret);
}

hd_error *hd_embedded_open(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_embedded_settings *settings,
                           const hd_target *target, hd_conn **ret)
{
    HD_SCRATCH(scratch);
    hd_target ours = *target;

    if (ours.dbname == NULL)
        ours.dbname = ANY_DATABASE;
    ours.connect_budget_ms = 0;
    HD_TRY(hd_embedded_conninfo(scratch, settings, &ours.conninfo));
    if (ours.conninfo != NULL) {
        hd_error *err = open_or_create(ctx, loop, settings, &ours, ret);
        /* Without an SQLSTATE nobody has answered. */
        if (err == NULL || (*err->sqlstate != '\0' && !is_state(err, CANNOT_CONNECT_NOW)))
            return err;
        hd_error_free(err);
    }
    HD_TRY(hd_embedded_start(scratch, loop, settings, &ours.conninfo));
    return open_or_create(ctx, loop, settings, &ours, ret);
}
