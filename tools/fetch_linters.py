#!/usr/bin/env python3
"""Fetches the linters that the tests compare "howdah lint" with: squawk and pgfence.

Both are npm packages; tools/linters/package-lock.json pins them and all that they need, with
their digests. They are kept in $XDG_CACHE_HOME/howdah/linters (default: .cache/linters in the
repository). Without npm, or without a way to its registry, the reason is said and the exit
status is 75: the tests then skip the comparison.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

LOCK = pathlib.Path(__file__).resolve().parent / "linters"
FILES = ("package.json", "package-lock.json")
NOT_AVAILABLE = 75


def cache():
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return pathlib.Path(base) / "howdah" / "linters"
    return pathlib.Path(__file__).resolve().parents[1] / ".cache" / "linters"


def folder():
    """Named after the lock file, so that another one is fetched anew."""
    digest = hashlib.sha256(b"".join((LOCK / name).read_bytes() for name in FILES)).hexdigest()
    return cache() / digest[:16]


def cached():
    """The folder node_modules fetched before, or None."""
    modules = folder() / "node_modules"
    return modules if modules.is_dir() else None


def fetch():
    """A text says why not, None is success. npm checks the digests; no script of a package runs."""
    final = folder()
    final.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=".fetch-") as temporary:
        made = pathlib.Path(temporary) / "made"
        made.mkdir()
        for name in FILES:
            shutil.copy(LOCK / name, made)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
                              cwd=made, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode != 0:
            return f"npm cannot get the linters: {(done.stderr.strip() or 'no reason').splitlines()[0]}"
        made.rename(final)
    return None


def main():
    if cached() is not None:
        return 0
    if shutil.which("npm") is None:
        print("npm is not installed: no linters to compare with")
        return NOT_AVAILABLE
    problem = fetch()
    if problem:
        print(problem)
    return NOT_AVAILABLE if problem else 0


if __name__ == "__main__":
    sys.exit(main())
