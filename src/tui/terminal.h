/*
 * The terminal: raw mode, alternate screen, keys, size, signals; given back as it was found, also
 * when the program ends by a signal or a bug.
 */
#pragma once

#include <uv.h>

#include "base/error.h"
#include "tui/screen.h"

typedef struct hd_terminal hd_terminal;

/*
 * Takes standard input and output over until it is freed.
 *
 *   wake  set to true when there is news: a key, another size, the end
 *
 * Errors: HD_USAGE when they are no terminal.
 */
hd_error *hd_terminal_open(TALLOC_CTX *ctx, uv_loop_t *loop, bool *wake,
                           hd_terminal **ret) HD_MUST_USE;

/* The next key; false when there is none. */
bool hd_terminal_key(hd_terminal *terminal, uint32_t *ret);

void hd_terminal_size(hd_terminal *terminal, size_t *ret_rows, size_t *ret_columns);

/* Shows the grid, which the terminal takes over. */
void hd_terminal_show(hd_terminal *terminal, hd_screen *grid, bool color);

/* The next time all is painted, whatever the terminal may show. */
void hd_terminal_repaint(hd_terminal *terminal);

/* Back to the shell until the program is continued. */
void hd_terminal_suspend(hd_terminal *terminal);

/* Puts text into the clipboard, where the terminal lets programs do so (OSC 52). */
void hd_terminal_copy(hd_terminal *terminal, const char *text);

/* The signal that asks for the end, SIGHUP when the terminal has gone; 0 for none. */
int hd_terminal_end(const hd_terminal *terminal);
