#include "base/text.h"
#include "base/utf8.h"
#include "cli/doc.h"

enum { LINE_COLUMNS = 80, INDENT = 2, MAX_TERM_COLUMNS = 26 };

/* Adds words, broken into lines; the first one starts at column start. */
static void add_wrapped(hd_buf *out, const char *text, size_t start, size_t indent)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    size_t column = start;

    hd_text_split(scratch, text, " \n", &words);
    for (size_t i = 0; i < words.count; i++) {
        size_t width = hd_utf8_columns(words.items[i]);

        if (i > 0 && column + 1 + width > LINE_COLUMNS) {
            hd_buf_addf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (i > 0) {
            hd_buf_add_char(out, ' ');
            column++;
        }
        hd_buf_add(out, words.items[i]);
        column += width;
    }
    hd_buf_add_char(out, '\n');
}

static void text_title(hd_buf *out, const char *name, const char *summary, const char *usage)
{
    HD_SCRATCH(scratch);

    if (usage == NULL)
        hd_buf_addf(out, "%s\n", name);
    else
        hd_buf_addf(out, "Usage: %s\n", usage);
    add_wrapped(out, hd_printf(scratch, "%s.", summary), 0, 0);
}

static void text_heading(hd_buf *out, const char *text)
{
    hd_buf_addf(out, "\n%s\n", text);
}

static void text_paragraph(hd_buf *out, const char *text)
{
    hd_buf_add_char(out, '\n');
    add_wrapped(out, text, 0, 0);
}

static void text_code(hd_buf *out, const char *line)
{
    hd_buf_addf(out, "%*s%s\n", INDENT, "", line);
}

/* Explanations stand in a column of their own; a term that is too long has its line alone. */
static void text_list(hd_buf *out, const hd_doc_items *items)
{
    size_t width = 0;

    for (size_t i = 0; i < items->count; i++) {
        size_t columns = hd_utf8_columns(items->items[i].term);
        if (columns > width && columns <= MAX_TERM_COLUMNS)
            width = columns;
    }
    size_t column = INDENT + width + 2;
    for (size_t i = 0; i < items->count; i++) {
        size_t columns = hd_utf8_columns(items->items[i].term);

        hd_buf_addf(out, "%*s%s", INDENT, "", items->items[i].term);
        if (columns > width)
            hd_buf_addf(out, "\n%*s", (int)column, "");
        else
            hd_buf_addf(out, "%*s", (int)(width - columns + 2), "");
        add_wrapped(out, items->items[i].text, column, column);
    }
}

const hd_doc_form hd_doc_text = {
    .name = "text",
    .title = text_title,
    .heading = text_heading,
    .paragraph = text_paragraph,
    .code = text_code,
    .list = text_list,
};
