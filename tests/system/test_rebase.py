"""howdah rebase: a branch is put on top of another head."""
import json

import pytest

from project import Project


def fork(project):
    """a1, then b1 - c1 and b2 - c2, each making a table."""
    for id, down in (("a1", None), ("b1", "a1"), ("c1", "b1"), ("b2", "a1"), ("c2", "b2")):
        project.revision(id, down, f"CREATE TABLE t{id} (id int);", f"DROP TABLE t{id};")
    return project


@pytest.fixture
def files(tmp_path, howdah):
    return fork(Project(tmp_path / "project", None, howdah))


def stand_at(project, *rows):
    """Says what the database has applied."""
    project.db.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) PRIMARY KEY)")
    project.db.execute("DELETE FROM alembic_version")
    for row in rows:
        project.db.execute(f"INSERT INTO alembic_version VALUES ('{row}')")


def contents(project):
    return {path.name: path.read_text() for path in project.versions.iterdir()}


def test_only_the_revises_line_of_the_first_file_changes(files):
    before = contents(files)
    out = files.ok("rebase", "c2", "--onto", "c1")
    changed = files.versions / "0004_b2.sql"
    assert out == f"{changed}: b2 revises c1 instead of a1\n"
    before["0004_b2.sql"] = before["0004_b2.sql"].replace("-- Revises: a1\n", "-- Revises: c1\n")
    assert contents(files) == before
    assert files.ok("heads") == "c2 (head)\n"
    assert [line.split(" ->")[0] for line in files.ok("history").splitlines()] == ["b2", "c1", "b1", "a1", "<base>"]


def test_labels_and_partial_ids_name_the_ends(files):
    files.revision("shop00001", None, labels="shop")
    out = files.ok("rebase", "shop", "--onto", "c1")
    assert "shop00001 revises c1 instead of <base>\n" in out


def test_json_tells_what_changed(files):
    (change,) = json.loads(files.ok("rebase", "c2", "--onto", "c1", "--json"))
    assert change == {"revision": "b2", "path": str(files.versions / "0004_b2.sql"), "down_before": ["a1"],
                      "down": ["c1"]}


def test_a_windows_file_keeps_its_line_ends(files):
    path = files.versions / "0004_b2.sql"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    files.ok("rebase", "c2", "--onto", "c1")
    assert b"-- Revises: c1\r\n" in path.read_bytes()
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


@pytest.mark.parametrize("arguments, status, text", [
    ([], 73, 'either "c1" or "c2" could be the one to move: neither is known to be applied'),
    (["c2"], 64, "give both ends"),
    (["--onto", "c2"], 64, "give both ends"),
    (["c2", "--onto", "b1"], 73, 'revision "b1" is not a head'),
    (["a1", "--onto", "c1"], 73, 'there is nothing to move: "a1" is "c1" or below it'),
    (["nope", "--onto", "c1"], 66, "Can't locate revision identified by 'nope'"),
    (["base", "--onto", "c1"], 64, "base is no revision"),
])
def test_what_cannot_be_done_is_refused_and_nothing_is_written(files, arguments, status, text):
    before = contents(files)
    done = files.run("rebase", *arguments)
    assert done.returncode == status
    assert text in done.stderr
    assert contents(files) == before


def test_a_cycle_is_refused(files):
    files.revision("d1", "c1", depends="c2")
    before = contents(files)
    done = files.run("rebase", "c2", "--onto", "d1")
    assert done.returncode == 73
    assert "is detected in revisions" in done.stderr
    assert contents(files) == before
    files.ok("rebase", "d1", "--onto", "c2")
    assert files.ok("heads") == "d1 (head)\n"


def test_the_branch_that_is_not_applied_moves_by_itself(project):
    fork(project)
    stand_at(project, "c2")
    out = project.ok("rebase")
    assert out == f"{project.versions / '0002_b1.sql'}: b1 revises c2 instead of a1\n"


def test_an_applied_branch_is_not_moved_unless_forced(project):
    fork(project)
    stand_at(project, "b2")
    before = contents(project)
    done = project.run("rebase", "c2", "--onto", "c1")
    assert done.returncode == 77
    assert "the database has applied a revision of the branch: b2" in done.stderr
    assert "howdah rebase c1 --onto c2" in done.stderr
    assert contents(project) == before
    project.ok("rebase", "c2", "--onto", "c1", "--force")
    assert project.ok("heads") == "c2 (head)\n"


def test_a_database_that_cannot_be_reached_is_said_and_does_not_stop_it(files):
    done = files.run("rebase", "c2", "--onto", "c1", env={"HOWDAH_URL": "postgresql:///x?host=/nowhere"})
    assert done.returncode == 0
    assert "what the database has applied is not known" in done.stderr
    assert "b2 revises c1" in done.stdout


def test_without_any_database_none_is_made(files):
    files.ok("rebase", "c2", "--onto", "c1")
    assert not (files.folder / ".howdah").exists()
