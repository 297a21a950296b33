/* Source: groff_man(7). */
#include <ctype.h>

#include "cli/doc.h"

/* Text in which no character means anything to roff. */
static void add_roff(hd_buf *out, const char *text)
{
    bool line_start = true;

    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            hd_buf_add(out, "\\&");
        line_start = *text == '\n';
        if (*text == '\\')
            hd_buf_add(out, "\\e");
        else if (*text == '-')
            hd_buf_add(out, "\\-");
        else if (*text == '\'')
            hd_buf_add(out, "\\(aq");
        else if (*text == '^')
            hd_buf_add(out, "\\(ha");
        else if (*text == '~')
            hd_buf_add(out, "\\(ti");
        else if (*text == '`')
            hd_buf_add(out, "\\(ga");
        else
            hd_buf_add_char(out, *text);
    }
}

static void add_line(hd_buf *out, const char *before, const char *text, const char *after)
{
    hd_buf_add(out, before);
    add_roff(out, text);
    hd_buf_add(out, after);
}

static void man_heading(hd_buf *out, const char *text)
{
    hd_buf_add(out, ".SH ");
    for (; *text != '\0'; text++)
        hd_buf_add_char(out, (char)toupper((unsigned char)*text));
    hd_buf_add_char(out, '\n');
}

/* The page of "howdah config show" is called howdah-config-show. */
static void man_title(hd_buf *out, const char *name, const char *summary, const char *usage)
{
    HD_SCRATCH(scratch);
    char *page = hd_strdup(scratch, name);

    for (char *c = page; *c != '\0'; c++)
        if (*c == ' ')
            *c = '-';
    add_line(out, ".TH \"", page, "\" 1 \"\" \"howdah " HOWDAH_VERSION "\"\n");
    man_heading(out, "Name");
    add_line(out, "", page, " \\- ");
    add_line(out, "", summary, "\n");
    if (usage != NULL) {
        man_heading(out, "Synopsis");
        add_line(out, ".B ", usage, "\n");
    }
    man_heading(out, "Description");
    add_line(out, "", summary, ".\n");
}

static void man_paragraph(hd_buf *out, const char *text)
{
    add_line(out, ".PP\n", text, "\n");
}

static void man_code(hd_buf *out, const char *line)
{
    add_line(out, ".PP\n.nf\n.RS\n", line, "\n.RE\n.fi\n");
}

static void man_list(hd_buf *out, const hd_doc_items *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const char *term = items->items[i].term;

        while (*term == ' ')
            term++;
        add_line(out, ".TP\n.B ", term, "\n");
        add_line(out, "", items->items[i].text, "\n");
    }
}

const hd_doc_form hd_doc_man = {
    .name = "man",
    .title = man_title,
    .heading = man_heading,
    .paragraph = man_paragraph,
    .code = man_code,
    .list = man_list,
};
