/* What "howdah help" prints, all of it made from the command table. */
#pragma once

#include "base/buf.h"
#include "cli/command.h"

/* The headings under which commands are listed, in order; hd_cli_command.group is one of them. */
extern const char *const hd_groups[];
extern const size_t hd_group_count;

/* The overview: usage, commands by group, the program's own options. */
void hd_help_overview(hd_buf *out, const hd_command_list *commands);

/* One command: usage, text, arguments, options, examples. */
void hd_help_command(hd_buf *out, const hd_cli_command *command);

/* A line for those who gave no command. */
void hd_help_short(hd_buf *out, const hd_command_list *commands);

/* "-m, --message TEXT"; with no letter the long name is indented to stand below the others. */
char *hd_help_option(TALLOC_CTX *ctx, const hd_option *option);
