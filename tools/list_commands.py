#!/usr/bin/env python3
"""Writes the C file with the array of all commands.

    list_commands.py OUTPUT NAME...

NAME is the name of a file in src/cli/commands/ without ".c"; it defines hd_command_NAME.
"""
import sys


def main(output, names):
    lines = ['/* Made by tools/list_commands.py from src/cli/meson.build. */',
             '#include "cli/registry.h"', '']
    lines += [f'extern const hd_cli_command hd_command_{name};' for name in names]
    lines += ['', 'static const hd_cli_command *const items[] = {']
    lines += [f'    &hd_command_{name},' for name in names]
    lines += ['};', 'const hd_command_list hd_all_commands = {items, HD_COUNT(items)};', '']
    with open(output, 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines))


if __name__ == '__main__':
    main(sys.argv[1], sorted(sys.argv[2:]))
