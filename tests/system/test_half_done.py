"""Revisions of which only some statements are done: nothing passes over them."""
import pytest


@pytest.fixture
def half_undone(project, db):
    """b2 is at the head of the version table, and half of it is taken back."""
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.revision("b2", "a1", "CREATE INDEX t_id ON t (id);",
                     "DROP INDEX CONCURRENTLY t_id;\nDROP INDEX nowhere;", name="b2.sql")
    project.ok("upgrade", "head")
    assert project.run("downgrade", "-1").returncode == 69
    assert project.rows() == ["b2"] and not db.exists("t_id")
    return project


@pytest.mark.parametrize("command", (["upgrade", "head"], ["downgrade", "b2"], ["upgrade", "head", "--dry-run"]))
def test_nothing_to_do_is_not_said_over_a_half_done_revision(half_undone, command):
    done = half_undone.run(*command)
    assert done.returncode == 73
    assert "the downgrade of revision b2 is half done" in done.stderr


def test_the_hint_is_the_command_that_finishes_it(half_undone, db):
    assert '"howdah downgrade b2-1"' in half_undone.run("upgrade", "head").stderr
    path = half_undone.versions / "b2.sql"
    path.write_text(path.read_text().replace("DROP INDEX nowhere", "SELECT 1"))
    half_undone.ok("downgrade", "b2-1")
    assert half_undone.rows() == ["a1"]
    half_undone.ok("upgrade", "head")
    assert db.exists("t_id")


def test_a_dry_run_shows_what_is_left(half_undone):
    text = half_undone.ok("downgrade", "-1", "--dry-run")
    assert "DROP INDEX nowhere" in text and "CONCURRENTLY" not in text
