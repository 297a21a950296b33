#include "report/print.h"

#include "base/text.h"
#include "base/utf8.h"
#include "report/value.h"

/* Under a long last column (a query) a line as long would only be in the way. */
enum { LEAST_WIDTH = 8, LAST_DASHES = 40, GAP = 2, ELLIPSIS_COLUMNS = 1 };

static const char BOLD[] = "\x1b[1m";
static const char YELLOW[] = "\x1b[33m";
static const char RED[] = "\x1b[31m";
static const char PLAIN[] = "\x1b[0m";
static const char ELLIPSIS[] = "\xE2\x80\xA6";

/* ---- cells ---- */

/* White space of any length becomes one blank: a cell is one line. */
static char *one_line(TALLOC_CTX *ctx, const char *text)
{
    hd_buf *out = hd_buf_new(ctx);

    for (; *text != '\0'; text++) {
        bool blank = strchr(" \t\r\n", *text) != NULL;
        if (!blank)
            hd_buf_add_char(out, *text);
        else if (out->len > 0 && out->data[out->len - 1] != ' ')
            hd_buf_add_char(out, ' ');
    }
    return out->data;
}

static char *safe(TALLOC_CTX *ctx, const char *text)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_utf8_add_safe(out, text);
    return out->data;
}

/* A value as a cell; blanks at its beginning (the indentation of a tree) stay. */
static char *cell_text(TALLOC_CTX *ctx, enum hd_unit unit, const char *value)
{
    if (value == NULL)
        return hd_strdup(ctx, "");
    const char *text = hd_report_value(ctx, unit, value);
    size_t indent = strspn(text, " ");
    return hd_printf(ctx, "%.*s%s", (int)indent, text, safe(ctx, one_line(ctx, text + indent)));
}

/* As much of the text as fills the columns, with an ellipsis when something is cut. */
static char *fit(TALLOC_CTX *ctx, const char *text, size_t columns)
{
    size_t used = 0;
    const char *p = text;

    if (hd_utf8_columns(text) <= columns)
        return hd_strdup(ctx, text);
    while (*p != '\0') {
        size_t length = hd_utf8_length(p);
        size_t width = hd_utf8_char_columns(hd_utf8_decode(p, length));
        if (used + width + ELLIPSIS_COLUMNS > columns)
            break;
        used += width;
        p += length;
    }
    return hd_printf(ctx, "%.*s%s", (int)(p - text), text, ELLIPSIS);
}

static void pad(hd_buf *out, size_t count)
{
    while (count-- > 0)
        hd_buf_add_char(out, ' ');
}

/* ---- aligned ---- */

struct grid {
    const hd_report_table *table;
    size_t columns;
    char **cells; /* rows * columns */
    size_t *widths;
    bool marked; /* some row is bad: all have a mark before them */
};

static struct grid grid_new(TALLOC_CTX *ctx, const hd_report_table *table)
{
    const hd_report_section *section = table->section;
    struct grid grid = {.table = table, .columns = section->columns.count};

    grid.cells = hd_new_array(ctx, char *, grid.columns * table->rows.count + 1);
    grid.widths = hd_new_array(ctx, size_t, grid.columns);
    for (size_t k = 0; k < grid.columns; k++)
        grid.widths[k] = hd_utf8_columns(section->columns.items[k].name);
    for (size_t i = 0; i < table->rows.count; i++) {
        const hd_report_row *row = &table->rows.items[i];
        grid.marked = grid.marked || row->level != HD_LEVEL_OK;
        for (size_t k = 0; k < grid.columns; k++) {
            char *cell = cell_text(ctx, section->columns.items[k].unit, row->values[k]);
            size_t width = hd_utf8_columns(cell);
            grid.cells[i * grid.columns + k] = cell;
            grid.widths[k] = width > grid.widths[k] ? width : grid.widths[k];
        }
    }
    return grid;
}

static size_t grid_width(const struct grid *grid)
{
    size_t width = grid->marked ? GAP + 1 : 0;

    for (size_t k = 0; k < grid->columns; k++)
        width += grid->widths[k] + (k > 0 ? GAP : 0);
    return width;
}

static bool may_shrink(const struct grid *grid, size_t column)
{
    const hd_report_column *about = &grid->table->section->columns.items[column];
    size_t header = hd_utf8_columns(about->name);
    size_t least = header > LEAST_WIDTH ? header : LEAST_WIDTH;

    return (about->unit == HD_UNIT_TEXT || about->unit == HD_UNIT_SQL) &&
           grid->widths[column] > least;
}

/* Takes from the widest text, column by column, until all fits or nothing can give way. */
static void grid_fit(struct grid *grid, size_t width)
{
    for (size_t total = grid_width(grid); width > 0 && total > width; total--) {
        size_t widest = grid->columns;
        for (size_t k = 0; k < grid->columns; k++)
            if (may_shrink(grid, k) &&
                (widest == grid->columns || grid->widths[k] > grid->widths[widest]))
                widest = k;
        if (widest == grid->columns)
            return;
        grid->widths[widest]--;
    }
}

static void add_cell(hd_buf *out, const struct grid *grid, size_t column, const char *text)
{
    HD_SCRATCH(scratch);
    const char *shown = fit(scratch, text, grid->widths[column]);
    size_t blanks = grid->widths[column] - hd_utf8_columns(shown);
    bool number = hd_unit_is_number(grid->table->section->columns.items[column].unit);

    if (column > 0)
        pad(out, GAP);
    if (number)
        pad(out, blanks);
    hd_buf_add(out, shown);
    if (!number && column + 1 < grid->columns)
        pad(out, blanks);
}

static void trim_line(hd_buf *out)
{
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        hd_buf_truncate(out, out->len - 1);
    hd_buf_add_char(out, '\n');
}

static void add_header(hd_buf *out, const struct grid *grid, const hd_report_look *look)
{
    HD_SCRATCH(scratch);
    hd_buf *line = hd_buf_new(scratch);

    if (grid->marked)
        pad(line, GAP + 1);
    for (size_t k = 0; k < grid->columns; k++)
        add_cell(line, grid, k, grid->table->section->columns.items[k].name);
    while (line->len > 0 && line->data[line->len - 1] == ' ')
        hd_buf_truncate(line, line->len - 1);
    hd_buf_addf(out, "%s%s%s\n", look->color ? BOLD : "", line->data, look->color ? PLAIN : "");
    if (look->color)
        return;
    if (grid->marked)
        pad(out, GAP + 1);
    for (size_t k = 0; k < grid->columns; k++) {
        if (k > 0)
            pad(out, GAP);
        bool last = k + 1 == grid->columns;
        size_t dashes = last && grid->widths[k] > LAST_DASHES ? LAST_DASHES : grid->widths[k];
        for (size_t i = 0; i < dashes; i++)
            hd_buf_add_char(out, '-');
    }
    hd_buf_add_char(out, '\n');
}

static void add_row(hd_buf *out, const struct grid *grid, size_t index, const hd_report_look *look)
{
    static const char *const marks[] = {"   ", "!  ", "!! "};
    enum hd_level level = grid->table->rows.items[index].level;
    const char *color = level == HD_LEVEL_CRITICAL ? RED : level == HD_LEVEL_WARNING ? YELLOW : "";
    HD_SCRATCH(scratch);
    hd_buf *line = hd_buf_new(scratch);

    if (grid->marked)
        hd_buf_add(line, marks[level]);
    for (size_t k = 0; k < grid->columns; k++)
        add_cell(line, grid, k, grid->cells[index * grid->columns + k]);
    trim_line(line);
    if (look->color && *color != '\0')
        hd_buf_addf(out, "%s%.*s%s\n", color, (int)line->len - 1, line->data, PLAIN);
    else
        hd_buf_add(out, line->data);
}

/* ---- what tables and expanded form share ---- */

static bool has_rows(const hd_report_result *result)
{
    for (size_t i = 0; i < result->tables.count; i++)
        if (result->tables.items[i].rows.count > 0)
            return true;
    return false;
}

static bool is_shown(const hd_report_result *result, const hd_report_table *table)
{
    return table->rows.count > 0 || result->tables.count == 1;
}

/* The key that the following tables are about, when it is another than before; then the section. */
static void add_titles(hd_buf *out, const hd_report_result *result, size_t index,
                       const char **about, const hd_report_look *look)
{
    const hd_report_table *table = &result->tables.items[index];
    const char *bold = look->color ? BOLD : "";
    const char *plain = look->color ? PLAIN : "";
    HD_SCRATCH(scratch);

    if (table->title != NULL && !hd_text_equal(table->title, *about)) {
        hd_buf_addf(out, "%s%s%s%s\n", out->len > 0 ? "\n" : "", bold, safe(scratch, table->title),
                    plain);
        *about = table->title;
    }
    bool merged = result->report->each && result->report->sections.count == 2;
    if (*table->section->title != '\0' && !merged)
        hd_buf_addf(out, "%s%s%s:%s\n", out->len > 0 ? "\n" : "", bold, table->section->title,
                    plain);
}

static void add_notes(hd_buf *out, const hd_report_result *result)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < result->notes.count; i++) {
        const hd_report_note *note = &result->notes.items[i];
        hd_buf_addf(out, "%s%s: %s\n", i == 0 && out->len > 0 ? "\n" : "",
                    note->missing ? "left out" : "note", safe(scratch, note->text));
        if (note->how != NULL)
            hd_buf_addf(out, "  to get it: %s\n", safe(scratch, note->how));
    }
}

static bool something_is_missing(const hd_report_result *result)
{
    for (size_t i = 0; i < result->notes.count; i++)
        if (result->notes.items[i].missing)
            return true;
    return false;
}

static void add_nothing(hd_buf *out, const hd_report_result *result)
{
    if (!has_rows(result) && !something_is_missing(result))
        hd_buf_add(out, "(none)\n");
}

/* Lines after the first stand under the value. */
static void add_lines(hd_buf *out, const char *text, size_t indent)
{
    for (; *text != '\0'; text++) {
        hd_buf_add_char(out, *text);
        if (*text == '\n')
            pad(out, indent);
    }
    trim_line(out);
}

/* One value that is a text of lines, such as the definition of a view: it stays as it is. */
static bool is_text(const hd_report_table *table)
{
    return table->section->columns.count == 1 && table->rows.count == 1 &&
           table->rows.items[0].values[0] != NULL &&
           strchr(table->rows.items[0].values[0], '\n') != NULL;
}

void hd_report_print_aligned(hd_buf *out, const hd_report_result *result,
                             const hd_report_look *look)
{
    const char *about = NULL;

    for (size_t i = 0; i < result->tables.count && has_rows(result); i++) {
        HD_SCRATCH(scratch);
        const hd_report_table *table = &result->tables.items[i];
        if (!is_shown(result, table))
            continue;
        add_titles(out, result, i, &about, look);
        if (is_text(table)) {
            add_lines(out, safe(scratch, table->rows.items[0].values[0]), 0);
            continue;
        }
        struct grid grid = grid_new(scratch, table);
        grid_fit(&grid, look->width);
        add_header(out, &grid, look);
        for (size_t row = 0; row < table->rows.count; row++)
            add_row(out, &grid, row, look);
    }
    add_nothing(out, result);
    add_notes(out, result);
}

/* ---- expanded ---- */

static void expand_row(hd_buf *out, const hd_report_section *section, const hd_report_row *row)
{
    HD_SCRATCH(scratch);
    size_t width = 0;

    for (size_t k = 0; k < section->columns.count; k++)
        if (strlen(section->columns.items[k].name) > width)
            width = strlen(section->columns.items[k].name);
    for (size_t k = 0; k < section->columns.count; k++) {
        const hd_report_column *column = &section->columns.items[k];
        const char *value = row->values[k];
        hd_buf_addf(out, "%-*s  ", (int)width, column->name);
        add_lines(out,
                  value == NULL ? "" : safe(scratch, hd_report_value(scratch, column->unit, value)),
                  width + GAP);
    }
    if (row->level != HD_LEVEL_OK)
        hd_buf_addf(out, "%-*s  %s\n", (int)width, "level", hd_level_name(row->level));
}

void hd_report_print_expanded(hd_buf *out, const hd_report_result *result,
                              const hd_report_look *look)
{
    const char *about = NULL;

    for (size_t i = 0; i < result->tables.count && has_rows(result); i++) {
        const hd_report_table *table = &result->tables.items[i];
        if (!is_shown(result, table))
            continue;
        add_titles(out, result, i, &about, look);
        for (size_t row = 0; row < table->rows.count; row++) {
            hd_buf_addf(out, "-- %zu --\n", row + 1);
            expand_row(out, table->section, &table->rows.items[row]);
        }
    }
    add_nothing(out, result);
    add_notes(out, result);
}
