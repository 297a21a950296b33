#!/usr/bin/env python3
"""Turns report files into one C table: embed_reports.py OUT.c CHECKER FILE.sql...

The checker (built from src/report/check_main.c) holds the only parser of the header's grammar;
a file that it refuses fails the build with its message.
"""
import pathlib
import subprocess
import sys


def c_string(line):
    return '     "' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main(out, checker, *files):
    # A report, then its variants.
    paths = sorted(map(pathlib.Path, files), key=lambda path: path.stem.split(".", 1))
    if subprocess.run([checker, *map(str, paths)], check=False).returncode != 0:
        return 1
    lines = ['#include "report/library.h"', "",
             '#pragma GCC diagnostic ignored "-Woverlength-strings"', "",
             "const struct hd_report_text hd_report_texts[] = {"]
    for path in paths:
        text = path.read_text(encoding="utf-8").splitlines()
        lines.append(f'    {{"{path.stem}",\n' + "\n".join(map(c_string, text)) + "},")
    lines += ["};", f"const size_t hd_report_text_count = {len(paths)};"]
    pathlib.Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


sys.exit(main(*sys.argv[1:]))
