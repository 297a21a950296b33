/*
 * libuv switches the modes: it knows how they were at first, and uv_tty_reset_mode() may be
 * called in a signal handler, so what crashes leaves a usable terminal as well.
 *
 * libuv closes handles late: all of them live in one block of their own, which goes with the last.
 */
#include "tui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "tui/keys.h"
#include "tui/paint.h"

enum {
    INPUT_BYTES = 4096,
    ESCAPE_MS = 50, /* a key's sequence arrives within it; a lone escape is one by then */
    COPY_BYTES = 65536,
    USUAL_ROWS = 24,
    USUAL_COLUMNS = 80,
};

static const int watched[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

struct handles {
    uv_tty_t tty;
    uv_timer_t timer;
    uv_signal_t signals[HD_COUNT(watched)];
    size_t open;
    hd_terminal *terminal; /* NULL when it has gone */
    char chunk[INPUT_BYTES];
};

struct hd_terminal {
    struct handles *handles;
    bool *wake;
    char input[INPUT_BYTES];
    size_t used;
    bool settled; /* nothing more belongs to what was read */
    int end;
    hd_screen *shown; /* NULL: not known */
};

/* ---- output ---- */

/* The whole frame at once; a terminal that does not read makes us wait. */
static void write_all(const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, count);
        struct pollfd poller = {.fd = STDOUT_FILENO, .events = POLLOUT};
        if (done < 0 && errno == EAGAIN) {
            (void)poll(&poller, 1, -1);
            continue;
        }
        if (done < 0 && errno != EINTR)
            return; /* gone: SIGHUP tells */
        bytes += done > 0 ? done : 0;
        count -= done > 0 ? (size_t)done : 0;
    }
}

static void write_text(const char *text)
{
    write_all(text, strlen(text));
}

static void enter(hd_terminal *terminal)
{
    /* Another program may have changed the mode behind libuv's back. */
    uv_tty_set_mode(&terminal->handles->tty, UV_TTY_MODE_NORMAL);
    uv_tty_set_mode(&terminal->handles->tty, UV_TTY_MODE_RAW);
    write_text(HD_SCREEN_ENTER);
    hd_terminal_repaint(terminal);
}

static void leave(hd_terminal *terminal)
{
    write_text(HD_SCREEN_LEAVE);
    uv_tty_set_mode(&terminal->handles->tty, UV_TTY_MODE_NORMAL);
}

void hd_terminal_repaint(hd_terminal *terminal)
{
    TALLOC_FREE(terminal->shown);
}

void hd_terminal_show(hd_terminal *terminal, hd_screen *grid, bool color)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_screen *before = terminal->shown;

    if (before != NULL && (before->rows != grid->rows || before->columns != grid->columns))
        before = NULL;
    hd_paint(out, before, grid, color);
    write_all(out->data, out->len);
    talloc_free(terminal->shown);
    terminal->shown = talloc_steal(terminal, grid);
}

/* ---- crashes ---- */

static void on_crash(int number)
{
    ssize_t ignored = write(STDOUT_FILENO, HD_SCREEN_LEAVE, strlen(HD_SCREEN_LEAVE));

    (void)ignored;
    uv_tty_reset_mode();
    (void)raise(number); /* the default action, as SA_RESETHAND has it */
}

static void watch_crashes(void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler,
                               .sa_flags = handler == SIG_DFL ? 0 : (int)SA_RESETHAND | SA_NODEFER};

    for (size_t i = 0; i < HD_COUNT(crashes); i++)
        (void)sigaction(crashes[i], &action, NULL);
}

/* ---- events ---- */

static void on_alloc(uv_handle_t *handle, size_t wanted, uv_buf_t *buf)
{
    struct handles *handles = handle->data;

    (void)wanted;
    *buf = uv_buf_init(handles->chunk, INPUT_BYTES);
}

static void on_settled(uv_timer_t *timer)
{
    hd_terminal *terminal = ((struct handles *)timer->data)->terminal;

    terminal->settled = true;
    *terminal->wake = true;
}

static void on_input(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
    struct handles *handles = stream->data;
    hd_terminal *terminal = handles->terminal;

    if (terminal == NULL || count == 0)
        return;
    *terminal->wake = true;
    if (count < 0) {
        terminal->end = SIGHUP;
        uv_read_stop(stream);
        return;
    }
    size_t space = INPUT_BYTES - terminal->used;
    size_t take = (size_t)count < space ? (size_t)count : space; /* more than anybody types */
    memcpy(terminal->input + terminal->used, buf->base, take);
    terminal->used += take;
    terminal->settled = false;
    uv_timer_start(&handles->timer, on_settled, ESCAPE_MS, 0);
}

static void on_signal(uv_signal_t *handle, int number)
{
    hd_terminal *terminal = ((struct handles *)handle->data)->terminal;

    if (terminal == NULL)
        return;
    *terminal->wake = true;
    if (number == SIGTSTP)
        hd_terminal_suspend(terminal);
    else if (number == SIGCONT)
        enter(terminal);
    else if (number == SIGWINCH)
        hd_terminal_repaint(terminal);
    else
        terminal->end = number;
}

void hd_terminal_suspend(hd_terminal *terminal)
{
    leave(terminal);
    (void)kill(getpid(), SIGSTOP);
    /* SIGCONT comes through the loop and enters again. */
}

/* ---- opening and closing ---- */

static void on_closed(uv_handle_t *handle)
{
    struct handles *handles = handle->data;

    if (--handles->open == 0)
        talloc_free(handles);
}

static int terminal_close(hd_terminal *terminal)
{
    struct handles *handles = terminal->handles;

    leave(terminal);
    watch_crashes(SIG_DFL);
    handles->terminal = NULL;
    uv_close((uv_handle_t *)&handles->tty, on_closed);
    uv_close((uv_handle_t *)&handles->timer, on_closed);
    for (size_t i = 0; i < HD_COUNT(watched); i++)
        uv_close((uv_handle_t *)&handles->signals[i], on_closed);
    return 0;
}

static void start_handles(hd_terminal *terminal, uv_loop_t *loop)
{
    struct handles *handles = terminal->handles;

    uv_timer_init(loop, &handles->timer);
    handles->timer.data = handles->tty.data = handles;
    for (size_t i = 0; i < HD_COUNT(watched); i++) {
        uv_signal_init(loop, &handles->signals[i]);
        handles->signals[i].data = handles;
        uv_signal_start(&handles->signals[i], on_signal, watched[i]);
    }
    handles->open = HD_COUNT(watched) + 2;
    handles->terminal = terminal;
    uv_read_start((uv_stream_t *)&handles->tty, on_alloc, on_input);
}

hd_error *hd_terminal_open(TALLOC_CTX *ctx, uv_loop_t *loop, bool *wake, hd_terminal **ret)
{
    struct handles *handles = hd_new(NULL, struct handles);

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) ||
        uv_tty_init(loop, &handles->tty, STDIN_FILENO, 0) != 0) {
        talloc_free(handles);
        return hd_error_hint(hd_error_new(HD_USAGE, "standard input and output are not a terminal"),
                             "Use --once, or --once --json, to print one screen.");
    }
    hd_terminal *terminal = hd_new(ctx, hd_terminal);
    terminal->handles = handles;
    terminal->wake = wake;
    start_handles(terminal, loop);
    talloc_set_destructor(terminal, terminal_close);
    watch_crashes(on_crash);
    enter(terminal);
    *ret = terminal;
    return NULL;
}

/* ---- questions ---- */

bool hd_terminal_key(hd_terminal *terminal, uint32_t *ret)
{
    size_t used = hd_key_decode(terminal->input, terminal->used, terminal->settled, ret);

    if (used == 0)
        return false;
    terminal->used -= used;
    memmove(terminal->input, terminal->input + used, terminal->used);
    return true;
}

void hd_terminal_size(hd_terminal *terminal, size_t *ret_rows, size_t *ret_columns)
{
    int columns = 0;
    int rows = 0;

    if (uv_tty_get_winsize(&terminal->handles->tty, &columns, &rows) != 0 || columns <= 0 ||
        rows <= 0) {
        columns = USUAL_COLUMNS;
        rows = USUAL_ROWS;
    }
    *ret_rows = (size_t)rows;
    *ret_columns = (size_t)columns;
}

int hd_terminal_end(const hd_terminal *terminal)
{
    return terminal->end;
}

void hd_terminal_copy(hd_terminal *terminal, const char *text)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    size_t count = strlen(text) < COPY_BYTES ? strlen(text) : COPY_BYTES;

    (void)terminal;
    hd_buf_add(out, "\x1b]52;c;");
    for (size_t i = 0; i < count; i += 3) {
        size_t left = count - i < 3 ? count - i : 3;
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8U | (k < left ? (unsigned char)text[i + k] : 0U);
        for (size_t k = 0; k < 4; k++)
            hd_buf_add_char(out, k <= left ? letters[bits >> (18U - 6U * k) & 63U] : '=');
    }
    hd_buf_add(out, "\x07");
    write_all(out->data, out->len);
}
