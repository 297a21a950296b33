/*
 * The script needs nothing but bash itself. It finds the command by skipping
 * options and their values; then it offers that command's options, and for a value or
 * positional what its name says: files, folders, revisions, commands.
 */
#include "base/text.h"
#include "cli/arguments.h"
#include "cli/help.h"

/* First words of all commands, or the second words of one group; joined by blanks. */
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
    return hd_text_join(ctx, &words, " ");
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

/* A case pattern for each option: what its value is called; after a flag comes a positional. */
static void add_value_cases(hd_buf *out, const hd_option *const *options)
{
    for (; options != NULL && *options != NULL; options++) {
        const hd_option *option = *options;

        hd_buf_add(out, "            ");
        if (option->letter != 0)
            hd_buf_addf(out, "-%c", option->letter);
        if (option->letter != 0 && *option->name != '\0')
            hd_buf_add_char(out, '|');
        if (*option->name != '\0')
            hd_buf_addf(out, "--%s", option->name);
        if (option->choices != NULL)
            hd_buf_addf(out, ") wanted='=%s' ;;\n", option->choices);
        else if (option == &hd_global_env)
            hd_buf_add(out, ") wanted=ENVIRONMENT ;;\n");
        else
            hd_buf_addf(out, ") wanted=%s ;;\n",
                        option->value == NULL ? "$positional" : option->value);
    }
}

static void add_groups(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);
    hd_strings seen = {0};

    for (size_t i = 0; i < commands->count; i++) {
        const char *name = commands->items[i]->name;
        size_t len = strcspn(name, " ");
        const char *group = hd_strndup(scratch, name, len);

        if (name[len] == '\0' || hd_strings_contain(&seen, group))
            continue;
        hd_vec_push(scratch, &seen, group);
        hd_buf_addf(out, "        %s) words='%s' ;;\n", group,
                    command_words(scratch, commands, group));
    }
}

static void add_command(hd_buf *out, const hd_cli_command *command)
{
    HD_SCRATCH(scratch);
    const hd_positional *last = command->positionals;
    const char *form = last == NULL || last->form == NULL ? "" : last->form;

    form += *form == '[';
    hd_buf_addf(out, "    '%s')\n        options+='", command->name);
    add_option_words(out, command->options);
    hd_buf_addf(out,
                "'\n        positional='%s'\n        [ -n \"$wanted\" ] || wanted=$positional\n    "
                "    case \"$previous\" in\n",
                hd_strndup(scratch, form, strcspn(form, "].")));
    add_value_cases(out, command->options);
    hd_buf_add(out, "        esac ;;\n");
}

/* Words that the reader of the line has typed: command, previous word, current word. */
static const char find_command[] =
    "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    local command= group= wanted= positional= words= word i skip=\n"
    /* bash cuts "--option=value" in three. */
    "    if [ \"$previous\" = = ]; then previous=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    elif [ \"$current\" = = ]; then current=\n"
    "    fi\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [ \"$word\" = = ]; then skip=yes; continue; fi\n"
    "        if [ -n \"$skip\" ]; then skip=; continue; fi\n"
    "        case \"$word\" in\n"
    "        -c|--config|-n|--name|--env|--url|-x) skip=yes ;;\n"
    "        -*) ;;\n"
    "        *)\n"
    "            if [ -z \"$command\" ]; then command=$word\n"
    "            elif [ \"$command\" = \"$group\" ]; then command+=\" $word\"\n"
    "            fi\n"
    "            case \"$word\" in\n";

static const char offer[] =
    "    case \"$current\" in -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")); return "
    ";; esac\n"
    "    case \"$wanted\" in\n"
    "    FILE) compopt -o filenames; COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
    "    DIR|PATH) compopt -o filenames; COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
    "    REV*) COMPREPLY=($(compgen -W \"head heads base $(_howdah_revisions)\" -- \"$current\")) "
    ";;\n"
    "    ENVIRONMENT) COMPREPLY=($(compgen -W \"$(_howdah_environments)\" -- \"$current\")) ;;\n"
    "    =*) COMPREPLY=($(compgen -W \"${wanted#=}\" -- \"$current\")) ;;\n"
    "    COMMAND) COMPREPLY=($(compgen -W \"$commands\" -- \"$current\")) ;;\n"
    "    '') COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _howdah howdah\n";

void hd_completion_bash(hd_buf *out, const hd_command_list *commands)
{
    HD_SCRATCH(scratch);

    hd_buf_add(out, "# bash completion for howdah, made by \"howdah help --format=bash\"\n"
                    "_howdah_revisions() {\n"
                    "    howdah -q history 2>/dev/null | "
                    "sed -nE 's/^.* -> ([^ ,]+).*/\\1/p'\n"
                    "}\n"
                    "_howdah_environments() {\n"
                    "    local folder=$PWD name\n"
                    "    while :; do\n"
                    "        for name in howdah.ini alembic.ini; do\n"
                    "            [ -f \"$folder/$name\" ] || continue\n"
                    "            sed -nE 's/^\\[env +([^] ]+) *\\].*/\\1/p' \"$folder/$name\"\n"
                    "            return\n"
                    "        done\n"
                    "        [ -n \"$folder\" ] || return\n"
                    "        folder=${folder%/*}\n"
                    "    done\n"
                    "}\n"
                    "_howdah() {\n");
    hd_buf_addf(out, "    local commands='%s' options='", command_words(scratch, commands, NULL));
    add_option_words(out, hd_globals);
    hd_buf_addf(out, "'\n%s", find_command);
    for (size_t i = 0; i < commands->count; i++) {
        const char *name = commands->items[i]->name;
        if (strchr(name, ' ') != NULL)
            hd_buf_addf(out, "            %.*s) group=$word ;;\n", (int)strcspn(name, " "), name);
    }
    hd_buf_add(out, "            esac ;;\n        esac\n    done\n");
    /* A command's own option of the same letter comes later and wins. */
    hd_buf_add(out, "    case \"$previous\" in\n");
    add_value_cases(out, hd_globals);
    hd_buf_add(out, "    esac\n    case \"$command\" in\n    '') words=$commands ;;\n");
    add_groups(out, commands);
    for (size_t i = 0; i < commands->count; i++)
        add_command(out, commands->items[i]);
    hd_buf_add(out, "    esac\n");
    hd_buf_add(out, offer);
}
