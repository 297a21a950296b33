#!/usr/bin/env python3
"""Turns files into one C source, byte for byte: embed_text.py OUT.c OUT.h FILE...

alembic_ask.py becomes the string hd_text_alembic_ask.
"""
import pathlib
import sys


def main(out_c, out_h, *files):
    c, h = ['#include "texts.h"'], ["#pragma once"]
    for path in sorted(map(pathlib.Path, files)):
        # Numbers, because a string literal has a limit that portable compilers know.
        numbers = ", ".join(str(byte) for byte in path.read_bytes() + b"\0")
        h.append(f"extern const char hd_text_{path.stem}[];")
        c.append(f"const char hd_text_{path.stem}[] = {{{numbers}}};")
    pathlib.Path(out_c).write_text("\n".join(c) + "\n", encoding="utf-8")
    pathlib.Path(out_h).write_text("\n".join(h) + "\n", encoding="utf-8")


main(*sys.argv[1:])
