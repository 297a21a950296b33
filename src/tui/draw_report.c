#include "base/utf8.h"
#include "report/value.h"
#include "tui/draw.h"

enum { GAP = 2, MOST_TEXT = 32, LEAST_LAST = 20, SAMPLED_ROWS = 200 };

static const hd_report_column *column_of(const hd_model *model, size_t index)
{
    return &hd_model_report(model)->sections.items[0].columns.items[index];
}

static size_t column_count(const hd_model *model)
{
    return hd_model_report(model)->sections.items[0].columns.count;
}

static bool is_hidden(const hd_model *model, size_t column)
{
    return hd_model_lists(hd_views[model->view].hide, column_of(model, column)->name);
}

static const char *rate_text(TALLOC_CTX *ctx, enum hd_unit unit, double rate)
{
    if (unit == HD_UNIT_BYTES)
        return rate == 0 ? "" : hd_show_bytes(ctx, rate);
    if (unit == HD_UNIT_MS || unit == HD_UNIT_SECONDS)
        return rate == 0 ? "" : hd_report_value(ctx, unit, hd_printf(ctx, "%.3f", rate));
    return rate == 0 ? "" : hd_show_count(ctx, rate);
}

static const char *cell_text(TALLOC_CTX *ctx, const hd_model *model, size_t row, size_t column)
{
    const char *value = hd_rows_text(model->sample->view, row, column);
    enum hd_unit unit = column_of(model, column)->unit;

    if (value == NULL)
        return "";
    if (hd_model_is_rate(model, column))
        return rate_text(ctx, unit, hd_model_number(model, row, column));
    if (unit == HD_UNIT_COUNT)
        return hd_show_count(ctx, strtod(value, NULL));
    return hd_report_value(ctx, unit, value);
}

/* "calls/s", and a mark on the column that the rows are sorted by. */
static const char *heading(TALLOC_CTX *ctx, const hd_model *model, size_t column)
{
    const char *sorted = column != model->sort ? "" : model->reverse ? " ^" : " v";

    return hd_printf(ctx, "%s%s%s", column_of(model, column)->name,
                     hd_model_is_rate(model, column) ? "/s" : "", sorted);
}

/* 0 for columns that are left out. */
static size_t *lay_out(TALLOC_CTX *ctx, const hd_screen *grid, const hd_model *model)
{
    size_t count = column_count(model);
    size_t *widths = hd_new_array(ctx, size_t, count + 1);
    size_t used = 0;

    for (size_t k = 0; k < count; k++) {
        if (is_hidden(model, k))
            continue;
        widths[k] = hd_utf8_columns(heading(ctx, model, k));
        for (size_t i = 0; i < model->rows.count && i < SAMPLED_ROWS; i++) {
            size_t width = hd_utf8_columns(cell_text(ctx, model, model->rows.items[i], k));
            widths[k] = width > widths[k] ? width : widths[k];
        }
        widths[k] = widths[k] > MOST_TEXT ? MOST_TEXT : widths[k];
    }
    /* What comes first is what matters most; the last, a statement, gets what is left. */
    for (size_t k = 0; k < count; k++) {
        size_t reserve = k + 1 < count && !hd_unit_is_number(column_of(model, count - 1)->unit)
                             ? LEAST_LAST
                             : 0;
        if (k + 1 == count && !hd_unit_is_number(column_of(model, k)->unit))
            widths[k] = used < grid->columns ? grid->columns - used : 0;
        else if (used + widths[k] + reserve > grid->columns)
            widths[k] = 0;
        used += widths[k] == 0 ? 0 : widths[k] + GAP;
    }
    return widths;
}

static void draw_row(hd_screen *grid, size_t row, const hd_model *model, const size_t *widths,
                     size_t index)
{
    enum hd_level level = index == SIZE_MAX
                              ? HD_LEVEL_OK
                              : hd_rules_level(hd_model_report(model), model->sample->view, index);
    size_t at = 0;

    for (size_t k = 0; k < column_count(model); k++) {
        HD_SCRATCH(scratch);
        enum hd_style style = index == SIZE_MAX ? HD_STYLE_BOLD : hd_level_style(level);
        if (widths[k] == 0)
            continue;
        const char *text = index == SIZE_MAX ? heading(scratch, model, k)
                                             : cell_text(scratch, model, index, k);
        if (hd_unit_is_number(column_of(model, k)->unit))
            hd_screen_put_right(grid, row, at, widths[k], style, text);
        else
            hd_screen_put(grid, row, at, widths[k], style, text);
        at += widths[k] + GAP;
    }
}

void hd_draw_report(hd_screen *grid, const hd_scene *scene, size_t row, size_t count)
{
    HD_SCRATCH(scratch);
    hd_model *model = scene->model;
    const hd_sample *sample = model->sample;

    if (count == 0)
        return;
    if (sample->view == NULL) {
        hd_screen_put(grid, row + 1, 2, grid->columns, HD_STYLE_WARN,
                      sample->view_problem == NULL ? "asking..." : sample->view_problem);
        return;
    }
    size_t *widths = lay_out(scratch, grid, model);
    draw_row(grid, row, model, widths, SIZE_MAX);
    hd_draw_scroll(model, count - 1);
    for (size_t i = 0; i + 1 < count && model->scroll + i < model->rows.count; i++) {
        draw_row(grid, row + 1 + i, model, widths, model->rows.items[model->scroll + i]);
        if (model->scroll + i == model->cursor && !scene->plain)
            hd_screen_select(grid, row + 1 + i);
    }
    if (model->rows.count == 0)
        hd_screen_put(grid, row + 1, 2, grid->columns, HD_STYLE_DIM,
                      *model->filter != '\0' ? "nothing matches the filter" : "nothing");
}
