#include "tui/screen.h"

#include "base/utf8.h"

static const char ELLIPSIS[] = "\xE2\x80\xA6";

hd_screen *hd_screen_new(TALLOC_CTX *ctx, size_t rows, size_t columns, bool ascii)
{
    hd_screen *grid = hd_new(ctx, hd_screen);

    *grid = (hd_screen){.rows = rows, .columns = columns, .ascii = ascii};
    grid->cells = hd_new_array(grid, hd_cell, rows * columns + 1);
    for (size_t i = 0; i < rows * columns; i++)
        grid->cells[i].columns = 1;
    return grid;
}

static hd_cell *cell_at(const hd_screen *grid, size_t row, size_t column)
{
    return &grid->cells[row * grid->columns + column];
}

/* A wide character of which one half is overwritten loses the other. */
static void cell_free_up(hd_screen *grid, size_t row, size_t column)
{
    hd_cell *cell = cell_at(grid, row, column);

    if (cell->columns == 0 && column > 0)
        *cell_at(grid, row, column - 1) = (hd_cell){.columns = 1};
    if (cell->columns == 2 && column + 1 < grid->columns)
        *cell_at(grid, row, column + 1) = (hd_cell){.columns = 1};
}

static void cell_set(hd_screen *grid, size_t row, size_t column, enum hd_style style,
                     const char *text, size_t length, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        cell_free_up(grid, row, column + i);
    hd_cell *cell = cell_at(grid, row, column);
    *cell = (hd_cell){.style = (unsigned char)style, .columns = (unsigned char)columns};
    memcpy(cell->text, text, length);
    if (columns == 2)
        *cell_at(grid, row, column + 1) = (hd_cell){.style = (unsigned char)style};
}

static void cell_combine(hd_cell *cell, const char *text, size_t length)
{
    size_t used = strlen(cell->text);

    if (used > 0 && used + length <= HD_CELL_BYTES)
        memcpy(cell->text + used, text, length);
}

/* One line, nothing in it that drives a terminal, nothing that this screen cannot show. */
static char *shown(TALLOC_CTX *ctx, const hd_screen *grid, const char *text)
{
    hd_buf *safe = hd_buf_new(ctx);
    hd_buf *plain = hd_buf_new(ctx);

    hd_utf8_add_safe(safe, text);
    for (char *c = safe->data; *c != '\0'; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    if (!grid->ascii)
        return safe->data;
    for (const char *p = safe->data; *p != '\0'; p += hd_utf8_length(p))
        hd_buf_add_char(plain, (unsigned char)*p < 0x80 ? *p : '?');
    return plain->data;
}

static void write_safe(hd_screen *grid, size_t row, size_t column, enum hd_style style,
                       const char *text, size_t bytes)
{
    size_t at = column;

    for (size_t done = 0; done < bytes;) {
        size_t length = hd_utf8_length(text + done);
        size_t columns = hd_utf8_char_columns(hd_utf8_decode(text + done, length));
        if (columns > 0) {
            cell_set(grid, row, at, style, text + done, length, columns);
            at += columns;
        } else if (at > column) {
            hd_cell *last = cell_at(grid, row, at - 1);
            cell_combine(last->columns == 0 ? last - 1 : last, text + done, length);
        }
        done += length;
    }
}

size_t hd_screen_put(hd_screen *grid, size_t row, size_t column, size_t width, enum hd_style style,
                     const char *text)
{
    HD_SCRATCH(scratch);

    if (row >= grid->rows || column >= grid->columns || width == 0)
        return 0;
    width = width < grid->columns - column ? width : grid->columns - column;
    const char *safe = shown(scratch, grid, text);
    size_t columns = hd_utf8_columns(safe);
    if (columns <= width) {
        write_safe(grid, row, column, style, safe, strlen(safe));
        return columns;
    }
    size_t bytes = hd_utf8_fit(safe, width - 1);
    size_t used = hd_utf8_columns(hd_strndup(scratch, safe, bytes));
    write_safe(grid, row, column, style, safe, bytes);
    if (grid->ascii)
        write_safe(grid, row, column + used, style, "~", 1);
    else
        write_safe(grid, row, column + used, style, ELLIPSIS, strlen(ELLIPSIS));
    return used + 1;
}

size_t hd_screen_put_right(hd_screen *grid, size_t row, size_t column, size_t width,
                           enum hd_style style, const char *text)
{
    HD_SCRATCH(scratch);
    size_t columns = hd_utf8_columns(shown(scratch, grid, text));
    size_t before = columns < width ? width - columns : 0;

    return before + hd_screen_put(grid, row, column + before, width - before, style, text);
}

void hd_screen_fill(hd_screen *grid, size_t row, size_t column, size_t width, enum hd_style style)
{
    for (size_t i = column; row < grid->rows && i < grid->columns && i < column + width; i++)
        cell_set(grid, row, i, style, "", 0, 1);
}

void hd_screen_select(hd_screen *grid, size_t row)
{
    for (size_t i = 0; row < grid->rows && i < grid->columns; i++)
        cell_at(grid, row, i)->reverse = true;
}

void hd_screen_dim(hd_screen *grid, size_t first_row, size_t rows)
{
    for (size_t row = first_row; row < grid->rows && row < first_row + rows; row++)
        for (size_t i = 0; i < grid->columns; i++)
            cell_at(grid, row, i)->style = HD_STYLE_DIM;
}

static void row_print(hd_buf *out, const hd_screen *grid, size_t row)
{
    size_t start = out->len;
    size_t end = start;

    for (size_t i = 0; i < grid->columns; i++) {
        const hd_cell *cell = cell_at(grid, row, i);
        if (cell->columns == 0)
            continue;
        hd_buf_add(out, cell->text[0] == '\0' ? " " : cell->text);
        if (cell->text[0] != '\0' && strcmp(cell->text, " ") != 0)
            end = out->len;
    }
    hd_buf_truncate(out, end);
}

char *hd_screen_row(TALLOC_CTX *ctx, const hd_screen *grid, size_t row)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    row_print(out, grid, row);
    return hd_buf_take(ctx, out);
}

void hd_screen_print(hd_buf *out, const hd_screen *grid)
{
    size_t end = out->len;

    for (size_t row = 0; row < grid->rows; row++) {
        size_t before = out->len;
        row_print(out, grid, row);
        bool empty = out->len == before;
        hd_buf_add_char(out, '\n');
        if (!empty)
            end = out->len;
    }
    hd_buf_truncate(out, end);
}
