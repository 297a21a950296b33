/* Long answers for people: through their pager when stdout is a terminal. */
#pragma once

#include "base/base.h"

/* Columns of the terminal that stdout is; 0 when it is none. */
size_t hd_terminal_columns(void);

/*
 * Prints the text: as it is, or, when it does not fit on the terminal, through the program that
 * PAGER names ("less" when it names none; "" or "cat" for no pager).
 */
void hd_page(const char *text);
