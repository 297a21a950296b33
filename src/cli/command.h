/*
 * The command table: what help, man pages and completion are made from, and what
 * the dispatcher runs. A command is one file in src/cli/commands/ that defines
 * one hd_cli_command called hd_command_<file name>, and one line in
 * src/cli/meson.build; tools/list_commands.py collects them at build time.
 */
#pragma once

#include <uv.h>

#include "base/error.h"
#include "base/vec.h"
#include "config/config.h"

typedef struct hd_option {
    const char *name;    /* long name without dashes */
    char letter;         /* short name, or 0 */
    const char *value;   /* what help calls the value: "REV"; NULL for a flag */
    const char *help;    /* one sentence, no capital, no full stop */
    bool repeats;        /* may be given several times; otherwise the last one counts */
    const char *choices; /* all values that it may have, joined by blanks; NULL: too many to tell */
} hd_option;

/*
 * Positional argument: "REVISION", "[REVISION]", "REVISION...", "[REVISION|FILE]...". The words of
 * a form, and what help calls an option's value, tell completion what to offer (completion.bash).
 */
typedef struct hd_positional {
    const char *form;
    const char *help;
    const char *choices; /* words that it may be, joined by blanks; NULL: too many to tell */
} hd_positional;

enum hd_command_needs {
    HD_NEEDS_NOTHING = 0,
    HD_NEEDS_CONFIG = 1, /* a configuration is loaded before run (defaults when no file is found) */
    HD_NEEDS_PROJECT = 2, /* and it must come from a file */
};

typedef struct hd_app hd_app;

typedef struct hd_cli_command {
    const char *name;                 /* "upgrade"; two words for a group: "config show" */
    const char *group;                /* heading in "howdah help": one of hd_groups (help.h) */
    const char *summary;              /* one line, a capital first, no full stop */
    const char *text;                 /* paragraphs (empty line between) for --help, or NULL */
    const hd_positional *positionals; /* ends with {0}; NULL: none */
    const hd_option *const *options;  /* ends with NULL; NULL: none */
    const char *const *examples;      /* "howdah upgrade head", ...; ends with NULL; or NULL */
    enum hd_command_needs needs;
    bool takes_all; /* what follows the command's name is positional, options too ("psql") */
    hd_error *(*run)(hd_app *app);
} hd_cli_command;

typedef struct hd_command_list {
    const hd_cli_command *const *items; /* in byte order of the file names */
    size_t count;
} hd_command_list;

/* What a command gets. */
struct hd_app {
    const char *program; /* "howdah", or "alembic" when started by that name */
    const hd_command_list *commands;
    const hd_cli_command *command;
    hd_config *config; /* when the command needs one */
    uv_loop_t *loop;   /* use hd_app_loop() */
    bool quiet;        /* -q: no talk on stderr, no result lines of commands that only talk */
    bool verbose;      /* --raiseerr of the program: source places in errors */
    bool json;         /* the line has --json: errors are JSON too */
    int exit_status;   /* of a command that succeeds and has something to tell by it; 0 */
    bool color_out, color_err; /* whether stdout / stderr may be coloured */
    struct hd_arguments *arguments;
};

/* The loop, made at the first call: commands that only read files never pay for it. */
uv_loop_t *hd_app_loop(hd_app *app);

/* Values of the line; names must be declared in the command's tables (asserted). */
bool hd_flag(const hd_app *app, const char *option);
const char *hd_value(const hd_app *app, const char *option); /* last one given, or NULL */

/*
 * The value as a time, in ms; ret is untouched when the option is not given.
 *
 * Errors: HD_USAGE, also for a number without unit: it would be milliseconds, which nobody means.
 */
hd_error *hd_value_ms(const hd_app *app, const char *option, uint64_t *ret) HD_MUST_USE;
const hd_strings *hd_values(const hd_app *app, const char *option); /* all, in order; never NULL */
const hd_strings *hd_positionals(const hd_app *app);
const char *hd_argument(const hd_app *app, size_t index); /* one positional, or NULL */

/* The options that several commands share. */
extern const hd_option hd_option_json;    /* --json */
extern const hd_option hd_option_sql;     /* --sql */
extern const hd_option hd_option_verbose; /* -v, --verbose */

/*
 * Results go to stdout with printf, puts, fwrite: the dispatcher flushes at the end
 * and turns a write error into exit status 74 (a closed pipe ends quietly).
 */

/* Prints a line of talk on stderr unless quiet; control characters are made visible. */
void hd_say(const hd_app *app, const char *fmt, ...) HD_PRINTF(2, 3);

/* The same for what the user should know but need not act on: "howdah: remark: ...". */
void hd_remark(const hd_app *app, const char *fmt, ...) HD_PRINTF(2, 3);

/* What the user must know, quiet or not: "howdah: warning: ...". */
void hd_warn(const hd_app *app, const char *fmt, ...) HD_PRINTF(2, 3);
