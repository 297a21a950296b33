"""howdah init, revision, merge and edit: the files they write and what they refuse."""
import datetime
import json
import re

import pytest

from project import Project


@pytest.fixture
def files(tmp_path, howdah):
    """A project whose commands have no database."""
    return Project(tmp_path / "project", None, howdah)


@pytest.fixture
def five(files):
    """Five revisions in a row."""
    ids = ["aa110000", "bb220000", "cc330000", "dd440000", "ee550000"]
    for down, id in zip([None, *ids], ids):
        files.revision(id, down)
    return files


@pytest.fixture
def branches(files):
    """a - b, then c1 - d1 and c2 - d2."""
    for id, down, label in (("a", None, None), ("b", "a", None), ("c1", "b", "c1branch"), ("d1", "c1", None),
                            ("c2", "b", "c2branch"), ("d2", "c2", None)):
        files.revision(id, down, labels=label)
    return files


def header(path):
    """The named lines of a revision file, as a dictionary, and its message."""
    comments = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("--") or line.startswith("-- howdah:"):
            break
        comments.append(line[2:].strip())
    named = dict(re.match(r"([A-Z][A-Za-z ]+): *(.*)", line).groups() for line in comments if re.match(
        r"(Revision ID|Revises|Create Date|Branch Labels|Depends On):", line))
    return named, comments[0]


def new_file(files, id):
    """The file of a revision made by the program."""
    (path,) = [path for path in files.versions.glob("*.sql") if header(path)[0]["Revision ID"] == id]
    return path


def refused(done, text):
    assert done.returncode != 0
    assert text in done.stderr
    assert done.stdout == ""


# ---- revision ----

@pytest.mark.parametrize("arguments, name, expected, message", [
    (["-m", "Add a Thing, now!"], "ff660000_add_a_thing_now.sql", {"Revises": "ee550000"}, "Add a Thing, now!"),
    (["-m", "x", "--head", "bb220000", "--splice"], "ff660000_x.sql", {"Revises": "bb220000"}, "x"),
    (["-m", "x", "--depends-on", "aa11"], "ff660000_x.sql", {"Revises": "ee550000", "Depends On": "aa110000"}, "x"),
    (["-m", "x", "--head", "base", "--branch-label", "other"], "ff660000_x.sql",
     {"Revises": "", "Branch Labels": "other"}, "x"),
    (["-m", "this is a very long message which is certainly over forty characters"],
     "ff660000_this_is_a_very_long_message_which_is_.sql", {"Revises": "ee550000"},
     "this is a very long message which is certainly over forty characters"),
    ([], "ff660000_.sql", {"Revises": "ee550000"}, "empty message"),
])
def test_revision_writes_the_file_that_alembic_would(five, arguments, name, expected, message):
    out = five.ok("revision", *arguments, "--rev-id", "ff660000")
    path = five.versions / name
    assert out == f"Generating {path} ...  done\n"
    named, first = header(path)
    date = named.pop("Create Date")
    assert named == {"Revision ID": "ff660000", **expected}
    assert first == message
    assert abs(datetime.datetime.fromisoformat(date) - datetime.datetime.utcnow()).total_seconds() < 60


@pytest.mark.parametrize("arguments, text", [
    (["--head", "bb220000"], "Revision bb220000 is not a head revision; please specify --splice to create a new "
                             "branch from this revision"),
    (["--rev-id", "ff-66"], "Character(s) '-' not allowed in revision identifier 'ff-66'"),
    (["--rev-id", "f@+"], "Character(s) '+, @' not allowed in revision identifier 'f@+'"),
    (["--rev-id", "a,b"], 'revision id "a,b" is empty or has a comma'),
    (["--rev-id", "aa110000"], 'revision id "aa110000" is already used by "'),
    (["--depends-on", "nope"], "Can't locate revision identified by 'nope'"),
    (["--head", "nope"], "Can't locate revision identified by 'nope'"),
    (["--version-path", "elsewhere"], "Path elsewhere is not represented in current version locations"),
    (["--sql"], "Using --sql with the revision command when revision_environment is not configured does not make "
                "any sense"),
    (["--autogenerate", "--sql"], "Using --sql with --autogenerate does not make any sense"),
])
def test_revision_refuses_with_the_words_of_alembic(five, arguments, text):
    before = sorted(five.versions.iterdir())
    refused(five.run("revision", "-m", "x", *arguments), text)
    assert sorted(five.versions.iterdir()) == before


def test_a_label_in_use_is_refused_before_anything_is_written(branches):
    done = branches.run("revision", "-m", "x", "--head", "base", "--branch-label", "c1branch", "--rev-id", "zz")
    refused(done, "Branch name 'c1branch' in revision zz already used by revision c1")
    assert not list(branches.versions.glob("zz*"))


def test_several_heads_ask_for_one(branches):
    refused(branches.run("revision", "-m", "x"),
            "Multiple heads are present; please specify the head revision on which the new revision should be "
            "based, or perform a merge.")
    branches.ok("revision", "-m", "x", "--head", "c2branch@head", "--rev-id", "e2")
    assert header(new_file(branches, "e2"))[0]["Revises"] == "d2"


def test_a_dependency_given_as_label_stays_a_label(branches):
    branches.ok("revision", "-m", "x", "--head", "d2", "--depends-on", "c1branch", "--depends-on", "d1",
                "--rev-id", "e2")
    assert header(new_file(branches, "e2"))[0]["Depends On"] == "c1branch, d1"


def test_ids_are_twelve_new_digits(files):
    files.ok("revision", "-m", "one")
    files.ok("revision", "-m", "two")
    ids = [header(path)[0]["Revision ID"] for path in files.versions.iterdir()]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{12}", id) for id in ids)
    assert len(files.ok("heads").splitlines()) == 1


def test_the_new_file_is_read_by_every_command_and_waits_to_be_filled(files):
    files.ok("revision", "-m", "Users: the first table\n\nWith more text.\n", "--rev-id", "u1")
    assert files.ok("history") == "<base> -> u1 (head), Users: the first table\n"
    text = new_file(files, "u1").read_text()
    assert text.startswith("-- Users: the first table\n--\n-- With more text.\n--\n-- Revision ID: u1\n-- Revises:\n")
    assert "\n-- howdah: upgrade\n" in text and "\n-- howdah: downgrade\n" in text


@pytest.mark.parametrize("message", ["Revises: aa110000", "Revision ID: x", "howdah: upgrade", "a\n\nRevise: b"])
def test_a_message_that_reads_like_a_header_is_refused(five, message):
    refused(five.run("revision", "-m", message), "would not be read from the file as given")


def test_json_names_the_new_file(five):
    made = json.loads(five.ok("revision", "-m", "x", "--rev-id", "ff", "--json"))
    assert made == {"revision": "ff", "down": ["ee550000"], "path": str(five.versions / "ff_x.sql")}


def test_quiet_prints_nothing(five):
    assert five.ok("-q", "revision", "-m", "x", "--rev-id", "ff") == ""
    assert (five.versions / "ff_x.sql").exists()


def test_autogenerate_tells_first_that_the_database_is_behind(project):
    project.revision("a1", None, "SELECT 1;")
    refused(project.run("revision", "--autogenerate", "-m", "x"), "Target database is not up to date.")
    project.db.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    project.db.execute("INSERT INTO alembic_version VALUES ('a1')")
    refused(project.run("revision", "--autogenerate", "-m", "x"), "models")


# ---- names and places ----

def test_names_follow_the_template_the_length_and_the_time_zone(files):
    files.ini(file_template="%%(year)d-%%(month).2d_%%(rev)s-%%(slug)s", truncate_slug_length=12,
              timezone="Asia/Kolkata")
    files.ok("revision", "-m", "hello wonderful world", "--rev-id", "r1")
    (path,) = files.versions.iterdir()
    assert re.fullmatch(r"\d{4}-\d\d_r1-hello_\.sql", path.name)
    assert header(path)[0]["Create Date"].endswith("+05:30")


def test_a_template_with_slashes_needs_recursive_locations(files):
    files.ini(file_template="%%(year)d/%%(rev)s_%%(slug)s")
    refused(files.run("revision", "-m", "x"), "would be outside of the version locations")
    files.ini(file_template="%%(year)d/%%(rev)s_%%(slug)s", recursive_version_locations="true")
    files.ok("revision", "-m", "x", "--rev-id", "r1")
    files.ok("revision", "-m", "y", "--rev-id", "r2")
    year = datetime.datetime.utcnow().year
    assert header(files.versions / str(year) / "r2_y.sql")[0]["Revises"] == "r1"


def test_a_template_cannot_leave_the_version_locations(files):
    files.ini(file_template="../../%%(rev)s", recursive_version_locations="true")
    refused(files.run("revision", "-m", "x"), "would be outside of the version locations")


def test_a_name_that_would_not_be_read_is_refused(files):
    files.ini(file_template=".%%(rev)s")
    refused(files.run("revision", "-m", "x"), "cannot be the name of a revision file")


def test_a_wrong_template_names_the_token(files):
    files.ini(file_template="%%(revision)s")
    refused(files.run("revision", "-m", "x"), 'unknown token at "%(revision)s"')


def test_a_file_in_the_way_is_not_overwritten(files):
    files.ini(file_template="%%(slug)s")
    files.ok("revision", "-m", "x")
    before = (files.versions / "x.sql").read_text()
    refused(files.run("revision", "-m", "x"), "already exists")
    assert (files.versions / "x.sql").read_text() == before


def test_ids_with_slashes_and_blanks_make_plain_file_names(files):
    files.ok("revision", "-m", "x", "--rev-id", "team a/1.0")
    assert (files.versions / "team a_1.0_x.sql").exists()
    assert files.ok("heads") == "team a/1.0 (head)\n"


def test_with_several_locations_the_file_goes_next_to_its_parent(files):
    shop = files.folder / "shop"
    files.ini(version_locations="migrations/versions:shop", path_separator=":")
    files.revision("s1", None, folder=shop)
    files.ok("revision", "-m", "x", "--rev-id", "s2")
    assert header(shop / "s2_x.sql")[0]["Revises"] == "s1"
    refused(files.run("revision", "-m", "x", "--head", "base"),
            "Multiple version locations present, please specify --version-path")
    files.ok("revision", "-m", "x", "--head", "base", "--version-path", "migrations/versions", "--rev-id", "m1")
    assert (files.versions / "m1_x.sql").exists()


# ---- merge ----

def test_merge_joins_heads(branches):
    out = branches.ok("merge", "d1", "d2", "-m", "m", "--rev-id", "mm")
    assert out == f"Generating {branches.versions / 'mm_m.sql'} ...  done\n"
    assert header(branches.versions / "mm_m.sql")[0]["Revises"] == "d1, d2"
    assert branches.ok("heads") .startswith("mm ")


def test_merge_of_heads_takes_all_of_them_or_the_one_or_none(branches, tmp_path, howdah):
    branches.ok("merge", "heads", "-m", "m", "--rev-id", "mm")
    assert set(header(new_file(branches, "mm"))[0]["Revises"].split(", ")) == {"d1", "d2"}
    branches.ok("merge", "heads", "-m", "m", "--rev-id", "nn")
    assert header(new_file(branches, "nn"))[0]["Revises"] == "mm"
    empty = Project(tmp_path / "empty", None, howdah)
    empty.ok("merge", "heads", "-m", "m", "--rev-id", "r1")
    assert header(new_file(empty, "r1"))[0]["Revises"] == ""


@pytest.mark.parametrize("arguments, text", [
    (["d1", "d1"], "Duplicate head revisions specified"),
    (["c1", "d2"], "Revision c1 is not a head revision; please specify --splice"),
    (["d1", "x9"], "Can't locate revision identified by 'x9'"),
])
def test_merge_refuses_with_the_words_of_alembic(branches, arguments, text):
    refused(branches.run("merge", *arguments, "-m", "m", "--rev-id", "mm"), text)


def test_merge_of_what_is_no_head_needs_splice(branches):
    branches.ok("merge", "c1", "d2", "--splice", "-m", "m", "--rev-id", "mm", "--branch-label", "joined")
    assert header(new_file(branches, "mm"))[0]["Revises"] == "c1, d2"
    assert header(new_file(branches, "mm"))[0]["Branch Labels"] == "joined"


# ---- edit ----

@pytest.fixture
def editor(tmp_path):
    """A program that writes down which files it is opened with."""
    program = tmp_path / "my editor"
    program.write_text('#!/bin/sh\necho "$@" >>"$(dirname "$0")/edited"\n')
    program.chmod(0o755)
    return program


def test_edit_opens_the_file_in_the_editor(five, editor):
    five.ok("edit", "cc33", env={"EDITOR": f"'{editor}' --wait", "VISUAL": "false"})
    five.ok("edit", "head", env={"VISUAL": f"'{editor}'"})
    assert (editor.parent / "edited").read_text() == (f"--wait {five.versions / '0003_cc330000.sql'}\n"
                                                      f"{five.versions / '0005_ee550000.sql'}\n")


def test_edit_takes_the_first_editor_that_is_there(five, editor):
    folder = editor.parent / "bin"
    folder.mkdir()
    for name in ("vim", "nano"):
        (folder / name).write_text('#!/bin/sh\necho "$0 $1" >>"${0%/*}/edited"\n')
        (folder / name).chmod(0o755)
    five.ok("edit", "aa11", env={"PATH": str(folder)})
    assert (folder / "edited").read_text() == f"{folder / 'nano'} {five.versions / '0001_aa110000.sql'}\n"


def test_edit_tells_what_it_cannot_open(five, editor):
    refused(five.run("edit", "base", env={"EDITOR": str(editor)}), "No revision files indicated by symbol 'base'")
    refused(five.run("edit", "nope"), "Can't locate revision identified by 'nope'")
    refused(five.run("edit", "head", env={"EDITOR": "false"}), '"false" failed with exit status 1')
    refused(five.run("edit", "head", env={"EDITOR": "no-such-editor"}), 'program "no-such-editor" was not found')


def test_edit_current_opens_what_the_database_is_at(project, editor):
    project.revision("a1")
    project.revision("b1", "a1")
    refused(project.run("edit", "current", env={"EDITOR": f"'{editor}'"}), "No current revisions")
    project.db.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    project.db.execute("INSERT INTO alembic_version VALUES ('a1')")
    project.ok("edit", "current", env={"EDITOR": f"'{editor}'"})
    assert (editor.parent / "edited").read_text() == f"{project.versions / '0001_a1.sql'}\n"


# ---- init ----

def test_init_makes_a_project_that_works(howdah):
    done = howdah("init")
    assert done.returncode == 0
    folder = howdah.cwd
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*")) == [
        "howdah.ini", "migrations", "migrations/README", "migrations/versions", "models", "models/README"]
    assert f"Creating directory {folder}/migrations/versions ...  done\n" in done.stdout
    assert f"Generating {folder}/howdah.ini ...  done\n" in done.stdout
    assert f"Please edit the settings in '{folder}/howdah.ini' before proceeding.\n" in done.stdout
    assert howdah("revision", "-m", "first", "--rev-id", "f1").returncode == 0
    assert (folder / "migrations/versions/f1_first.sql").exists()
    assert howdah("history", cwd=folder / "migrations").stdout == "<base> -> f1 (head), first\n"


def test_init_takes_a_folder_as_alembic_does(howdah):
    assert howdah("init", "-t", "async", "db/100% mine").returncode == 0
    assert howdah("revision", "-m", "first", "--rev-id", "f1").returncode == 0
    assert (howdah.cwd / "db/100% mine/versions/f1_first.sql").exists()


def test_init_writes_an_alembic_ini_for_those_who_ask_for_one(howdah):
    assert howdah("-c", "alembic.ini", "init", "scripts").returncode == 0
    text = (howdah.cwd / "alembic.ini").read_text()
    assert "[alembic]\n" in text and "# sqlalchemy.url = " in text
    assert howdah("revision", "-m", "first", "--rev-id", "f1").returncode == 0
    assert (howdah.cwd / "scripts/versions/f1_first.sql").exists()


def test_init_writes_the_url_that_it_is_given(howdah):
    given = "postgresql://app@db.example.com/50%25?sslmode=require"
    assert howdah("init", "--url", given).returncode == 0
    shown = json.loads(howdah("config", "show", "--json").stdout)["settings"]["url"]
    assert shown["value"] == given and shown["kind"] == "file"


def test_init_writes_no_password_and_says_so(howdah):
    for folder, given, written in [
            ("a", "postgresql+asyncpg://app:se%40cret@db/shop", "postgresql+asyncpg://app@db/shop"),
            ("b", "host=db password='se@cret' dbname=shop", "host=db dbname=shop"),
            ("c", "postgresql://app:se@cret@db/shop?options=-csome.x%3Da@b",
             "postgresql://app@db/shop?options=-csome.x%%3Da%%40b")]:
        cwd = howdah.cwd / folder
        cwd.mkdir()
        done = howdah("init", "-q", "--url", given, cwd=cwd)
        assert done.returncode == 0
        assert "warning: the password of the url is not written; give it with PGPASSWORD" in done.stderr
        text = (cwd / "howdah.ini").read_text()
        assert f"\nurl = {written}\n" in text
        assert "cret" not in text + done.stdout + done.stderr


@pytest.mark.parametrize(("words", "status", "said"), [
    (["--url", "nonsense"], 78, "value is no connection URL"),
    (["--url", "mysql://u:secret@h/d"], 78, 'URL of scheme "mysql" does not name a PostgreSQL database'),
    (["--env", "production"], 64, "init writes no environments")])
def test_init_refuses_what_it_would_not_write(howdah, words, status, said):
    done = howdah("init", *words)
    assert done.returncode == status
    assert said in done.stderr and "secret" not in done.stderr
    assert list(howdah.cwd.iterdir()) == []


def test_init_with_a_url_refuses_a_file_that_is_there(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n")
    done = howdah("init", "--url", "postgresql://app@db/shop")
    assert done.returncode == 73
    assert "exists already, and init does not change it" in done.stderr
    assert [path.name for path in howdah.cwd.iterdir()] == ["howdah.ini"]


def test_init_overwrites_nothing(howdah):
    assert howdah("init").returncode == 0
    (howdah.cwd / "howdah.ini").write_text("[howdah]\nscript_location = other\n")
    done = howdah("init")
    assert done.returncode == 73
    assert f"Directory {howdah.cwd}/migrations already exists and is not empty" in done.stderr
    done = howdah("init", "other")
    assert f"File {howdah.cwd}/howdah.ini already exists, skipping\n" in done.stdout
    assert (howdah.cwd / "howdah.ini").read_text() == "[howdah]\nscript_location = other\n"


def test_init_refuses_an_unknown_template_and_leaves_nothing_behind(howdah):
    done = howdah("init", "-t", "fancy")
    assert done.returncode == 66
    assert "No such template 'fancy'" in done.stderr
    assert list(howdah.cwd.iterdir()) == []
