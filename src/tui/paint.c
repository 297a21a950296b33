/*
 * The sequences are those of ECMA-48 and the alternate screen of xterm, which every terminal
 * in use understands. Bytes are only sent for cells that changed.
 */
#include "tui/paint.h"

const char HD_SCREEN_ENTER[] = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[0m\x1b[2J";
const char HD_SCREEN_LEAVE[] = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l";

/* Rather than move over a few cells that stay, they are written again: it is shorter. */
enum { SHORT_GAP = 6 };

/* Select Graphic Rendition by enum hd_style. */
static const struct {
    const char *color, *plain;
} sgr[] = {
    [HD_STYLE_PLAIN] = {"", ""},      [HD_STYLE_BOLD] = {";1", ";1"},
    [HD_STYLE_DIM] = {";90", ";2"},   [HD_STYLE_ACCENT] = {";36", ""},
    [HD_STYLE_GOOD] = {";32", ""},    [HD_STYLE_WARN] = {";33;1", ";1"},
    [HD_STYLE_BAD] = {";31;1", ";1"}, [HD_STYLE_BAR] = {";7", ";7"},
};

static bool same_look(const hd_cell *a, const hd_cell *b)
{
    return a->style == b->style && a->reverse == b->reverse;
}

static bool same(const hd_cell *a, const hd_cell *b)
{
    return same_look(a, b) && a->columns == b->columns && strcmp(a->text, b->text) == 0;
}

static const hd_cell *row_of(const hd_screen *grid, size_t row)
{
    return &grid->cells[row * grid->columns];
}

static void add_style(hd_buf *out, const hd_cell *cell, bool color)
{
    bool reverse = cell->reverse && cell->style != HD_STYLE_BAR;

    hd_buf_addf(out, "\x1b[0%s%sm", color ? sgr[cell->style].color : sgr[cell->style].plain,
                reverse ? ";7" : "");
}

static void add_run(hd_buf *out, const hd_cell *cells, size_t first, size_t end,
                    const hd_cell **look, bool color)
{
    for (size_t i = first; i < end; i++) {
        if (cells[i].columns == 0)
            continue;
        if (*look == NULL || !same_look(*look, &cells[i]))
            add_style(out, &cells[i], color);
        *look = &cells[i];
        hd_buf_add(out, cells[i].text[0] == '\0' ? " " : cells[i].text);
    }
}

/* The first cell from i on that changed; columns when there is none. */
static size_t next_change(const hd_cell *before, const hd_cell *after, size_t i, size_t columns)
{
    while (i < columns && before != NULL && same(&before[i], &after[i]))
        i++;
    return i;
}

static size_t run_end(const hd_cell *before, const hd_cell *after, size_t start, size_t columns)
{
    size_t end = start;

    for (size_t i = start; i < columns && i <= end + SHORT_GAP; i++)
        if (before == NULL || !same(&before[i], &after[i]))
            end = i + 1;
    return end;
}

static void paint_row(hd_buf *out, const hd_cell *before, const hd_cell *after, size_t row,
                      size_t columns, const hd_cell **look, bool color)
{
    for (size_t i = next_change(before, after, 0, columns); i < columns;
         i = next_change(before, after, i, columns)) {
        size_t end = run_end(before, after, i, columns);
        /* A wide character is written from its first half on. */
        size_t start = after[i].columns == 0 && i > 0 ? i - 1 : i;
        hd_buf_addf(out, "\x1b[%zu;%zuH", row + 1, start + 1);
        add_run(out, after, start, end, look, color);
        i = end;
    }
}

void hd_paint(hd_buf *out, const hd_screen *before, const hd_screen *after, bool color)
{
    const hd_cell *look = NULL;

    if (before == NULL)
        hd_buf_add(out, "\x1b[0m\x1b[2J");
    for (size_t row = 0; row < after->rows; row++)
        paint_row(out, before == NULL ? NULL : row_of(before, row), row_of(after, row), row,
                  after->columns, &look, color);
}
