#include "cli/grid.h"

#include "base/utf8.h"
#include "cli/report.h"

enum { GAP = 2 };

hd_grid *hd_grid_new(TALLOC_CTX *ctx, const char *const titles[], size_t columns)
{
    hd_grid *grid = hd_new(ctx, hd_grid);

    grid->columns = columns;
    hd_grid_add(grid, titles);
    return grid;
}

void hd_grid_add(hd_grid *grid, const char *const cells[])
{
    for (size_t i = 0; i < grid->columns; i++) {
        char *safe = hd_report_safe(grid, cells[i] == NULL ? "" : cells[i]);
        for (char *c = safe; *c != '\0'; c++)
            if (*c == '\n' || *c == '\t')
                *c = ' ';
        hd_vec_push(grid, &grid->cells, safe);
    }
}

static bool is_right(const hd_grid *grid, size_t column)
{
    return grid->cells.items[column][0] == '<';
}

/* The text of a cell, a title without its mark. */
static const char *text_of(const hd_grid *grid, size_t index)
{
    return grid->cells.items[index] + (index < grid->columns && is_right(grid, index) ? 1 : 0);
}

static size_t width_of(const hd_grid *grid, size_t column)
{
    size_t widest = 0;

    for (size_t i = column; i < grid->cells.count; i += grid->columns) {
        size_t width = hd_utf8_columns(text_of(grid, i));
        widest = width > widest ? width : widest;
    }
    return widest;
}

void hd_grid_print(hd_buf *out, const hd_grid *grid)
{
    HD_SCRATCH(scratch);
    size_t *widths = hd_new_array(scratch, size_t, grid->columns);

    for (size_t i = 0; i < grid->columns; i++)
        widths[i] = width_of(grid, i);
    for (size_t i = 0; i < grid->cells.count; i++) {
        size_t column = i % grid->columns;
        bool last = column + 1 == grid->columns;
        const char *text = text_of(grid, i);
        int room = (int)(widths[column] - hd_utf8_columns(text));
        if (is_right(grid, column))
            hd_buf_addf(out, "%*s%s%s", room, "", text, last ? "\n" : "  ");
        else
            hd_buf_addf(out, "%s%*s", text, last ? 0 : room + GAP, "");
        if (last && !is_right(grid, column))
            hd_buf_add_char(out, '\n');
    }
}
