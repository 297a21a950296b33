"""--sql and --dry-run refuse what a run would refuse because of what the files say."""
import pytest


@pytest.mark.parametrize("down_sql, status, text", (
    ("-- howdah: irreversible the rows are gone", 77, "the rows are gone"),
    ("-- to be written", 77, "the downgrade of revision b2 is empty"),
    (None, 78, "revision b2 has no downgrade section"),
))
@pytest.mark.parametrize("command", (["downgrade", "b2:a1", "--sql"], ["downgrade", "-1", "--dry-run"]))
def test_a_way_back_that_is_not_there_makes_no_script(project, down_sql, status, text, command):
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.revision("b2", "a1", "CREATE TABLE u (id int);", down_sql)
    project.ok("upgrade", "head")
    done = project.run(*command)
    assert (done.returncode, done.stdout) == (status, "")
    assert text in done.stderr


def test_a_file_that_is_not_utf8_is_refused_with_its_place(project):
    path = project.revision("a1", None, "SELECT 1;", "SELECT 1;")
    path.write_bytes(path.read_bytes().replace(b"revision a1", b"revisi\xf3n a1"))
    done = project.run("upgrade", "head")
    assert done.returncode == 78
    assert "file is not UTF-8" in done.stderr and f"{path}:1:10" in done.stderr
