#include "cli/help.h"
#include "base/text.h"
#include "cli/arguments.h"

static const hd_option option_format = {
    "format", 0,
    "FORMAT", "text, man or markdown; or bash for the completion script",
    false,    .choices = "text man markdown bash"};

/* What can be asked for besides commands. */
static const struct {
    const char *name;
    void (*add)(hd_buf *out, const hd_doc_form *form);
} topics[] = {{"settings", hd_help_settings}, {"exit-codes", hd_help_exit_codes}};

static hd_error *find_form(const char *name, const hd_doc_form **ret)
{
    const hd_doc_form *const forms[] = {&hd_doc_text, &hd_doc_man, &hd_doc_markdown};

    for (size_t i = 0; i < HD_COUNT(forms); i++)
        if (strcmp(forms[i]->name, name) == 0) {
            *ret = forms[i];
            return NULL;
        }
    return hd_error_hint(hd_error_new(HD_USAGE, "unknown format \"%s\"", name),
                         "It is one of these: text man markdown bash");
}

static hd_error *add_named(hd_buf *out, const hd_doc_form *form, const hd_app *app)
{
    HD_SCRATCH(scratch);
    const char *name = hd_text_join(scratch, hd_positionals(app), " ");
    const hd_cli_command *command = hd_command_find(app->commands, name);

    for (size_t i = 0; i < HD_COUNT(topics); i++)
        if (strcmp(topics[i].name, name) == 0) {
            topics[i].add(out, form);
            return NULL;
        }
    if (command != NULL)
        hd_help_command(out, form, command);
    else if (!hd_help_group(out, form, app->commands, name))
        return hd_command_unknown(app->commands, name);
    return NULL;
}

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const char *format = hd_value(app, "format");
    const hd_doc_form *form = &hd_doc_text;
    bool bash = hd_text_equal(format, "bash");

    if (format != NULL && !bash)
        HD_TRY(find_form(format, &form));
    if (bash)
        hd_completion_bash(out, app->commands);
    else if (hd_positionals(app)->count > 0)
        HD_TRY(add_named(out, form, app));
    else if (form == &hd_doc_man)
        hd_help_manual(out, app->commands);
    else
        hd_help_overview(out, form, app->commands);
    fputs(out->data, stdout);
    return NULL;
}

const hd_cli_command hd_command_help = {
    .name = "help",
    .group = "Help",
    .summary = "Show what the program or one command does",
    .text =
        "The name of a group (\"howdah help inspect\") stands for all its commands. There are two "
        "topics besides: \"settings\" and \"exit-codes\".",
    .positionals = (const hd_positional[]){{"[COMMAND]...", "name of a command, group or topic",
                                            .choices = "settings exit-codes"},
                                           {0}},
    .options = (const hd_option *const[]){&option_format, NULL},
    .examples = (const char *const[]){"howdah help upgrade", "howdah help settings",
                                      "howdah help --format=bash >howdah.bash", NULL},
    .run = run,
};
