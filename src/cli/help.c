#include "cli/help.h"

#include <ctype.h>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/arguments.h"

const char *const hd_groups[] = {
    "Project", "Revisions", "Migrations", "Inspect", "Operate", "Help",
};
const size_t hd_group_count = HD_COUNT(hd_groups);

enum { LINE_COLUMNS = 80, INDENT = 2, MAX_TERM_COLUMNS = 26 };

/* Adds words, broken into lines of LINE_COLUMNS; the first one starts at column start. */
static void add_wrapped(hd_buf *out, const char *text, size_t start, size_t indent)
{
    HD_SCRATCH(scratch);
    hd_strings words = {0};
    size_t column = start;
    bool first = true;

    hd_text_split(scratch, text, " \n", &words);
    for (size_t i = 0; i < words.count; i++) {
        size_t width = hd_utf8_columns(words.items[i]);

        if (!first && column + 1 + width > LINE_COLUMNS) {
            hd_buf_addf(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (!first) {
            hd_buf_add_char(out, ' ');
            column++;
        }
        hd_buf_add(out, words.items[i]);
        column += width;
        first = false;
    }
    hd_buf_add_char(out, '\n');
}

/* Paragraphs are wrapped; a paragraph that begins with a blank is an example and stays as it is. */
static void add_paragraphs(hd_buf *out, const char *text)
{
    HD_SCRATCH(scratch);

    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t len = end == NULL ? strlen(text) : (size_t)(end - text);

        hd_buf_add_char(out, '\n');
        if (*text == ' ')
            hd_buf_addf(out, "%.*s\n", (int)len, text);
        else
            add_wrapped(out, hd_strndup(scratch, text, len), 0, 0);
        text += end == NULL ? len : len + 2;
    }
}

/* A term and what it means, the meaning in a column of its own. */
static void add_entry(hd_buf *out, const char *term, const char *meaning, size_t width)
{
    size_t column = INDENT + width + 2;

    hd_buf_addf(out, "%*s%s", INDENT, "", term);
    if (hd_utf8_columns(term) > width)
        hd_buf_addf(out, "\n%*s", (int)column, "");
    else
        hd_buf_addf(out, "%*s", (int)(width - hd_utf8_columns(term) + 2), "");
    add_wrapped(out, meaning, column, column);
}

static void widen(size_t *width, const char *term)
{
    size_t columns = hd_utf8_columns(term);

    if (columns > *width && columns <= MAX_TERM_COLUMNS)
        *width = columns;
}

char *hd_help_option(TALLOC_CTX *ctx, const hd_option *option)
{
    const char *blank = option->value == NULL ? "" : " ";
    const char *value = option->value == NULL ? "" : option->value;

    if (*option->name == '\0')
        return hd_printf(ctx, "-%c%s%s", option->letter, blank, value);
    if (option->letter == 0)
        return hd_printf(ctx, "    --%s%s%s", option->name, blank, value);
    return hd_printf(ctx, "-%c, --%s%s%s", option->letter, option->name, blank, value);
}

static void add_options(hd_buf *out, const char *heading, const hd_option *const *options)
{
    HD_SCRATCH(scratch);
    size_t width = 0;

    if (options == NULL || *options == NULL)
        return;
    for (const hd_option *const *o = options; *o != NULL; o++)
        widen(&width, hd_help_option(scratch, *o));
    hd_buf_addf(out, "\n%s\n", heading);
    for (const hd_option *const *o = options; *o != NULL; o++) {
        const char *repeats = (*o)->repeats && *o != &hd_global_config ? "; may be repeated" : "";
        add_entry(out, hd_help_option(scratch, *o), hd_printf(scratch, "%s%s", (*o)->help, repeats),
                  width);
    }
}

static void add_group(hd_buf *out, const hd_command_list *commands, const char *group, size_t width)
{
    bool any = false;

    for (size_t i = 0; i < commands->count; i++) {
        const hd_cli_command *command = commands->items[i];

        if (strcmp(command->group, group) != 0)
            continue;
        if (!any)
            hd_buf_addf(out, "\n%s\n", group);
        any = true;
        add_entry(out, command->name, command->summary, width);
    }
}

void hd_help_overview(hd_buf *out, const hd_command_list *commands)
{
    size_t width = 0;

    hd_buf_add(out, "Usage: howdah [OPTION]... COMMAND [ARGUMENT]...\n"
                    "Guides PostgreSQL databases: migrations written in SQL, applied safely.\n");
    for (size_t i = 0; i < commands->count; i++)
        widen(&width, commands->items[i]->name);
    for (size_t i = 0; i < hd_group_count; i++)
        add_group(out, commands, hd_groups[i], width);
    add_options(out, "Options (before or after the command)", hd_globals);
    hd_buf_add(out, "\n\"howdah help COMMAND\" tells about one command, \"howdah help settings\" "
                    "about the\nconfiguration, \"howdah help exit-codes\" about exit statuses.\n");
}

void hd_help_command(hd_buf *out, const hd_cli_command *command)
{
    HD_SCRATCH(scratch);
    size_t width = 0;

    hd_buf_addf(out, "Usage: %s\n%s.\n", hd_arguments_usage(scratch, command), command->summary);
    if (command->text != NULL)
        add_paragraphs(out, command->text);
    if (command->positionals != NULL && command->positionals->form != NULL) {
        for (const hd_positional *p = command->positionals; p->form != NULL; p++)
            widen(&width, p->form);
        hd_buf_add(out, "\nArguments\n");
        for (const hd_positional *p = command->positionals; p->form != NULL; p++)
            add_entry(out, p->form, p->help, width);
    }
    add_options(out, "Options", command->options);
    if (command->examples != NULL) {
        hd_buf_add(out, "\nExamples\n");
        for (const char *const *example = command->examples; *example != NULL; example++)
            hd_buf_addf(out, "%*s%s\n", INDENT, "", *example);
    }
    hd_buf_add(out,
               "\nThe program's own options (--config, --env, --url, ...): \"howdah help\".\n");
}

void hd_help_short(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);
    hd_buf *names = hd_buf_new(scratch);

    for (size_t i = 0; i < commands->count; i++)
        hd_buf_addf(names, "%s%s", i == 0 ? "" : ", ", commands->items[i]->name);
    hd_buf_add(out, "Usage: howdah [OPTION]... COMMAND [ARGUMENT]...\n");
    hd_buf_add(out, "Commands: ");
    add_wrapped(out, names->data, strlen("Commands: "), strlen("Commands: "));
    hd_buf_add(out, "\"howdah help\" tells more.\n");
}
