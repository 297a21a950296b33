"""backup.assertions: what a drill must find true of the database that it has restored."""
import json

import pytest

DIFFERENT, MISSING, CONFIG = 1, 66, 78


@pytest.fixture
def shop(project, db):
    db.execute("CREATE TABLE users (id int, name text); INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob')")
    (project.folder / "checks.sql").write_text(
        "-- There is somebody.\nSELECT count(*) > 0 FROM public.users;\n\n"
        "SELECT id > 0, name <> '' FROM public.users;\n")
    project.ini(**{"[backup]\nassertions": "checks.sql"})
    return project


def drills(project):
    path, = (project.folder / ".howdah" / "backups").glob("*/drills.json")
    return json.loads(path.read_text())


def test_a_drill_tells_that_the_assertions_hold(shop):
    shop.ok("backup")
    assert "2 assertions hold" in shop.ok("backup", "drill")
    assert json.loads(shop.ok("backup", "drill", "--json"))["assertions"] == 2


@pytest.mark.parametrize("sql, evidence", [
    ("SELECT count(*) > 2\n  FROM public.users", "gave false: SELECT count(*) > 2 FROM public.users"),
    ("SELECT count(*) FROM public.users", "gave 2: SELECT"),
    ("SELECT true FROM public.users WHERE id = 3", "gave no row"),
    ("SELECT id > 1, true FROM public.users", "gave false"),
    ("SELECT NULL::bool", "gave NULL"),
    ("SELECT true FROM nowhere", 'failed with relation "nowhere" does not exist'),
    ("DELETE FROM public.users RETURNING true", "failed with cannot execute DELETE in a read-only transaction"),
])
def test_an_assertion_that_does_not_hold_fails_the_drill_with_what_it_gave(shop, server, sql, evidence):
    (shop.folder / "checks.sql").write_text(f"SELECT true;\n{sql};\n")
    shop.ok("backup")
    done = shop.run("backup", "drill")
    assert done.returncode == DIFFERENT
    assert f"assertion checks.sql:2 {evidence}" in done.stderr
    drill, = drills(shop)
    assert not drill["equal"] and "checks.sql:2" in drill["difference"]
    assert "DRILL FAILED" in shop.ok("backup", "list")
    with server.connect() as admin:
        assert admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'howdah_restoring%'").fetchall() == []


def test_a_folder_of_assertions_is_read_by_name(shop):
    (shop.folder / "checks.sql").unlink()
    (shop.folder / "checks.sql").mkdir()
    (shop.folder / "checks.sql" / "b.sql").write_text("SELECT false")
    (shop.folder / "checks.sql" / "a.sql").write_text("SELECT true;")
    shop.ok("backup")
    assert "assertion b.sql:1 gave false" in shop.run("backup", "drill").stderr


@pytest.mark.parametrize("text, status", [(None, MISSING), ("-- nothing\n", CONFIG), ("SELECT 'x;\n", CONFIG)])
def test_assertions_that_cannot_be_read_are_told_before_anything_is_made(shop, text, status):
    (shop.folder / "checks.sql").unlink()
    if text is not None:
        (shop.folder / "checks.sql").write_text(text)
    done = shop.run("backup", "--prove", "restore")
    assert done.returncode == status
    assert "checks.sql" in done.stderr
    assert "no backups" in shop.run("backup", "list").stderr


def test_a_backup_whose_assertions_do_not_hold_gets_no_name_when_it_is_to_be_restored(shop):
    (shop.folder / "checks.sql").write_text("SELECT false")
    assert shop.run("backup", "--prove", "restore").returncode == DIFFERENT
    assert "no backups" in shop.run("backup", "list").stderr
