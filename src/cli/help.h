/* What "howdah help" says, all of it made from the tables of commands, settings and errors. */
#pragma once

#include "cli/command.h"
#include "cli/doc.h"

/* The headings under which commands are listed, in order; hd_cli_command.group is one of them. */
extern const char *const hd_groups[];
extern const size_t hd_group_count;

/* The overview: usage, commands by group, the program's own options. */
void hd_help_overview(hd_buf *out, const hd_doc_form *form, const hd_command_list *commands);

/* One command: usage, text, arguments, options, examples. */
void hd_help_command(hd_buf *out, const hd_doc_form *form, const hd_cli_command *command);

/*
 * The commands of a heading ("Inspect", in any case) or with a first word ("config"), one after
 * the other; false when there are none.
 */
bool hd_help_group(hd_buf *out, const hd_doc_form *form, const hd_command_list *commands,
                   const char *group);

/* Each setting: key, variable, default. */
void hd_help_settings(hd_buf *out, const hd_doc_form *form);

/* Each exit status and what it means. */
void hd_help_exit_codes(hd_buf *out, const hd_doc_form *form);

/* The page howdah(1): the overview with settings and exit statuses. */
void hd_help_manual(hd_buf *out, const hd_command_list *commands);

/* A few lines for those who gave no command. */
void hd_help_short(hd_buf *out, const hd_command_list *commands);

/* The script that bash reads to complete command lines (completion.c). */
void hd_completion_bash(hd_buf *out, const hd_command_list *commands);
