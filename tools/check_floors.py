#!/usr/bin/env python3
"""Keeps the house in order: check_floors.py prints each breach as file:line: text and exits 1.

The floors are the table of docs/architecture.md. A file includes only from its own folder and
from floors below it, never from a neighbour on its floor. Functions have at most 60 lines,
files at most 600.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FUNCTION_LINES = 60
FILE_LINES = 600
# Written by the build for everybody.
GENERATED = {"sql.h", "texts.h", "commands.h"}
INCLUDE = re.compile(r'#include "([^"]+)"')


def read_floors(document):
    """Folder below src/ -> floor, from rows like "| 2 | `src/pg/` `src/redis/` | ... |"."""
    floors = {}
    for line in document.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[1].isdigit():
            for folder in re.findall(r"`src/(\w+)/`", cells[2]):
                floors[folder] = int(cells[1])
    return floors


def check_include(floors, folder, target):
    """What is wrong with a file of folder including target; None when nothing is."""
    if target in GENERATED:
        return None
    other = target.split("/")[0] if "/" in target else None
    if other is None:
        return f'"{target}" lacks its folder'
    if other not in floors:
        return f'"{target}" is on no floor of docs/architecture.md'
    if other != folder and floors[other] >= floors[folder]:
        direction = "upward" if floors[other] > floors[folder] else "sideways"
        return f'"{target}" is {direction}: floor {floors[folder]} ({folder}) must not know {other}'
    return None


def includes(floors, path, lines):
    folder = path.relative_to(ROOT / "src").parts[0]
    if folder not in floors:
        yield 1, f"folder src/{folder} is on no floor of docs/architecture.md"
        return
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        problem = check_include(floors, folder, match[1]) if match else None
        if problem:
            yield number, problem


def lengths(lines):
    """clang-format puts the braces of a function, and only those, alone into column 0.

    Lines of a table inside a function are data and do not count.
    """
    start, table, count = None, False, 0
    for number, line in enumerate(lines, 1):
        if line == "{":
            start, count = number, 0
        elif line == "}" and start is not None:
            if count > FUNCTION_LINES:
                yield start, f"function of {count} lines (at most {FUNCTION_LINES})"
            start = None
        elif line.endswith("[] = {"):
            table = True
        elif table:
            table = line.strip() != "};"
        else:
            count += 1
    if len(lines) > FILE_LINES:
        yield FILE_LINES, f"file of {len(lines)} lines (at most {FILE_LINES})"


def main():
    floors = read_floors(ROOT / "docs" / "architecture.md")
    if not floors:
        sys.exit("docs/architecture.md has no table of floors")
    breaches = 0
    for path in sorted([*ROOT.glob("src/**/*.[ch]"), *ROOT.glob("tests/**/*.[ch]")]):
        lines = path.read_text(encoding="utf-8").splitlines()
        found = list(lengths(lines))
        if (ROOT / "src") in path.parents:
            found += includes(floors, path, lines)
        for number, text in sorted(found):
            print(f"{path.relative_to(ROOT)}:{number}: {text}")
            breaches += 1
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
