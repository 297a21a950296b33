"""howdah backup makes what can be restored, or nothing; restore puts it beside, compares, and swaps."""
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest

DONE, DIFFERENT, USAGE, MISSING, DATABASE, CONFLICT, IO, BUSY, REFUSED, CONFIG, CANCELLED = (
    0, 1, 64, 66, 69, 73, 74, 75, 77, 78, 130)

ODD_TABLE = '"Odd Schema"."t t.""x"""'
RICH = '''
CREATE EXTENSION citext;
CREATE SCHEMA "Odd Schema";
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"');
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email citext UNIQUE, mood mood,
                    made timestamptz DEFAULT '2026-01-01 12:00+00', ratio float8, raw bytea,
                    twice bigint GENERATED ALWAYS AS (length(email::text) * 2) STORED, gone int);
ALTER TABLE users DROP COLUMN gone;
INSERT INTO users (email, mood, ratio, raw)
    SELECT 'user' || i || '@example.com', 'ok', i / 3.0, decode(md5(i::text), 'hex') FROM generate_series(1, 500) AS i;
CREATE TABLE "Odd Schema"."t t.""x""" (t text, "t t" int[], CHECK (t IN ('a', 'b')));
INSERT INTO "Odd Schema"."t t.""x""" VALUES ('a', '{1,2}'), ('b', NULL), ('b', NULL), (NULL, '{}');
CREATE TABLE events (at date NOT NULL, what jsonb) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT date '2025-06-01' + i, jsonb_build_object('i', i) FROM generate_series(1, 400) AS i;
CREATE TABLE parent (a int);
CREATE TABLE child (b int) INHERITS (parent);
INSERT INTO parent VALUES (1), (2);
INSERT INTO child VALUES (3, 4);
CREATE TABLE empty_one ();
CREATE TABLE orders (id int PRIMARY KEY, user_id bigint REFERENCES users);
INSERT INTO orders SELECT i, i FROM generate_series(1, 100) AS i;
CREATE INDEX ON orders (user_id);
CREATE SEQUENCE called; SELECT nextval('called') FROM generate_series(1, 42);
CREATE SEQUENCE untouched;
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM users;
CREATE VIEW calm AS SELECT id FROM users WHERE mood = 'ok';
CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS 'SELECT i * 2';
COMMENT ON TABLE users IS 'who uses it';
SELECT lo_from_bytea(0, 'large object number one');
SELECT lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex'));
'''


@pytest.fixture
def rich(project, db):
    db.execute(RICH)
    return project


@pytest.fixture
def made(server):
    """Names of databases that tests make; they are dropped afterwards."""
    names = []
    yield names
    with server.connect() as admin:
        for name in names:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def folder(project):
    return project.folder / ".howdah" / "backups"


def backup(project, *args, **kwargs):
    """Path of a new backup."""
    return pathlib.Path(project.ok("backup", *args, **kwargs).strip())


def restored(project, made, *args, **kwargs):
    name = project.ok("restore", *args, **kwargs).strip()
    made.append(name)
    return name


def leftovers(project):
    return [path.name for path in folder(project).iterdir() if path.name not in (".gitignore", ".lock")]


def databases(server, like):
    with server.connect() as admin:
        return [row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", (like,))]


def test_a_restored_database_is_equal_to_its_source(rich, server, db, made):
    path = backup(rich)
    manifest = json.loads((path / "manifest.json").read_text())
    assert {(t["schema"], t["name"]): t["rows"] for t in manifest["tables"]} == {
        ("public", "users"): 500, ("Odd Schema", 't t."x"'): 4, ("public", "events_2025"): 213,
        ("public", "events_rest"): 187, ("public", "parent"): 2, ("public", "child"): 1,
        ("public", "empty_one"): 0, ("public", "orders"): 100}
    assert manifest["large_objects"] == 2
    assert manifest["system_identifier"] == db.value("SELECT system_identifier::text FROM pg_control_system()")
    name = restored(rich, made, path.name, "--as", f"{db.name}_copy")
    assert name == f"{db.name}_copy"
    with server.connect(name) as copy:
        for table in ("users", "events", "parent", "orders", ODD_TABLE, "totals", "called"):
            sql = f"SELECT t::text FROM {table} AS t ORDER BY 1"
            if table == "called":
                sql = "SELECT last_value::text FROM called"
            assert copy.execute(sql).fetchall() == db.rows(sql), table
        assert copy.execute("SELECT count(*) FROM pg_largeobject_metadata").fetchone() == (2,)
    assert leftovers(rich) == [path.name]


def test_files_and_manifest_can_be_checked_with_sha256sum(rich):
    path = backup(rich)
    subprocess.run(["sha256sum", "-c", "manifest.sha256"], cwd=path, check=True, capture_output=True)
    files = json.loads((path / "manifest.json").read_text())["files"]
    assert {f["path"] for f in files} >= {"schema.json", "roles.sql", "data/toc.dat"}
    for file in files:
        content = (path / file["path"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])


# ---- damage ----

def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def cut(path):
    content = path.read_bytes()
    path.write_bytes(content[:len(content) * 6 // 10])


def largest(backup_path):
    return max((backup_path / "data").iterdir(), key=lambda file: file.stat().st_size)


@pytest.mark.parametrize("damage", [flip, cut, pathlib.Path.unlink], ids=["flipped", "cut", "missing"])
def test_a_damaged_file_is_found_and_nothing_is_restored(rich, server, db, damage):
    path = backup(rich)
    victim = largest(path)
    damage(victim)
    done = rich.run("backup", "verify", path.name)
    assert done.returncode == DIFFERENT
    assert f"DAMAGED, data/{victim.name}: " in done.stdout
    for command in (["restore", path.name], ["backup", "drill", path.name]):
        done = rich.run(*command)
        assert done.returncode == IO, done.stderr
        assert "is damaged" in done.stderr
    assert databases(server, f"{db.name}__%") == []


def test_a_file_that_was_added_is_found(rich):
    path = backup(rich)
    (path / "data" / "9999.dat.gz").write_bytes(b"")
    done = rich.run("backup", "verify")
    assert done.returncode == DIFFERENT
    assert "data/9999.dat.gz: not in the manifest" in done.stdout


def test_an_edited_manifest_is_refused(rich):
    path = backup(rich)
    manifest = path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"rows": 500', '"rows": 501'))
    for command in (["restore", path.name], ["backup", "verify", path.name], ["backup", "drill", path.name]):
        done = rich.run(*command)
        assert done.returncode == CONFIG
        assert "was changed after it was written" in done.stderr
    assert "BROKEN" in rich.ok("backup", "list")


def test_a_restored_database_that_is_not_what_was_counted_is_dropped(rich, server, db):
    """The manifest, made to fit by its digest, says what the data does not."""
    path = backup(rich)
    manifest = path / "manifest.json"
    text = manifest.read_text().replace('"rows": 500', '"rows": 501')
    manifest.write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    done = rich.run("restore", path.name, "--as", f"{db.name}_copy")
    assert done.returncode == DIFFERENT
    assert "table public.users: 500 rows, and should have 501" in done.stderr
    assert databases(server, f"{db.name}_copy") == databases(server, "howdah_restoring%") == []
