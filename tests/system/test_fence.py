"""The version table while a runner works: whatever another program writes there is seen, never lost."""
import os
import signal

import pytest


def stopped_at(project, point, *args):
    """A run that has stopped itself at a fault point."""
    running = project.start("upgrade", "head", *args, env={"HOWDAH_FAULT_AT": point})
    _, status = os.waitpid(running.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"it ended without coming by {point}: {running.stderr}"
    return running


def conflict(done):
    assert done.returncode == 73, done.stderr
    assert 'another program has changed the version table public.alembic_version meanwhile' in done.stderr


@pytest.mark.parametrize("mode", ["each", "all", "none"])
def test_a_row_inserted_meanwhile_rolls_the_transaction_back(project, db, mode):
    project.chain(2)
    project.ok("upgrade", "r0001")
    running = stopped_at(project, "part:1", f"--transaction={mode}")
    db.execute("INSERT INTO alembic_version VALUES ('other')")
    done = running.send(signal.SIGCONT).finish()
    conflict(done)
    assert "Its rows were r0001 when the plan was made." in done.stderr
    assert project.rows() == ["other", "r0001"] and not db.exists("tr0002")
    db.execute("DELETE FROM alembic_version WHERE version_num = 'other'")
    project.ok("upgrade", "head")
    assert project.rows() == ["r0002"] and db.exists("tr0002")


def test_a_first_row_inserted_meanwhile_is_seen(project, db):
    project.chain(1)
    project.ok("ensure_version")
    running = stopped_at(project, "part:1")
    db.execute("INSERT INTO alembic_version VALUES ('r0001')")
    conflict(running.send(signal.SIGCONT).finish())
    assert not db.exists("tr0001")
    assert "Running" not in project.run("upgrade", "head").stderr


@pytest.mark.parametrize("end, status", [("COMMIT", 73), ("ROLLBACK", 0)])
def test_a_writer_that_has_not_ended_is_waited_for(project, db, end, status):
    project.ini(lock_timeout="200ms")
    project.chain(1)
    project.ok("ensure_version")
    with db.connect(autocommit=False, application_name="alembic") as writer:
        writer.execute("INSERT INTO alembic_version VALUES ('r0001')")
        running = project.start("upgrade", "head")
        running.wait_for("blocked by pid ")
        running.wait_for("trying again in ")
        writer.execute(end)
    assert running.finish().returncode == status
    assert project.rows() == ["r0001"] and db.exists("tr0001") == (status == 0)


def test_readers_of_the_version_table_are_not_held_up(project, db):
    project.chain(1)
    project.ok("upgrade", "head")
    project.revision("b2", "r0001", "SELECT pg_advisory_lock(42);\nSELECT pg_advisory_unlock(42);")
    with db.connect() as holder:
        holder.execute("SELECT pg_advisory_lock(42)")
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'advisory' "
                      "AND application_name = 'howdah upgrade'")
        assert "r0001" in project.ok("current")
        holder.execute("SELECT pg_advisory_unlock(42)")
    assert running.finish().returncode == 0


def index_revision(project, db):
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "CREATE INDEX CONCURRENTLY t_id ON t (id);", "DROP INDEX t_id;")


def test_a_row_inserted_during_a_concurrent_build_is_seen_before_it_is_recorded(project, db):
    index_revision(project, db)
    running = stopped_at(project, "autocommitted:1")
    db.execute("INSERT INTO alembic_version VALUES ('other')")
    conflict(running.send(signal.SIGCONT).finish())
    db.execute("DELETE FROM alembic_version")
    project.ok("upgrade", "head")
    assert project.rows() == ["a1"] and db.value("SELECT count(*) FROM howdah.step") == 1


def test_a_statement_that_has_run_is_not_run_again_while_its_record_waits(project, db):
    project.ini(lock_timeout="200ms")
    index_revision(project, db)
    running = stopped_at(project, "autocommitted:1")
    with db.connect(autocommit=False) as writer:
        writer.execute("LOCK TABLE alembic_version IN ROW EXCLUSIVE MODE")
        running.send(signal.SIGCONT).wait_for("trying again in ")
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert project.rows() == ["a1"] and db.rows("SELECT state FROM howdah.step") == [("done",)]


def test_widening_the_version_table_is_tried_again(project, db):
    project.ini(lock_timeout="200ms")
    project.chain(1)
    project.ok("upgrade", "head")
    project.revision("x" * 60, "r0001", "CREATE TABLE wide (id int);")
    with db.connect(autocommit=False) as reader:
        reader.execute("SELECT * FROM alembic_version")
        running = project.start("upgrade", "head")
        running.wait_for("blocked by pid ")
        running.wait_for("trying again in ")
        reader.rollback()
    assert running.finish().returncode == 0
    assert project.rows() == ["x" * 60]


TRIGGER = """CREATE SCHEMA elsewhere; CREATE TABLE t (id int PRIMARY KEY, n int);
INSERT INTO t SELECT i, 0 FROM generate_series(1, 4) AS i;
CREATE FUNCTION leak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM set_config('search_path', 'elsewhere', false), set_config('role', 'pg_monitor', false),
            set_config('lock_timeout', '1d', false);
    RETURN NEW; END $$;
CREATE TRIGGER leak BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION leak();"""


@pytest.mark.parametrize("options, update", [
    ("", "UPDATE public.t SET n = 1;"),
    ("", "-- howdah: batch key=id size=2\nUPDATE public.t SET n = 1;"),
    ("no-transaction", "UPDATE public.t SET n = 1;"),
    ("", "SET SESSION AUTHORIZATION pg_monitor;"),
])
def test_what_a_trigger_makes_of_the_session_ends_with_its_part(project, db, options, update):
    db.execute(TRIGGER)
    db.execute("GRANT UPDATE, SELECT ON t TO pg_monitor; GRANT USAGE ON SCHEMA public TO pg_monitor")
    project.revision("a1", None, update, up_options=options)
    project.revision("b2", "a1", "CREATE TABLE plain AS SELECT session_user AS who, current_user AS role, "
                     "current_setting('lock_timeout') AS lock_timeout;")
    project.ok("upgrade", "head")
    assert db.rows("SELECT who, role, lock_timeout FROM public.plain") == [("postgres", "postgres", "2s")]


@pytest.mark.parametrize("sql, point", [
    ("CREATE INDEX CONCURRENTLY t_n ON t (n);", "autocommitted:1"),
    ("-- howdah: batch key=id size=10\nUPDATE t SET n = 1;", "batch:1"),
])
def test_a_record_whose_commit_was_not_answered_is_found(project, db, server, sql, point):
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1)")
    project.revision("a1", None, sql)
    running = stopped_at(project, point)
    before = db.value("SELECT pg_conf_load_time()::text")
    with server.configured(synchronous_standby_names="ghost"):
        # The server tells its oldest session last: then that of the run knows, too.
        db.wait_until("SELECT pg_conf_load_time()::text <> %s", (before,))
        running.send(signal.SIGCONT)
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                      "AND query = 'COMMIT' AND application_name = 'howdah upgrade'")
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah upgrade'")
        running.wait_for("the transaction was committed: it is in the journal")
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert project.rows() == ["a1"] and db.rows("SELECT state FROM howdah.step") == [("done",)]
