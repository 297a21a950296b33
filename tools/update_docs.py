#!/usr/bin/env python3
"""Writes what the program says about itself into docs/.

    update_docs.py HOWDAH            writes the pages
    update_docs.py --check HOWDAH    only tells which are not in step, status 1 if any is
"""
import json
import pathlib
import re
import subprocess
import sys

DOCS = pathlib.Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by tools/update_docs.py from the program's tables. -->\n\n"


def say(program, *words):
    done = subprocess.run([program, "help", "--format=markdown", *words], check=True, capture_output=True, text=True)
    return done.stdout


def part(text, name, new):
    """The page with what stands between its markers replaced."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, rest = text.split(begin)
    return before + begin + new + end + rest.split(end)[1]


def listed(text):
    """The list items of a topic, without its title and heading."""
    return "".join(line + "\n" for line in text.splitlines() if line.startswith("- "))


def rules(program):
    """The table of lint rules."""
    done = subprocess.run([program, "lint", "--rules", "--json"], check=True, capture_output=True, text=True, cwd="/",
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    lines = ["| rule | severity | finds | `--fix` |", "|---|---|---|---|"]
    for rule in json.loads(done.stdout)["rules"]:
        severity = rule["severity"] + (", with a database" if rule["needs_database"] else "")
        lines.append(f"| `{rule['id']}` | {severity} | {rule['title']} | {'yes' if rule['fixable'] else ''} |")
    return "\n".join(lines) + "\n"


def pages(program):
    overview = say(program)
    groups = [name for name in re.findall(r"^### (.+)$", overview, re.M) if not name.startswith("Options")]
    links = "".join(f"- [{name}](commands/{name.lower()}.md)\n" for name in groups)
    made = {DOCS / "commands.md": f"# Commands\n\n{MADE}Everything about each command, by group:\n\n{links}\n{overview}"}
    for name in groups:
        made[DOCS / "commands" / f"{name.lower()}.md"] = f"# {name}\n\n{MADE}{say(program, name)}"
    for page, topic in (("configuration.md", "settings"), ("exit-codes.md", "exit-codes")):
        text = (DOCS / page).read_text(encoding="utf-8")
        made[DOCS / page] = part(text, topic, listed(say(program, topic)))
    text = (DOCS / "lint.md").read_text(encoding="utf-8")
    made[DOCS / "lint.md"] = part(text, "rules", rules(program))
    return made


def main(check, program):
    stale = [page for page, text in pages(program).items()
             if not page.is_file() or page.read_text(encoding="utf-8") != text]
    for page in stale:
        print(f"{page.relative_to(DOCS.parent)} is not in step", file=sys.stderr)
        if not check:
            page.parent.mkdir(exist_ok=True)
            page.write_text(pages(program)[page], encoding="utf-8")
    if check and stale:
        sys.exit("run: ninja -C build update-docs")


if __name__ == "__main__":
    main("--check" in sys.argv, sys.argv[-1])
