#include "cli/report.h"

#include "base/json.h"
#include "base/utf8.h"
#include "config/secret.h"

/* A line of a file that is shown is cut to this many columns around the caret. */
enum { MAX_COLUMNS = 100, COLUMNS_BEFORE_CARET = 60, TAB_COLUMNS = 4 };

static const char red[] = "\x1b[1;31m";
static const char cyan[] = "\x1b[1;36m";
static const char plain[] = "\x1b[0m";

static void add_colored(hd_buf *out, hd_report_style style, const char *color, const char *text)
{
    if (style.color)
        hd_buf_addf(out, "%s%s%s", color, text, plain);
    else
        hd_buf_add(out, text);
}

char *hd_report_safe(TALLOC_CTX *ctx, const char *text)
{
    HD_SCRATCH(scratch);
    hd_buf *safe = hd_buf_new(scratch);

    hd_utf8_add_safe(safe, hd_secret_mask(scratch, text));
    return hd_buf_take(ctx, safe);
}

/* Text of several lines; those after the first are indented to stand under it. */
static void add_paragraph(hd_buf *out, const char *text, size_t indent)
{
    HD_SCRATCH(scratch);

    for (const char *p = hd_report_safe(scratch, text); *p != '\0'; p++) {
        hd_buf_add_char(out, *p);
        if (*p == '\n' && p[1] != '\0')
            hd_buf_addf(out, "%*s", (int)indent, "");
    }
    hd_buf_add_char(out, '\n');
}

static void add_labelled(hd_buf *out, hd_report_style style, const char *label, const char *text)
{
    if (text == NULL)
        return;
    hd_buf_add(out, "  ");
    add_colored(out, style, cyan, label);
    hd_buf_add_char(out, ' ');
    add_paragraph(out, text, strlen(label) + 3);
}

/* The shown form of one character of a line: tabs as blanks, control characters as escapes. */
static void add_shown(hd_buf *out, const char *character, size_t length)
{
    HD_SCRATCH(scratch);

    if (*character >= ' ' && *character <= '~')
        hd_buf_add_char(out, *character);
    else if (*character == '\t')
        hd_buf_addf(out, "%*s", TAB_COLUMNS, "");
    else
        hd_utf8_add_safe(out, hd_strndup(scratch, character, length));
}

/*
 * The line as it is shown, whole, and the number of columns before the character
 * that stands at column (from 1).
 */
static size_t show_line(hd_buf *shown, const char *line, size_t column)
{
    size_t caret = 0;
    size_t number = 1;

    for (const char *p = line; *p != '\0'; number++) {
        size_t length = hd_utf8_length(p);

        if (number == column)
            caret = hd_utf8_columns(shown->data);
        add_shown(shown, p, length == 0 ? 1 : length);
        p += length == 0 ? 1 : length;
    }
    return column >= number ? hd_utf8_columns(shown->data) : caret;
}

static size_t characters(const char *text, size_t bytes)
{
    size_t count = 0;

    for (size_t at = 0; at < bytes; count++) {
        size_t length = hd_utf8_length(text + at);
        at += length == 0 ? 1 : length;
    }
    return count;
}

/* The line without its passwords; the column moves with what is left out before it. */
static hd_place mask_place(TALLOC_CTX *ctx, const hd_place *place)
{
    hd_place masked = *place;
    size_t at = 0;
    size_t len = 0;

    masked.text = hd_secret_mask(ctx, place->text);
    while (hd_secret_find(place->text, &at, &len)) {
        size_t first = characters(place->text, at) + 1;
        size_t width = characters(place->text + at, len);

        if (place->column >= first + width)
            masked.column = masked.column + strlen("***") - width;
        else if (place->column > first)
            masked.column -= place->column - first;
        at += len;
    }
    return masked;
}

/* The line with a caret under the column; of a long line, the part around the caret. */
static void add_source_line(hd_buf *out, hd_report_style style, const hd_place *place)
{
    HD_SCRATCH(scratch);
    hd_buf *shown = hd_buf_new(scratch);
    size_t caret = show_line(shown, place->text, place->column);
    const char *from = shown->data;
    bool cut_before = false;

    if (hd_utf8_columns(from) > MAX_COLUMNS && caret > COLUMNS_BEFORE_CARET) {
        from += hd_utf8_fit(from, caret - COLUMNS_BEFORE_CARET);
        /* A wide character may have been left out whole, so the rest is measured again. */
        caret -= hd_utf8_columns(hd_strndup(scratch, shown->data, (size_t)(from - shown->data)));
        cut_before = true;
    }
    size_t bytes = hd_utf8_fit(from, MAX_COLUMNS);
    bool cut_after = from[bytes] != '\0';

    hd_buf_addf(out, "    %s", cut_before ? "..." : "");
    hd_buf_add_n(out, from, bytes);
    hd_buf_addf(out, "%s\n    %*s", cut_after ? "..." : "", (int)(caret + (cut_before ? 3 : 0)),
                "");
    add_colored(out, style, red, "^");
    hd_buf_add_char(out, '\n');
}

static void add_place(hd_buf *out, hd_report_style style, const hd_place *place)
{
    HD_SCRATCH(scratch);

    hd_buf_add(out, "  ");
    hd_utf8_add_safe(out, place->path);
    if (place->line > 0)
        hd_buf_addf(out, ":%zu:%zu", place->line, place->column);
    hd_buf_add_char(out, '\n');
    if (place->line > 0 && place->text != NULL && *place->text != '\0') {
        hd_place masked = mask_place(scratch, place);
        add_source_line(out, style, &masked);
    }
}

static void report_one(hd_buf *out, const hd_error *err, hd_report_style style)
{
    hd_buf_add(out, "howdah: ");
    add_colored(out, style, red, "error:");
    hd_buf_add_char(out, ' ');
    add_paragraph(out, err->message, strlen("  "));
    if (err->place != NULL)
        add_place(out, style, err->place);
    else if (err->sql_position > 0)
        hd_buf_addf(out, "  at character %zu of the statement\n", err->sql_position);
    add_labelled(out, style, "detail:", err->detail);
    add_labelled(out, style, "hint:", err->hint);
    if (err->sqlstate[0] != '\0')
        hd_buf_addf(out, "  SQLSTATE %s\n", err->sqlstate);
    add_labelled(out, style, "context:", err->context);
    if (style.verbose)
        add_labelled(out, style, "raised at:", err->where);
}

void hd_report_text(hd_buf *out, const hd_error *err, hd_report_style style)
{
    for (; err != NULL; err = err->next)
        report_one(out, err, style);
}

static void put_place(hd_json *json, const hd_place *place)
{
    HD_SCRATCH(scratch);

    hd_json_key(json, "place");
    hd_json_begin(json, '{');
    hd_json_put_string(json, "file", place->path);
    if (place->line > 0) {
        hd_json_put_int(json, "line", (int64_t)place->line);
        hd_json_put_int(json, "column", (int64_t)place->column);
        hd_json_put_string(json, "text", hd_secret_mask(scratch, place->text));
    }
    hd_json_end(json);
}

static void put_error(hd_json *json, const hd_error *err, hd_report_style style)
{
    HD_SCRATCH(scratch);
    const struct {
        const char *key;
        const char *text;
    } texts[] = {
        {"sqlstate", err->sqlstate[0] == '\0' ? NULL : err->sqlstate},
        {"message", err->message},
        {"detail", err->detail},
        {"hint", err->hint},
        {"context", err->context},
        {"where", style.verbose ? err->where : NULL},
    };

    hd_json_begin(json, '{');
    hd_json_put_string(json, "code", hd_code_name(err->code));
    hd_json_put_int(json, "exit_status", hd_code_exit_status(err->code));
    for (size_t i = 0; i < HD_COUNT(texts); i++)
        if (texts[i].text != NULL)
            hd_json_put_string(json, texts[i].key, hd_secret_mask(scratch, texts[i].text));
    if (err->place != NULL)
        put_place(json, err->place);
    else if (err->sql_position > 0)
        hd_json_put_int(json, "sql_position", (int64_t)err->sql_position);
    hd_json_end(json);
}

void hd_report_json(hd_buf *out, const hd_error *err, hd_report_style style)
{
    hd_json json = hd_json_into(out);

    hd_json_begin(&json, '{');
    hd_json_key(&json, "error");
    put_error(&json, err, style);
    if (err->next != NULL) {
        hd_json_key(&json, "more");
        hd_json_begin(&json, '[');
        for (const hd_error *more = err->next; more != NULL; more = more->next)
            put_error(&json, more, style);
        hd_json_end(&json);
    }
    hd_json_end(&json);
}
