"""Commands that look at revisions: history, heads, branches, show, current, check."""
import json

import pytest

NOWHERE = {"HOWDAH_URL": "postgresql://nobody@/none?host=/nowhere"}
FILE_COMMANDS = [("history",), ("history", "-v"), ("history", "-r", "a:c1"), ("heads",), ("heads", "-v"),
                 ("branches",), ("branches", "-v"), ("show", "head"), ("show", "shop@head", "--json")]


@pytest.fixture
def branched(project):
    """a, then b, then two branches of which one has a label."""
    project.revision("a", None, "CREATE TABLE a ();", "DROP TABLE a;", message="begin")
    project.revision("b", "a", message="go on")
    project.revision("c1", "b", labels="shop", message="a shop")
    project.revision("c2", "b", message="a bank")
    return project


def at(project, *rows):
    """Puts rows into a version table as Alembic makes it."""
    project.db.execute("""CREATE TABLE alembic_version (version_num varchar(32) NOT NULL,
                          CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))""")
    for row in rows:
        project.db.execute("INSERT INTO alembic_version VALUES (%s)", (row,))


def test_history_lists_revisions_newest_first(branched):
    assert branched.ok("history").splitlines() == [
        "b -> c1 (shop) (head), a shop", "b -> c2 (head), a bank", "a -> b (branchpoint), go on", "<base> -> a, begin"]


@pytest.mark.parametrize("command", FILE_COMMANDS, ids=" ".join)
def test_what_reads_only_files_neither_connects_nor_loads_libpq(branched, command):
    if command == ("show", "head"):
        command = ("show", "c2")
    done = branched.run(*command, env={**NOWHERE, "LD_DEBUG": "files"})
    assert done.returncode == 0, done.stderr
    assert "libtalloc" in done.stderr  # the loader does tell what it loads
    assert "libpq." not in done.stderr


def test_asking_never_creates_the_version_table(branched):
    for command in (("current",), ("history", "-i"), ("history", "-r", "current:"), ("show", "current"), ("check",)):
        branched.run(*command)
        assert not branched.db.exists("alembic_version"), command


def test_history_marks_the_rows_of_the_database(branched):
    at(branched, "b")
    assert "a -> b (current) (branchpoint), go on" in branched.ok("history", "-i")
    assert branched.ok("history", "-r", ":current").splitlines()[0].startswith("a -> b")
    marked = json.loads(branched.ok("history", "-i", "--json"))["revisions"]
    assert {entry["revision"]: entry["current"] for entry in marked} == {
        "a": False, "b": True, "c1": False, "c2": False}


def test_json_tells_all_about_each_revision(branched):
    shown = json.loads(branched.ok("show", "c1", "--json"))["revisions"]
    path = shown[0].pop("path")
    assert path.endswith("/migrations/versions/0003_c1.sql")
    assert shown == [{"revision": "c1", "down": ["b"], "depends_on": [], "labels": ["shop"], "head": True,
                      "effective_head": False, "branchpoint": False, "mergepoint": False, "message": "a shop",
                      "doc": "a shop", "create_date": "2026-01-01 00:00:00.000003"}]
    branches = json.loads(branched.ok("branches", "--json"))["branches"]
    assert branches[0]["branchpoint"]["revision"] == "b"
    assert [entry["revision"] for entry in branches[0]["revisions"]] == ["c1", "c2"]


def test_branches_stand_behind_their_branch_point(branched):
    assert branched.ok("branches") == "b (branchpoint)\n  -> c1 (shop) (head)\n  -> c2 (head)\n\n"


def test_current_is_where_the_database_is(branched):
    at(branched, "c2")
    assert branched.ok("current") == "c2 (head)\n"
    assert branched.ok("current", "-v").startswith("Current revision(s) for postgresql://")
    state = json.loads(branched.ok("current", "--json"))
    assert state["rows"] == ["c2"] and state["heads"] == ["c1", "c2"] and not state["at_heads"]
    assert [entry["revision"] for entry in state["revisions"]] == ["c2"]


def test_current_shows_no_password(branched):
    url = branched.db.url.replace("postgres@", "postgres:sesame@")
    out = branched.ok("current", "-v", env={"HOWDAH_URL": url})
    assert "postgres:***@" in out and "sesame" not in out


@pytest.mark.parametrize("command", [("check",), ("current", "--check-heads"), ("current", "-c")], ids=" ".join)
def test_status_is_1_until_the_database_is_at_all_heads(branched, command):
    at(branched, "c1")
    done = branched.run(*command)
    assert done.returncode == 1
    assert "The database is at c1; the files end in c1, c2." in done.stderr
    branched.db.execute("INSERT INTO alembic_version VALUES ('c2')")
    assert branched.run(*command).returncode == 0


def test_a_head_that_another_one_depends_on_needs_no_row(project):
    project.revision("a")
    project.revision("b", None, depends="a")
    at(project, "b")
    assert project.ok("check") == "No new upgrade operations detected.\n"
    assert project.ok("heads").splitlines() == ["a (effective head)", "b (head)"]
    assert project.ok("heads", "--resolve-dependencies").splitlines() == ["b (head)"]


def test_a_row_that_no_file_has_is_an_error_not_a_difference(branched):
    at(branched, "gone")
    for command in (("check",), ("current",), ("current", "--check-heads")):
        done = branched.run(*command)
        assert done.returncode == 66, command
        assert "Can't locate revision identified by 'gone'" in done.stderr


def test_check_tells_its_findings_as_json_too(branched):
    at(branched, "b")
    done = branched.run("check", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {"rows": ["b"], "heads": ["c1", "c2"], "at_heads": False, "files_changed": 0,
                                      "steps_unfinished": 0, "pairs": None}
    assert json.loads(done.stderr)["error"]["message"] == "Target database is not up to date."


def test_broken_graphs_name_the_file(project):
    project.revision("a")
    project.revision("c", "b")
    done = project.run("heads")
    assert done.returncode == 78
    assert 'revision "c" revises "b", which no file has' in done.stderr
    assert "0002_c.sql" in done.stderr


def test_outside_text_cannot_drive_the_terminal(project):
    project.revision("a", message="clear\x1b[2Jthe screen")
    assert "\x1b" not in project.ok("history") + project.ok("show", "a")
