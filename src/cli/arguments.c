#include "cli/arguments.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/text.h"
#include "config/secret.h"

const hd_option hd_global_help = {"help", 'h', NULL, "show help and exit", false};
const hd_option hd_global_version = {"version", 0, NULL, "show the version and exit", false};
const hd_option hd_global_config = {"config", 'c', "FILE",
                                    "configuration file; otherwise howdah.ini or alembic.ini in "
                                    "this folder or the nearest one above",
                                    false};
const hd_option hd_global_name = {
    "name", 'n', "SECTION", "section of the file to use instead of [howdah] or [alembic]", false};
const hd_option hd_global_env = {
    "env", 0, "ENVIRONMENT", "named environment: settings of section [env ENVIRONMENT] win", false};
const hd_option hd_global_url = {"url", 0, "URL", "database to work on", false};
const hd_option hd_global_quiet = {"quiet", 'q', NULL, "print results and errors only", false};
const hd_option hd_global_x = {"", 'x', "ARG", "accepted for Alembic's sake, not used", true};
const hd_option hd_global_raiseerr = {
    "raiseerr", 0, NULL, "with an error, show the place in the source that raised it", false};
const hd_option hd_global_timing = {"timing", 0, NULL,
                                    "say on stderr how long the command took, and each "
                                    "statement of revisions that it runs",
                                    false};
const hd_option hd_global_no_color = {"no-color", 0, NULL,
                                      "no colours, as with NO_COLOR in the environment", false};
const hd_option hd_global_verbose = {"verbose", 'v', NULL, "the same as --raiseerr", false};
const hd_option *const hd_globals[] = {
    &hd_global_help,
    &hd_global_version,
    &hd_global_config,
    &hd_global_name,
    &hd_global_env,
    &hd_global_url,
    &hd_global_quiet,
    &hd_global_no_color,
    &hd_global_verbose,
    &hd_global_raiseerr,
    &hd_global_timing,
    &hd_global_x,
    NULL,
};

/* What is known while the words are read one after the other. */
struct scan {
    const hd_command_list *commands;
    size_t count;
    char *const *words;
    size_t next;
    bool options_ended;
    hd_arguments *into;
};

static bool is_separator(char c)
{
    return c == ' ' || c == '-' || c == '_';
}

static bool is_same_name(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0'; a++, b++)
        if (*a != *b && !(is_separator(*a) && is_separator(*b)))
            return false;
    return *a == *b;
}

const hd_cli_command *hd_command_find(const hd_command_list *commands, const char *name)
{
    for (size_t i = 0; i < commands->count; i++)
        if (is_same_name(commands->items[i]->name, name))
            return commands->items[i];
    return NULL;
}

/* The second words of the commands "GROUP word", joined by ", "; "" when there is no such group. */
static char *group_members(TALLOC_CTX *ctx, const hd_command_list *commands, const char *group)
{
    hd_strings members = {0};
    size_t len = strlen(group);

    for (size_t i = 0; i < commands->count; i++) {
        const char *name = commands->items[i]->name;
        if (hd_text_starts(name, group) && name[len] == ' ')
            hd_vec_push(ctx, &members, name + len + 1);
    }
    return hd_text_join(ctx, &members, ", ");
}

hd_error *hd_command_unknown(const hd_command_list *commands, const char *name)
{
    HD_SCRATCH(scratch);
    hd_strings names = {0};
    const char *members = group_members(scratch, commands, name);

    if (*members != '\0')
        return hd_error_hint(hd_error_new(HD_USAGE, "command \"%s\" is a group", name),
                             "It has these commands: %s.", members);
    for (size_t i = 0; i < commands->count; i++)
        hd_vec_push(scratch, &names, commands->items[i]->name);
    const char *nearest = hd_text_nearest(name, names.items, names.count);
    hd_error *err = hd_error_new(HD_USAGE, "unknown command \"%s\"", hd_secret_mask(scratch, name));
    if (nearest != NULL)
        return hd_error_hint(err, "Did you mean \"%s\"?", nearest);
    return hd_error_hint(err, "\"howdah help\" lists the commands.");
}

/* Whether the next word asks for help. */
static bool wants_help(const struct scan *scan)
{
    return scan->next < scan->count && (strcmp(scan->words[scan->next], "--help") == 0 ||
                                        strcmp(scan->words[scan->next], "-h") == 0);
}

/* A command's name is one word or two; two are tried first. */
static hd_error *take_command(struct scan *scan, const char *word)
{
    HD_SCRATCH(scratch);
    const char *name = word;

    if (*group_members(scratch, scan->commands, word) != '\0' && scan->next < scan->count &&
        scan->words[scan->next][0] != '-') {
        name = hd_printf(scratch, "%s %s", word, scan->words[scan->next]);
        scan->into->command = hd_command_find(scan->commands, name);
        if (scan->into->command != NULL) {
            scan->next++;
            return NULL;
        }
    }
    scan->into->command = hd_command_find(scan->commands, word);
    if (scan->into->command != NULL)
        return NULL;
    if (name == word && wants_help(scan)) {
        scan->into->group = hd_strdup(scan->into, word);
        return NULL;
    }
    return hd_command_unknown(scan->commands, name);
}

/* How the option is written in messages. */
static char *option_text(TALLOC_CTX *ctx, const hd_option *option)
{
    return *option->name == '\0' ? hd_printf(ctx, "-%c", option->letter)
                                 : hd_printf(ctx, "--%s", option->name);
}

static const hd_option *const *own_options(const struct scan *scan)
{
    static const hd_option *const none[] = {NULL};
    const hd_cli_command *command = scan->into->command;

    return command == NULL || command->options == NULL ? none : command->options;
}

/* The option of that full name; the command's own one wins. */
static const hd_option *find_exact(const struct scan *scan, const char *name, size_t len)
{
    const hd_option *const *const tables[] = {own_options(scan), hd_globals};

    for (size_t i = 0; i < HD_COUNT(tables); i++)
        for (const hd_option *const *option = tables[i]; *option != NULL; option++)
            if (strncmp((*option)->name, name, len) == 0 && (*option)->name[len] == '\0')
                return *option;
    return NULL;
}

static hd_error *unknown_option(const struct scan *scan, const char *word, size_t len)
{
    HD_SCRATCH(scratch);
    const hd_cli_command *command = scan->into->command;
    const char *written = hd_strndup(scratch, word, len);
    hd_strings names = {0};
    hd_error *err = NULL;

    for (const hd_option *const *own = own_options(scan); *own != NULL; own++)
        hd_vec_push(scratch, &names, option_text(scratch, *own));
    for (const hd_option *const *global = hd_globals; *global != NULL; global++)
        hd_vec_push(scratch, &names, option_text(scratch, *global));
    const char *nearest = len > 2 ? hd_text_nearest(written, names.items, names.count) : NULL;

    if (command == NULL)
        err = hd_error_new(HD_USAGE, "unknown option \"%s\"", written);
    else
        err = hd_error_new(HD_USAGE, "command \"%s\" has no option \"%s\"", command->name, written);
    if (nearest != NULL)
        return hd_error_hint(err, "Did you mean \"%s\"?", nearest);
    return hd_error_hint(err, "\"howdah %s%s--help\" lists the options.",
                         command == NULL ? "" : command->name, command == NULL ? "" : " ");
}

/*
 * A full name or the beginning of one; NULL with an error. The command's own options
 * are looked at first, so that "current --v" is its "--verbose" in spite of "--version".
 */
static const hd_option *find_long(const struct scan *scan, const char *word, size_t len,
                                  hd_error **err)
{
    HD_SCRATCH(scratch);
    const hd_option *const *const tables[] = {own_options(scan), hd_globals};
    const char *name = word + 2;
    const hd_option *found = len == 2 ? NULL : find_exact(scan, name, len - 2);

    for (size_t i = 0; i < HD_COUNT(tables) && len > 2 && found == NULL; i++) {
        hd_strings names = {0};

        for (const hd_option *const *option = tables[i]; *option != NULL; option++)
            if (strncmp((*option)->name, name, len - 2) == 0) {
                hd_vec_push(scratch, &names, option_text(scratch, *option));
                found = *option;
            }
        if (names.count > 1) {
            *err = hd_error_hint(
                hd_error_new(HD_USAGE, "option \"%.*s\" is ambiguous", (int)len, word),
                "It could be %s.", hd_text_join(scratch, &names, " or "));
            return NULL;
        }
    }
    if (found == NULL)
        *err = unknown_option(scan, word, len);
    return found;
}

static const hd_option *find_short(const struct scan *scan, char letter)
{
    const hd_option *const *const tables[] = {own_options(scan), hd_globals};

    for (size_t i = 0; i < HD_COUNT(tables); i++)
        for (const hd_option *const *option = tables[i]; *option != NULL; option++)
            if ((*option)->letter == letter)
                return *option;
    return NULL;
}

/* "-1" and "-2:head" are relative revisions, "-" is a file name by custom. */
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && !isdigit((unsigned char)word[1]);
}

/* The value glued to the option, or else the next word. */
static hd_error *take_value(struct scan *scan, const hd_option *option, const char *glued)
{
    HD_SCRATCH(scratch);
    const char *value = glued;

    if (value == NULL && scan->next < scan->count &&
        (!is_option(scan->words[scan->next]) || strchr(scan->words[scan->next], ' ') != NULL))
        value = scan->words[scan->next++];
    if (value == NULL) {
        const char *text = option_text(scratch, option);
        return hd_error_hint(hd_error_new(HD_USAGE, "option \"%s\" needs a value", text),
                             "Write \"%s%s%s\".", text, *option->name == '\0' ? " " : "=",
                             option->value);
    }
    hd_vec_push(scan->into, &scan->into->given, (hd_given){option, hd_strdup(scan->into, value)});
    return NULL;
}

static hd_error *take_long(struct scan *scan, const char *word)
{
    size_t len = strcspn(word, "=");
    const char *glued = word[len] == '=' ? word + len + 1 : NULL;
    hd_error *err = NULL;
    const hd_option *option = find_long(scan, word, len, &err);

    if (option == NULL)
        return err;
    if (option->value != NULL)
        return take_value(scan, option, glued);
    if (glued != NULL)
        return hd_error_hint(hd_error_new(HD_USAGE, "option \"--%s\" takes no value", option->name),
                             "Write \"--%s\" alone.", option->name);
    hd_vec_push(scan->into, &scan->into->given, (hd_given){option, NULL});
    return NULL;
}

/* "-q", "-m TEXT", "-mTEXT", "-m=TEXT", and flags written together: "-vi". */
static hd_error *take_short(struct scan *scan, const char *word)
{
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        const hd_option *option = find_short(scan, *letter);

        if (option == NULL) {
            const char single[] = {'-', *letter, '\0'};
            return unknown_option(scan, single, strlen(single));
        }
        if (option->value != NULL) {
            const char *glued = letter[1] == '=' ? letter + 2 : letter + 1;
            return take_value(scan, option, letter[1] == '\0' ? NULL : glued);
        }
        hd_vec_push(scan->into, &scan->into->given, (hd_given){option, NULL});
    }
    return NULL;
}

/* What a form such as "[REVISION]..." allows. */
static void form_counts(const char *form, size_t *least, size_t *most)
{
    if (*form != '[')
        (*least)++;
    if (strstr(form, "...") != NULL)
        *most = SIZE_MAX;
    else if (*most < SIZE_MAX)
        (*most)++;
}

/* The form that the first missing positional would have filled, without brackets and dots. */
static char *form_name(TALLOC_CTX *ctx, const char *form)
{
    form += *form == '[';
    return hd_strndup(ctx, form, strcspn(form, "]."));
}

static hd_error *check_count(const hd_arguments *arguments)
{
    HD_SCRATCH(scratch);
    const hd_cli_command *command = arguments->command;
    const hd_positional *missing = NULL;
    size_t least = 0;
    size_t most = 0;
    hd_error *err = NULL;

    for (const hd_positional *p = command->positionals; p != NULL && p->form != NULL; p++) {
        form_counts(p->form, &least, &most);
        if (missing == NULL && arguments->positionals.count < least)
            missing = p;
    }
    if (missing != NULL)
        err = hd_error_new(HD_USAGE, "command \"%s\" needs %s", command->name,
                           form_name(scratch, missing->form));
    else if (arguments->positionals.count > most)
        err = hd_error_new(HD_USAGE, "unexpected argument \"%s\" after command \"%s\"",
                           hd_secret_mask(scratch, arguments->positionals.items[most]),
                           command->name);
    return hd_error_hint(err, "Write \"%s\".", hd_arguments_usage(scratch, command));
}

char *hd_arguments_usage(TALLOC_CTX *ctx, const hd_cli_command *command)
{
    HD_SCRATCH(scratch);
    hd_buf *out = hd_buf_new(scratch);

    hd_buf_addf(out, "howdah %s", command->name);
    if (command->options != NULL && command->options[0] != NULL)
        hd_buf_add(out, " [OPTION]...");
    for (const hd_positional *p = command->positionals; p != NULL && p->form != NULL; p++)
        hd_buf_addf(out, " %s", p->form);
    return hd_buf_take(ctx, out);
}

static bool ends_early(const hd_arguments *arguments)
{
    return hd_arguments_find(arguments, &hd_global_help) != NULL ||
           hd_arguments_find(arguments, &hd_global_version) != NULL;
}

/* Everything after the name of a command that hands its arguments on; but "psql --help" is ours. */
static void take_all(struct scan *scan)
{
    if (wants_help(scan)) {
        hd_vec_push(scan->into, &scan->into->given, (hd_given){&hd_global_help, NULL});
        return;
    }
    for (; scan->next < scan->count; scan->next++)
        hd_vec_push(scan->into, &scan->into->positionals,
                    hd_strdup(scan->into, scan->words[scan->next]));
}

static hd_error *take_word(struct scan *scan, const char *word)
{
    if (!scan->options_ended && strcmp(word, "--") == 0)
        scan->options_ended = true;
    else if (!scan->options_ended && hd_text_starts(word, "--"))
        return take_long(scan, word);
    else if (!scan->options_ended && is_option(word))
        return take_short(scan, word);
    else if (scan->into->command == NULL)
        return take_command(scan, word);
    else
        hd_vec_push(scan->into, &scan->into->positionals, hd_strdup(scan->into, word));
    return NULL;
}

hd_error *hd_arguments_parse(TALLOC_CTX *ctx, const hd_command_list *commands, int argc,
                             char *const argv[], hd_arguments **ret)
{
    HD_SCRATCH(scratch);
    hd_arguments *arguments = hd_new(scratch, hd_arguments);
    struct scan scan = {
        .commands = commands, .count = (size_t)argc, .words = argv, .next = 1, .into = arguments};

    while (scan.next < scan.count && !ends_early(arguments)) {
        HD_TRY(take_word(&scan, scan.words[scan.next++]));
        if (arguments->command != NULL && arguments->command->takes_all)
            take_all(&scan);
    }
    if (arguments->command != NULL && !arguments->command->takes_all && !ends_early(arguments))
        HD_TRY(check_count(arguments));
    *ret = talloc_steal(ctx, arguments);
    return NULL;
}

const hd_given *hd_arguments_find(const hd_arguments *arguments, const hd_option *option)
{
    for (size_t i = arguments->given.count; i > 0; i--)
        if (arguments->given.items[i - 1].option == option)
            return &arguments->given.items[i - 1];
    return NULL;
}
