"""Files that may not be read or written: who owns what is in the way, and who runs the program."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest

from program import binary, environment

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="only root changes to another user")

REVISION = """-- First
--
-- Revision ID: a1
-- Revises:

-- howdah: upgrade
SELECT 1;

-- howdah: downgrade
SELECT 1;
"""


@pytest.fixture
def folder():
    """A project of root's, in a place that everybody can reach; folders of pytest are closed to other users."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="hdp-"))
    top.chmod(0o755)
    shutil.copy(binary(), top / "howdah")
    versions = top / "project" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (top / "project" / "howdah.ini").write_text("[howdah]\n")
    (versions / "a1.sql").write_text(REVISION)
    yield top / "project"
    shutil.rmtree(top)


def run_as_nobody(folder, *args):
    user = pwd.getpwnam("nobody")
    return subprocess.run(["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
                           folder.parent / "howdah", *args], cwd=folder, env=environment(folder.parent),
                          capture_output=True, text=True, check=False)


def refusal(what, path, at, owner="root", mode="0600"):
    return (f'error: could not {what} "{path}": Permission denied\n'
            f'  hint: "{at}" belongs to user "{owner}" and has mode {mode}, and howdah runs as "nobody": '
            f'run it as "{owner}", or give "nobody" access.\n')


def test_everything_can_be_read_by_others_at_first(folder):
    assert run_as_nobody(folder, "history").stdout == "<base> -> a1 (head), First\n"


@pytest.mark.parametrize("name", ["howdah.ini", "migrations/versions/a1.sql"])
def test_a_file_that_may_not_be_read_is_told_with_its_owner(folder, name):
    (folder / name).chmod(0o600)
    done = run_as_nobody(folder, "history")
    assert done.returncode == 74
    assert refusal("open", folder / name, folder / name) in done.stderr


def test_the_folder_that_may_not_be_entered_is_named(folder):
    (folder / "migrations").chmod(0o700)
    (folder / "howdah.ini").write_text("[howdah]\nversion_locations = migrations/versions\n")
    done = run_as_nobody(folder, "lint", "migrations/versions/a1.sql")
    assert done.returncode == 74
    assert refusal("open", "migrations/versions/a1.sql", folder / "migrations", mode="0700") in done.stderr


def test_the_folder_in_which_nothing_may_be_made_is_named(folder):
    versions = folder / "migrations" / "versions"
    versions.chmod(0o755)
    done = run_as_nobody(folder, "revision", "-m", "second", "--rev-id", "b2")
    assert done.returncode == 74
    assert refusal("create", versions / "b2_second.sql", versions, mode="0755") in done.stderr


def test_an_own_file_that_forbids_reading_is_told_with_the_cure(folder):
    path = folder / "howdah.ini"
    os.chown(path, pwd.getpwnam("nobody").pw_uid, -1)
    path.chmod(0)
    done = run_as_nobody(folder, "history")
    assert f'hint: "{path}" belongs to you, "nobody", but has mode 0000: chmod u+rwX "{path}".\n' in done.stderr


def test_a_part_of_the_path_that_is_a_file_is_told(folder):
    done = run_as_nobody(folder, "lint", "howdah.ini/a1.sql")
    assert 'could not open "howdah.ini/a1.sql": Not a directory' in done.stderr
    assert "hint: A part of this path is a file where a folder is meant." in done.stderr
