/*
 * From the top: title, server (connections, load, risk, waits, curves), a bar that says what the
 * table shows, the table, the detail of what is selected, a message, the keys.
 */
#include "tui/draw.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "parse/quote.h"
#include "tui/keys.h"

enum { DETAIL_ROWS = 6, LEAST_TABLE = 4, FOOTER_ROWS = 2, LEAST_WITH_KEYS = 9, KEYS_WIDTH = 11 };

void hd_draw_scroll(hd_model *model, size_t count)
{
    size_t most = model->rows.count > count ? model->rows.count - count : 0;

    if (model->cursor < model->scroll)
        model->scroll = model->cursor;
    if (count > 0 && model->cursor >= model->scroll + count)
        model->scroll = model->cursor - count + 1;
    if (model->scroll > most)
        model->scroll = most;
}

/* ---- the bar over the table ---- */

static const char *sort_name(const hd_model *model)
{
    const hd_report *report = hd_model_report(model);

    if (report == NULL)
        return hd_sort_names[model->sort];
    return model->sort < report->sections.items[0].columns.count
               ? report->sections.items[0].columns.items[model->sort].name
               : "none";
}

static void draw_bar(hd_screen *grid, const hd_scene *scene, size_t row)
{
    HD_SCRATCH(scratch);
    const hd_model *model = scene->model;
    hd_buf *out = hd_buf_new(scratch);
    size_t all = model->sample == NULL ? 0
                 : hd_model_report(model) == NULL
                     ? model->sample->sessions.count
                     : (model->sample->view == NULL ? 0 : hd_rows_count(model->sample->view));

    hd_buf_addf(out, " %s %zu of %zu  sort: %s%s", hd_views[model->view].name, model->rows.count,
                all, sort_name(model), model->reverse ? ", turned around" : "");
    if (hd_model_report(model) == NULL && model->locks_only)
        hd_buf_add(out, "  locks only");
    if (hd_model_report(model) == NULL && !model->idle)
        hd_buf_add(out, "  without idle");
    if (model->tags.count > 0)
        hd_buf_addf(out, "  tagged: %zu", model->tags.count);
    if (*model->filter != '\0')
        hd_buf_addf(out, "  filter: %s", model->filter);
    hd_screen_fill(grid, row, 0, grid->columns, HD_STYLE_BAR);
    hd_screen_put(grid, row, 0, grid->columns, HD_STYLE_BAR, out->data);
}

/* ---- the last lines ---- */

/* The keys, as many as fit into the row; gives the index of the next. */
static size_t draw_keys(hd_screen *grid, size_t row, size_t from)
{
    size_t at = 0;
    size_t i = from;

    for (; i < hd_binding_count; i++) {
        const hd_binding *binding = &hd_bindings[i];
        if (binding->footer == NULL)
            continue;
        size_t width = strlen(binding->shown) + 1 + strlen(binding->footer);
        if (at + width > grid->columns)
            break;
        at += hd_screen_put(grid, row, at, SIZE_MAX, HD_STYLE_BOLD, binding->shown) + 1;
        at += hd_screen_put(grid, row, at, SIZE_MAX, HD_STYLE_DIM, binding->footer) + 2;
    }
    return i;
}

/* What is hidden for want of a right is said where it is missed. */
static const char *note(TALLOC_CTX *ctx, const hd_scene *scene)
{
    const hd_sample *sample = scene->model->sample;

    if (sample == NULL || sample->monitor)
        return NULL;
    return hd_printf(ctx, "sessions of other roles are hidden in part: GRANT pg_monitor TO %s;",
                     hd_sql_ident(ctx, scene->role));
}

/* As many lines as it needs, the last in row: what matters stands at the end of such errors. */
static void draw_problem(hd_screen *grid, const hd_scene *scene, size_t row)
{
    HD_SCRATCH(scratch);
    hd_panel text = {0};

    hd_panel_add(scratch, &text, hd_printf(scratch, "trying again: %s", scene->problem),
                 grid->columns);
    for (size_t i = text.lines.count; i > 0 && row > 0; i--, row--) {
        hd_screen_fill(grid, row, 0, grid->columns, HD_STYLE_PLAIN);
        hd_screen_put(grid, row, 0, grid->columns, HD_STYLE_BAD, text.lines.items[i - 1]);
    }
}

static void draw_message(hd_screen *grid, const hd_scene *scene, size_t row)
{
    HD_SCRATCH(scratch);
    const char *text = scene->message;
    enum hd_style style = scene->message_warns ? HD_STYLE_WARN : HD_STYLE_GOOD;

    if (scene->prompt != NULL) {
        size_t at = hd_screen_put(grid, row, 0, SIZE_MAX, HD_STYLE_BOLD, "filter: ");
        at += hd_screen_put(grid, row, at, SIZE_MAX, HD_STYLE_PLAIN, scene->prompt);
        hd_screen_fill(grid, row, at, 1, HD_STYLE_BAR);
        at += hd_screen_put(grid, row, at + 2, SIZE_MAX, HD_STYLE_DIM,
                            "words, user= db= app= state= wait= pid= query=, -word: not");
        return;
    }
    if (scene->problem != NULL) {
        draw_problem(grid, scene, row);
        return;
    }
    if (text == NULL) {
        text = note(scratch, scene);
        style = HD_STYLE_WARN;
    }
    if (text != NULL)
        hd_screen_put(grid, row, 0, grid->columns, style, text);
}

/* On a screen of a few rows these belong to the sessions; "?" shows the keys there, too. */
static bool has_footer(const hd_screen *grid)
{
    return grid->rows >= LEAST_WITH_KEYS;
}

static void draw_footer(hd_screen *grid, const hd_scene *scene)
{
    if (!has_footer(grid)) {
        draw_message(grid, scene, grid->rows - 1);
        return;
    }
    size_t row = grid->rows - FOOTER_ROWS;
    draw_message(grid, scene, row - 1);
    size_t next = draw_keys(grid, row, 0);
    draw_keys(grid, row + 1, next);
}

/* ---- all ---- */

static void draw_table(hd_screen *grid, const hd_scene *scene, size_t row, size_t count)
{
    if (hd_model_report(scene->model) == NULL)
        hd_draw_sessions(grid, scene, row, count);
    else
        hd_draw_report(grid, scene, row, count);
}

void hd_draw(hd_screen *grid, const hd_scene *scene)
{
    size_t first = hd_draw_header(grid, scene);
    size_t end = grid->rows;

    if (!scene->plain && has_footer(grid))
        end -= FOOTER_ROWS + 1;
    if (scene->model->sample != NULL && first < end) {
        size_t rows = end - first - 1;
        bool detail = scene->model->detail && hd_model_selected(scene->model) != NULL &&
                      rows >= DETAIL_ROWS + LEAST_TABLE;
        draw_bar(grid, scene, first);
        draw_table(grid, scene, first + 1, detail ? rows - DETAIL_ROWS : rows);
        if (detail)
            hd_draw_detail(grid, scene, end - DETAIL_ROWS, DETAIL_ROWS);
    }
    if (scene->problem != NULL)
        hd_screen_dim(grid, 1, grid->rows - 1);
    if (!scene->plain)
        draw_footer(grid, scene);
    if (scene->panel != NULL)
        hd_draw_panel(grid, scene->panel);
}

size_t hd_draw_plain_rows(const hd_scene *scene)
{
    enum { HEADER_ROWS = 8 };

    return HEADER_ROWS + scene->model->rows.count + (scene->model->detail ? DETAIL_ROWS : 0) + 1;
}

/* ---- panels ---- */

void hd_panel_add(TALLOC_CTX *ctx, hd_panel *panel, const char *text, size_t columns)
{
    HD_SCRATCH(scratch);
    hd_buf *safe = hd_buf_new(scratch);

    hd_utf8_add_safe(safe, text);
    for (const char *p = safe->data; *p != '\0';) {
        size_t line = strcspn(p, "\n");
        size_t fits = hd_utf8_fit(p, columns > 0 ? columns : 1);
        size_t take = line <= fits ? line : fits;
        if (take < line)
            for (size_t i = take; i > take / 2; i--)
                if (p[i] == ' ') {
                    take = i;
                    break;
                }
        if (take == 0 && line > 0)
            take = hd_utf8_length(p); /* wider than the panel */
        hd_vec_push(ctx, &panel->lines, hd_strndup(ctx, p, take));
        p += take;
        p += *p == '\n' || *p == ' ' ? 1 : 0;
    }
}

void hd_panel_help(TALLOC_CTX *ctx, hd_panel *panel)
{
    panel->title = "Keys";
    panel->keys = "Up Down scroll   any other key: back";
    for (size_t i = 0; i < hd_binding_count; i++) {
        if (hd_bindings[i].shown == NULL)
            continue;
        hd_vec_push(
            ctx, &panel->lines,
            hd_printf(ctx, "%-*s %s", KEYS_WIDTH, hd_bindings[i].shown, hd_bindings[i].help));
    }
}

static size_t panel_width(const hd_screen *grid, const hd_panel *panel)
{
    size_t width = hd_utf8_columns(panel->title) + 4;
    size_t keys = hd_utf8_columns(panel->keys) + 2;

    width = keys > width ? keys : width;
    for (size_t i = 0; i < panel->lines.count; i++) {
        size_t line = hd_utf8_columns(panel->lines.items[i]) + 2;
        width = line > width ? line : width;
    }
    return width + 2 > grid->columns ? grid->columns : width + 2;
}

static void panel_edge(hd_screen *grid, size_t row, size_t column, size_t width, const char *title,
                       enum hd_style style)
{
    for (size_t i = 0; i < width; i++)
        hd_screen_put(grid, row, column + i, 1, style, i == 0 || i + 1 == width ? "+" : "-");
    if (*title != '\0')
        hd_screen_put(grid, row, column + 2, width - 3, style, title);
}

void hd_draw_panel(hd_screen *grid, const hd_panel *panel)
{
    HD_SCRATCH(scratch);
    enum hd_style style = panel->warns ? HD_STYLE_BAD : HD_STYLE_ACCENT;
    size_t width = panel_width(grid, panel);
    size_t lines = panel->lines.count - (panel->scroll < panel->lines.count ? panel->scroll : 0);
    size_t height = lines + 3 > grid->rows ? grid->rows : lines + 3;
    size_t top = (grid->rows - height) / 2;
    size_t left = (grid->columns - width) / 2;

    if (grid->rows < 4 || width < 4)
        return;
    for (size_t i = 1; i + 1 < height; i++) {
        hd_screen_fill(grid, top + i, left, width, HD_STYLE_PLAIN);
        hd_screen_put(grid, top + i, left, 1, style, "|");
        hd_screen_put(grid, top + i, left + width - 1, 1, style, "|");
    }
    panel_edge(grid, top, left, width, hd_printf(scratch, " %s ", panel->title), style);
    panel_edge(grid, top + height - 1, left, width, "", style);
    for (size_t i = 0; i + 3 < height && panel->scroll + i < panel->lines.count; i++)
        hd_screen_put(grid, top + 1 + i, left + 2, width - 4, HD_STYLE_PLAIN,
                      panel->lines.items[panel->scroll + i]);
    hd_screen_put(grid, top + height - 2, left + 2, width - 4, HD_STYLE_BOLD, panel->keys);
}
