/*
 * The script needs nothing but bash itself. What can stand at a place is its form in the table
 * of commands, "REVISION|FILE" or "text|man|FORMAT": words in capitals name something that is
 * looked up (completion.bash), all others are offered as they are.
 */
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/help.h"
#include "texts.h"

/* First words of all commands, or the second words of one group; joined by bars. */
static char *command_words(TALLOC_CTX *ctx, const hd_command_list *commands, const char *group)
{
    hd_strings words = {0};

    for (size_t i = 0; i < commands->count; i++) {
        const char *name = commands->items[i]->name;
        size_t len = strcspn(name, " ");
        const char *word = hd_strndup(ctx, name, len);

        if (group != NULL && (name[len] == '\0' || strcmp(word, group) != 0))
            continue;
        if (group != NULL)
            word = name + len + 1;
        if (!hd_strings_contain(&words, word))
            hd_vec_push(ctx, &words, word);
    }
    return hd_text_join(ctx, &words, "|");
}

static void add_option_words(hd_buf *out, const hd_option *const *options)
{
    for (; options != NULL && *options != NULL; options++) {
        if ((*options)->letter != 0)
            hd_buf_addf(out, " -%c", (*options)->letter);
        if (*(*options)->name != '\0')
            hd_buf_addf(out, " --%s", (*options)->name);
    }
}

/* The words that are known, joined by bars, then the form, without its brackets. */
static void add_form(hd_buf *out, const char *choices, const char *form)
{
    for (const char *c = choices; c != NULL && *c != '\0'; c++)
        hd_buf_add_char(out, *c == ' ' ? '|' : *c);
    hd_buf_add(out, choices == NULL ? "" : "|");
    for (const char *c = form; *c != '\0'; c++)
        if (*c != '[' && *c != ']')
            hd_buf_add_char(out, *c);
}

/* " -c:FILE --config:FILE": the options that take a value, each with its form. */
static void add_valued(hd_buf *out, const hd_option *const *options)
{
    for (; options != NULL && *options != NULL; options++) {
        const hd_option *option = *options;

        if (option->value == NULL)
            continue;
        if (option->letter != 0) {
            hd_buf_addf(out, " -%c:", option->letter);
            add_form(out, option->choices, option->value);
        }
        if (*option->name != '\0') {
            hd_buf_addf(out, " --%s:", option->name);
            add_form(out, option->choices, option->value);
        }
    }
}

static void add_command(hd_buf *out, const hd_command_list *commands, const hd_cli_command *command)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "    '%s')\n        members='%s'\n        options='", command->name,
                command_words(scratch, commands, command->name));
    add_option_words(out, command->options);
    hd_buf_add(out, "'\n        valued='");
    add_valued(out, command->options);
    hd_buf_add(out, "'\n        forms=(");
    for (const hd_positional *p = command->positionals; p != NULL && p->form != NULL; p++) {
        hd_buf_add(out, p == command->positionals ? "'" : " '");
        add_form(out, p->choices, p->form);
        hd_buf_add_char(out, '\'');
    }
    hd_buf_add(out, ") ;;\n");
}

/* Groups that are no commands themselves. */
static void add_groups(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);
    hd_strings seen = {0};

    for (size_t i = 0; i < commands->count; i++) {
        const char *name = commands->items[i]->name;
        size_t len = strcspn(name, " ");
        const char *group = hd_strndup(scratch, name, len);

        if (name[len] == '\0' || hd_command_find(commands, group) != NULL ||
            hd_strings_contain(&seen, group))
            continue;
        hd_vec_push(scratch, &seen, group);
        hd_buf_addf(out, "    '%s') members='%s' ;;\n", group,
                    command_words(scratch, commands, group));
    }
}

void hd_completion_bash(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);

    hd_buf_addf(out, "# bash completion for howdah, made by \"howdah help --format=bash\"\n"
                     "_howdah_command() {\n"
                     "    members= options= valued= forms=()\n"
                     "    case \"$1\" in\n");
    add_groups(out, commands);
    for (size_t i = 0; i < commands->count; i++)
        add_command(out, commands, commands->items[i]);
    hd_buf_addf(out, "    esac\n}\n_howdah_commands='%s'\n_howdah_options='",
                command_words(scratch, commands, NULL));
    add_option_words(out, hd_globals);
    hd_buf_add(out, "'\n_howdah_valued='");
    add_valued(out, hd_globals);
    hd_buf_addf(out, "'\n\n%s", hd_text_completion);
}
