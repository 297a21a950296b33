"""howdah backup makes what can be restored, or nothing; restore puts it beside, compares, and swaps."""
import datetime
import gzip
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess

import pytest

from program import binary

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


def test_a_role_that_may_not_read_is_told_what_it_needs(rich, db, server):
    role = f"{db.name}_reader"
    db.execute(f"CREATE ROLE {role} LOGIN")
    env = {"HOWDAH_URL": db.url.replace("postgres@", f"{role}@")}
    try:
        done = rich.run("backup", env=env)
        assert done.returncode == DATABASE and f"GRANT pg_read_all_data TO {role};" in done.stderr
        assert leftovers(rich) == []
        db.execute(f"GRANT pg_read_all_data TO {role}")
        assert rich.run("backup", "-t", "users", "-t", "orders", env=env).returncode == DONE
    finally:
        db.execute(f"DROP ROLE {role}")


# ---- what a backup is of ----

def tables_of(path):
    return {t["name"] for t in json.loads((path / "manifest.json").read_text())["tables"]}


def test_tables_by_name_and_pattern_bring_their_partitions(rich):
    assert tables_of(backup(rich, "-t", "events", "-t", "public.par*")) == {"events_2025", "events_rest", "parent"}
    assert tables_of(backup(rich, "-t", ODD_TABLE)) == {'t t."x"'}


def test_schemas_by_pattern(rich, server, made):
    path = backup(rich, "-n", '"Odd Schema"')
    assert tables_of(path) == {'t t."x"'}
    assert restored(rich, made, path.name).startswith(rich.db.name + "__restore_")


@pytest.mark.parametrize("option", ["-t", "-n"])
def test_a_pattern_that_matches_nothing_makes_no_backup(rich, option):
    done = rich.run("backup", option, "nowhere*")
    assert done.returncode == MISSING
    assert 'matches "nowhere*"' in done.stderr
    assert leftovers(rich) == []


def test_a_part_of_a_database_is_restored_but_not_swapped_in(rich, server, made):
    path = backup(rich, "-t", "parent", "-t", "child")
    done = rich.run("restore", path.name, "--swap", "--yes")
    assert done.returncode == REFUSED
    assert "is only a part of a database" in done.stderr
    name = restored(rich, made, path.name)
    with server.connect(name) as copy:
        assert copy.execute("SELECT count(*) FROM parent").fetchone() == (3,)


def test_single_tables_are_restored_without_keys_to_what_is_missing(rich, server, made):
    path = backup(rich, "-t", "orders")
    done = rich.run("restore", path.name)
    assert done.returncode == DONE, done.stderr
    assert "foreign keys were left out" in done.stderr
    made.append(done.stdout.strip())
    with server.connect(made[0]) as copy:
        assert copy.execute("SELECT count(*) FROM orders").fetchone() == (100,)


def test_a_part_that_needs_what_is_not_in_it_says_so(rich, server, db):
    path = backup(rich, "-t", "users")
    done = rich.run("backup", "drill", path.name)
    assert done.returncode == IO
    assert "is a part of a database and needs what is not in it" in done.stderr
    assert databases(server, "howdah_restoring%") == []


def test_a_database_with_a_subscription_is_not_swapped(rich, server, db, aside):
    rich.ok("backup")
    db.execute("CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere' PUBLICATION p WITH (connect = false)")
    try:
        done = rich.run("restore", "--swap", "--yes", "--terminate")
        assert done.returncode == REFUSED
        assert "has subscriptions" in done.stderr
        assert aside() == []
    finally:
        db.execute("ALTER SUBSCRIPTION s SET (slot_name = NONE)")
        db.execute("DROP SUBSCRIPTION s")


def test_rows_of_some_tables_with_the_definitions_of_all(rich, server, made):
    name = restored(rich, made, backup(rich).name, "-t", "public.orders")
    with server.connect(name) as copy:
        assert copy.execute("SELECT count(*) FROM orders").fetchone() == (100,)
        assert copy.execute("SELECT count(*) FROM users").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'orders'").fetchone() == (2,)


def test_numbers_are_those_of_the_dumped_snapshot_though_others_write(rich, db, server, made):
    """Rows come, a table is emptied and a sequence runs on while it is made."""
    running = rich.start("backup", env={"HOWDAH_FAULT_AT": "backup-begun:1"})
    stopped(running)
    db.execute("INSERT INTO orders SELECT i FROM generate_series(1000, 1100) AS i")
    db.execute("DELETE FROM parent")
    db.execute("SELECT nextval('called') FROM generate_series(1, 5)")
    running.send(signal.SIGCONT)
    done = running.finish()
    assert done.returncode == DONE, done.stderr
    name = restored(rich, made)
    with server.connect(name) as copy:
        assert copy.execute("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM parent)").fetchone() == (100, 3)


# ---- faults ----

def stopped(running):
    """Waits until it has stopped itself at its fault point."""
    _, status = os.waitpid(running.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"it ended before: {running.stderr}"
    return running


@pytest.mark.parametrize("point", ["backup-begun", "backup-dumped", "backup-read", "backup-proved"])
def test_a_killed_backup_leaves_no_name_and_the_next_one_cleans_up(rich, db, point):
    stopped(rich.start("backup", env={"HOWDAH_FAULT_AT": point + ":1"})).kill()
    assert [name.endswith(".partial") for name in leftovers(rich)] == [True]
    assert json.loads(rich.ok("backup", "list", "--json"))["backups"] == []
    assert rich.run("restore").returncode == MISSING
    done = rich.run("backup")
    assert done.returncode == DONE
    assert "left behind by a process that died" in done.stderr
    assert len(leftovers(rich)) == 1
    rich.ok("backup", "verify")
    db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'howdah%'")


def test_a_backup_that_was_killed_after_it_got_its_name_is_good(rich):
    stopped(rich.start("backup", env={"HOWDAH_FAULT_AT": "backup-named:1"})).kill()
    rich.ok("backup", "verify")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("point", ["backup-begun", "backup-dumped", "backup-proved"])
def test_an_interrupted_backup_removes_what_it_made(rich, point, number):
    running = stopped(rich.start("backup", env={"HOWDAH_FAULT_AT": point + ":1"}))
    running.send(number).send(signal.SIGCONT)
    done = running.finish()
    if point == "backup-proved":  # nothing was left to do but to name it
        assert done.returncode == DONE, done.stderr
    else:
        assert done.returncode == CANCELLED, done.stderr
        assert leftovers(rich) == []


@pytest.mark.parametrize("point", ["restore-made", "restore-filled", "restore-compared"])
def test_a_killed_restore_leaves_no_name_and_the_next_one_cleans_up(rich, server, db, made, point):
    path = backup(rich)
    copy = f"{db.name}_copy"
    stopped(rich.start("restore", path.name, "--as", copy, env={"HOWDAH_FAULT_AT": point + ":1"})).kill()
    assert databases(server, copy) == []
    assert len(databases(server, "howdah_restoring%")) == 1
    db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'howdah%'")
    restored(rich, made, path.name, "--as", copy)
    assert databases(server, "howdah_restoring%") == []
    assert databases(server, copy) == [copy]


def test_an_interrupted_restore_drops_what_it_made(rich, server, db):
    path = backup(rich)
    running = stopped(rich.start("restore", path.name, env={"HOWDAH_FAULT_AT": "restore-filled:1"}))
    running.send(signal.SIGINT).send(signal.SIGCONT)
    assert running.finish().returncode == CANCELLED
    assert databases(server, "howdah_restoring%") == databases(server, f"{db.name}__%") == []


def test_a_full_disk_is_told_and_leaves_nothing(rich, db, tmp_path):
    """A limit on the size of files stands for the disk: the write fails in pg_dump as it would there."""
    db.execute("CREATE TABLE noise AS SELECT sha512(i::text::bytea) AS s FROM generate_series(1, 40000) AS i")
    argv = f"trap '' XFSZ; ulimit -f 256; exec '{binary()}' backup"
    done = subprocess.run(["bash", "-c", argv], cwd=rich.folder, env=rich.program.env, capture_output=True, text=True)
    assert done.returncode == IO, done.stderr
    assert "pg_dump\" failed with exit status" in done.stderr
    assert leftovers(rich) == []


def test_too_little_space_is_refused_before_anything_is_made(rich, db):
    if os.getuid() != 0:
        pytest.skip("only root mounts file systems")
    db.execute("CREATE TABLE noise AS SELECT sha512(i::text::bytea) AS s FROM generate_series(1, 40000) AS i")
    small = rich.folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", small], capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        done = rich.run("backup", "--to", small)
        assert done.returncode == REFUSED, done.stderr
        assert "the backup needs about" in done.stderr
        done = rich.run("backup", "--to", small, "--force")
        assert done.returncode == IO, done.stderr
        assert "No space left on device" in done.stderr
        assert not [name for name in os.listdir(small) if not name.startswith(".")]
    finally:
        subprocess.run(["umount", small], check=True)


def test_two_backups_into_one_folder_do_not_meet(rich):
    running = stopped(rich.start("backup", env={"HOWDAH_FAULT_AT": "backup-dumped:1"}))
    done = rich.run("backup")
    assert done.returncode == BUSY
    assert f"(process {running.pid})" in done.stderr
    running.send(signal.SIGCONT)
    assert running.finish().returncode == DONE
    assert len(leftovers(rich)) == 1


def test_a_schema_change_that_holds_a_table_is_named(rich, db):
    with db.connect(autocommit=False) as other:
        other.execute("ALTER TABLE users ADD COLUMN later int")
        done = rich.run("backup", env={"HOWDAH_BACKUP_LOCK_WAIT": "200ms"})
        assert done.returncode == DATABASE, done.stderr
        assert f"pid {other.info.backend_pid} (postgres) changes \"users\"" in done.stderr
        other.rollback()
    assert leftovers(rich) == []


# ---- programs of another version ----

def fake_programs(folder, version):
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_programs_that_are_too_old_are_told_with_the_package_that_is_missing(rich, tmp_path):
    programs = fake_programs(tmp_path / "bin", "13.9")
    done = rich.run("backup", env={"HOWDAH_BIN_DIR": str(programs)})
    assert done.returncode == MISSING
    assert "pg_dump and pg_restore of PostgreSQL 15 or later were not found" in done.stderr
    assert f"Found: 13 in {programs}." in done.stderr
    assert "Install postgresql-client-15" in done.stderr
    assert leftovers(rich) == []


def test_a_backup_of_a_newer_server_is_not_restored_on_an_older_one(rich):
    path = backup(rich)
    text = (path / "manifest.json").read_text().replace('"server_version": 15', '"server_version": 19')
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    done = rich.run("restore", path.name)
    assert done.returncode == CONFLICT
    assert "the backup is of PostgreSQL 19, and the server is 15" in done.stderr


# ---- plain text ----

@pytest.mark.parametrize("options", [["--plain"], ["--plain", "--gzip"]], ids=["plain", "gzip"])
def test_a_plain_backup_is_restored_and_compared(rich, server, db, made, options):
    path = backup(rich, *options)
    assert (path / ("dump.sql.gz" if "--gzip" in options else "dump.sql")).is_file()
    name = restored(rich, made, path.name)
    with server.connect(name) as copy:
        assert copy.execute("SELECT count(*) FROM users").fetchone() == (500,)


def dump(server, db, *options):
    argv = ["pg_dump", "-h", str(server.top), "-U", "postgres", *options, db.name]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def sql(rich, server, db):
    """A file as the guide makes it, and what is left in the databases after a restore of it failed."""
    path = rich.folder / "backup.sql"
    path.write_text(dump(server, db))
    yield path
    assert databases(server, "rescued%") == databases(server, "howdah_restoring%") == []


def test_files_of_the_guide_are_restored(rich, server, db, made, sql):
    packed = sql.with_suffix(".sql.gz")
    packed.write_bytes(gzip.compress(sql.read_bytes()))
    for file in (sql, packed):
        name = restored(rich, made, file, "--as", f"{db.name}_{file.suffix[1:]}")
        with server.connect(name) as copy:
            assert copy.execute("SELECT count(*) FROM users").fetchone() == (500,)


def test_a_file_stops_at_its_first_error_and_leaves_nothing(rich, sql):
    sql.write_text(sql.read_text().replace("CREATE VIEW public.calm", "CREATE VIEW nowhere.calm"))
    done = rich.run("restore", sql, "--as", "rescued")
    assert done.returncode == IO
    assert 'schema "nowhere" does not exist' in done.stderr


def test_a_file_that_was_cut_is_refused(rich, sql):
    text = sql.read_text()
    sql.write_text(text[:len(text) // 2])
    done = rich.run("restore", sql, "--as", "rescued")
    assert done.returncode == IO
    assert "is not a complete dump" in done.stderr


def test_a_damaged_gzip_file_is_refused(rich, sql):
    packed = sql.with_suffix(".sql.gz")
    packed.write_bytes(gzip.compress(sql.read_bytes()))
    for damage in (flip, cut):
        damage(packed)
        done = rich.run("restore", packed, "--as", "rescued")
        assert done.returncode == IO
        assert "The file is damaged; nothing was restored." in done.stderr


def test_a_file_that_connects_elsewhere_by_itself_is_refused(rich, server, db, sql):
    sql.write_text(dump(server, db, "--create", "--clean"))
    done = rich.run("restore", sql, "--as", "rescued")
    assert done.returncode == REFUSED
    assert "connects to a database itself" in done.stderr
    assert db.value("SELECT count(*) FROM users") == 500


# ---- encryption ----

@pytest.fixture
def sealed(rich, tmp_path):
    key = tmp_path / "key"
    key.write_text("correct horse")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    rich.program.env["HOWDAH_BACKUP_ENCRYPT"] = f"openssl enc -aes-256-cbc -pbkdf2 -pass 'file:{key}'"
    rich.program.env["HOWDAH_BACKUP_DECRYPT"] = f"openssl enc -d -aes-256-cbc -pbkdf2 -pass 'file:{key}'"
    return rich


def test_an_encrypted_backup_has_no_clear_file_and_is_restored(sealed, server, made):
    path = backup(sealed)
    assert sorted(f.name for f in path.iterdir()) == ["data.dump.enc", "manifest.json", "manifest.sha256",
                                                      "roles.sql.enc", "schema.json.enc"]
    assert all(f.read_bytes().startswith(b"Salted__") for f in path.glob("*.enc"))
    name = restored(sealed, made, path.name)
    with server.connect(name) as copy:
        assert copy.execute("SELECT count(*) FROM users").fetchone() == (500,)
    assert leftovers(sealed) == [path.name]


def test_gpg_with_a_passphrase(rich, server, made, tmp_path):
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed")
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    gpg = f"gpg --homedir {home} --batch --quiet --no-tty --pinentry-mode loopback --passphrase secret"
    rich.program.env.update(HOWDAH_BACKUP_ENCRYPT=f"{gpg} --symmetric", HOWDAH_BACKUP_DECRYPT=f"{gpg} --decrypt")
    path = backup(rich)
    rich.ok("backup", "verify")
    restored(rich, made, path.name)
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)


def test_what_cannot_be_decrypted_again_is_no_backup(sealed):
    for decrypt in ("cat", "false", "head -c 10"):
        done = sealed.run("backup", env={"HOWDAH_BACKUP_DECRYPT": decrypt})
        assert done.returncode == IO, done.stderr
        assert leftovers(sealed) == []
    done = sealed.run("backup", env={"HOWDAH_BACKUP_DECRYPT": None})
    assert done.returncode == CONFIG
    assert "cannot be proved" in done.stderr


def test_another_key_restores_nothing(sealed, server, db):
    path = backup(sealed)
    key = pathlib.Path(sealed.program.env["HOWDAH_BACKUP_DECRYPT"].split("file:")[1].rstrip("'"))
    key.write_text("wrong")
    assert sealed.run("restore", path.name).returncode == IO
    assert databases(server, f"{db.name}__%") == databases(server, "howdah_restoring%") == []
    assert leftovers(sealed) == [path.name]


# ---- swap ----

@pytest.fixture
def aside(server, db, made):
    """Databases that swaps put beside the project's; dropped at the end."""
    def names():
        found = databases(server, f"{db.name}\\_\\_%")
        made.extend(found)
        return found
    yield names
    names()


def test_swap_keeps_the_old_database_and_undo_brings_it_back(rich, server, db, aside):
    with server.connect() as admin:
        admin.execute(f"ALTER DATABASE {db.name} SET work_mem = '7MB'")
        admin.execute(f"ALTER DATABASE {db.name} SET search_path = public, \"Odd Schema\"")
        admin.execute(f"COMMENT ON DATABASE {db.name} IS 'it''s ours'")
        admin.execute(f"REVOKE CONNECT ON DATABASE {db.name} FROM PUBLIC")
    rich.ok("backup")
    db.execute("DELETE FROM orders")
    db.close()
    answer = json.loads(rich.ok("restore", "--swap", "--yes", "--terminate", "--json"))
    assert answer["database"] == db.name
    assert aside() == [answer["before"]]
    assert db.value("SELECT count(*) FROM orders") == 100
    assert db.value("SHOW work_mem") == "7MB"
    assert db.value("SHOW search_path") == 'public, "Odd Schema"'
    assert db.rows("SELECT shobj_description(oid, 'pg_database'), ARRAY(SELECT a::text FROM unnest(datacl) AS a ORDER BY 1)"
                   " FROM pg_database WHERE datname = %s", (db.name,)) == [
                       ("it's ours", ["=T/postgres", "postgres=CTc/postgres"])]
    db.close()
    rich.ok("restore", "undo", "--yes", "--terminate")
    assert db.value("SELECT count(*) FROM orders") == 0
    assert [name.split("__")[1][:6] for name in aside()] == ["undone"]
    db.close()
    assert rich.run("restore", "undo", "--yes").returncode == MISSING


def test_sessions_in_the_way_are_shown_and_nothing_is_renamed(rich, server, db, aside):
    rich.ok("backup")
    pid = db.value("SELECT pg_backend_pid()")
    done = rich.run("restore", "--swap", "--yes")
    assert done.returncode == BUSY
    assert f"pid {pid} (postgres, " in done.stderr
    assert [name.split("__")[1][:7] for name in aside()] == ["restore"]
    assert db.value("SELECT count(*) FROM orders") == 100


def test_nobody_to_ask_means_no_swap(rich):
    rich.ok("backup")
    done = rich.run("restore", "--swap")
    assert done.returncode == REFUSED
    assert "Scripts say --yes" in done.stderr


def test_a_swap_that_is_killed_between_its_renames_has_not_happened(rich, server, db, aside):
    rich.ok("backup")
    db.execute("DELETE FROM orders")
    db.close()
    stopped(rich.start("restore", "--swap", "--yes", "--terminate", env={"HOWDAH_FAULT_AT": "swap-between:1"})).kill()
    assert db.value("SELECT count(*) FROM orders") == 0
    assert [name.split("__")[1][:7] for name in aside()] == ["restore"]


def test_a_lost_database_is_restored_under_its_name(rich, server, db, aside):
    rich.ok("backup")
    db.close()
    with server.connect() as admin:
        admin.execute(f"DROP DATABASE {db.name} WITH (FORCE)")
    assert rich.ok("restore", "--swap", "--yes").strip() == db.name
    assert db.value("SELECT count(*) FROM orders") == 100
    assert aside() == []


def test_no_database_is_restored_over(rich, db):
    path = backup(rich)
    done = rich.run("restore", path.name, "--as", db.name)
    assert done.returncode == CONFLICT
    assert "exists" in done.stderr


def test_a_marked_database_is_swapped_only_for_its_environment(rich, server, db, aside):
    rich.ok("backup")
    with server.connect() as admin:
        admin.execute(f"ALTER DATABASE {db.name} SET howdah.environment = 'production'")
    for command in (["backup"], ["restore", "--swap", "--yes", "--terminate"], ["restore", "undo", "--yes"]):
        done = rich.run(*command)
        assert done.returncode == REFUSED, done.stderr
        assert 'is marked as environment "production"' in done.stderr
    assert aside() == []


# ---- roles ----

@pytest.fixture
def owned(rich, server, db):
    role = f"owner_{db.name}"
    with server.connect() as admin:
        admin.execute(f"CREATE ROLE {role}")
    db.execute(f"ALTER TABLE orders OWNER TO {role}")
    path = backup(rich)
    db.execute("ALTER TABLE orders OWNER TO postgres")
    with server.connect() as admin:
        admin.execute(f"DROP ROLE {role}")
    yield path, role
    with server.connect() as admin:
        for name in databases(server, f"{db.name}%copy"):
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.execute(f"DROP ROLE IF EXISTS {role}")


def test_missing_roles_are_told_before_anything_is_made(rich, server, db, owned):
    path, role = owned
    done = rich.run("restore", path.name, "--as", f"{db.name}_copy")
    assert done.returncode == MISSING
    assert f"the server lacks roles that the backup needs: {role}" in done.stderr
    assert databases(server, f"{db.name}_copy") == []


@pytest.mark.parametrize("option", ["--no-owner", "--create-missing-roles"])
def test_missing_roles_are_left_out_or_made(rich, server, db, owned, option):
    path, role = owned
    rich.ok("restore", path.name, "--as", f"{db.name}_copy", option)
    with server.connect(f"{db.name}_copy") as copy:
        owner = copy.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'orders'").fetchone()[0]
    assert owner == ("postgres" if option == "--no-owner" else role)


# ---- drill, list, prune ----

def test_a_drill_records_that_and_when_a_backup_was_restored(rich, server, db):
    path = backup(rich)
    assert "read back" in rich.ok("backup", "list")
    assert "are as the backup says" in rich.ok("backup", "drill")
    entry = json.loads(rich.ok("backup", "list", "--json"))["backups"][0]
    assert entry["drilled_at"] is not None and entry["drill_ms"] > 0
    assert "restored in" in rich.ok("backup", "list")
    rich.ok("backup", "verify")
    flip(largest(path))
    assert rich.run("backup", "drill").returncode == IO
    drills = json.loads((path / "drills.json").read_text())
    assert [drill["equal"] for drill in drills] == [True, False]
    assert databases(server, "howdah_restoring%") == databases(server, f"{db.name}__%") == []


def test_an_empty_database_is_backed_up_and_drilled(project):
    project.ok("backup", "--prove", "restore")
    project.ok("backup", "drill")


def age(path, days):
    """Makes a backup look older."""
    manifest = json.loads((path / "manifest.json").read_text())
    stamp = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = (path / "manifest.json").read_text().replace(manifest["created_at"], stamp)
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")


def test_prune_keeps_what_the_policy_says_and_the_drilled_one(project, db):
    db.execute("CREATE TABLE t AS SELECT 1 AS a")
    paths = [backup(project) for _ in range(4)]
    project.ok("backup", "drill", paths[0].name)
    for days, path in zip((30, 20, 10, 0), paths):
        age(path, days)
    none = {f"HOWDAH_BACKUP_KEEP_{what}": "0" for what in ("LAST", "DAILY", "WEEKLY", "MONTHLY")}
    out = project.ok("backup", "prune", "--dry-run", env=none)
    assert out.count("would be removed") == 2
    assert len(leftovers(project)) == 4
    project.ok("backup", "prune", env=none)
    assert sorted(leftovers(project)) == sorted([paths[0].name, paths[3].name])


def test_prune_removes_nothing_when_the_newest_is_suspiciously_small(project, db):
    db.execute("CREATE TABLE t AS SELECT sha512(i::text::bytea) AS a FROM generate_series(1, 5000) AS i")
    for days in (3, 2, 1):
        age(backup(project), days)
    db.execute("TRUNCATE t")
    backup(project)
    env = {f"HOWDAH_BACKUP_KEEP_{what}": "0" for what in ("LAST", "DAILY", "WEEKLY", "MONTHLY")}
    done = project.run("backup", "prune", env=env)
    assert done.returncode == REFUSED
    assert "Is it of the right database?" in done.stderr
    assert len(leftovers(project)) == 4
    project.ok("backup", "prune", "--force", env=env)
    assert len(leftovers(project)) == 1


# ---- the doctor ----

def rules(project, **kwargs):
    found = json.loads(project.run("doctor", "--only", "project", "--json", **kwargs).stdout)["findings"]
    return {finding["rule"] for finding in found if finding["rule"].startswith("backup")}


def test_the_doctor_misses_a_fresh_backup(project):
    assert rules(project) == {"backup-age"}
    path = backup(project)
    assert rules(project) == set()
    age(path, 30)
    assert rules(project) == {"backup-age"}
    assert rules(project, env={"HOWDAH_BACKUP_MAX_AGE": "0"}) == set()


def test_the_doctor_tells_that_a_backup_could_not_be_restored(project, db):
    db.execute("CREATE TABLE t AS SELECT generate_series(1, 100) AS i")
    path = backup(project)
    project.ok("backup", "drill")
    assert rules(project) == set()
    flip(largest(path))
    project.run("backup", "drill")
    assert rules(project) == {"backup-drill"}


def test_a_part_of_the_database_is_no_backup_to_the_doctor(project, db):
    db.execute("CREATE TABLE t (i int)")
    backup(project, "-t", "t")
    assert rules(project) == {"backup-age"}


# ---- tools for whole clusters ----

def fake_tool(folder, name, text, status=0):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\nexit {status}\n")
    (folder / name).chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


PGBACKREST = """[{"name": "main", "status": {"code": 0, "message": "ok"}, "backup": [
    {"label": "20260101F", "timestamp": {"start": 1767225600, "stop": 1767225660}},
    {"label": "20260102F", "timestamp": {"start": 1767312000, "stop": 1767312060}}]},
    {"name": "other", "status": {"code": 2, "message": "no valid backups"}, "backup": []}]"""


def test_the_state_of_pgbackrest_is_shown(project, tmp_path):
    env = fake_tool(tmp_path / "bin", "pgbackrest", PGBACKREST)
    assert json.loads(project.ok("backup", "list", "--json", env=env))["archives"] == [
        {"tool": "pgbackrest", "name": "main", "status": "ok", "backups": 2, "newest_at": "2026-01-02T00:01:00Z"},
        {"tool": "pgbackrest", "name": "other", "status": "no valid backups", "backups": 0, "newest_at": None}]
    assert "pgbackrest main: ok, 2 backups of the cluster, the newest " in project.ok("backup", "list", env=env)


def test_the_state_of_barman_is_shown(project, tmp_path):
    text = """{"pg": [{"backup_id": "20260102T000000", "status": "DONE", "end_time_timestamp": "1767312060"},
                      {"backup_id": "20260103T000000", "status": "FAILED", "end_time_timestamp": "1767412060"}]}"""
    env = fake_tool(tmp_path / "bin", "barman", text)
    assert json.loads(project.ok("backup", "list", "--json", env=env))["archives"] == [
        {"tool": "barman", "name": "pg", "status": "ok", "backups": 1, "newest_at": "2026-01-02T00:01:00Z"}]


def test_a_tool_that_fails_is_told_and_does_not_hide_the_backups(project, tmp_path):
    path = backup(project)
    for text, status in (("nonsense", 0), ("", 3)):
        answer = json.loads(project.ok("backup", "list", "--json", env=fake_tool(tmp_path / "bin", "pgbackrest", text, status)))
        assert [entry["name"] for entry in answer["backups"]] == [path.name]
        assert answer["archives"][0]["status"] != "ok"
