#include "base/text.h"
#include "cli/doc.h"

/* Text in which Markdown sees no markup; underscores inside words are none. */
static void add_plain(hd_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*<>[]|", *text) != NULL)
            hd_buf_add_char(out, '\\');
        hd_buf_add_char(out, *text);
    }
}

static void markdown_title(hd_buf *out, const char *name, const char *summary, const char *usage)
{
    hd_buf_addf(out, "## %s\n\n", name);
    add_plain(out, summary);
    hd_buf_add(out, ".\n");
    if (usage != NULL)
        hd_buf_addf(out, "\n    %s\n", usage);
}

static void markdown_heading(hd_buf *out, const char *text)
{
    hd_buf_addf(out, "\n### %s\n\n", text);
}

static void markdown_paragraph(hd_buf *out, const char *text)
{
    hd_buf_add_char(out, '\n');
    add_plain(out, text);
    hd_buf_add_char(out, '\n');
}

static void markdown_code(hd_buf *out, const char *line)
{
    hd_buf_addf(out, "    %s\n", line);
}

static void markdown_list(hd_buf *out, const hd_doc_items *items)
{
    HD_SCRATCH(scratch);

    for (size_t i = 0; i < items->count; i++) {
        const char *term = items->items[i].term;

        hd_buf_addf(out, "- `%s`: ", hd_text_trim(scratch, term, strlen(term)));
        add_plain(out, items->items[i].text);
        hd_buf_add_char(out, '\n');
    }
}

const hd_doc_form hd_doc_markdown = {
    .name = "markdown",
    .title = markdown_title,
    .heading = markdown_heading,
    .paragraph = markdown_paragraph,
    .code = markdown_code,
    .list = markdown_list,
};
