"""Revision files as commands read them: what counts, what is refused and where."""
import os

import pytest

from project import Project


@pytest.fixture
def files(tmp_path, howdah):
    """A project whose commands have no database."""
    return Project(tmp_path / "project", None, howdah)


def put(files, name, text):
    path = files.versions / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def ids(files):
    """Heads in the order in which the files were read."""
    return [line.split()[0] for line in files.ok("heads").splitlines()]


@pytest.mark.parametrize("text, place, message", [
    ("CREATE TABLE t ();\n", "1:1", 'revision file has no "Revision ID:" line'),
    ("-- m\n--\n-- Revision ID: a\n\n-- howdah: upgrade\n", "5:1", 'revision file has no "Revises:" line'),
    ("-- Revision ID: a\n-- Revises:\n-- Revises: b\n", "3:4", 'header line "Revises:" is given twice'),
    ("-- m\n--\n-- Revision ID: a\n-- Revises:\n-- Branch Label: x\n", "5:4", 'header line "Branch Label:" is not known'),
    ("-- Revision ID: a, b\n-- Revises:\n", "1:17", "revision id must not contain a comma"),
    (b"-- Revision ID: a\0b\n-- Revises:\n", "", "it contains a zero byte"),
])
def test_a_wrong_header_is_told_with_its_place(files, text, place, message):
    path = put(files, "wrong.sql", text)
    done = files.run("history")
    assert done.returncode == 78
    assert message in done.stderr
    assert f"{path.name}:{place}" in done.stderr


def test_a_misspelt_name_is_shown_with_caret_and_the_right_one(files):
    put(files, "wrong.sql", "-- m\n--\n-- Revision ID: a\n-- Revises:\n-- Depend On: b\n")
    err = files.run("heads").stderr
    assert "-- Depend On: b\n" in err and "^" in err
    assert 'Did you mean "Depends On:"?' in err


@pytest.mark.parametrize("body, message", [
    ("SELECT 1;\n", "SQL stands before the first section"),
    ("-- howdah: upgrade\nSELECT 1;\n-- howdah: upgrade\n", 'section "upgrade" is given twice'),
    ("-- howdah: updrade\nSELECT 1;\n", 'unknown directive "updrade"'),
    ("-- howdah: upgrade no-transactoin\n", 'unknown option "no-transactoin"'),
    ("-- howdah: upgrade\nSELECT 'x\n", "string"),
    ("-- howdah: upgrade\nSELECT 1;\n-- howdah: downgrade\nSELECT ')\n", "string"),
])
def test_a_wrong_body_stops_the_upgrade_before_anything_runs(project, body, message):
    project.revision("a1", None, "CREATE TABLE a (id int);")
    put(project, "b1.sql", f"-- m\n--\n-- Revision ID: b1\n-- Revises: a1\n\n{body}")
    done = project.run("upgrade", "head")
    assert done.returncode == 78
    assert message in done.stderr
    assert "b1.sql:" in done.stderr
    assert not project.db.exists("a")


def test_windows_files_with_a_byte_order_mark_run(project):
    put(project, "a1.sql", b"\xef\xbb\xbf-- Caf\xc3\xa9\r\n--\r\n-- Revision ID: a1\r\n-- Revises:\r\n\r\n"
                           b"-- howdah: upgrade\r\nCREATE TABLE a (id int);\r\n\r\n-- howdah: downgrade\r\n"
                           b"DROP TABLE a;\r\n")
    assert project.ok("history") == "<base> -> a1 (head), Café\n"
    project.ok("upgrade", "head")
    assert project.db.exists("a")
    project.ok("downgrade", "base", "--allow-data-loss")
    assert not project.db.exists("a")


def test_percent_signs_colons_and_dollars_mean_nothing(project):
    project.revision("a1", None, "CREATE TABLE a AS SELECT '100% :name $1 {{x}} %(y)s'::text AS v, $$;$$ AS w;")
    project.ok("upgrade", "head")
    assert project.db.value("SELECT v || w FROM a") == "100% :name $1 {{x}} %(y)s;"


def test_files_are_read_in_the_order_of_their_names(files):
    for name, id in (("10.sql", "ten"), ("2.sql", "two"), ("B.sql", "upper"), ("a.sql", "lower"), ("é.sql", "accent")):
        put(files, name, f"-- m\n--\n-- Revision ID: {id}\n-- Revises:\n")
    assert ids(files) == ["ten", "two", "upper", "lower", "accent"]


def test_what_is_no_revision_file_is_left_alone(files):
    files.revision("a1")
    for name in ("__init__.sql", ".#0001_a1.sql", ".hidden.sql", "README", "notes.txt", "x.sql~", "x.sql.orig"):
        put(files, name, "not a revision")
    (files.versions / "folder.sql").mkdir()
    assert ids(files) == ["a1"]


def test_a_link_to_a_file_is_a_file_and_a_dangling_one_is_told(files, tmp_path):
    files.revision("a1", folder=tmp_path / "elsewhere", name="real.sql")
    os.symlink(tmp_path / "elsewhere" / "real.sql", files.versions / "link.sql")
    assert ids(files) == ["a1"]
    os.symlink("nowhere", files.versions / "dangling.sql")
    done = files.run("heads")
    assert done.returncode == 66  # there is no such file
    assert "dangling.sql" in done.stderr


def test_folders_inside_count_only_when_locations_are_recursive(files):
    files.revision("a1")
    files.revision("b1", "a1", folder=files.versions / "2026" / "11")
    assert ids(files) == ["a1"]
    files.ini(recursive_version_locations="true")
    assert ids(files) == ["b1"]


@pytest.mark.parametrize("separator, between", [("os", ":"), (":", ":"), (";", ";"), ("space", " "),
                                                ("newline", "\n    "), (None, ", "), (None, " ")])
def test_version_locations_are_read_in_their_order(files, separator, between):
    settings = {} if separator is None else {"path_separator": separator}
    files.ini(version_locations=between.join(["zeta", "migrations/versions", "zeta"]), **settings)
    files.revision("a1")
    files.revision("z1", folder=files.folder / "zeta")
    assert ids(files) == ["z1", "a1"]


def test_a_location_that_is_not_there_has_no_files(files):
    files.versions.rmdir()
    assert files.ok("heads") == ""


def test_a_missing_script_location_is_told(files):
    files.versions.rmdir()
    (files.folder / "migrations").rmdir()
    done = files.run("heads")
    assert done.returncode == 66
    assert f'script location "{files.folder}/migrations" does not exist' in done.stderr
    assert "howdah init" in done.stderr


@pytest.mark.parametrize("command", [["heads"], ["upgrade", "head"], ["upgrade", "head", "--sql"]])
def test_python_revisions_are_said_once_with_the_way_out(project, command):
    project.revision("a1", None, "SELECT 1;")
    put(project, "b1_x.py", "revision = 'b1'\n")
    put(project, "c1_x.py", "revision = 'c1'\n")
    done = project.run(*command)
    assert done.returncode == 0
    assert done.stderr.count("2 Python revisions of Alembic") == 1
    assert "howdah import alembic" in done.stderr


def test_headers_of_any_length_are_read(files):
    files.revision("a1", message="word " * 5000)
    files.revision("b1", "a1", labels=[f"label{number:05}" for number in range(2000)])
    assert ids(files) == ["b1"]
    assert files.ok("show", "label01999").startswith("Rev: b1 (head)\nParent: a1\n")
