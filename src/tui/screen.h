/*
 * A screen as a value: rows of cells, each with a character and a style. Views write into
 * it, tests read it, and paint.h turns the difference of two into bytes for a terminal.
 */
#pragma once

#include "base/buf.h"

enum hd_style {
    HD_STYLE_PLAIN,
    HD_STYLE_BOLD,
    HD_STYLE_DIM,
    HD_STYLE_ACCENT, /* names of things, bars, curves */
    HD_STYLE_GOOD,
    HD_STYLE_WARN,
    HD_STYLE_BAD,
    HD_STYLE_BAR, /* headings: reversed */
};

enum { HD_CELL_BYTES = 15 };

typedef struct hd_cell {
    char text[HD_CELL_BYTES + 1]; /* one character and its combining marks; "" is a blank */
    unsigned char style;          /* enum hd_style */
    unsigned char columns;        /* 1 or 2; 0: the second half of the cell before */
    bool reverse;                 /* the row that is selected */
} hd_cell;

typedef struct hd_screen {
    size_t rows, columns;
    bool ascii;     /* only ASCII may be shown: other characters become "?" */
    hd_cell *cells; /* rows * columns */
} hd_screen;

hd_screen *hd_screen_new(TALLOC_CTX *ctx, size_t rows, size_t columns, bool ascii);

/*
 * Writes text, made safe (control characters as escapes, white space as blanks), into at most
 * width columns; a longer one is cut with an ellipsis. What is outside of the grid is left
 * out. Gives the columns that were used.
 */
size_t hd_screen_put(hd_screen *grid, size_t row, size_t column, size_t width, enum hd_style style,
                     const char *text);

/* The same at the right end of the width. */
size_t hd_screen_put_right(hd_screen *grid, size_t row, size_t column, size_t width,
                           enum hd_style style, const char *text);

/* Blanks of that style. */
void hd_screen_fill(hd_screen *grid, size_t row, size_t column, size_t width, enum hd_style style);

/* Shows the whole row as selected. */
void hd_screen_select(hd_screen *grid, size_t row);

/* All is dimmed: what is shown is old. */
void hd_screen_dim(hd_screen *grid, size_t first_row, size_t rows);

/* A row as text, without blanks at its end. */
char *hd_screen_row(TALLOC_CTX *ctx, const hd_screen *grid, size_t row);

/* All rows as lines; empty ones at the end are left out. */
void hd_screen_print(hd_buf *out, const hd_screen *grid);
