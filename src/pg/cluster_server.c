#include "pg/cluster_server.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "pg/conn_impl.h"
#include "proc/process.h"

enum {
    LOOK_AGAIN_MS = 10,
    /* Recovery after a crash may take minutes; a server that is gone is noticed at once. */
    START_LIMIT_MS = 10 * 60 * 1000,
    STOP_LIMIT_MS = 2 * 60 * 1000,
    ORPHANS_LIMIT_MS = 5000,
    MAX_LOG_BYTES = 8 << 20,
    LOG_TAIL_BYTES = 4000,
    LOG_TAIL_LINES = 6,
    MAX_PID_FILE_BYTES = 65536,
    PID_FILE_STATUS = 8, /* line; source: src/include/utils/pidfile.h of PostgreSQL */
};

#define PID_FILE    "postmaster.pid"
#define SOCKET_LOCK ".s.PGSQL.5432.lock"

/* Line n (from 1) of a lock file of PostgreSQL; NULL when there is none. */
static char *lock_file_line(TALLOC_CTX *ctx, const char *path, size_t n)
{
    char *text = NULL;
    hd_error *err = hd_file_read(ctx, path, MAX_PID_FILE_BYTES, &text, NULL);

    hd_error_free(err);
    const char *line = text;
    for (size_t i = 1; line != NULL && i < n; i++) {
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return line == NULL ? NULL : hd_text_trim(ctx, line, strcspn(line, "\n"));
}

/* Process that a lock file names; 0: none. A stand-alone backend writes a negative number. */
static int lock_file_pid(const char *path)
{
    HD_SCRATCH(scratch);
    const char *line = lock_file_line(scratch, path, 1);
    int64_t pid = 0;

    if (line == NULL || !hd_text_to_int(line, &pid) || pid > INT_MAX || pid < -INT_MAX)
        return 0;
    return (int)(pid < 0 ? -pid : pid);
}

/* Where a process works; false when it is gone, or a zombie. Unknown (no /proc): true. */
static bool process_works_in(int pid, const char *folder)
{
    HD_SCRATCH(scratch);
    char here[PATH_MAX];
    char there[PATH_MAX];
    ssize_t len = readlink(hd_printf(scratch, "/proc/%d/cwd", pid), there, sizeof(there) - 1);

    if (len < 0)
        return errno != ENOENT || access("/proc/self", F_OK) != 0;
    there[len] = '\0';
    return realpath(folder, here) != NULL && strcmp(here, there) == 0;
}

int hd_server_pid(const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    int pid = lock_file_pid(hd_path_join(scratch, cluster->data, PID_FILE));

    if (pid == 0 || (kill(pid, 0) != 0 && errno == ESRCH))
        return 0;
    return process_works_in(pid, cluster->data) ? pid : 0;
}

bool hd_server_is_ready(const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    const char *status = lock_file_line(scratch, hd_path_join(scratch, cluster->data, PID_FILE),
                                        PID_FILE_STATUS);

    return status != NULL && strcmp(status, "ready") == 0;
}

int hd_server_major(const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    char *text = NULL;
    hd_error *err = hd_file_read(scratch, hd_path_join(scratch, cluster->data, "PG_VERSION"),
                                 MAX_PID_FILE_BYTES, &text, NULL);

    hd_error_free(err);
    return text == NULL ? 0 : (int)strtol(text, NULL, 10);
}

/* The end of what a program said, as the detail of an error; a full disk gets its hint. */
static hd_error *error_with_words(hd_error *err, const char *words)
{
    HD_SCRATCH(scratch);
    hd_strings lines = {0};

    hd_text_split(scratch, words, "\n", &lines);
    size_t skip = lines.count > LOG_TAIL_LINES ? lines.count - LOG_TAIL_LINES : 0;
    lines.items += skip;
    lines.count -= skip;
    if (lines.count > 0)
        err = hd_error_detail(err, "It said:\n%s", hd_text_join(scratch, &lines, "\n"));
    if (strstr(words, "No space left on device") != NULL ||
        strstr(words, "Disk quota exceeded") != NULL)
        err = hd_error_hint(err, "Make room on the disk, and try again.");
    return err;
}

static const char *locale_name(void)
{
    locale_t utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);

    if (utf8 == (locale_t)0)
        return "C";
    freelocale(utf8);
    return "C.UTF-8";
}

hd_error *hd_server_make(uv_loop_t *loop, const hd_cluster *cluster, const hd_programs *programs,
                         int lock_fd)
{
    HD_SCRATCH(scratch);
    char *unfinished = hd_printf(scratch, "%s.new", cluster->data);
    const char *argv[] = {
        hd_path_join(scratch, programs->folder, "initdb"),
        "--pgdata",
        unfinished,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        hd_printf(scratch, "--locale=%s", locale_name()),
        "--lc-messages=C",
        "--data-checksums",
        NULL,
    };
    const hd_process process = {.argv = argv,
                                .folder = "/",
                                .environment = (const char *const[]){"LC_ALL=C", NULL},
                                .as_user = cluster->as_user,
                                .uid = cluster->uid,
                                .gid = cluster->gid};
    hd_process_result result = {0};

    HD_TRY(hd_folder_remove(unfinished));
    fcntl(lock_fd, F_SETFD, 0);
    hd_error *err = hd_process_run(scratch, loop, &process, &result);
    fcntl(lock_fd, F_SETFD, FD_CLOEXEC);
    HD_TRY(err);
    if (result.status != 0) {
        err = hd_folder_remove(unfinished);
        hd_error_free(err); /* the reason is in what initdb said */
        return error_with_words(hd_error_new(HD_IO,
                                             "could not make the embedded cluster: initdb failed "
                                             "with exit status %d",
                                             result.status),
                                result.err);
    }
    if (rename(unfinished, cluster->data) != 0)
        return hd_error_new(HD_IO, "could not rename \"%s\" to \"%s\": %s", unfinished,
                            cluster->data, strerror(errno));
    return NULL;
}

/* Whether a process is one of the server's: a shell that somebody has opened there is not. */
static bool process_is_server(int pid, const hd_cluster *cluster)
{
    HD_SCRATCH(scratch);
    struct stat info;
    char *name = NULL;

    if (!process_works_in(pid, cluster->data) ||
        stat(hd_printf(scratch, "/proc/%d", pid), &info) != 0 || info.st_uid != cluster->uid)
        return false;
    hd_error *err = hd_file_read(scratch, hd_printf(scratch, "/proc/%d/comm", pid),
                                 MAX_PID_FILE_BYTES, &name, NULL);
    hd_error_free(err); /* it has just ended */
    return name != NULL && hd_text_starts(name, "postgres");
}

/* Signals (0: only looks for) processes that a killed postmaster left; false when there are none.
 */
static bool orphans_signal(const hd_cluster *cluster, int signal_number)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    bool any = false;

    hd_error_free(hd_dir_list(scratch, "/proc", &names)); /* a system without /proc */
    for (size_t i = 0; i < names.count; i++) {
        int64_t pid = 0;
        if (!hd_text_to_int(names.items[i], &pid) || !process_is_server((int)pid, cluster))
            continue;
        any = true;
        if (signal_number != 0)
            kill((pid_t)pid, signal_number);
    }
    return any;
}

/*
 * Backends notice the death of their postmaster, but one that computes only when it has
 * finished; until then the data directory cannot be used again.
 */
static void orphans_end(uv_loop_t *loop, const hd_cluster *cluster)
{
    uint64_t deadline_ms = hd_clock_ms() + ORPHANS_LIMIT_MS;

    while (orphans_signal(cluster, 0) && hd_clock_ms() < deadline_ms)
        hd_pause(loop, LOOK_AGAIN_MS);
    if (orphans_signal(cluster, SIGQUIT))
        while (orphans_signal(cluster, 0) && hd_clock_ms() < deadline_ms + ORPHANS_LIMIT_MS)
            hd_pause(loop, LOOK_AGAIN_MS);
}

struct start {
    uv_process_t *process;
    bool ended;
};

static void on_server_end(uv_process_t *process, int64_t status, int signal_number)
{
    struct start *start = process->data;

    (void)status;
    (void)signal_number;
    if (start != NULL)
        start->ended = true;
}

static hd_error *log_open(const hd_cluster *cluster, int *ret, off_t *size)
{
    HD_SCRATCH(scratch);
    struct stat info;

    if (stat(cluster->log, &info) == 0 && info.st_size > MAX_LOG_BYTES &&
        rename(cluster->log, hd_printf(scratch, "%s.old", cluster->log)) != 0)
        return hd_file_error("rename", cluster->log);
    int fd = open(cluster->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return hd_file_error("open", cluster->log);
    *size = lseek(fd, 0, SEEK_END);
    *ret = fd;
    return NULL;
}

/* What the server has said since the log had that size. */
static char *log_since(TALLOC_CTX *ctx, const hd_cluster *cluster, off_t size)
{
    char *text = hd_new_array(ctx, char, LOG_TAIL_BYTES + 1);
    int fd = open(cluster->log, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return text;
    off_t end = lseek(fd, 0, SEEK_END);
    if (end - size > LOG_TAIL_BYTES)
        size = end - LOG_TAIL_BYTES;
    if (pread(fd, text, LOG_TAIL_BYTES, size) < 0)
        text[0] = '\0';
    close(fd);
    return text;
}

static hd_error *server_spawn(uv_loop_t *loop, const hd_cluster *cluster,
                              const hd_programs *programs, int log_fd, struct start *start)
{
    HD_SCRATCH(scratch);
    char *program = hd_path_join(scratch, programs->folder, "postgres");
    /* libuv wants them without const. */
    char *argv[] = {program,
                    hd_printf(scratch, "--unix_socket_directories=%s", cluster->socket),
                    hd_strdup(scratch, "--unix_socket_permissions=0700"),
                    hd_strdup(scratch, "--listen_addresses="),
                    hd_strdup(scratch, "--port=5432"),
                    hd_strdup(scratch, "--logging_collector=off"),
                    hd_strdup(scratch, "--log_destination=stderr"),
                    hd_strdup(scratch, "-D"),
                    hd_strdup(scratch, cluster->data),
                    NULL};
    uv_stdio_container_t stdio[] = {{.flags = UV_IGNORE},
                                    {.flags = UV_INHERIT_FD, .data.fd = log_fd},
                                    {.flags = UV_INHERIT_FD, .data.fd = log_fd}};
    uv_process_options_t options = {
        .exit_cb = on_server_end,
        .file = program,
        .args = argv,
        .cwd = "/",
        .flags = UV_PROCESS_DETACHED, /* Ctrl-C is for us alone, and it outlives us */
        .stdio = stdio,
        .stdio_count = HD_COUNT(stdio),
        .uid = cluster->uid,
        .gid = cluster->gid,
    };

    if (cluster->as_user) /* libuv then drops our supplementary groups, too */
        options.flags |= UV_PROCESS_SETUID | UV_PROCESS_SETGID;
    start->process = hd_new(NULL, uv_process_t);
    start->process->data = start;
    int rc = uv_spawn(loop, start->process, &options);
    if (rc == 0)
        return NULL;
    hd_handle_close((uv_handle_t *)start->process);
    return hd_error_new(HD_IO, "could not start \"%s\" as user \"%s\": %s", program, cluster->user,
                        uv_strerror(rc));
}

static hd_error *start_wait(uv_loop_t *loop, const hd_cluster *cluster, const struct start *start,
                            off_t log_size)
{
    HD_SCRATCH(scratch);
    uint64_t deadline_ms = hd_clock_ms() + START_LIMIT_MS;

    while (!start->ended && hd_clock_ms() < deadline_ms) {
        if (hd_server_is_ready(cluster) &&
            hd_server_pid(cluster) == uv_process_get_pid(start->process))
            return NULL;
        hd_pause(loop, LOOK_AGAIN_MS);
    }
    hd_error *err = hd_error_new(HD_IO, start->ended ? "the embedded server did not start"
                                                     : "the embedded server is still starting");
    err = hd_error_hint(err, "Its log is \"%s\".", cluster->log);
    return error_with_words(err, log_since(scratch, cluster, log_size));
}

/*
 * The process that a dead server's lock file names may be another program by now, or a zombie
 * that nobody takes care of (in a container without init): PostgreSQL would not start. In
 * all other cases it judges better than we whether the file is a dead one's.
 */
static hd_error *lock_file_free(const hd_cluster *cluster, const char *folder, const char *name)
{
    HD_SCRATCH(scratch);
    char *path = hd_path_join(scratch, folder, name);
    int pid = lock_file_pid(path);

    if (pid == 0 || kill(pid, 0) != 0 || process_works_in(pid, cluster->data))
        return NULL;
    if (unlink(path) != 0)
        return hd_file_error("remove", path);
    return NULL;
}

hd_error *hd_server_start(uv_loop_t *loop, const hd_cluster *cluster, const hd_programs *programs)
{
    struct start start = {0};
    int log_fd = -1;
    off_t log_size = 0;

    orphans_end(loop, cluster);
    HD_TRY(lock_file_free(cluster, cluster->data, PID_FILE));
    HD_TRY(lock_file_free(cluster, cluster->socket, SOCKET_LOCK));
    HD_TRY(log_open(cluster, &log_fd, &log_size));
    hd_error *err = server_spawn(loop, cluster, programs, log_fd, &start);
    close(log_fd);
    HD_TRY(err);
    err = start_wait(loop, cluster, &start, log_size);
    hd_handle_close((uv_handle_t *)start.process); /* stops watching, not the server */
    return err;
}

hd_error *hd_server_wait_ready(uv_loop_t *loop, const hd_cluster *cluster)
{
    uint64_t deadline_ms = hd_clock_ms() + START_LIMIT_MS;

    while (hd_server_pid(cluster) != 0 && !hd_server_is_ready(cluster)) {
        if (hd_clock_ms() >= deadline_ms)
            return hd_error_hint(hd_error_new(HD_IO,
                                              "the embedded server (pid %d) does not get ready",
                                              hd_server_pid(cluster)),
                                 "Its log is \"%s\".", cluster->log);
        hd_pause(loop, LOOK_AGAIN_MS);
    }
    return NULL;
}

hd_error *hd_server_stop(uv_loop_t *loop, const hd_cluster *cluster)
{
    uint64_t deadline_ms = hd_clock_ms() + STOP_LIMIT_MS;
    int pid = hd_server_pid(cluster);

    if (pid == 0)
        return NULL;
    if (kill(pid, SIGINT) != 0 && errno != ESRCH)
        return hd_error_hint(hd_error_new(HD_IO, "could not stop the embedded server (pid %d): %s",
                                          pid, strerror(errno)),
                             "Stop it as the user that started it.");
    /* The lock file goes a moment before the process does. */
    while (kill(pid, 0) == 0 && process_works_in(pid, cluster->data)) {
        if (hd_clock_ms() >= deadline_ms)
            return hd_error_hint(
                hd_error_new(HD_IO, "the embedded server (pid %d) does not stop", pid),
                "Its log is \"%s\".", cluster->log);
        hd_pause(loop, LOOK_AGAIN_MS);
    }
    return NULL;
}
