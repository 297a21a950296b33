"""howdah restore --table --into and --merge-missing: the rows of one table come back into a database that goes on."""
import json

import pytest

DATABASE_ERROR, USAGE, MISSING, CONFLICT, IO = 69, 64, 66, 73, 74


@pytest.fixture
def shop(project, db):
    db.execute(r"""
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Full Name" text NOT NULL, mood mood,
                            at timestamptz DEFAULT '2026-02-01 12:00+00', gone int,
                            twice int NOT NULL GENERATED ALWAYS AS (1) STORED);
        ALTER TABLE users DROP COLUMN gone;
        INSERT INTO users ("Full Name", mood) VALUES ('Ada', 'ok'), (E'tab\t\\N', 'sad'), ('', NULL);
        CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
        INSERT INTO orders VALUES (1, 1), (2, 2);
        CREATE TABLE "no key" (a int); INSERT INTO "no key" VALUES (1);
    """)
    project.ok("backup")
    return project


def people(db, table="users"):
    return db.rows(f'SELECT id, "Full Name", mood::text, at::text FROM {table} ORDER BY id')


def leftovers(project, server):
    with server.connect() as admin:
        found = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE '%restor%'").fetchall()
    return found + [f.name for f in (project.folder / ".howdah" / "backups").glob(".decrypted*")]


def test_rows_that_were_deleted_come_back_and_others_stay(shop, server, db):
    before = people(db)
    db.execute("DELETE FROM orders; DELETE FROM users WHERE id > 1; UPDATE users SET mood = 'sad' WHERE id = 1;"
               "ALTER DATABASE " + db.value("SELECT quote_ident(current_database())") + " SET DateStyle = 'SQL, DMY'")
    done = shop.run("restore", "-t", "public.users", "--merge-missing")
    assert done.returncode == 0, done.stderr
    assert "2 rows were missing, and added" in done.stderr
    assert done.stdout == "public.users\n"
    assert people(db) == [(1, "Ada", "sad", before[0][3]), *before[1:]]
    assert json.loads(shop.ok("restore", "-t", "users", "--merge-missing", "--json"))["rows"] == 0
    assert leftovers(shop, server) == []


def test_rows_go_into_a_new_table(shop, server, db):
    before = people(db)
    db.execute("DROP TABLE users CASCADE")
    assert shop.ok("restore", "-t", "users", "--into", 'public."Rescued"') == 'public."Rescued"\n'
    assert people(db, '"Rescued"') == before
    assert db.value('SELECT sum(twice) FROM "Rescued"') == 3
    again = shop.run("restore", "-t", "users", "--into", '"Rescued"')
    assert again.returncode == CONFLICT
    assert leftovers(shop, server) == []


def test_rows_whose_keys_lead_nowhere_are_not_written(shop, server, db):
    db.execute("DELETE FROM orders; DELETE FROM users WHERE id = 1")
    done = shop.run("restore", "-t", "orders", "--merge-missing")
    assert done.returncode == IO
    assert "violates foreign key constraint" in done.stderr and "none was written" in done.stderr
    assert db.value("SELECT count(*) FROM orders") == 0
    assert leftovers(shop, server) == []


@pytest.mark.parametrize("args, status, says", [
    (["-t", "users"], MISSING, "--into NAME makes one"),
    (["-t", '"no key"'], CONFLICT, "has no primary key"),
    (["-t", "public.*"], USAGE, "--table names several tables"),
    (["-t", "nowhere"], MISSING, 'the backup has no table "nowhere"'),
    (["-t", "users", "-t", "orders"], USAGE, "are for one --table"),
    (["-t", "users", "--as", "copy"], USAGE, "exclude --as and --swap"),
    (["-t", "users", "--into", "x"], USAGE, "exclude each other"),
    ([], USAGE, "are for one --table"),
])
def test_what_cannot_be_merged_is_told_before_anything_is_made(shop, server, db, args, status, says):
    db.execute("DROP TABLE users CASCADE")
    done = shop.run("restore", *args, "--merge-missing")
    assert done.returncode == status
    assert says in done.stderr
    assert leftovers(shop, server) == []
