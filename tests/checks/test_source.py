"""What a reviewer would otherwise have to look for."""
import re
import shlex
import subprocess

import pytest

from conftest import ROOT

# Written so that these lines do not find themselves.
FOREIGN = {
    "a path of some machine": re.compile(r"/(?:work|farm|root|home/\w+)/(?=\w)"),
    "a registry's host": re.compile(r"registry\.npm" + r"js|deb\.deb" + r"ian\.org|py" + r"pi\.org|artifact" + r"ory", re.I),
}
# Where a path of a home folder is an example for the reader.
PATH_EXAMPLES = ("docs/", "tests/")


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_floors_and_lengths_are_kept(succeeds):
    succeeds("tools/check_floors.py")


def test_every_c_file_is_formatted(succeeds):
    succeeds("tools/format.sh", "--check")


def test_headers_compile_alone(succeeds):
    flags = shlex.split(succeeds("pkg-config", "--cflags", "libpq", "talloc", "libuv", "cmocka"))
    for header in tracked("src/**.h", "tests/unit/*.h", "tests/fuzz/*.h"):
        succeeds("gcc", "-std=gnu17", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Werror",
                 "-Isrc", "-Ibuild", *flags, "-include", header, "-x", "c", "/dev/null")


@pytest.mark.parametrize("what", FOREIGN)
def test_the_tree_is_free_of(what):
    found = []
    for name in tracked():
        if what.startswith("a path") and name.startswith(PATH_EXAMPLES):
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        found += [f"{name}: {match[0]}" for match in FOREIGN[what].finditer(text)]
    assert not found


def test_every_file_of_the_source_is_built():
    lists = "".join((ROOT / name).read_text(encoding="utf-8") for name in tracked("**meson.build", "meson.build"))
    for name in tracked("src/**.c", "src/**.sql"):
        short = name.rsplit("/", 1)[1]
        assert short in lists or f"'{short[:-2]}'" in lists, f"{name} is in no meson.build"


def test_every_unit_test_is_run():
    listed = (ROOT / "tests" / "meson.build").read_text(encoding="utf-8")
    for name in tracked("tests/unit/test_*.c"):
        short = re.fullmatch(r"tests/unit/test_(\w+)\.c", name)[1]
        assert f"'{short}'" in listed, f"{name} is not in tests/meson.build"


@pytest.mark.parametrize("script", ["run", "test", ".ci/run", *tracked("tools/*.sh")])
def test_script_is_valid_bash(script, succeeds):
    succeeds("bash", "-n", script)


def test_links_between_documents_lead_somewhere():
    broken = []
    for name in tracked("*.md", "**.md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", (ROOT / name).read_text(encoding="utf-8")):
            if "://" not in target and not ((ROOT / name).parent / target).exists():
                broken.append(f"{name}: {target}")
    assert not broken


def test_every_page_is_in_the_list_of_pages():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {name.removeprefix("docs/") for name in tracked("docs/*.md")} - {"README.md"}
    assert not {page for page in pages if f"]({page})" not in index and "decisions/" not in page}
