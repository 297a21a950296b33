#include "cli/help.h"
#include "base/text.h"
#include "cli/arguments.h"

static hd_error *run(hd_app *app)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);
    const hd_strings *words = hd_positionals(app);

    if (words->count == 0) {
        hd_help_overview(out, app->commands);
    } else {
        const char *name = hd_text_join(scratch, words, " ");
        const hd_cli_command *command = hd_command_find(app->commands, name);

        if (command == NULL)
            return hd_command_unknown(app->commands, name);
        hd_help_command(out, command);
    }
    fputs(out->data, stdout);
    return NULL;
}

const hd_cli_command hd_command_help = {
    .name = "help",
    .group = "Help",
    .summary = "Show what the program or one command does",
    .positionals = (const hd_positional[]){{"[COMMAND]...", "name of the command"}, {0}},
    .examples = (const char *const[]){"howdah help upgrade", "howdah help config show", NULL},
    .run = run,
};
