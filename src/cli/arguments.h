/*
 * The command line, parsed by the rules that scripts written for argparse rely
 * on: options before or after the command's name and between positionals,
 * "--opt value", "--opt=value", unambiguous abbreviations of long options,
 * "-r-2:head", "--" ends options, "-1" and "+1" are positionals.
 */
#pragma once

#include "cli/command.h"

/* One option of the line. */
typedef struct hd_given {
    const hd_option *option;
    const char *value; /* NULL for a flag */
} hd_given;

typedef struct hd_arguments {
    const hd_cli_command *command; /* NULL when the line names none */
    const char *group;             /* "config" of "config --help"; NULL otherwise */
    HD_VEC(hd_given) given;
    hd_strings positionals;
} hd_arguments;

/* The program's own options, which every command has unless it has one of that name itself. */
extern const hd_option hd_global_help;      /* -h, --help */
extern const hd_option hd_global_version;   /* --version */
extern const hd_option hd_global_config;    /* -c, --config FILE */
extern const hd_option hd_global_name;      /* -n, --name SECTION */
extern const hd_option hd_global_env;       /* --env NAME */
extern const hd_option hd_global_url;       /* --url URL */
extern const hd_option hd_global_quiet;     /* -q, --quiet */
extern const hd_option hd_global_x;         /* -x ARG */
extern const hd_option hd_global_raiseerr;  /* --raiseerr */
extern const hd_option hd_global_timing;    /* --timing */
extern const hd_option hd_global_verbose;   /* -v, --verbose, unless the command has its own */
extern const hd_option hd_global_no_color;  /* --no-color */
extern const hd_option *const hd_globals[]; /* all of them; ends with NULL */

/*
 * Parses the line; parsing ends early (and succeeds) at --help and --version.
 * Values are copies, so the caller may overwrite argv.
 *
 * Errors: HD_USAGE, with the nearest name or the usage line as the hint.
 */
hd_error *hd_arguments_parse(TALLOC_CTX *ctx, const hd_command_list *commands, int argc,
                             char *const argv[], hd_arguments **ret) HD_MUST_USE;

/* The last one given of this very option, or NULL. */
const hd_given *hd_arguments_find(const hd_arguments *arguments, const hd_option *option);

/* "howdah upgrade [OPTION]... REVISION" */
char *hd_arguments_usage(TALLOC_CTX *ctx, const hd_cli_command *command);

/* The command of that name; blanks, dashes and underscores are the same. NULL when there is none.
 */
const hd_cli_command *hd_command_find(const hd_command_list *commands, const char *name);

/* An error that says that there is no such command and names the nearest. */
hd_error *hd_command_unknown(const hd_command_list *commands, const char *name) HD_MUST_USE;
