#!/usr/bin/env python3
"""Writes the C file with the array of all lint rules.

    list_rules.py OUTPUT NAME...

NAME is the name of a file in src/migrate/lint/rules/ without ".c"; it defines hd_lint_rule_NAME.
"""
import sys


def main(output, names):
    lines = ['/* Made by tools/list_rules.py from src/migrate/meson.build. */',
             '#include "migrate/lint/rule.h"', '']
    lines += [f'extern const hd_lint_rule hd_lint_rule_{name};' for name in names]
    lines += ['', 'const hd_lint_rule *const hd_lint_rules[] = {']
    lines += [f'    &hd_lint_rule_{name},' for name in names]
    lines += ['};', 'const size_t hd_lint_rule_count = HD_COUNT(hd_lint_rules);', '']
    with open(output, 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines))


if __name__ == '__main__':
    # Names of rules have dashes: their byte order is what lookups go by.
    main(sys.argv[1], sorted(sys.argv[2:], key=lambda name: name.replace('_', '-')))
