"""backup.offsite: what is proved is copied elsewhere, the copy is read back, and a failure is not lost."""
import json
import pathlib

import pytest

MISSING, IO, CONFIG = 66, 74, 78


@pytest.fixture
def elsewhere(project, db, tmp_path):
    """Where copies go; without the folder every try fails."""
    db.execute("CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) AS i")
    there = tmp_path / "else where"
    there.mkdir()
    settings(project, there)
    return there


def settings(project, there, read='cat "{}/$2/$3"'):
    project.ini(**{"[backup]\noffsite": f'cp -r "$1" "{there}/$2"', "offsite_read": read.format(there)})


def listed(project):
    return json.loads(project.ok("backup", "list", "--json"))["backups"]


def rules(project):
    done = project.run("doctor", "--only", "project", "--json")
    return {finding["rule"] for finding in json.loads(done.stdout)["findings"]}


def test_a_proved_backup_is_copied_and_the_copy_read_back(project, elsewhere):
    path = pathlib.Path(project.ok("backup").strip())
    copy = elsewhere / path.name
    assert (copy / "manifest.json").read_bytes() == (path / "manifest.json").read_bytes()
    assert "copied, and the copy read" in project.ok("backup", "list")
    assert listed(project)[0]["copied_at"] and "backup-copy" not in rules(project)
    project.ok("backup", "verify", str(copy))
    project.ok("backup", "verify")


def test_a_failed_copy_leaves_a_proved_backup_and_is_tried_again_by_the_next(project, elsewhere):
    elsewhere.rmdir()
    done = project.run("backup")
    assert done.returncode == IO
    assert "cp: cannot create directory" in done.stderr
    path = pathlib.Path(done.stdout.strip())
    project.ok("backup", "verify", path.name)
    assert "NOT COPIED" in project.ok("backup", "list")
    assert "backup-copy" in rules(project)
    elsewhere.mkdir()
    project.ok("backup")
    assert (elsewhere / path.name / "manifest.json").exists()
    assert [backup["copy_problem"] for backup in listed(project)] == [None, None]


def test_a_copy_that_fails_for_a_moment_is_made(project, elsewhere, tmp_path):
    project.ini(**{"[backup]\noffsite": f'test -e "{tmp_path}/again" || {{ touch "{tmp_path}/again"; exit 9; }}; '
                                        f'cp -r "$1" "{elsewhere}/$2"'})
    done = project.run("backup")
    assert done.returncode == 0
    assert "trying again" in done.stderr
    assert "; copied\n" in project.ok("backup", "list")


@pytest.mark.parametrize("read", ['tr a b < "{}/$2/$3"', "echo", "exit 1"])
def test_a_copy_that_is_not_what_was_copied_is_no_copy(project, elsewhere, read):
    settings(project, elsewhere, read)
    done = project.run("backup")
    assert done.returncode == IO
    assert 'the copy of "manifest.json" is not what was copied' in done.stderr
    assert listed(project)[0]["copied_at"] is None


def test_backups_that_were_made_before_are_copied_on_demand(project, elsewhere):
    project.ini()
    first = pathlib.Path(project.ok("backup").strip()).name
    second = pathlib.Path(project.ok("backup").strip()).name
    assert project.run("backup", "copy").returncode == CONFIG
    settings(project, elsewhere)
    assert project.ok("backup", "copy").split() == [second]
    assert project.ok("backup", "copy", "--all").split() == [first]
    assert {found.name for found in elsewhere.iterdir()} == {first, second}
    assert "every backup has its copy" in project.run("backup", "copy", "--all").stderr
    assert project.run("backup", "copy", "nowhere").returncode == MISSING
