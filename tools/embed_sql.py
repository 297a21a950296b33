#!/usr/bin/env python3
"""Turns .sql files into one C source: embed_sql.py OUT.c OUT.h FILE.sql...

src/pg/sql/session.sql becomes the string hd_sql_pg_session. A file without the
required header lines is refused.
"""
import pathlib
import sys

REQUIRED = ("-- params:", "-- columns:", "-- source:")


def c_string(line):
    return '    "' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main(out_c, out_h, *files):
    c, h = ['#include "sql.h"'], ["#pragma once"]
    for path in sorted(map(pathlib.Path, files)):
        lines = path.read_text(encoding="utf-8").splitlines()
        for tag in REQUIRED:
            if not any(line.startswith(tag) for line in lines):
                sys.exit(f"{path}: the header comment lacks '{tag}'")
        body = [line for line in lines if not line.startswith("--")]
        symbol = "hd_sql_{}_{}".format(path.parent.parent.name, path.stem.replace(".", "_"))
        h.append(f"extern const char {symbol}[];")
        c.append(f"const char {symbol}[] =\n" + "\n".join(map(c_string, body)) + ";")
    pathlib.Path(out_c).write_text("\n".join(c) + "\n", encoding="utf-8")
    pathlib.Path(out_h).write_text("\n".join(h) + "\n", encoding="utf-8")


main(*sys.argv[1:])
