/*
 * Input and output go through unnamed temporary files instead of pipes: nothing can
 * fill up and wait for the other side, and a grandchild that keeps its output open
 * does not keep us.
 */
#include "proc/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

enum { MAX_OUTPUT_BYTES = 1 << 30, DETAIL_BYTES = 2000 };

static void stream_close(FILE **stream)
{
    if (*stream != NULL)
        (void)fclose(*stream);
}
#define HD_STREAM __attribute__((cleanup(stream_close))) FILE

struct run {
    uv_process_t handle;
    int status;
    bool closed;
};

static void on_close(uv_handle_t *handle)
{
    struct run *run = handle->data;

    run->closed = true;
}

static void on_end(uv_process_t *handle, int64_t status, int signal)
{
    struct run *run = handle->data;

    run->status = signal != 0 ? 128 + signal : (int)status;
    uv_close((uv_handle_t *)handle, on_close);
}

static hd_error *stream_open(const char *text, FILE **ret)
{
    FILE *stream = tmpfile();

    if (stream == NULL)
        return hd_error_new(HD_IO, "could not make a temporary file: %s", strerror(errno));
    *ret = stream;
    if (text == NULL || *text == '\0')
        return NULL;
    if (fputs(text, stream) < 0 || fflush(stream) != 0 || fseek(stream, 0, SEEK_SET) != 0)
        return hd_error_new(HD_IO, "could not write a temporary file: %s", strerror(errno));
    return NULL;
}

static hd_error *stream_read(TALLOC_CTX *ctx, FILE *stream, char **ret, size_t *len)
{
    long size = fseek(stream, 0, SEEK_END) == 0 ? ftell(stream) : -1;

    if (size < 0 || fseek(stream, 0, SEEK_SET) != 0)
        return hd_error_new(HD_IO, "could not read a temporary file: %s", strerror(errno));
    if (size > MAX_OUTPUT_BYTES)
        return hd_error_new(HD_IO, "program printed more than %d bytes", MAX_OUTPUT_BYTES);
    char *text = hd_nonnull(talloc_size(ctx, (size_t)size + 1), __func__);
    *len = fread(text, 1, (size_t)size, stream);
    text[*len] = '\0';
    *ret = text;
    return NULL;
}

/* "NAME=" of an entry, that is: how many bytes name it. */
static bool same_name(const char *a, const char *b)
{
    size_t len = strcspn(a, "=") + 1;

    return strncmp(a, b, len) == 0;
}

static const char **environment_of(TALLOC_CTX *ctx, const char *const added[])
{
    HD_VEC(const char *) all = {0};

    for (size_t i = 0; added[i] != NULL; i++)
        hd_vec_push(ctx, &all, added[i]);
    size_t added_count = all.count;
    for (char **ours = environ; *ours != NULL; ours++) {
        bool replaced = false;
        for (size_t i = 0; i < added_count; i++)
            replaced = replaced || same_name(all.items[i], *ours);
        if (!replaced)
            hd_vec_push(ctx, &all, *ours);
    }
    hd_vec_push(ctx, &all, NULL);
    return all.items;
}

/* Whether a folder of PATH that we may look into has something of that name. */
static bool stands_in_path(const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings folders = {0};
    bool found = false;

    hd_text_split(scratch, getenv("PATH") == NULL ? "" : getenv("PATH"), ":", &folders);
    for (size_t i = 0; i < folders.count; i++)
        found = found || access(hd_path_join(scratch, folders.items[i], name), F_OK) == 0;
    return found;
}

static hd_error *start_error(const hd_process *process, int status)
{
    const char *name = process->argv[0];
    bool is_path = strchr(name, '/') != NULL;

    /* A folder of PATH that may not be entered makes "permission denied" of what is not there. */
    if (status == UV_ENOENT || (status == UV_EACCES && !is_path && !stands_in_path(name)))
        return hd_error_hint(hd_error_new(HD_MISSING, "program \"%s\" was not found", name),
                             "It must be installed and in a folder of PATH.");
    hd_error *err = hd_error_new(HD_IO, "could not start \"%s\": %s", name, uv_strerror(status));
    if (status != UV_EACCES)
        return err;
    return hd_error_hint(err, "It must be a file that this user may execute: \"chmod +x\".");
}

static hd_error *process_start(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_process *process,
                               const int fds[3], struct run *run)
{
    uv_stdio_container_t stdio[3];
    uv_process_options_t options = {.exit_cb = on_end, .file = process->argv[0]};

    for (int i = 0; i < 3; i++) {
        stdio[i].flags = UV_INHERIT_FD;
        stdio[i].data.fd = process->terminal ? i : fds[i];
    }
    options.stdio_count = 3;
    options.stdio = stdio;
    /* libuv takes both without const, and changes neither. */
    memcpy(&options.args, &process->argv, sizeof(options.args));
    if (process->environment != NULL) {
        const char **environment = environment_of(ctx, process->environment);
        memcpy(&options.env, &environment, sizeof(options.env));
    }
    options.cwd = process->folder;
    if (process->as_user) {
        options.flags = UV_PROCESS_SETUID | UV_PROCESS_SETGID;
        options.uid = process->uid;
        options.gid = process->gid;
    }
    run->handle.data = run;
    int status = uv_spawn(loop, &run->handle, &options);
    if (status == 0)
        return NULL;
    /* Even a process that was not started has a handle to close. */
    uv_close((uv_handle_t *)&run->handle, on_close);
    while (!run->closed)
        uv_run(loop, UV_RUN_ONCE);
    return start_error(process, status);
}

static void run_wait(uv_loop_t *loop, const hd_process *process, struct run *run)
{
    bool told = false;

    while (!run->closed) {
        if (process->stop != NULL && *process->stop && !told) {
            uv_process_kill(&run->handle, SIGTERM);
            told = true;
        }
        uv_run(loop, UV_RUN_ONCE);
    }
}

hd_error *hd_process_run(TALLOC_CTX *ctx, uv_loop_t *loop, const hd_process *process,
                         hd_process_result *ret)
{
    HD_SCRATCH(scratch);
    HD_STREAM *in = NULL;
    HD_STREAM *out = NULL;
    HD_STREAM *err = NULL;
    hd_process_result result = {0};
    struct run run = {0};

    if (process->folder != NULL && !hd_dir_exists(process->folder))
        return hd_error_new(HD_MISSING, "folder \"%s\" does not exist", process->folder);
    HD_TRY(stream_open(process->input, &in));
    HD_TRY(stream_open(NULL, &out));
    HD_TRY(stream_open(NULL, &err));
    HD_TRY(process_start(scratch, loop, process,
                         (const int[]){fileno(in), fileno(out), fileno(err)}, &run));
    run_wait(loop, process, &run);
    result.status = run.status;
    HD_TRY(stream_read(scratch, out, &result.out, &result.out_len));
    HD_TRY(stream_read(scratch, err, &result.err, &result.err_len));
    talloc_steal(ctx, result.out);
    talloc_steal(ctx, result.err);
    *ret = result;
    return NULL;
}

hd_error *hd_process_check(const hd_process *process, const hd_process_result *result)
{
    HD_SCRATCH(scratch);

    if (result->status == 0)
        return NULL;
    hd_error *failure = hd_error_new(HD_IO, "\"%s\" failed with exit status %d", process->argv[0],
                                     result->status);
    char *said = hd_text_trim(scratch, result->err, result->err_len);
    size_t len = strlen(said);
    if (len == 0)
        return failure;
    /* The end of what it said is where the reason stands. */
    return hd_error_detail(failure, "It said: %s",
                           said + (len > DETAIL_BYTES ? len - DETAIL_BYTES : 0));
}

char *hd_process_line(TALLOC_CTX *ctx, const char *const argv[])
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:=,@%+";
    HD_SCRATCH(scratch);
    hd_buf *buf = hd_buf_new(scratch);

    for (size_t i = 0; argv[i] != NULL; i++) {
        bool quote = *argv[i] == '\0' || argv[i][strspn(argv[i], plain)] != '\0';
        hd_buf_add(buf, i > 0 ? " " : "");
        hd_buf_add(buf, quote ? "'" : "");
        for (const char *c = argv[i]; *c != '\0'; c++)
            if (*c == '\'')
                hd_buf_add(buf, "'\\''");
            else
                hd_buf_add_char(buf, *c);
        hd_buf_add(buf, quote ? "'" : "");
    }
    return hd_buf_take(ctx, buf);
}

hd_error *hd_process_words(TALLOC_CTX *ctx, const char *line, hd_strings *ret)
{
    HD_SCRATCH(scratch);
    hd_buf *word = hd_buf_new(scratch);
    bool in_word = false;
    char quote = '\0';

    for (const char *c = line;; c++) {
        bool blank = quote == '\0' && strchr(" \t\n", *c) != NULL; /* the final NUL, too */
        if (*c == '\0' && quote != '\0')
            return hd_error_new(HD_USAGE, "quote without end in \"%s\"", line);
        if (blank && in_word)
            hd_vec_push(ctx, ret, hd_buf_take(ctx, word));
        if (*c == '\0')
            return NULL;
        in_word = !blank;
        if (blank)
            continue;
        if (*c == '\\' && quote != '\'' && c[1] != '\0')
            hd_buf_add_char(word, *++c);
        else if (*c == quote)
            quote = '\0';
        else if (quote == '\0' && (*c == '\'' || *c == '"'))
            quote = *c;
        else
            hd_buf_add_char(word, *c);
    }
}
