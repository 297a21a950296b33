/* What a terminal must be sent to show a grid; pure, so that it can be tested. */
#pragma once

#include "tui/screen.h"

/* Alternate screen, no cursor, no wrapping at the right edge; and back. */
extern const char HD_SCREEN_ENTER[];
extern const char HD_SCREEN_LEAVE[];

/*
 * Adds the bytes that turn what the terminal shows into after.
 *
 *   before  what it shows now, of the same size; NULL: not known, all is painted
 *   color   without it only bold, dim and reverse are used
 */
void hd_paint(hd_buf *out, const hd_screen *before, const hd_screen *after, bool color);
