"""./run, as somebody who has just cloned the repository starts it."""
import os
import pathlib
import re
import subprocess
import tempfile

import pytest

from conftest import ROOT


def status():
    listed = subprocess.run(["git", "status", "--porcelain", "--ignored"], cwd=ROOT, capture_output=True, text=True,
                            check=True)
    return listed.stdout


@pytest.fixture
def elsewhere():
    """The embedded PostgreSQL in another place than that of whoever works with the example."""
    with tempfile.TemporaryDirectory(prefix="hdr-") as top:
        # Root's server, another user, could not get in, and its data would be outside of here.
        pathlib.Path(top).chmod(0o755)
        environment = {**os.environ, "HOWDAH_EMBEDDED_DIR": f"{top}/embedded"}
        yield environment
        subprocess.run([ROOT / "build" / "howdah", "embedded", "stop"], cwd=ROOT / "examples" / "monitoring",
                       env=environment, check=False)


@pytest.mark.slow
def test_run_shows_the_main_job_and_is_harmless_when_repeated(succeeds, elsewhere):
    before = status()
    first = succeeds("./run", env=elsewhere)
    assert "Running upgrade  -> ae1027a6acf0, Create organizations and users" in first, first
    assert re.search(r"^\$ howdah current\ne90b4f6d1c25 \(head\)$", first, re.M)
    assert "<base> -> ae1027a6acf0, Create organizations and users" in first
    second = succeeds("./run", env=elsewhere)
    assert "Running upgrade" not in second, second
    assert re.search(r"^e90b4f6d1c25 \(head\)$", second, re.M)
    assert status() == before
