"""The main job, on each PostgreSQL version at hand."""
import json

import pytest

pytestmark = pytest.mark.smoke


@pytest.fixture
def shop(project):
    """Three revisions: tables, then what cannot be in a transaction, then data."""
    project.revision("a1", None, """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE customers (id int PRIMARY KEY, name text, mood mood DEFAULT 'ok');
        INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 2500) n;""",
                     "DROP TABLE customers; DROP TYPE mood;", message="Create customers")
    project.revision("b2", "a1", """
        CREATE INDEX CONCURRENTLY customers_name_idx ON customers (name);
        ALTER TYPE mood ADD VALUE 'happy';
        UPDATE customers SET mood = 'happy' WHERE id = 1;""", """
        DROP INDEX CONCURRENTLY customers_name_idx;""", message="Index names")
    project.revision("c3", "b2", """
        ALTER TABLE customers ADD COLUMN nickname text;
        -- howdah: batch key=id size=1000
        UPDATE customers SET nickname = upper(name) WHERE nickname IS NULL;""",
                     "ALTER TABLE customers DROP COLUMN nickname;", message="Give nicknames")
    return project


def test_upgrade_applies_every_kind_of_statement(shop, db):
    shop.ok("upgrade", "head")
    assert shop.rows() == ["c3"]
    assert db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'customers_name_idx'::regclass")
    assert db.value("SELECT mood FROM customers WHERE id = 1") == "happy"
    assert db.value("SELECT count(*) FROM customers WHERE nickname = upper(name)") == 2500


def test_a_second_upgrade_finds_nothing_to_do(shop, db):
    shop.ok("upgrade", "head")
    before = db.value("SELECT count(*) FROM pg_class")
    shop.ok("upgrade", "head")
    assert shop.rows() == ["c3"] and db.value("SELECT count(*) FROM pg_class") == before


def test_downgrade_leads_back_to_nothing(shop, db):
    shop.ok("upgrade", "head")
    shop.ok("downgrade", "base", "--allow-data-loss")
    assert shop.rows() == []
    assert not db.exists("customers")


def test_a_revision_that_fails_leaves_what_was_before(shop, db):
    path = shop.revision("d4", "c3", "ALTER TABLE customers ADD COLUMN age int; SELECT 1 / 0;", "")
    done = shop.run("upgrade", "head")
    assert done.returncode != 0 and "division by zero" in done.stderr
    assert path.name in done.stderr, "the error names the file"
    assert shop.rows() == ["c3"]
    assert not db.value("SELECT count(*) FROM information_schema.columns"
                        " WHERE table_name = 'customers' AND column_name = 'age'")


def test_the_journal_tells_what_was_applied(shop):
    shop.ok("upgrade", "b2")
    shop.ok("upgrade", "head")
    applied = json.loads(shop.ok("log", "--json"))
    assert {"a1", "b2", "c3"} <= set(json.dumps(applied).replace('"', " ").split())
