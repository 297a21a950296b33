/* All commands of the program; made at build time by tools/list_commands.py. */
#pragma once

#include "cli/command.h"

extern const hd_command_list hd_all_commands;
