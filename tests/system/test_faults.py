"""Whatever kills a run, a plain "upgrade head" afterwards ends at head, with nothing lost or done twice.

The revisions count what they do in table done (a statement that ran twice shows), build an index
concurrently, and fill a column in batches: one part of each kind.
"""
import os
import signal

import pytest

POINTS = ["locked:1", "begun:1", "part:1", "group:1", "part:2", "intent:1", "autocommitted:1", "group:2",
          "batch:1", "batch:3", "group:4", "part:4", "group:5"]


@pytest.fixture
def mixed(project, db):
    """Three revisions with every kind of part, over 40 rows."""
    db.execute("CREATE TABLE done (what text)")
    project.revision("a1", None, "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0);\n"
                     "INSERT INTO t SELECT i FROM generate_series(1, 40) AS i;\n"
                     "INSERT INTO done VALUES ('a1');", "DROP TABLE t;")
    project.revision("b2", "a1", "INSERT INTO done VALUES ('b2 before');\n"
                     "CREATE INDEX CONCURRENTLY t_n ON t (n);\n"
                     "-- howdah: batch key=id size=10\nUPDATE t SET n = n + 1;\n"
                     "INSERT INTO done VALUES ('b2 after');", "DROP INDEX CONCURRENTLY t_n;")
    project.revision("c3", "b2", "INSERT INTO done VALUES ('c3');", "DELETE FROM done WHERE what = 'c3';")
    return project


def assert_all_done_once(project, db):
    """Invariants: journal, rows and catalog agree; nothing missing or twice; nothing left behind."""
    assert project.rows() == ["c3"]
    assert [row[0] for row in db.rows("SELECT what FROM done ORDER BY what")] == ["a1", "b2 after", "b2 before", "c3"]
    assert db.rows("SELECT n, count(*) FROM t GROUP BY n") == [(1, 40)]
    assert db.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0
    assert db.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_n'::regclass")
    assert db.value("SELECT count(*) FROM howdah.step WHERE state = 'intent'") == 0
    db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name LIKE 'howdah%'")
    db.wait_until("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND database = "
                  "(SELECT oid FROM pg_database WHERE datname = current_database())")
    assert "Nothing to repair" in project.ok("repair")


def stopped_at(project, point, *args):
    """A run that has stopped itself at a fault point."""
    running = project.start("upgrade", "head", *args, env={"HOWDAH_FAULT_AT": point})
    _, status = os.waitpid(running.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), f"it ended without coming by {point}: {running.stderr}"
    return running


@pytest.mark.parametrize("point", POINTS)
def test_killed_runner_is_taken_up_by_the_next_one(mixed, db, point):
    stopped_at(mixed, point).kill()
    mixed.ok("upgrade", "head")
    assert_all_done_once(mixed, db)


@pytest.mark.parametrize("point", POINTS)
def test_terminated_session_ends_the_run_and_the_next_one_goes_on(mixed, db, point):
    running = stopped_at(mixed, point)
    db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah upgrade'")
    done = running.send(signal.SIGCONT).finish()
    assert done.returncode in (0, 69), done.stderr
    if done.returncode:
        assert "57P01" in done.stderr
    mixed.ok("upgrade", "head")
    assert_all_done_once(mixed, db)


@pytest.mark.parametrize("point", POINTS)
def test_crashed_server_is_waited_for_and_the_run_goes_on(mixed, db, server, point):
    running = stopped_at(mixed, point)
    server.restart("immediate")
    done = running.send(signal.SIGCONT).finish()
    assert done.returncode == 0, done.stderr
    assert_all_done_once(mixed, db)


def test_commit_whose_answer_is_lost_is_found_committed(project, db, server):
    project.chain(1)
    project.ok("upgrade", "head")
    project.revision("b2", "r0001", "CREATE TABLE u (id int);", "DROP TABLE u;")
    with server.configured(synchronous_standby_names="ghost"):
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                      "AND query = 'COMMIT' AND application_name = 'howdah upgrade'")
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah upgrade'")
        running.wait_for("the transaction was committed: it is in the journal")
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert project.rows() == ["b2"] and db.exists("u")
    assert "Running" not in project.run("upgrade", "head").stderr


def test_unreachable_server_after_commit_is_reported_as_unknown(project, db, server):
    project.ini(reconnect_budget="300ms")
    project.chain(1)
    running = None
    with server.configured(synchronous_standby_names="ghost"):
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                      "AND query = 'COMMIT' AND application_name = 'howdah upgrade'")
        db.close()
        server.stop("immediate")
        done = running.finish()
    assert done.returncode == 76, done.stderr
    assert "the server cannot be asked what became of it" in done.stderr
    attempt = done.stderr.split("howdah log --attempt ")[1].split('"')[0]
    project.ok("log", "--attempt", attempt)
    project.ok("upgrade", "head")
    assert project.rows() == ["r0001"] and db.value("SELECT count(*) FROM howdah.step") == 1


def test_statement_of_unknown_outcome_needs_a_persons_word(project, db):
    project.revision("a1", None, "DO $$ BEGIN CREATE TABLE t (id int); END $$;\nVACUUM;", "",
                     up_options="no-transaction")
    stopped_at(project, "autocommitted:1").kill()
    done = project.run("upgrade", "head")
    assert done.returncode == 73
    assert "its outcome is not known" in done.stderr and "howdah repair --done a1" in done.stderr
    project.ok("repair", "--done", "a1")
    project.ok("upgrade", "head")
    assert project.rows() == ["a1"]


def test_statement_with_a_probe_needs_nobody(project, db):
    project.revision("a1", None, "-- howdah: probe SELECT to_regclass('t') IS NOT NULL\n"
                     "DO $$ BEGIN CREATE TABLE t (id int); END $$;\nVACUUM;", "", up_options="no-transaction")
    stopped_at(project, "autocommitted:1").kill()
    done = project.run("upgrade", "head")
    assert done.returncode == 0, done.stderr
    assert "its probe says that it is done" in done.stderr
    assert project.rows() == ["a1"]


def test_stopped_runner_keeps_the_lock_and_the_second_one_waits(project, db):
    project.chain(3)
    first = stopped_at(project, "group:1")
    second = project.start("upgrade", "head")
    second.wait_for("waiting for another howdah")
    first.send(signal.SIGCONT)
    assert first.finish().returncode == 0
    assert second.finish().returncode == 0
    assert db.value("SELECT count(*) FROM howdah.step") == 3


def test_killed_server_process_is_waited_for_and_the_run_goes_on(mixed, db):
    """The postmaster ends all sessions when one is killed, new ones of the first moment included."""
    running = stopped_at(mixed, "group:1")
    os.kill(db.value("SELECT pid FROM pg_stat_activity WHERE application_name = 'howdah upgrade'"), signal.SIGKILL)
    done = running.send(signal.SIGCONT).finish()
    assert done.returncode == 0, done.stderr
    db.close()
    assert_all_done_once(mixed, db)


def test_runner_killed_while_the_server_builds_an_index_leaves_it_to_the_next_one(project, db):
    db.execute("CREATE TABLE t (id int)")
    project.revision("a1", None, "CREATE INDEX CONCURRENTLY t_id ON t (id);", "DROP INDEX CONCURRENTLY t_id;")
    with db.connect(autocommit=False) as old:
        old.execute("INSERT INTO t VALUES (1)")
        first = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_index WHERE indrelid = 't'::regclass AND NOT indisvalid")
        first.kill()
        second = project.start("upgrade", "head")
        second.wait_for("index public.t_id was left half built")
        # Dropping it waits for the same old transaction: longer than lock_timeout, and told.
        second.wait_for("blocked by pid")
        old.rollback()
    done = second.finish()
    assert done.returncode == 0, done.stderr
    assert db.rows("SELECT indisvalid FROM pg_index WHERE indrelid = 't'::regclass") == [(True,)]
    assert db.rows("SELECT state FROM howdah.step ORDER BY seq") == [("failed",), ("done",)]


def test_run_whose_last_answer_was_lost_is_closed_in_the_journal(project, db, server):
    project.chain(1)
    with server.configured(synchronous_standby_names="ghost"):
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                      "AND query = 'COMMIT' AND application_name = 'howdah upgrade'")
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah upgrade'")
        running.wait_for("the transaction was committed: it is in the journal")
    assert running.finish().returncode == 0
    assert db.rows("SELECT outcome FROM howdah.run") == [("ok",)]


def test_interrupt_while_reconnecting_ends_at_once_and_keeps_the_unknown_outcome(project, db, server):
    project.chain(1)
    with server.configured(synchronous_standby_names="ghost"):
        running = project.start("upgrade", "head")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
                      "AND query = 'COMMIT' AND application_name = 'howdah upgrade'")
        db.close()
        server.stop("immediate")
        running.wait_for("connection lost")
        done = running.send(signal.SIGINT).finish(timeout=20)
    assert done.returncode == 76, done.stderr
    assert "howdah log --attempt" in done.stderr


def test_last_statement_settled_by_a_person_is_not_run_again(project, db):
    db.execute("CREATE TABLE t (n int)")
    project.revision("a1", None, "DO $$ BEGIN INSERT INTO t VALUES (1); END $$;", "", up_options="no-transaction")
    stopped_at(project, "autocommitted:1").kill()
    assert project.run("upgrade", "head").returncode == 73
    project.ok("repair", "--done", "a1")
    project.ok("upgrade", "head")
    assert project.rows() == ["a1"] and db.value("SELECT count(*) FROM t") == 1


def test_second_pass_keeps_the_dump_of_the_first(project, db, server):
    project.revision("a1", None, "CREATE TABLE t (id int);\nINSERT INTO t VALUES (1);", "DROP TABLE t;")
    project.revision("b2", "a1", "CREATE TABLE u (id int);\nINSERT INTO u VALUES (1);", "DROP TABLE u;")
    project.ok("upgrade", "head")
    running = project.start("downgrade", "base", "--allow-data-loss", "--backup", env={"HOWDAH_FAULT_AT": "group:1"})
    os.waitpid(running.pid, os.WUNTRACED)
    db.execute("CHECKPOINT")
    server.restart("immediate")
    assert running.send(signal.SIGCONT).finish().returncode == 0
    dumps = sorted((project.folder / ".howdah" / "backups").glob("*.dump"))
    assert len(dumps) == 2 and b"public.u" not in dumps[1].read_bytes()


def test_a_runner_that_planned_before_another_had_finished_plans_again(project, db):
    project.chain(3)
    late = stopped_at(project, "planned:1")
    project.ok("upgrade", "head")
    done = late.send(signal.SIGCONT).finish()
    assert done.returncode == 0, done.stderr
    assert "Running upgrade" not in done.stderr and project.rows() == ["r0003"]
