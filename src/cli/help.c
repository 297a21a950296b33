#include "cli/help.h"

#include <strings.h>

#include "base/text.h"
#include "cli/arguments.h"
#include "config/settings.h"

const char *const hd_groups[] = {
    "Project", "Revisions", "Migrations", "Inspect", "Operate", "Help",
};
const size_t hd_group_count = HD_COUNT(hd_groups);

static const char usage_line[] = "howdah [OPTION]... COMMAND [ARGUMENT]...";
static const char summary[] =
    "Guide PostgreSQL databases: migrations written in SQL, applied safely";

/* "-m, --message TEXT"; without a letter the long name stands below the others. */
static char *option_term(TALLOC_CTX *ctx, const hd_option *option)
{
    const char *blank = option->value == NULL ? "" : " ";
    const char *value = option->value == NULL ? "" : option->value;

    if (*option->name == '\0')
        return hd_printf(ctx, "-%c%s%s", option->letter, blank, value);
    if (option->letter == 0)
        return hd_printf(ctx, "    --%s%s%s", option->name, blank, value);
    return hd_printf(ctx, "-%c, --%s%s%s", option->letter, option->name, blank, value);
}

static void add_options(hd_buf *out, const hd_doc_form *form, const char *heading,
                        const hd_option *const *options)
{
    HD_SCRATCH(scratch);
    hd_doc_items items = {0};

    for (; options != NULL && *options != NULL; options++) {
        const char *repeats = (*options)->repeats ? "; may be repeated" : "";
        hd_vec_push(scratch, &items,
                    (hd_doc_item){option_term(scratch, *options),
                                  hd_printf(scratch, "%s%s", (*options)->help, repeats)});
    }
    if (items.count == 0)
        return;
    form->heading(out, heading);
    form->list(out, &items);
}

static void add_group(hd_buf *out, const hd_doc_form *form, const hd_command_list *commands,
                      const char *group)
{
    HD_SCRATCH(scratch);
    hd_doc_items items = {0};

    for (size_t i = 0; i < commands->count; i++)
        if (strcmp(commands->items[i]->group, group) == 0)
            hd_vec_push(scratch, &items,
                        (hd_doc_item){commands->items[i]->name, commands->items[i]->summary});
    if (items.count == 0)
        return;
    form->heading(out, group);
    form->list(out, &items);
}

void hd_help_overview(hd_buf *out, const hd_doc_form *form, const hd_command_list *commands)
{
    form->title(out, "howdah", summary, usage_line);
    for (size_t i = 0; i < hd_group_count; i++)
        add_group(out, form, commands, hd_groups[i]);
    add_options(out, form, "Options (before or after the command)", hd_globals);
    form->paragraph(out,
                    "\"howdah help COMMAND\" tells about one command, \"howdah help settings\" "
                    "about the configuration, \"howdah help exit-codes\" about exit statuses.");
}

static void add_text(hd_buf *out, const hd_doc_form *form, const char *text)
{
    HD_SCRATCH(scratch);

    while (*text != '\0') {
        const char *end = strstr(text, "\n\n");
        size_t len = end == NULL ? strlen(text) : (size_t)(end - text);

        form->paragraph(out, hd_strndup(scratch, text, len));
        text += end == NULL ? len : len + 2;
    }
}

void hd_help_command(hd_buf *out, const hd_doc_form *form, const hd_cli_command *command)
{
    HD_SCRATCH(scratch);
    hd_doc_items arguments = {0};

    form->title(out, hd_printf(scratch, "howdah %s", command->name), command->summary,
                hd_arguments_usage(scratch, command));
    if (command->text != NULL)
        add_text(out, form, command->text);
    for (const hd_positional *p = command->positionals; p != NULL && p->form != NULL; p++)
        hd_vec_push(scratch, &arguments, (hd_doc_item){p->form, p->help});
    if (arguments.count > 0) {
        form->heading(out, "Arguments");
        form->list(out, &arguments);
    }
    add_options(out, form, "Options", command->options);
    if (command->examples != NULL) {
        form->heading(out, "Examples");
        for (const char *const *example = command->examples; *example != NULL; example++)
            form->code(out, *example);
    }
    form->paragraph(out, "Every command takes the program's own options as well (--config, --env, "
                         "--url, ...): see \"howdah help\".");
}

static bool is_in_group(const hd_cli_command *command, const char *group)
{
    return strcasecmp(command->group, group) == 0 ||
           (hd_text_starts(command->name, group) && command->name[strlen(group)] == ' ');
}

bool hd_help_group(hd_buf *out, const hd_doc_form *form, const hd_command_list *commands,
                   const char *group)
{
    bool any = false;

    for (size_t i = 0; i < commands->count; i++) {
        if (!is_in_group(commands->items[i], group))
            continue;
        if (any)
            hd_buf_add_char(out, '\n');
        hd_help_command(out, form, commands->items[i]);
        any = true;
    }
    return any;
}

static char *setting_text(TALLOC_CTX *ctx, const hd_setting *setting)
{
    hd_buf *out = hd_buf_new(ctx);

    hd_buf_addf(out, "%s", setting->help);
    if (setting->choices != NULL) {
        hd_buf_add(out, " (");
        for (const char *const *choice = setting->choices; *choice != NULL; choice++)
            hd_buf_addf(out, "%s%s", choice == setting->choices ? "" : " ", *choice);
        hd_buf_add_char(out, ')');
    }
    hd_buf_addf(out, ". Variable: %s", setting->variable);
    if (setting->second_variable != NULL)
        hd_buf_addf(out, ", then %s", setting->second_variable);
    if (setting->alembic[0] != NULL) {
        hd_buf_addf(out, ". In an Alembic file: %s", setting->alembic[0]);
        if (setting->alembic[1] != NULL)
            hd_buf_addf(out, " or %s", setting->alembic[1]);
    }
    if (setting->standard_text != NULL)
        hd_buf_addf(out, ". Default: %s", setting->standard_text);
    else
        hd_buf_addf(out, ". Default: %s", setting->standard == NULL ? "none" : setting->standard);
    return hd_buf_take(ctx, out);
}

static void add_settings(hd_buf *out, const hd_doc_form *form)
{
    HD_SCRATCH(scratch);
    hd_doc_items items = {0};

    for (size_t i = 0; i < hd_setting_count; i++)
        hd_vec_push(scratch, &items,
                    (hd_doc_item){hd_settings[i].name, setting_text(scratch, &hd_settings[i])});
    form->list(out, &items);
}

static void add_exit_codes(hd_buf *out, const hd_doc_form *form)
{
    HD_SCRATCH(scratch);
    hd_doc_items items = {0};

    hd_vec_push(scratch, &items, (hd_doc_item){"0", "done"});
    for (size_t i = 0; i < hd_code_table_count; i++)
        hd_vec_push(scratch, &items,
                    (hd_doc_item){hd_printf(scratch, "%d", hd_code_table[i].exit_status),
                                  hd_printf(scratch, "%s: %s", hd_code_table[i].name,
                                            hd_code_table[i].meaning)});
    form->list(out, &items);
}

void hd_help_settings(hd_buf *out, const hd_doc_form *form)
{
    form->title(out, "Settings",
                "Each is taken from the command line, its environment variable, the section "
                "[env NAME] of the chosen environment, or section [howdah] of howdah.ini",
                NULL);
    form->heading(out, "Settings");
    add_settings(out, form);
}

void hd_help_exit_codes(hd_buf *out, const hd_doc_form *form)
{
    form->title(out, "Exit statuses", "With --json, errors are JSON and have the name as well",
                NULL);
    form->heading(out, "Statuses");
    add_exit_codes(out, form);
}

void hd_help_manual(hd_buf *out, const hd_command_list *commands)
{
    hd_help_overview(out, &hd_doc_man, commands);
    hd_doc_man.heading(out, "Settings");
    add_settings(out, &hd_doc_man);
    hd_doc_man.heading(out, "Exit status");
    add_exit_codes(out, &hd_doc_man);
    hd_doc_man.heading(out, "Files");
    hd_doc_man.paragraph(out, "howdah.ini, or alembic.ini as it is, in the working directory or "
                              "the nearest folder above it that has one.");
}

void hd_help_short(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);
    hd_buf *names = hd_buf_new(scratch);

    for (size_t i = 0; i < commands->count; i++)
        hd_buf_addf(names, "%s%s", i == 0 ? "" : ", ", commands->items[i]->name);
    hd_doc_text.title(out, "howdah", hd_printf(scratch, "Commands: %s", names->data), usage_line);
}
