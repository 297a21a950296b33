"""howdah upgrade, downgrade and stamp on a database: what is done, recorded, refused."""
import contextlib
import json
import pathlib
import re
import shutil
import signal
import subprocess
import time

import psycopg
import pytest

import versions
from server import unprivileged

STEPS = "SELECT revision, mode, state, completes FROM howdah.step ORDER BY seq"


def wait_for_connection(host, dbname, seconds=20):
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(host=host, user="postgres", dbname=dbname).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextlib.contextmanager
def pooler(server, db, folder, mode):
    """URL of a PgBouncer on a unix socket in front of db."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("pgbouncer is not installed")
    top = server.top / f"pooler-{mode}"
    top.mkdir(exist_ok=True)
    shutil.chown(top, "postgres")
    users = top / "users"
    users.write_text('"postgres" ""\n')
    ini = top / "pgbouncer.ini"
    ini.write_text(f"[databases]\n{db.name} = host={server.top} dbname={db.name}\n[pgbouncer]\n"
                   f"unix_socket_dir = {top}\nlisten_addr =\nlisten_port = 6432\npool_mode = {mode}\n"
                   f"auth_type = trust\nauth_file = {users}\nignore_startup_parameters = extra_float_digits\n")
    process = subprocess.Popen([*unprivileged(), program, str(ini)], cwd="/",
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while not (top / ".s.PGSQL.6432").exists():
            assert time.monotonic() < deadline and process.poll() is None, "pgbouncer did not start"
            time.sleep(0.02)
        yield f"host={top} port=6432 user=postgres dbname={db.name}"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def standby(server):
    """Folder of the socket of a standby made of a cold copy; no primary is there to follow."""
    top = server.top / "standby"
    server.stop()
    subprocess.run([*unprivileged(), "cp", "-a", str(server.data), str(top)], check=True, cwd="/")
    server.start()
    subprocess.run([*unprivileged(), "touch", str(top / "standby.signal")], check=True, cwd="/")
    socket = top / "socket"
    subprocess.run([*unprivileged(), "mkdir", str(socket)], check=True, cwd="/")
    process = subprocess.Popen([*unprivileged(), str(server.programs / "postgres"), "-D", str(top),
                                "-c", f"unix_socket_directories={socket}"], cwd="/",
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_connection(str(socket), "postgres")
        yield socket
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(top)


def columns(db, table):
    return [row[0] for row in db.rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped ORDER BY attnum", (table,))]


@pytest.mark.smoke
def test_upgrade_and_downgrade_move_schema_rows_and_journal(project, db):
    project.revision("a1", None, "CREATE TABLE users (id int PRIMARY KEY);", "DROP TABLE users;",
                     message="Create users")
    project.revision("b2", "a1", "ALTER TABLE users ADD COLUMN nickname text;",
                     "ALTER TABLE users DROP COLUMN nickname;", message="Add a nickname")
    project.revision("c3", "b2", "CREATE INDEX CONCURRENTLY users_nickname ON users (nickname);",
                     "DROP INDEX CONCURRENTLY users_nickname;")
    done = project.run("upgrade", "head")
    assert done.returncode == 0, done.stderr
    assert "Running upgrade  -> a1, Create users\nRunning upgrade a1 -> b2, Add a nickname\n" in done.stderr
    assert project.rows() == ["c3"]
    assert columns(db, "users") == ["id", "nickname"]
    assert db.rows(STEPS) == [("a1", "transaction", "done", True), ("b2", "transaction", "done", True),
                              ("c3", "autocommit", "done", True)]
    assert db.rows("SELECT command, target, outcome FROM howdah.run") == [("upgrade", "head", "ok")]
    done = project.run("downgrade", "base")
    assert done.returncode == 0, done.stderr
    assert "Running downgrade a1 -> , Create users\n" in done.stderr
    assert project.rows() == [] and not db.exists("users")


def test_what_a_run_has_done_is_printed_as_json(project):
    ids = project.chain(2)
    assert json.loads(project.ok("upgrade", "head", "--json")) == {"revisions": ids, "rows": [ids[1]]}
    assert json.loads(project.ok("upgrade", "head", "--json")) == {"revisions": [], "rows": [ids[1]]}
    assert json.loads(project.ok("downgrade", "base", "--json")) == {"revisions": ids[::-1], "rows": []}


def test_nothing_to_do_writes_nothing(project, db):
    project.chain(3)
    project.ok("upgrade", "head")
    before = db.rows("SELECT * FROM howdah.run")
    done = project.run("upgrade", "head")
    assert (done.returncode, done.stderr) == (0, "")
    assert db.rows("SELECT * FROM howdah.run") == before


def test_error_names_the_spot_and_keeps_the_revisions_before(project, db):
    project.chain(2)
    path = project.revision("bad", "r0002", "CREATE TABLE ok (id int);\nSELECT 'ä',\n       nowhere;", "")
    done = project.run("upgrade", "head")
    assert done.returncode == 69
    assert 'error: column "nowhere" does not exist' in done.stderr
    assert f"{path}:10:8" in done.stderr
    assert "       nowhere;\n" in done.stderr
    assert "42703" in done.stderr
    assert project.rows() == ["r0002"] and not db.exists("ok")
    assert db.value("SELECT outcome FROM howdah.run") == "failed"


def test_one_transaction_for_all_rolls_everything_back(project, db):
    project.chain(2)
    project.revision("bad", "r0002", "SELECT 1/0;", "")
    assert project.run("upgrade", "head", "--transaction", "all").returncode == 69
    assert project.rows() == [] and not db.exists("tr0001")


def test_error_at_commit_is_told_and_nothing_of_it_stays(project, db):
    project.revision("a1", None, "CREATE TABLE p (id int PRIMARY KEY);\n"
                     "CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED);\n"
                     "INSERT INTO c VALUES (1);", "")
    done = project.run("upgrade", "head")
    assert done.returncode == 69
    assert "violates foreign key constraint" in done.stderr and "revision a1" in done.stderr
    assert project.rows() == [] and not db.exists("c")


def test_transaction_control_in_a_revision_is_refused_with_its_place(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);\nCOMMIT;", "DROP TABLE t;")
    done = project.run("upgrade", "head")
    assert done.returncode == 78
    assert "transaction control is not allowed" in done.stderr and f"{path}:9:1" in done.stderr
    assert not db.exists("t")


def test_new_enum_value_can_be_used_by_the_next_statement(project, db):
    project.revision("a1", None, "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE t (m mood);",
                     "DROP TABLE t; DROP TYPE mood;")
    project.revision("b2", "a1", "ALTER TYPE mood ADD VALUE 'glad';\nINSERT INTO t VALUES ('glad');",
                     "-- howdah: irreversible values of an enum stay")
    project.ok("upgrade", "head")
    assert db.rows("SELECT m::text FROM t") == [("glad",)]


def test_failed_unique_index_leaves_nothing_and_is_built_when_the_data_is_right(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1), (1);", "DROP TABLE t;")
    project.revision("b2", "a1", "CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id);",
                     "DROP INDEX CONCURRENTLY t_id;")
    done = project.run("upgrade", "head")
    assert done.returncode == 69 and "could not create unique index" in done.stderr
    assert not db.exists("t_id")
    assert project.rows() == ["a1"]
    db.execute("DELETE FROM t")
    project.ok("upgrade", "head")
    assert db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass")
    assert project.rows() == ["b2"]


def test_invalid_index_of_the_same_name_is_not_taken_for_the_real_one(project, db):
    db.execute("CREATE TABLE t (id int)")
    db.execute("INSERT INTO t VALUES (1), (1)")
    with pytest.raises(Exception, match="unique"):
        db.execute("CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)")
    project.revision("a1", None, "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id);",
                     "DROP INDEX CONCURRENTLY t_id;")
    done = project.run("upgrade", "head")
    assert done.returncode == 0, done.stderr
    assert "half built" in done.stderr
    assert db.rows("SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = 't_id'::regclass") == [
        (True, False)]


def test_batches_touch_every_row_once_and_can_be_undone(project, db):
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)")
    db.execute("INSERT INTO t SELECT i FROM generate_series(1, 1000) AS i")
    project.revision("a1", None, "-- howdah: batch key=id size=150\nUPDATE t AS x SET n = n + 1 WHERE id <> 7;",
                     "-- howdah: batch key=id size=400\nUPDATE ONLY t SET n = 0;")
    done = project.run("upgrade", "head")
    assert done.returncode == 0, done.stderr
    assert db.rows("SELECT n, count(*) FROM t GROUP BY n ORDER BY n") == [(0, 1), (1, 999)]
    assert db.rows("SELECT mode, state, cursor_after, cursor_rows FROM howdah.step") == [
        ("batch", "done", "1000", 999)]
    project.ok("downgrade", "base")
    assert db.value("SELECT sum(n) FROM t") == 0


def test_batch_key_that_may_be_null_is_refused(project, db):
    db.execute("CREATE TABLE t (id int, n int)")
    project.revision("a1", None, "-- howdah: batch key=id size=10\nUPDATE t SET n = 1;", "")
    done = project.run("upgrade", "head")
    assert done.returncode == 78 and 'batch key "id" of t may be NULL' in done.stderr


def test_batch_that_moves_its_own_key_is_refused(project, db):
    """It would meet the same rows again and again."""
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int)")
    path = project.revision("a1", None, '-- howdah: batch key=id size=10\nUPDATE t SET n = 1, "id" = id + 1;', "")
    done = project.run("upgrade", "head", timeout=10)
    assert done.returncode == 78 and 'changes its own key "id"' in done.stderr and str(path) in done.stderr


def test_batch_that_has_touched_nothing_yet_may_be_corrected(project, db):
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int)")
    db.execute("INSERT INTO t VALUES (1, 1)")
    path = project.revision("a1", None, "CREATE TABLE u (id int);\n-- howdah: batch key=id size=10\n"
                            "UPDATE t SET n = 2\n WHERE n = 1 AND nowhere = 1;", "")
    done = project.run("upgrade", "head")
    assert done.returncode == 69 and f"{path}:10:" in done.stderr, done.stderr
    path.write_text(path.read_text().replace(" AND nowhere = 1", ""))
    project.ok("upgrade", "head")
    assert db.value("SELECT n FROM t") == 2 and project.rows() == ["a1"]


def test_batch_waits_for_its_table_as_any_statement_does(project, db):
    project.ini(lock_timeout="50ms")
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int)")
    db.execute("INSERT INTO t VALUES (1, 1)")
    project.revision("a1", None, "-- howdah: batch key=id size=10\nUPDATE t SET n = 2;", "")
    with db.connect(autocommit=False) as other:
        other.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        running = project.start("upgrade", "head")
        running.wait_for("trying again in")
        other.rollback()
    assert running.finish().returncode == 0
    assert db.value("SELECT n FROM t") == 2


@pytest.mark.parametrize("made, filled", [("TABLE t (id int)", "INSERT INTO t VALUES (1)"), ("SEQUENCE t", "SELECT nextval('t')")])
def test_lost_data_needs_a_word_and_empty_tables_and_unused_sequences_do_not(project, db, made, filled):
    project.revision("a1", None, f"CREATE {made};", f"DROP {made.split()[0]} t;")
    project.ok("upgrade", "head")
    project.ok("downgrade", "base")
    project.ok("upgrade", "head")
    db.execute(filled)
    done = project.run("downgrade", "base")
    assert done.returncode == 77
    assert "would lose data" in done.stderr and "--allow-data-loss" in done.stderr
    assert db.exists("t") and project.rows() == ["a1"]
    project.ok("downgrade", "base", "--allow-data-loss")
    assert not db.exists("t")


def test_a_table_that_gets_another_name_first_is_not_lost_unasked(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int); INSERT INTO t VALUES (1);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    project.revision("a2", "a1", "ALTER TABLE t RENAME TO aside; CREATE TABLE t AS TABLE aside; DROP TABLE aside;")
    refused = project.run("upgrade", "head")
    assert refused.returncode == 77 and 'revision a2 drops table "aside"' in refused.stderr


def test_what_a_file_says_to_be_moved_is_not_asked_for(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int); INSERT INTO t VALUES (1);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    project.revision("a2", "a1", "CREATE TABLE n AS TABLE t;\n-- howdah: data-moved\nDROP TABLE t;")
    assert "LOSES DATA" not in project.ok("upgrade", "head", "--dry-run")
    assert "drop-table" not in project.run("lint", "a2").stdout
    project.ok("upgrade", "head")
    assert db.rows("SELECT id FROM n") == [(1,)]


def test_backup_dumps_the_tables_that_lose_data(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    db.execute("INSERT INTO t VALUES (42)")
    project.ok("downgrade", "base", "--allow-data-loss", "--backup")
    dumps = list((project.folder / ".howdah" / "backups").glob("*.dump"))
    assert len(dumps) == 1 and dumps[0].read_bytes().startswith(b"PGDMP")
    assert not db.exists("t")


def test_backup_of_a_partitioned_table_has_the_rows_of_its_partitions(project, db):
    project.revision("a1", None, "CREATE TABLE p (id int) PARTITION BY RANGE (id);\n"
                     "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);", "DROP TABLE p;")
    project.ok("upgrade", "head")
    db.execute("INSERT INTO p VALUES (42)")
    project.ok("downgrade", "base", "--allow-data-loss", "--backup")
    dump = next((project.folder / ".howdah" / "backups").glob("*.dump"))
    restored = subprocess.run([str(versions.programs(versions.MAIN) / "pg_restore"), "-f", "-", str(dump)],
                              capture_output=True, text=True, check=True).stdout
    assert "COPY public.p1 (id) FROM stdin;\n42\n" in restored


def test_irreversible_missing_and_forgotten_downgrades_are_refused_before_anything_runs(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);", "-- howdah: irreversible the old ids are gone")
    project.revision("b2", "a1", "CREATE TABLE u (id int);", "")
    project.revision("c3", "b2", "CREATE TABLE v (id int);", "DROP TABLE v;")
    project.ok("upgrade", "head")
    done = project.run("downgrade", "base")
    assert done.returncode == 77 and db.exists("v")
    assert "revision b2 is empty" in done.stderr
    project.ok("downgrade", "b2")
    project.ok("stamp", "a1")
    done = project.run("downgrade", "base")
    assert done.returncode == 77 and "the old ids are gone" in done.stderr


def test_edited_file_is_warned_of_and_comments_are_not(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    path.write_text(path.read_text().replace("-- howdah: downgrade", "-- a remark\n\n-- howdah: downgrade"))
    project.revision("b2", "a1", "CREATE TABLE u (id int);", "DROP TABLE u;")
    done = project.run("upgrade", "head")
    assert "was edited" not in done.stderr
    path.write_text(path.read_text().replace("id int", "id bigint"))
    project.revision("c3", "b2", "CREATE TABLE v (id int);", "DROP TABLE v;")
    done = project.run("upgrade", "head", "--strict")
    assert done.returncode == 73 and "was edited after it was applied" in done.stderr
    done = project.run("upgrade", "head")
    assert done.returncode == 0 and "warning: file \"0001_a1.sql\"" in done.stderr
    done = project.run("repair")
    assert done.returncode == 1 and "howdah repair --accept a1" in done.stdout
    done = project.run("upgrade", "head", "--strict")
    assert done.returncode == 73, "strict counts where there is nothing to do as well"
    project.ok("repair", "--accept", "a1")
    assert "Nothing to repair" in project.ok("repair")
    project.ok("upgrade", "head", "--strict")


def test_a_file_that_was_edited_between_two_applications_is_no_cause_for_a_warning(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    project.ok("downgrade", "base")
    path.write_text(path.read_text().replace("id int", "id bigint"))
    for step in ("applied", "nothing to do"):
        done = project.run("upgrade", "head", "--strict")
        assert done.returncode == 0 and "was edited" not in done.stderr, (step, done.stderr)
    path.write_text(path.read_text().replace("id bigint", "id int"))
    done = project.run("upgrade", "head", "--strict")
    assert done.returncode == 73, "the text of the first time is not that of the last"


def test_check_and_idle_upgrades_notice_what_the_version_table_cannot_tell(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    project.ok("check")
    path.write_text(path.read_text().replace("id int", "id bigint"))
    done = project.run("check")
    assert done.returncode == 1 and "was edited after it was applied" in done.stderr
    done = project.run("upgrade", "head")
    assert done.returncode == 0 and "was edited after it was applied" in done.stderr
    project.ok("repair", "--accept", "a1")
    project.revision("b2", "a1", "CREATE INDEX CONCURRENTLY i ON t (id);", "DROP INDEX CONCURRENTLY i;\nSELECT 1/0;")
    project.ok("upgrade", "head")
    assert project.run("downgrade", "a1").returncode == 69
    done = project.run("check")
    assert done.returncode == 1 and "the downgrade of revision b2 is half done" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_signals_stop_it_in_good_order_too(project, db, number):
    project.revision("a1", None, "CREATE TABLE u (id int);\nSELECT pg_sleep(600);", "DROP TABLE u;")
    running = project.start("upgrade", "head")
    db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
    done = running.send(number).finish()
    assert done.returncode == 130 and "interrupted" in done.stderr
    db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")


def test_code_that_commits_is_told_where_it_may(project, db):
    project.revision("a1", None, "DO $$ BEGIN COMMIT; END $$;", "SELECT 1;")
    done = project.run("upgrade", "head")
    assert done.returncode == 69 and "no-transaction" in done.stderr


def test_directives_and_ids_have_one_form(project):
    path = project.revision("a1", None, "SELECT 1;", "SELECT 1;")
    path.write_text(path.read_text().replace("-- howdah: upgrade", "-- howdah:upgrade"))
    done = project.run("upgrade", "head")
    assert done.returncode == 78 and "misspelt howdah directive" in done.stderr
    path.unlink()
    project.revision("head", None, "SELECT 1;", "SELECT 1;")
    done = project.run("history")
    assert done.returncode == 78 and '"head" cannot be the id of a revision' in done.stderr


def test_deleted_file_is_explained_from_the_journal_and_can_be_put_back(project, db):
    project.chain(1)
    path = project.revision("b2", "r0001", "CREATE TABLE u (id int);", "DROP TABLE u;", message="Make u")
    text = path.read_text()
    project.ok("upgrade", "head")
    path.unlink()
    done = project.run("upgrade", "head")
    assert done.returncode != 0 and "Can't locate revision identified by 'b2'" in done.stderr
    assert '"howdah repair" shows what was applied' in done.stderr and "Did you mean" not in done.stderr
    done = project.run("repair")
    assert done.returncode == 1
    assert "revision b2 is applied, but no file has it" in done.stdout and "Make u" in done.stdout
    project.ok("repair", "--restore", "b2")
    assert path.read_text() == text
    project.ok("downgrade", "base")


def test_deleted_file_in_the_middle_can_be_put_back_although_the_graph_is_torn(project, db):
    project.chain(1)
    path = project.revision("b2", "r0001", "CREATE TABLE u (id int);", "DROP TABLE u;")
    project.revision("c3", "b2", "CREATE TABLE v (id int);", "DROP TABLE v;")
    project.ok("upgrade", "head")
    path.unlink()
    done = project.run("history")
    assert done.returncode == 78 and 'revises "b2", which no file has' in done.stderr
    done = project.run("repair")
    assert done.returncode == 1 and "howdah repair --restore b2" in done.stdout
    project.ok("repair", "--restore", "b2")
    assert "Nothing to repair" in project.ok("repair")
    project.ok("downgrade", "base")


def test_row_that_alembic_wrote_and_no_file_has_is_listed_without_a_journal(project, db):
    project.chain(1)
    db.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    db.execute("INSERT INTO alembic_version VALUES ('gone')")
    done = project.run("repair")
    assert done.returncode == 1
    assert "revision gone is applied, but no file has it" in done.stdout
    assert "it was not applied by howdah" in done.stdout and "stamp --purge" in done.stdout


def test_ids_of_any_length_widen_the_version_table_first(project, db):
    long = "a_rather_long_identifier_of_more_than_thirty_two_letters"
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    assert db.value("SELECT atttypmod - 4 FROM pg_attribute WHERE attrelid = 'alembic_version'::regclass "
                    "AND attname = 'version_num'") == 32
    project.revision(long, "a1", "CREATE TABLE u (id int);", "DROP TABLE u;")
    project.ok("upgrade", "head")
    assert project.rows() == [long]


def test_revision_may_change_session_settings_without_harm_to_the_next(project, db):
    project.revision("a1", None, "SELECT pg_catalog.set_config('search_path', '', false);\n"
                     "SET ROLE pg_monitor;\nRESET ROLE;\nCREATE TABLE public.t (id int);", "DROP TABLE public.t;")
    project.revision("b2", "a1", "CREATE TABLE u (id int);", "DROP TABLE u;")
    project.ok("upgrade", "head")
    assert db.exists("public.u") and project.rows() == ["b2"]


def test_read_only_role_is_refused(project, db):
    project.chain(1)
    db.execute(f"ALTER DATABASE {db.name} SET default_transaction_read_only = on")
    done = project.run("upgrade", "head")
    assert done.returncode == 77 and "read-only" in done.stderr


def test_version_table_of_another_schema_is_refused(project, db):
    db.execute("CREATE SCHEMA other")
    db.execute("CREATE TABLE other.alembic_version (version_num varchar(32) PRIMARY KEY)")
    project.chain(1)
    done = project.run("upgrade", "head")
    assert done.returncode == 77
    assert 'version table "alembic_version" is in schema "other", not in "public"' in done.stderr
    project.ini(version_table_schema="other")
    project.ok("upgrade", "head")
    assert project.rows("other.alembic_version") == ["r0001"]


def test_full_schema_without_rows_is_told_with_the_cure(project, db):
    db.execute("CREATE TABLE tr0001 (id int)")
    project.chain(1)
    done = project.run("upgrade", "head")
    assert done.returncode == 69
    assert "no revision is recorded, but the schema has tr0001" in done.stderr
    assert "howdah stamp r0001" in done.stderr
    project.ok("stamp", "head")
    assert project.rows() == ["r0001"]


def test_rows_changed_by_somebody_else_roll_the_transaction_back(project, db):
    project.chain(2)
    project.ok("upgrade", "r0001")
    project.revision("c3", "r0001", "UPDATE alembic_version SET version_num = 'x'; CREATE TABLE c (id int);", "")
    done = project.run("upgrade", "c3")
    assert done.returncode == 73
    assert "expected to match one row when updating 'r0001' to 'c3'" in done.stderr
    assert project.rows() == ["r0001"] and not db.exists("c")


def test_waiting_for_a_lock_says_who_blocks_and_goes_on_when_it_is_free(project, db):
    project.ini(lock_timeout="300ms")
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "ALTER TABLE t DROP COLUMN n;")
    with db.connect(autocommit=False, application_name="reader") as reader:
        reader.execute("SELECT count(*) FROM t")
        running = project.start("upgrade", "head")
        running.wait_for("waiting for a lock on t, blocked by pid ")
        running.wait_for("trying again in ")
        reader.rollback()
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert re.search(r"blocked by pid \d+ \(postgres, reader, local, idle in transaction, .*SELECT count", done.stderr)
    assert columns(db, "t") == ["id", "n"]


def test_used_up_lock_budget_ends_busy_and_changes_nothing(project, db):
    project.ini(lock_timeout="50ms", lock_budget="200ms")
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "ALTER TABLE t DROP COLUMN n;")
    with db.connect(autocommit=False) as reader:
        reader.execute("SELECT count(*) FROM t")
        done = project.run("upgrade", "head")
    assert done.returncode == 75, done.stderr
    assert "The lock budget is used up" in done.stderr and "55P03" in done.stderr
    assert project.rows() == [] and columns(db, "t") == ["id"]


def test_blockers_are_ended_only_when_asked_to_and_named(project, db):
    project.ini(lock_timeout="5s")
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "ALTER TABLE t DROP COLUMN n;")
    with db.connect(autocommit=False, application_name="forgotten") as reader:
        reader.execute("SELECT count(*) FROM t")
        done = project.run("upgrade", "head", "--cancel-blockers")
        assert done.returncode == 0, done.stderr
        assert re.search(r"terminated the idle transaction of pid \d+ \(postgres, forgotten", done.stderr)
        with pytest.raises(Exception, match="terminat"):
            reader.execute("SELECT 1")


def test_second_runner_waits_and_finds_nothing_to_do(project, db):
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "ALTER TABLE t DROP COLUMN n;")
    with db.connect(autocommit=False) as reader:
        reader.execute("SELECT count(*) FROM t")
        first = project.start("upgrade", "head")
        first.wait_for("Running upgrade  -> a1")
        second = project.start("upgrade", "head")
        second.wait_for("waiting for another howdah: pid ")
        busy = project.run("upgrade", "head", "--no-wait")
        assert busy.returncode == 75 and "another howdah is working on this database" in busy.stderr
        reader.rollback()
    assert first.finish().returncode == 0
    done = second.finish()
    assert done.returncode == 0 and "Running upgrade" not in done.stderr
    assert db.rows(STEPS) == [("a1", "transaction", "done", True)]


@pytest.mark.slow
def test_of_twenty_runners_one_works_and_none_fails(project, db):
    project.chain(5)
    running = [project.start("upgrade", "head") for _ in range(20)]
    done = [one.finish() for one in running]
    assert [one.returncode for one in done] == [0] * 20, [one.stderr for one in done if one.returncode]
    assert sum("Running upgrade" in one.stderr for one in done) == 1
    assert project.rows() == ["r0005"]
    assert db.value("SELECT count(*) FROM howdah.step") == 5


def test_interrupt_cancels_rolls_back_and_says_so(project, db):
    project.chain(1)
    project.revision("b2", "r0001", "CREATE TABLE u (id int);\nSELECT pg_sleep(600);", "DROP TABLE u;")
    running = project.start("upgrade", "head")
    running.wait_for("Running upgrade r0001 -> b2")
    db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
    done = running.send(signal.SIGINT).finish()
    assert done.returncode == 130 and "interrupted" in done.stderr
    assert "rolled back; the database is at r0001" in done.stderr
    assert project.rows() == ["r0001"] and not db.exists("u")
    assert db.value("SELECT outcome FROM howdah.run") == "cancelled"


def test_interrupted_concurrent_index_leaves_no_invalid_one(project, db):
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "CREATE INDEX CONCURRENTLY t_id ON t (id);", "DROP INDEX CONCURRENTLY t_id;")
    with db.connect(autocommit=False) as old:
        old.execute("INSERT INTO t VALUES (1)")
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid")
        running.send(signal.SIGINT)
        running.wait_for("repairing: DROP INDEX CONCURRENTLY")
        old.rollback()
    assert running.finish().returncode == 130
    assert not db.exists("t_id")
    assert "statement 1 failed" in project.run("repair").stdout
    project.ok("upgrade", "head")
    assert db.exists("t_id")


def test_no_transaction_section_runs_each_statement_on_its_own(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);\nVACUUM t;\nDO $$ BEGIN INSERT INTO t VALUES (1); "
                     "COMMIT; END $$;\nSELECT 1/0;", "", up_options="no-transaction")
    done = project.run("upgrade", "head")
    assert done.returncode == 69 and "division by zero" in done.stderr
    assert "of revision a1, statements 1 to 3 are done and stay; the next upgrade goes on there" in done.stderr
    assert db.value("SELECT count(*) FROM t") == 1 and project.rows() == []
    path = next(project.versions.glob("*a1.sql"))
    path.write_text(path.read_text().replace("SELECT 1/0", "SELECT 1"))
    done = project.run("upgrade", "head")
    assert done.returncode == 0 and "going on at statement 4 of 4" in done.stderr
    assert db.value("SELECT count(*) FROM t") == 1 and project.rows() == ["a1"]


def test_half_applied_revision_must_not_be_edited_where_it_has_run(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);\nSELECT 1/0;", "", up_options="no-transaction")
    assert project.run("upgrade", "head").returncode == 69
    text = path.read_text()
    path.write_text(text.replace("id int", "id bigint"))
    done = project.run("upgrade", "head")
    assert done.returncode == 73 and "statements that have run were edited" in done.stderr
    assert "statement 1 is done" in project.run("repair").stdout
    db.execute("DROP TABLE t")
    project.ok("repair", "--forget", "a1")
    path.write_text(text.replace("SELECT 1/0;", ""))
    project.ok("upgrade", "head")
    assert db.exists("t")


def test_log_tells_who_what_when_and_from_which_file(project, db):
    project.chain(2)
    project.ok("upgrade", "head")
    project.ok("downgrade", "-1")
    lines = project.ok("log").splitlines()
    assert [line.split()[3:5] for line in lines] == [["downgrade", "r0002"], ["upgrade", "r0002"], ["upgrade", "r0001"]]
    assert "postgres@" in lines[0]
    entries = json.loads(project.ok("log", "--json", "-r", "r0001"))
    assert len(entries) == 1 and entries[0]["file_name"] == "0001_r0001.sql"
    assert len(entries[0]["file_sha256"]) == 64 and entries[0]["state"] == "done"
    assert project.ok("log", "-r", "r0").splitlines() == lines
    nothing = project.run("log", "-r", "nope")
    assert nothing.stdout == "" and 'nothing about a revision "nope"' in nothing.stderr
    unknown = project.run("log", "--attempt", "nope")
    assert unknown.returncode == 66 and "the journal has no attempt nope" in unknown.stderr


def test_errors_in_the_journal_cannot_drive_a_terminal(project):
    project.revision("a1", None, "DO $$ BEGIN RAISE EXCEPTION '%', E'\\x1b[2Jgone'; END $$;", "",
                     up_options="no-transaction")
    assert project.run("upgrade", "head").returncode == 69
    for command in ("log", "repair"):
        shown = project.run(command).stdout
        assert "[2Jgone" in shown and "\x1b" not in shown, command


def test_dry_run_prints_statements_with_locks_and_changes_nothing(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    project.revision("b2", "a1", "ALTER TABLE t ADD COLUMN n int;\nCREATE INDEX CONCURRENTLY i ON t (n);",
                     "DROP INDEX i; ALTER TABLE t DROP COLUMN n;")
    shown = project.ok("upgrade", "head", "--dry-run")
    assert "-- Running upgrade a1 -> b2\n" in shown and "CREATE TABLE" not in shown
    assert "ALTER TABLE t ADD COLUMN n int;\n--   ACCESS EXCLUSIVE on t\n" in shown
    assert "outside any transaction" in shown and "SHARE UPDATE EXCLUSIVE on t" in shown
    assert project.rows() == ["a1"] and not db.exists("i")


def test_transaction_pooler_is_refused_and_a_session_pooler_taken_at_its_word(project, db, server, tmp_path):
    with pooler(server, db, tmp_path, "transaction") as url:
        done = project.run("--url", url, "upgrade", "head")
        assert done.returncode == 77 and "goes through a pooler" in done.stderr
    project.chain(1)
    with pooler(server, db, tmp_path, "session") as url:
        project.ok("--url", url, "upgrade", "head", "--session-pooler")
    assert project.rows() == ["r0001"]


def test_standby_is_refused(project, db, server, tmp_path):
    """A cold copy of the cluster with a standby.signal is one, without a primary to follow."""
    project.chain(1)
    with standby(server) as host:
        done = project.run("--url", f"host={host} user=postgres dbname={db.name}", "upgrade", "head")
    assert done.returncode == 77, done.stderr
    assert "is a standby" in done.stderr


def test_timeouts_may_be_written_with_the_units_of_people(project, db):
    project.ini(statement_timeout="1.5 m")
    show = "INSERT INTO t SELECT current_setting('lock_timeout'), current_setting('statement_timeout');"
    project.revision("a1", None, "CREATE TABLE t (lock text, statement text);")
    project.revision("b2", "a1", show, up_options="lock_timeout=10m")
    project.ok("upgrade", "head")
    assert db.rows("SELECT * FROM t") == [("10min", "90s")]


def test_discard_all_is_refused_because_it_would_drop_the_runner_lock(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int);\nDISCARD ALL;", "", up_options="no-transaction")
    done = project.run("upgrade", "head")
    assert done.returncode == 78 and "DISCARD ALL is not allowed" in done.stderr and f"{path}:9:1" in done.stderr
    assert not db.exists("t")


def test_role_that_a_revision_takes_needs_no_rights_on_journal_and_version_table(project, db):
    role = f"owner_{db.name}"
    db.execute(f"CREATE ROLE {role}; GRANT CREATE ON SCHEMA public TO {role}")
    try:
        project.revision("a1", None, f"SET ROLE {role};\nCREATE TABLE t (id int);", f"SET ROLE {role};\nDROP TABLE t;")
        project.revision("b2", "a1", f"SET ROLE {role};\nCREATE TABLE u (id int);", "", up_options="no-transaction")
        project.revision("c3", "b2", f"DO 'BEGIN SET ROLE {role}; END';\nCREATE TABLE v (id int);", "",
                         up_options="no-transaction")
        project.ok("upgrade", "b2")
        project.ok("upgrade", "head")
        assert project.rows() == ["c3"]
        assert db.rows("SELECT tablename, tableowner FROM pg_tables WHERE schemaname = 'public' ORDER BY 1") == [
            ("alembic_version", "postgres"), ("t", role), ("u", "postgres"), ("v", "postgres")]
    finally:
        db.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


@pytest.mark.parametrize("mode", ["each", "all"])
def test_time_limits_of_a_section_end_with_it(project, db, mode):
    db.execute("CREATE TABLE seen (what text, value text)")
    note = "INSERT INTO seen SELECT '{}', current_setting('statement_timeout');"
    project.revision("a1", None, note.format("a1"), "", up_options="statement_timeout=7min")
    project.revision("b2", "a1", "CREATE TABLE b (id int);\n" + note.format("b2"), "")
    project.ok("upgrade", "head", "--transaction", mode)
    assert db.rows("SELECT * FROM seen ORDER BY 1") == [("a1", "7min"), ("b2", "0")]


def test_vacuum_full_does_not_make_readers_queue_behind_it(project, db):
    """It wants the strongest lock, so lock_timeout holds for it: only what lets others through may wait."""
    project.ini(lock_timeout="100ms", lock_budget="200ms")
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "VACUUM FULL t;", "")
    with db.connect(autocommit=False) as reader:
        reader.execute("SELECT count(*) FROM t")
        done = project.run("upgrade", "head")
    assert done.returncode == 75, done.stderr
    project.ok("upgrade", "head")
    assert project.rows() == ["a1"]


def test_partition_whose_detaching_was_left_pending_is_finished(project, db):
    project.ini(lock_timeout="300ms")
    db.execute("CREATE TABLE p (id int) PARTITION BY LIST (id)")
    db.execute("CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)")
    project.revision("a1", None, "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;", "")
    with db.connect(autocommit=False) as reader:
        reader.execute("SELECT count(*) FROM p")
        running = project.start("upgrade", "head")
        running.wait_for("trying again in")
        reader.rollback()
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert db.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'p'::regclass") == 0
    assert project.rows() == ["a1"] and db.value("SELECT count(*) FROM howdah.step WHERE state = 'done'") == 1


def test_first_runs_of_two_tenants_at_once_do_not_disturb_each_other(project, db):
    project.chain(2)
    tenants = [f"tenant{number}" for number in range(8)]
    for tenant in tenants:
        db.execute(f"CREATE SCHEMA {tenant}")
    running = [project.start("upgrade", "head", env={"HOWDAH_SEARCH_PATH": tenant}) for tenant in tenants]
    done = [one.finish() for one in running]
    assert [one.returncode for one in done] == [0] * len(tenants), [one.stderr for one in done if one.returncode]
    assert all(db.exists(f"{tenant}.tr0002") for tenant in tenants)


def psql(db, script):
    return subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(db.server.top), "-U", "postgres", db.name],
                          input=script, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("mode", ["each", "all", "none"])
def test_script_run_by_psql_ends_where_the_runner_ends(project, db, mode):
    project.ini(transaction=mode, version_table="Our Versions")
    long = "an_identifier_of_more_than_thirty_two_letters"
    project.revision("a1", None, "CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE t (id int PRIMARY KEY, n int, m mood);\n"
                     "SELECT pg_catalog.set_config('search_path', '', false);\nSET ROLE pg_monitor;",
                     "DROP TABLE t; DROP TYPE mood;")
    project.revision("b2", "a1", "ALTER TYPE mood ADD VALUE 'glad';\nINSERT INTO t VALUES (1, 1, 'glad');\n"
                     "-- howdah: batch key=id size=10\nUPDATE t SET n = n + 1 WHERE m = 'glad' -- all\n;\n"
                     "CREATE INDEX CONCURRENTLY t_m ON t (m);", "SELECT 1;")
    project.revision(long, "b2", "VACUUM t;", "SELECT 1;", up_options="no-transaction")
    done = psql(db, project.ok("upgrade", "head", "--sql"))
    assert done.returncode == 0, done.stderr
    state = "SELECT n, m::text, (SELECT version_num FROM \"Our Versions\") FROM t"
    by_script = db.rows(state)
    assert by_script == [(2, "glad", long)] and db.exists("t_m")
    db.execute('DROP TABLE t, "Our Versions"; DROP TYPE mood')
    project.ok("upgrade", "head")
    assert db.rows(state) == by_script and db.exists("t_m")


def test_script_and_dry_run_refuse_the_downgrades_that_the_runner_refuses(project):
    project.revision("a1", None, "CREATE TABLE t (id int);", "-- howdah: irreversible the old ids are gone")
    project.revision("b2", "a1", "CREATE TABLE u (id int);", "")
    project.ok("upgrade", "head")
    for options in (["b2:a1", "--sql"], ["-1", "--dry-run"]):
        done = project.run("downgrade", *options)
        assert done.returncode == 77 and "revision b2 is empty" in done.stderr, options
    done = project.run("downgrade", "a1:base", "--sql")
    assert done.returncode == 77 and "the old ids are gone" in done.stderr and done.stdout == ""


def test_dry_run_leaves_out_what_an_earlier_run_has_done(project):
    project.revision("a1", None, "CREATE TABLE t (id int);\nSELECT 1/0;", "", up_options="no-transaction")
    assert project.run("upgrade", "head").returncode == 69
    shown = project.ok("upgrade", "head", "--dry-run")
    assert "SELECT 1/0" in shown and "CREATE TABLE t" not in shown


ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.smoke
def test_every_query_of_the_runner_is_understood_by_the_server(project, db):
    project.chain(1)
    project.ok("upgrade", "head")
    for path in sorted((ROOT / "src" / "migrate" / "sql").glob("*.sql")):
        if path.name not in ("journal_create.sql", "scratch_make.sql"):  # a script; no statement of its own
            db.execute("PREPARE it AS " + path.read_text(encoding="utf-8").rstrip().rstrip(";"))
            db.execute("DEALLOCATE it")


@pytest.mark.parametrize("forgets", ["DEALLOCATE ALL;", "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$;"])
@pytest.mark.parametrize("mode", ["each", "all"])
def test_a_file_may_forget_all_prepared_statements(project, db, forgets, mode):
    project.chain(2)
    project.revision("c3", "r0002", "CREATE TABLE c3 (id int); " + forgets, "DROP TABLE c3; " + forgets)
    project.revision("d4", "c3", "CREATE TABLE d4 (id int);", "DROP TABLE d4;")
    project.ok("upgrade", "head", f"--transaction={mode}")
    assert db.exists("c3") and db.exists("d4") and db.rows("SELECT version_num FROM alembic_version") == [("d4",)]
    assert [row[0] for row in db.rows("SELECT revision FROM howdah.step ORDER BY seq")] == ["r0001", "r0002", "c3", "d4"]
    project.ok("downgrade", "base", "--allow-data-loss")
    assert not db.exists("c3") and db.rows("SELECT count(*) FROM alembic_version") == [(0,)]


def test_a_statement_outside_of_transactions_may_forget_all_prepared_statements(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);\nDEALLOCATE ALL;", "", up_options="no-transaction")
    project.revision("b2", "a1", "ALTER TABLE t ADD COLUMN n int;", "")
    project.ok("upgrade", "head")
    assert db.rows("SELECT version_num FROM alembic_version") == [("b2",)]


def test_prepared_transaction_that_blocks_is_named(project, db):
    project.ini(lock_timeout="700ms")
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "")
    gid = f"forgotten_{db.name}"
    db.execute("BEGIN; LOCK TABLE t")
    db.execute(f"PREPARE TRANSACTION '{gid}'")
    running = project.start("upgrade", "head")
    running.wait_for(f"prepared transaction, no session, waits for COMMIT PREPARED or ROLLBACK PREPARED")
    running.wait_for(gid)
    db.execute(f"ROLLBACK PREPARED '{gid}'")
    assert running.finish().returncode == 0


def test_blockers_that_the_role_may_not_signal_are_told_and_left_alone(project, db):
    role = f"migrator_{db.name}"
    project.ini(lock_timeout="1500ms", role=role)
    db.execute(f"CREATE ROLE {role}; GRANT CREATE ON DATABASE {db.name} TO {role}; "
               f"GRANT CREATE ON SCHEMA public TO {role}; CREATE TABLE t (id int); ALTER TABLE t OWNER TO {role}")
    try:
        project.revision("a1", None, "ALTER TABLE t ADD COLUMN n int;", "")
        with db.connect(autocommit=False) as reader:
            reader.execute("SELECT count(*) FROM t")
            running = project.start("upgrade", "head", "--cancel-blockers")
            running.wait_for("could not signal pid")
            second = project.start("upgrade", "head")
            second.wait_for("waiting for another howdah: pid")
            reader.rollback()
        assert running.finish().returncode == 0
        done = second.finish()
        assert done.returncode == 0 and "(null)" not in done.stderr
    finally:
        db.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_json_and_a_script_do_not_go_together(project):
    project.chain(1)
    done = project.run("upgrade", "head", "--sql", "--json")
    assert done.returncode == 64 and done.stdout == "" and "--sql prints SQL, not JSON" in done.stderr


def test_a_version_table_in_a_closed_schema_is_named(project, db):
    db.execute("CREATE SCHEMA closed; CREATE TABLE closed.alembic_version (version_num varchar(32))")
    role = f"outsider_{db.name}"
    db.execute(f"CREATE ROLE {role} LOGIN")
    project.chain(1)
    project.ini(version_table_schema="closed")
    done = project.run("--url", f"{db.url}&user={role}" if "?" in db.url else f"{db.url}?user={role}", "current")
    db.execute(f"DROP ROLE {role}")
    assert done.returncode == 69, done.stderr
    assert "permission denied for schema closed" in done.stderr
    assert "while reading the version table closed.alembic_version" in done.stderr


def test_the_last_statement_of_a_section_may_lack_its_semicolon(project, db):
    path = project.revision("a1", None, "CREATE TABLE t (id int)", "DROP TABLE t")
    assert path.read_text().count(";") == 0
    project.ok("upgrade", "head")
    assert db.exists("t")
    project.ok("downgrade", "base")
    assert not db.exists("t")


def test_what_is_to_be_repaired_is_counted_in_words(project):
    project.chain(1)
    project.ok("upgrade", "head")
    path = next(project.versions.iterdir())
    path.write_text(path.read_text().replace("CREATE TABLE tr0001 (id int)", "CREATE TABLE tr0001 (id int, n int)"))
    assert "1 file needs a decision" in project.run("repair").stderr


def test_timing_tells_what_each_statement_took(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);\nSELECT pg_sleep(0.2);\n"
                     "INSERT INTO t\n  SELECT g FROM generate_series(1, 10) AS g;", "DROP TABLE t;")
    project.revision("b2", "a1", "CREATE INDEX CONCURRENTLY i ON t (id);", "DROP INDEX i;", up_options="no-transaction")
    done = project.run("--timing", "upgrade", "head")
    lines = done.stderr.splitlines()
    assert done.returncode == 0
    assert [re.sub(r"took [^:]+:", "took N ms:", line.strip()) for line in lines if " took " in line and "line" in line] == [
        "line 8 took N ms: CREATE TABLE t (id int)",
        "line 9 took N ms: SELECT pg_sleep(0.2)",
        "line 10 took N ms: INSERT INTO t SELECT g FROM generate_series(1, 10) AS g",
        "line 8 took N ms: CREATE INDEX CONCURRENTLY i ON t (id)"]
    number, unit = re.search(r"took ([\d.]+) (\S+): SELECT pg_sleep", done.stderr).groups()
    assert unit != "ms" or int(number) >= 200
    assert db.value("SELECT count(*) FROM t") == 10
    done = project.run("downgrade", "base", "--timing", "--allow-data-loss")
    assert "took" in done.stderr and "DROP TABLE t" in done.stderr and project.rows() == []
    assert " took " not in project.run("upgrade", "head").stderr


def test_timing_changes_neither_places_of_errors_nor_what_is_rolled_back(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);\nSELECT nothing;\nSELECT 1;", "DROP TABLE t;")
    plain, timed = project.run("upgrade", "head"), project.run("upgrade", "head", "--timing")
    assert plain.returncode == timed.returncode == 69
    kept = [line for line in timed.stderr.splitlines() if " took " not in line]
    assert kept == plain.stderr.splitlines() and not db.exists("t")
