"""Which PostgreSQL servers the tests can use, and where their programs are."""
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import fetch_postgres  # noqa: E402

# The version the whole suite runs on; the others get the tests marked "smoke".
MAIN = "15"
OLDEST = "14"
OTHERS = tuple(sorted(fetch_postgres.PACKAGES))


def programs(version):
    """The folder of initdb and postgres, or None when this version is not at hand."""
    if version == MAIN and "HOWDAH_TEST_BIN" in os.environ:
        return pathlib.Path(os.environ["HOWDAH_TEST_BIN"])
    debian = pathlib.Path(f"/usr/lib/postgresql/{version}/bin")
    if (debian / "initdb").exists():
        return debian
    return fetch_postgres.cached(version)
