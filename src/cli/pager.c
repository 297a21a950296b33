#include "cli/pager.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

enum { USUAL_COLUMNS = 80, USUAL_LINES = 24 };

static struct winsize terminal_size(void)
{
    struct winsize size = {0};

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        size = (struct winsize){.ws_col = USUAL_COLUMNS, .ws_row = USUAL_LINES};
    return size;
}

size_t hd_terminal_columns(void)
{
    return isatty(STDOUT_FILENO) ? terminal_size().ws_col : 0;
}

static bool fits(const char *text)
{
    size_t lines = 1;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines < terminal_size().ws_row;
}

static const char *pager(void)
{
    const char *given = getenv("PAGER");

    return given == NULL ? "less" : given;
}

void hd_page(const char *text)
{
    const char *program = pager();

    if (!isatty(STDOUT_FILENO) || fits(text) || *program == '\0' || hd_text_equal(program, "cat")) {
        fputs(text, stdout);
        return;
    }
    /* Lines are not wrapped, colours stay, and what was read stays on the screen. */
    (void)setenv("LESS", "FRSX", 0);
    fflush(stdout);
    /* Ctrl-C is the pager's while it runs. */
    void (*before)(int) = signal(SIGINT, SIG_IGN);
    FILE *pipe = popen(program, "w"); /* the user's own command line, so a shell reads it */
    if (pipe == NULL) {
        fputs(text, stdout);
    } else {
        fputs(text, pipe);
        (void)pclose(pipe);
    }
    signal(SIGINT, before);
}
