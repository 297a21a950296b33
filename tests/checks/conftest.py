"""Long checks start first, so that they run beside the many short tests."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST = 3600


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def succeeds():
    """Runs a command in the repository; it must succeed. Gives what it printed."""

    def run(*argv, **kwargs):
        done = subprocess.run([str(arg) for arg in argv], cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LONGEST,
                              check=False, **kwargs)
        assert done.returncode == 0, f"{' '.join(map(str, argv))}: status {done.returncode}\n{done.stdout[-8000:]}"
        return done.stdout

    return run


@pytest.fixture
def built(succeeds):
    """Builds a folder with its own options: built("build-asan", "-Db_sanitize=address")."""

    def build(folder, *options, compiler="gcc"):
        if not (ROOT / folder / "build.ninja").exists():
            succeeds("env", f"CC={compiler}", "meson", "setup", folder, "-Dwerror=true", *options)
        succeeds("ninja", "--quiet", "-C", folder)
        return ROOT / folder

    return build
