"""howdah squash: one file for a line of revisions, and databases that stand inside it."""
import json

import pytest

from project import Project

TABLES = ("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'r'"
          " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'")


@pytest.fixture
def line(project):
    """r1 - r2 - r3 - r4, with most that a section may hold."""
    project.revision("r1", None, "CREATE TABLE t1 (id int PRIMARY KEY, b text);", "DROP TABLE t1 -- all of it",
                     message="First", labels="main")
    project.revision("r2", "r1", "-- why\nCREATE TABLE t2 (id int);\nINSERT INTO t1 VALUES (1), (2); -- two rows",
                     "DROP TABLE t2;\nDELETE FROM t1;", message="Second", up_options="lock_timeout=5s")
    project.revision("r3", "r2", "-- howdah: batch key=id size=1\nUPDATE t1 SET b = 'x';\nCREATE INDEX t1_b ON t1 (b);",
                     "DROP INDEX t1_b;", message="Third", up_options="lock_timeout=30s")
    project.revision("r4", "r3", "CREATE TABLE t4 (id int);", "DROP TABLE t4;")
    return project


@pytest.fixture
def files(tmp_path, howdah):
    """r1 - r2 - r3 without a database."""
    project = Project(tmp_path / "files", None, howdah)
    for number in (1, 2, 3):
        project.revision(f"r{number}", f"r{number - 1}" if number > 1 else None,
                         f"CREATE TABLE t{number} (id int);", f"DROP TABLE t{number};")
    return project


def kept(project, id):
    return project.folder / "migrations" / "squashed" / id


def scratch_databases(project):
    return project.db.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah\\_scratch%'")


def contents(project):
    folder = project.folder / "migrations"
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.sql*")}


def refused(project, *arguments, status, text):
    before = contents(project)
    done = project.run("squash", *arguments)
    assert text in done.stderr
    assert done.returncode == status
    assert contents(project) == before


# ---- the file ----

def test_the_baseline_holds_all_sections_in_order(line):
    done = line.run("squash", "r1:r3", "-m", "Baseline")
    assert done.returncode == 0, done.stderr
    path = line.versions / "0003_r3.sql"
    assert done.stdout == (f"Generating {path} ...  done\n"
                           f"Moving the original files to {kept(line, 'r3')} ...  done\n")
    assert "Proved on two scratch databases" in done.stderr
    text = path.read_text()
    date = text.split("-- Create Date: ")[1].split("\n")[0]
    assert text == f"""\
-- Baseline
--
-- Revision ID: r3
-- Revises:
-- Create Date: {date}
-- Branch Labels: main
-- Replaces: r1, r2

-- howdah: upgrade lock_timeout=30s
-- from r1: First
CREATE TABLE t1 (id int PRIMARY KEY, b text);

-- from r2: Second
-- why
CREATE TABLE t2 (id int);
INSERT INTO t1 VALUES (1), (2); -- two rows

-- from r3: Third
-- howdah: batch key=id size=1
UPDATE t1 SET b = 'x';
CREATE INDEX t1_b ON t1 (b);

-- howdah: downgrade
-- from r3: Third
DROP INDEX t1_b;

-- from r2: Second
DROP TABLE t2;
DELETE FROM t1;

-- from r1: First
DROP TABLE t1 -- all of it
;
"""
    assert sorted(path.name for path in kept(line, "r3").iterdir()) == ["0001_r1.sql", "0002_r2.sql", "0003_r3.sql"]
    assert line.ok("history").splitlines() == ["r3 -> r4 (main) (head), revision r4", "<base> -> r3 (main), Baseline"]
    assert scratch_databases(line) == 0


def test_files_can_be_joined_without_a_database(files):
    told = json.loads(files.ok("squash", ":", "--no-prove", "--json"))
    assert told == {"revision": "r3", "path": str(files.versions / "0003_r3.sql"), "replaces": ["r1", "r2"],
                    "originals": str(kept(files, "r3")), "proved": False, "remarks": []}
    assert files.ok("history") == "<base> -> r3 (head), Squash of 3 revisions, r1 to r3\n"


def test_a_range_may_begin_above_the_base(files):
    files.ok("squash", "r2:r3", "--no-prove")
    assert [line.split(",")[0] for line in files.ok("history").splitlines()] == ["r1 -> r3 (head)", "<base> -> r1"]


def test_options_of_the_sections_are_joined(files):
    files.revision("r4", "r3", "VACUUM;", "VACUUM;", up_options="no-transaction statement_timeout=0 lock_timeout=2s",
                   down_options="no-transaction")
    files.revision("r5", "r4", "SELECT 1;", "SELECT 2;", up_options="statement_timeout=1h lock_timeout=1min")
    files.ok("squash", "r3:r5", "--no-prove")
    text = (files.versions / "0005_r5.sql").read_text()
    assert "\n-- howdah: upgrade no-transaction lock_timeout=1min statement_timeout=0\n" in text
    assert "\n-- howdah: downgrade no-transaction\n" in text


def test_one_irreversible_downgrade_makes_the_baseline_irreversible(files):
    files.revision("r4", "r3", "SELECT 1;", "-- howdah: irreversible the rows are gone")
    files.ok("squash", "r2:r4", "--no-prove")
    assert ("\n-- howdah: downgrade\n-- howdah: irreversible the rows are gone (revision r4)\n"
            in (files.versions / "0004_r4.sql").read_text())


def test_a_missing_downgrade_makes_the_baseline_irreversible(files):
    files.revision("r4", "r3", "SELECT 1;", None)
    files.ok("squash", "r3:r4", "--no-prove")
    assert "-- howdah: irreversible revision r4 has no downgrade\n" in (files.versions / "0004_r4.sql").read_text()


def test_dependencies_outside_are_kept_and_those_inside_go(files):
    files.revision("x1")
    files.revision("r4", "r3", depends=["x1", "r1"])
    files.ok("squash", "r1:r4", "--no-prove")
    assert "\n-- Depends On: x1\n" in next(files.versions.glob("*_r4.sql")).read_text()


def test_revisions_above_may_go_on_depending_on_a_replaced_one(files):
    files.revision("r4", "r3", depends="r1")
    files.ok("squash", "r1:r3", "--no-prove")
    assert files.ok("heads") == "r4 (head)\n"


# ---- databases ----

@pytest.mark.parametrize("stands_at", ["base", "r1", "r2", "r3", "r4"])
def test_a_database_anywhere_finds_its_way_up_and_down(line, stands_at):
    if stands_at != "base":
        line.ok("upgrade", stands_at)
    line.ok("squash", "r1:r3")
    line.ok("upgrade", "head")
    assert line.rows() == ["r4"]
    assert line.db.value(TABLES) == "t1 t2 t4"
    assert line.db.value("SELECT string_agg(b, '' ORDER BY id) FROM t1") == "xx"
    line.ok("downgrade", "-1", "--allow-data-loss")
    assert line.rows() == ["r3"]
    line.ok("downgrade", "base", "--allow-data-loss")
    assert line.rows() == []
    assert line.db.value(TABLES) is None


def test_inside_the_range_the_original_names_work(line):
    line.ok("upgrade", "r1")
    line.ok("squash", "r1:r3")
    assert line.ok("current").startswith("r1")
    line.ok("upgrade", "+1")
    assert line.rows() == ["r2"]
    line.ok("downgrade", "base", "--allow-data-loss")
    assert line.rows() == []


def test_a_baseline_of_applied_revisions_does_not_count_as_edited(line):
    line.ok("upgrade", "head")
    line.ok("squash", "r1:r3")
    line.revision("r5", "r4", "CREATE TABLE t5 (id int);", "DROP TABLE t5;")
    done = line.run("upgrade", "head", "--strict")
    assert done.returncode == 0
    assert "edited" not in done.stderr
    assert "Nothing to repair" in line.ok("repair")


def test_a_baseline_that_was_applied_itself_and_edited_is_noticed(line):
    line.ok("squash", "r1:r3")
    line.ok("upgrade", "head")
    path = next(line.versions.glob("*r3*"))
    path.write_text(path.read_text().replace("t1", "t111"))
    done = line.run("repair")
    assert done.returncode == 1 and "revision r3 was edited" in done.stdout


def test_scripts_for_a_database_inside_the_range_are_made_of_the_originals(files):
    files.ok("squash", "r1:r3", "--no-prove")
    script = files.ok("upgrade", "r1:head", "--sql")
    assert "CREATE TABLE t2" in script and "CREATE TABLE t1" not in script
    assert "SET version_num='r2' WHERE alembic_version.version_num = 'r1'" in script


def test_a_replaced_id_is_told_where_it_went(files):
    files.ok("squash", "r1:r3", "--no-prove")
    done = files.run("show", "r2")
    assert done.returncode == 66
    assert "Can't locate revision identified by 'r2'" in done.stderr
    assert 'It was squashed into "r3".' in done.stderr


def test_missing_originals_are_told(line):
    line.ok("upgrade", "r2")
    line.ok("squash", "r1:r3", "--no-prove")
    (kept(line, "r3") / "0002_r2.sql").unlink()
    done = line.run("upgrade", "head")
    assert done.returncode == 66
    assert ('the database is at revision "r2", which was squashed into "r3", but its original file is not in '
            f'"{kept(line, "r3")}"') in done.stderr


def test_squashing_again_keeps_the_true_originals(line):
    line.ok("upgrade", "r2")
    line.ok("squash", "r1:r3")
    baseline = (line.versions / "0003_r3.sql").read_text()
    line.ok("squash", ":r4", "-m", "All")
    assert not kept(line, "r3").exists()
    assert sorted(path.name for path in kept(line, "r4").iterdir()) == [
        "0001_r1.sql", "0002_r2.sql", "0003_r3.sql", "0003_r3.sql.replaced", "0004_r4.sql"]
    assert (kept(line, "r4") / "0003_r3.sql.replaced").read_text() == baseline
    assert line.ok("history") == "<base> -> r4 (main) (head), All\n"
    line.ok("upgrade", "head")
    assert line.rows() == ["r4"]


def test_squashing_onto_a_baseline_keeps_the_true_originals(files):
    files.revision("r4", "r3")
    files.ok("squash", "r2:r3", "--no-prove")
    files.ok("squash", "r1:r3", "--no-prove")
    assert sorted(path.name for path in kept(files, "r3").iterdir()) == [
        "0001_r1.sql", "0002_r2.sql", "0003_r3.sql", "0003_r3.sql.replaced"]
    assert "-- Replaces: r1, r2\n" in (files.versions / "0003_r3.sql").read_text()


def test_a_line_can_be_squashed_any_number_of_times(files):
    files.revision("r4", "r3")
    for range in ("r2:r3", "r1:r3", ":r4"):
        files.ok("squash", range, "--no-prove")
    assert sorted(path.name for path in kept(files, "r4").iterdir()) == [
        "0001_r1.sql", "0002_r2.sql", "0003_r3.sql", "0003_r3.sql.replaced", "0003_r3.sql.replaced2", "0004_r4.sql"]


# ---- the schema instead of the files ----

def test_the_schema_can_stand_for_the_files(line):
    line.revision("r5", "r4", "CREATE FUNCTION f() RETURNS int LANGUAGE sql\n  AS $$ -- one\nSELECT 1 $$;\n"
                              "CREATE VIEW v AS SELECT f() AS one;\nDO $$ BEGIN END $$;",
                  "DROP VIEW v; DROP FUNCTION f();")
    done = line.run("squash", "--from-schema", ":r5")
    assert done.returncode == 0, done.stderr
    text = (line.versions / "0005_r5.sql").read_text()
    assert "CREATE TABLE public.t1" in text and "AS $$ -- one\nSELECT 1 $$;\n" in text
    assert "OWNER TO" not in text and "set_config" not in text and "\\restrict" not in text
    assert "-- data of r2\nINSERT INTO t1 VALUES (1), (2);\n" in text
    assert "kept behind the schema, a statement of revision r3: UPDATE t1 SET b = 'x'" in done.stderr
    assert "left out, add it by hand if it changes data, a statement of revision r5: DO $$" in done.stderr
    line.ok("upgrade", "head")
    assert line.db.value(TABLES) == "t1 t2 t4"
    assert line.db.value("SELECT string_agg(id || b, ' ' ORDER BY id) FROM t1") == "1x 2x"
    assert line.db.value("SELECT one FROM v") == 1
    assert scratch_databases(line) == 0


def test_the_schema_stands_only_for_a_range_from_a_base(line):
    refused(line, "--from-schema", "r2:r4", status=73, text="the schema holds more than the revisions of the range")


# ---- the proof ----

def test_a_baseline_that_makes_another_schema_is_refused(project):
    """SET LOCAL ends with its revision; in one file it reaches into the next."""
    project.revision("r1", None, "CREATE SCHEMA s;\nSET LOCAL search_path = s;\nCREATE TABLE a (id int);",
                     "DROP TABLE s.a; DROP SCHEMA s;")
    project.revision("r2", "r1", "CREATE TABLE b (id int);", "DROP TABLE b;")
    refused(project, ":r2", status=1, text="the baseline does not make the same schema after the upgrade")
    done = project.run("squash", ":r2")
    assert "- CREATE TABLE public.b (" in done.stderr and "+ CREATE TABLE s.b (" in done.stderr
    assert scratch_databases(project) == 0


def test_a_downgrade_that_leaves_something_else_is_refused(project):
    project.revision("r1", None, "CREATE TABLE a (id int);", "DROP TABLE IF EXISTS a;\nCREATE TABLE rest (id int);")
    project.revision("r2", "r1", "DROP TABLE IF EXISTS rest;",
                     "SET LOCAL search_path = pg_temp;\nCREATE TABLE gone (id int);")
    refused(project, ":r2", status=1, text="the baseline does not make the same schema after the downgrade")


def test_a_revision_that_fails_is_shown_and_nothing_is_left_behind(line):
    line.revision("r5", "r4", "CREATE TABLE t5 (id nonsense);")
    done = line.run("squash", ":r5")
    assert done.returncode == 69
    assert 'type "nonsense" does not exist' in done.stderr
    assert "0005_r5.sql:8:" in done.stderr
    assert "while running upgrade of revision r5 on a scratch database" in done.stderr
    assert scratch_databases(line) == 0


def test_scratch_databases_of_a_killed_command_are_dropped_by_the_next(line):
    line.revision("r5", "r4", "SELECT pg_sleep(60);")
    running = line.start("squash", "r4:r5")
    line.db.wait_until("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND "
                       "datname LIKE 'howdah%')")
    running.kill()
    assert scratch_databases(line) > 0
    line.db.wait_until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'howdah squash'"
                       " AND datname = current_database())")
    line.ok("squash", "r1:r3")
    assert scratch_databases(line) == 0


def test_another_server_can_be_named_for_the_proof(line):
    done = line.run("squash", "r1:r3", env={"HOWDAH_URL": "postgresql:///x?host=/nowhere",
                                            "HOWDAH_SCRATCH_URL": line.db.url})
    assert done.returncode == 0, done.stderr
    assert "Proved on two scratch databases" in done.stderr


def test_without_any_server_nothing_is_written(files):
    done = files.run("squash", "r1:r3", env={"HOWDAH_URL": "postgresql:///x?host=/nowhere",
                                             "HOWDAH_CONNECT_BUDGET": "0"})
    assert done.returncode == 69
    assert (files.versions / "0001_r1.sql").exists()


def test_a_role_that_may_not_make_databases_is_told_what_to_do(line):
    line.db.execute("CREATE ROLE squash_poor LOGIN")
    try:
        # No right here, no PostgreSQL programs for an embedded one.
        done = line.run("squash", "r1:r3", "--url", f"{line.db.url}&user=squash_poor",
                        env={"HOWDAH_BIN_DIR": "/usr/share"})
        assert done.returncode == 69
        assert 'role "squash_poor" may not make databases' in done.stderr
        assert "ALTER ROLE squash_poor CREATEDB" in done.stderr
    finally:
        line.db.execute("DROP ROLE squash_poor")


# ---- refusals ----

@pytest.mark.parametrize("range, status, text", [
    ("r2", 64, '"r2" is not a range'),
    ("r2:base", 64, "a range cannot end in base"),
    ("r2:r2", 73, 'there is nothing to squash: the range is "r2" alone'),
    ("r3:r1", 73, 'revision "r3" is not below "r1"'),
    ("nope:r2", 66, "Can't locate revision identified by 'nope'"),
])
def test_what_is_no_range_is_refused(files, range, status, text):
    refused(files, range, "--no-prove", status=status, text=text)


def test_branches_inside_the_range_are_refused(files):
    files.revision("b2", "r1")
    refused(files, "r1:r3", "--no-prove", status=73, text='revision "b2" branches off inside the range, from "r1"')
    files.revision("m", ["r3", "b2"])
    refused(files, "r2:m", "--no-prove", status=73, text='revision "m" is a merge point inside the range')
    files.revision("n", "m")
    files.ok("squash", "m:n", "--no-prove")
    assert "-- Revises: r3, b2\n" in next(files.versions.glob("*_n.sql")).read_text()


def test_a_dependency_from_outside_into_the_range_is_refused(files):
    files.revision("x", None, depends="r2")
    refused(files, "r1:r3", "--no-prove", status=73, text='revision "x" depends on "r2" inside the range')
    files.ok("squash", "r1:r2", "--no-prove")


def test_a_file_that_was_kept_before_is_not_overwritten(files):
    kept(files, "r3").mkdir(parents=True)
    (kept(files, "r3") / "0001_r1.sql").write_text("mine")
    refused(files, "r1:r3", "--no-prove", status=73, text="would be overwritten")
