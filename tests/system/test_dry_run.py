"""--dry-run: the very statements that this database would get, in their transactions, with the locks."""
import json

import pytest

BATCH = "-- howdah: batch key=id size=10\nUPDATE t SET n = 1 WHERE n IS NULL;"


def words(text):
    return " ".join(text.split())


@pytest.fixture
def mixed(project):
    project.revision("a1", None, "CREATE TABLE t (id int PRIMARY KEY, n int);\nCREATE INDEX CONCURRENTLY t_n ON t (n);\n"
                     "INSERT INTO t SELECT g FROM generate_series(1, 25) g;\n" + BATCH, "")
    project.revision("b2", "a1", "ALTER TABLE t ADD COLUMN m int;", "")
    return project


def test_missing_version_table_and_journal_are_part_of_it(mixed, db):
    shown = mixed.ok("upgrade", "head", "--dry-run")
    assert shown.startswith("-- Making what howdah needs: version table, journal\n\nCREATE TABLE IF NOT EXISTS public.alembic_version (")
    assert "CREATE SCHEMA IF NOT EXISTS howdah;" in shown and "CREATE TABLE IF NOT EXISTS howdah.step (" in shown
    assert not db.exists("alembic_version") and not db.exists("howdah.step")
    mixed.ok("upgrade", "a1")
    assert "Making" not in mixed.ok("upgrade", "head", "--dry-run")


def test_widening_is_shown_with_its_lock(project):
    project.chain(1)
    project.ok("upgrade", "head")
    project.revision("x" * 40, "r0001", "SELECT 1;")
    shown = project.ok("upgrade", "head", "--dry-run")
    assert ("ALTER TABLE public.alembic_version ALTER COLUMN version_num TYPE varchar;\n"
            "--   ACCESS EXCLUSIVE on public.alembic_version") in shown


def test_transactions_and_the_lock_on_the_version_table_are_shown(mixed):
    shown = mixed.ok("upgrade", "head", "--dry-run")
    lock = "LOCK TABLE public.alembic_version IN SHARE ROW EXCLUSIVE MODE"
    part = shown[shown.index("-- Running upgrade a1 -> b2"):]
    order = ["BEGIN;", lock, "ALTER TABLE t ADD COLUMN m int;", "UPDATE public.alembic_version SET version_num='b2'", "COMMIT;"]
    assert sorted(order, key=part.index) == order
    assert shown.count("BEGIN;") == shown.count("COMMIT;") == 4
    one = mixed.ok("upgrade", "head", "--dry-run", "--transaction=all")
    assert one.count("BEGIN;") == 4 and "-- Running upgrade a1 -> b2" in one


def test_a_batch_is_shown_as_it_runs(mixed):
    shown = words(mixed.ok("upgrade", "head", "--dry-run"))
    assert "UPDATE t SET n = 1 WHERE t.id <= $1 AND t.id > $2 AND (n IS NULL );" in shown
    assert "in batches of 10 by id until no row is left, each in a transaction of its own" in shown
    assert "SELECT k::text FROM (SELECT id AS k FROM t WHERE id > $1 ORDER BY id LIMIT 10)" in shown


def test_every_statement_shown_is_one_that_the_server_gets(mixed, db, server):
    planned = json.loads(mixed.ok("upgrade", "head", "--dry-run", "--json"))
    assert [step["revision"] for step in planned] == [None, "a1", "b2"]
    text = words(mixed.ok("upgrade", "head", "--dry-run"))
    db.execute(f"ALTER DATABASE {db.name} SET log_statement = 'all'")
    mixed.ok("upgrade", "head")
    got = words(open(server.log, encoding="utf-8", errors="replace").read())
    for step in planned:
        for statement in step["statements"]:
            assert words(statement["sql"]) in got, statement
            assert words(statement["sql"]) in text
            if "batch" in statement:
                assert words(statement["batch"]["bound_sql"]) in got
    assert "LOCK TABLE public.alembic_version IN SHARE ROW EXCLUSIVE MODE" in got


def test_a_journal_of_a_newer_howdah_is_left_alone(project, db):
    project.chain(2)
    project.ok("upgrade", "r0001")
    db.execute("COMMENT ON SCHEMA howdah IS 'Journal of howdah, format 2: newer'")
    for command in (["upgrade", "head"], ["upgrade", "head", "--dry-run"], ["repair"], ["log"]):
        done = project.run(*command)
        assert done.returncode == 77, (command, done.stderr)
        assert 'the journal in schema "howdah" has format 2, and this howdah knows format 1' in done.stderr
    assert project.rows() == ["r0001"]
    db.execute("COMMENT ON SCHEMA howdah IS NULL")
    project.ok("upgrade", "head")
