#include "cli/talk.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/utf8.h"
#include "cli/report.h"

enum { LIVE_IN_LOG_MS = 5000, LIVE_INDENT = 2, ANSWER_BYTES = 256 };

struct terminal {
    hd_app *app;
    bool live_line;        /* one stands on the terminal now */
    uint64_t live_said_ms; /* in a log: when the last one was printed */
};

static void live_clear(struct terminal *terminal)
{
    if (terminal->live_line)
        fputs("\r\033[K", stderr);
    terminal->live_line = false;
}

/* A line that is longer than the terminal is wide could not be taken back. */
static void print_live(const char *line)
{
    HD_SCRATCH(scratch);
    struct winsize size = {0};
    char *safe = hd_report_safe(scratch, line);

    for (char *c = safe; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    size_t columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    size_t bytes = columns > LIVE_INDENT ? hd_utf8_fit(safe, columns - LIVE_INDENT - 1)
                                         : strlen(safe);
    fprintf(stderr, "%*s%.*s", LIVE_INDENT, "", (int)bytes, safe);
}

static void say_live(struct terminal *terminal, const char *line)
{
    uint64_t now = hd_clock_ms();

    if (isatty(STDERR_FILENO)) {
        live_clear(terminal);
        if (*line != '\0')
            print_live(line);
        terminal->live_line = *line != '\0';
        fflush(stderr);
    } else if (*line != '\0' && now >= terminal->live_said_ms + LIVE_IN_LOG_MS) {
        hd_say(terminal->app, "  %s", line);
        terminal->live_said_ms = now;
    }
}

static void say(hd_talk_kind kind, const char *line, void *arg)
{
    struct terminal *terminal = arg;
    const hd_app *app = terminal->app;

    if (app->quiet && kind != HD_TALK_WARN)
        return;
    if (kind == HD_TALK_LIVE) {
        say_live(terminal, line);
        return;
    }
    live_clear(terminal);
    switch (kind) {
    case HD_TALK_STEP:
        hd_say(app, "%s", line);
        break;
    case HD_TALK_NOTE:
        hd_say(app, "  %s", line);
        break;
    case HD_TALK_WARN:
        hd_warn(app, "%s", line);
        break;
    case HD_TALK_LIVE:
        break;
    }
}

/*
 * Waits for a line on stdin; false when a signal came instead. Signals are held back from before
 * the question is shown, and let in by ppoll() alone: one that comes in between would be
 * taken by the loop's handler, and nobody would wake up.
 */
static bool wait_for_input(const sigset_t *usual)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    return ppoll(&input, 1, NULL, usual) > 0;
}

/* The line without its end; NULL when there is none. */
static char *read_answer(TALLOC_CTX *ctx, struct terminal *terminal, const char *prompt)
{
    char answer[ANSWER_BYTES] = "";
    sigset_t all;
    sigset_t usual;

    live_clear(terminal);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &usual);
    fputs(hd_report_safe(ctx, prompt), stderr);
    fflush(stderr);
    bool typed = wait_for_input(&usual);
    sigprocmask(SIG_SETMASK, &usual, NULL);
    if (!typed)
        fputc('\n', stderr);
    if (!typed || fgets(answer, sizeof(answer), stdin) == NULL)
        return NULL;
    return hd_strndup(ctx, answer, strcspn(answer, "\n"));
}

static bool ask(const char *question, void *arg)
{
    HD_SCRATCH(scratch);
    const char *answer = read_answer(scratch, arg, hd_printf(scratch, "%s [y/N] ", question));

    return answer != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

static bool ask_name(const char *question, const char *name, void *arg)
{
    HD_SCRATCH(scratch);
    const char *prompt = hd_printf(scratch, "%s\nType \"%s\" to go on: ", question, name);

    return hd_text_equal(read_answer(scratch, arg, prompt), name);
}

hd_talk hd_app_talk(hd_app *app)
{
    struct terminal *terminal = hd_new(app, struct terminal);
    bool can_ask = isatty(STDIN_FILENO) && isatty(STDERR_FILENO);

    terminal->app = app;
    return (hd_talk){.say = say,
                     .arg = terminal,
                     .ask = can_ask ? ask : NULL,
                     .ask_name = can_ask ? ask_name : NULL};
}
