"""howdah cancel and terminate do what they show, to the sessions they show, and tell what came of it."""
import contextlib
import json
import os
import re
import signal as signals
import threading

import psycopg
import pytest

from program import ROOT
from server import SETTINGS, Server
from test_terminal import Terminal
import versions

SESSIONS_SQL = ROOT / "src" / "care" / "sql" / "sessions.sql"
DONE, MISSING, DATABASE, BUSY, REFUSED, USAGE = 0, 66, 69, 75, 77, 64


@pytest.fixture
def session(db):
    """Opens sessions that are closed after the test: session("name") or with any of connect's arguments."""
    opened = []

    def make(name=None, **kwargs):
        opened.append(db.connect(application_name=name or "app", **kwargs))
        return opened[-1]

    yield make
    for conn in opened:
        conn.close()


def pid_of(conn):
    return conn.info.backend_pid


def start(conn, sql):
    """Runs a statement in the background; gives a function that waits for its end: an exception or None."""
    ended = []

    def run():
        try:
            conn.execute(sql)
            ended.append(None)
        except psycopg.Error as problem:
            ended.append(problem)

    thread = threading.Thread(target=run)
    thread.start()

    def end():
        thread.join(timeout=30)
        return ended[0]

    return end


def wait_active(db, conn):
    db.wait_until("SELECT state = 'active' AND query LIKE '%%pg_sleep%%' FROM pg_stat_activity WHERE pid = %s",
                  (pid_of(conn),))


def wait_blocked(db, conn):
    db.wait_until("SELECT cardinality(pg_blocking_pids(%s)) > 0", (pid_of(conn),))


def is_there(db, conn):
    return db.value("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", (pid_of(conn),)) == 1


def act(project, *args, status=DONE):
    """Runs with --json; gives pid -> outcome."""
    done = project.run(*args, "--json")
    assert done.returncode == status, done.stdout + done.stderr
    return {row["pid"]: row["outcome"] for row in json.loads(done.stdout)["sessions"]}


def chosen(project, *args):
    """The pids that a dry run names."""
    return set(act(project, *args, "--dry-run"))


@pytest.mark.smoke
def test_a_statement_is_cancelled_and_its_session_stays(project, db, session):
    victim = session()
    end = start(victim, "SELECT pg_sleep(60)")
    wait_active(db, victim)
    assert act(project, "cancel", pid_of(victim), "--yes") == {pid_of(victim): "cancelled"}
    assert isinstance(end(), psycopg.errors.QueryCanceled)
    assert victim.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.smoke
def test_a_session_is_terminated_and_shown_before(project, db, session):
    victim, other = session("web"), session("web")
    out = project.ok("terminate", pid_of(victim), "--yes")
    assert re.search(rf"^{pid_of(victim)} +postgres +{db.name} +web +local +idle +\d", out, re.M)
    assert f"{pid_of(victim)}: terminated" in out
    assert not is_there(db, victim) and is_there(db, other)


def test_each_condition_chooses_and_all_must_hold(project, db, session):
    db.execute("CREATE ROLE care_reader LOGIN")
    try:
        web, batch = session("web"), session("batch")
        reader = psycopg.connect(db.url.replace("postgres@", "care_reader@"), application_name="web")
        with contextlib.closing(reader):
            busy = session("batch")
            end = start(busy, "SELECT pg_sleep(60) /* care-marker */")
            wait_active(db, busy)
            here = ("terminate", "--database", db.name)
            everybody = chosen(project, *here)
            assert {pid_of(web), pid_of(batch), pid_of(reader), pid_of(busy)} <= everybody
            assert chosen(project, *here, "--application", "web") == {pid_of(web), pid_of(reader)}
            assert chosen(project, *here, "--user", "care_reader") == {pid_of(reader)}
            assert chosen(project, *here, "--query", "care-m.rker") == {pid_of(busy)}
            assert chosen(project, *here, "--application", "web", "--user", "postgres") == {pid_of(web)}
            assert chosen(project, *here, "--application", "web", "--query", "care-marker") == set()
            assert chosen(project, "terminate", "--database", "nowhere") == set()
            assert chosen(project, "cancel", "--application", "batch", "--database", db.name) == {pid_of(busy)}
            assert act(project, "cancel", "--query", "care-marker", "--database", db.name, "--yes") == {
                pid_of(busy): "cancelled"}
            assert isinstance(end(), psycopg.errors.QueryCanceled)
    finally:
        db.execute("DROP ROLE care_reader")


def test_idle_sessions_are_chosen_by_how_long_they_are_idle(project, db, session):
    idle, open_transaction = session("care-idle"), session("care-idle", autocommit=False)
    open_transaction.execute("SELECT 1")
    only = ("--application", "care-idle")
    assert chosen(project, "terminate", *only, "--idle-for", "0") == {pid_of(idle)}
    assert chosen(project, "terminate", *only, "--idle-for", "10m") == set()
    assert chosen(project, "terminate", *only, "--idle-in-transaction-for", "0s") == {pid_of(open_transaction)}
    assert chosen(project, "terminate", *only, "--idle-in-transaction-for", "1h") == set()
    assert act(project, "terminate", *only, "--idle-in-transaction-for", "0", "--yes") == {
        pid_of(open_transaction): "terminated"}
    assert is_there(db, idle)


def test_blocking_finds_the_root_of_a_chain_of_three(project, db, session):
    db.execute("CREATE TABLE a (id int); CREATE TABLE b (id int)")
    root, middle, last = (session(name, autocommit=False) for name in ("root", "middle", "last"))
    root.execute("LOCK TABLE a")
    middle.execute("LOCK TABLE b")
    middle_end = start(middle, "LOCK TABLE a")
    wait_blocked(db, middle)
    last_end = start(last, "LOCK TABLE b")
    wait_blocked(db, last)
    assert chosen(project, "terminate", "--blocking") == {pid_of(root)}
    done = project.run("cancel", "--blocking", "--yes")
    assert done.returncode == REFUSED and "it runs no statement" in done.stdout
    assert '"howdah terminate" ends the session' in done.stderr
    assert act(project, "terminate", "--blocking", "--yes") == {pid_of(root): "terminated"}
    assert middle_end() is None
    middle.rollback()
    assert last_end() is None


def test_the_acting_session_is_never_in_the_list(project, db):
    for command in ("cancel", "terminate"):
        done = project.run(command, "--user", "postgres", "--force", "--dry-run", "--json")
        names = [row["application"] for row in json.loads(done.stdout)["sessions"]]
        assert f"howdah {command}" not in names


def test_dry_run_and_a_missing_yes_do_nothing(project, db, session):
    victim = session()
    out = project.ok("terminate", pid_of(victim), "--dry-run")
    assert str(pid_of(victim)) in out and "terminated" not in out
    done = project.run("terminate", pid_of(victim))
    assert done.returncode == REFUSED
    assert "nobody can be asked, and nothing was done" in done.stderr and "--yes" in done.stderr
    assert is_there(db, victim)


def test_the_choice_must_be_said_and_make_sense(project, db):
    done = project.run("terminate", "--yes")
    assert done.returncode == USAGE and "no session is chosen" in done.stderr and "--idle-for" in done.stderr
    done = project.run("cancel", "12x")
    assert done.returncode == USAGE and '"12x" is not a process id' in done.stderr
    done = project.run("cancel", "--query", "(", "--yes")
    assert done.returncode == USAGE and "regular expression" in done.stderr
    done = project.run("terminate", "--idle-for", "10", "--yes")
    assert done.returncode == USAGE and "has no unit" in done.stderr and "10min" in done.stderr
    done = project.run("terminate", "--idle-for", "5 weeks", "--yes")
    assert done.returncode == USAGE and "invalid duration" in done.stderr
    done = project.run("terminate", "999999999", "--yes")
    assert done.returncode == MISSING and "no such session" in done.stderr


def test_a_choice_that_fits_nobody_is_no_failure(project, db):
    done = project.run("terminate", "--application", "nobody", "--yes")
    assert done.returncode == DONE and "no session matches" in done.stderr


def signal(db, conn, identities, command="terminate", idle_ms=None):
    """The statement that signals, with identities (pid, start, start of statement) of our own."""
    text = re.sub(r"\$(\d+)", lambda m: f"%(p{m[1]})s", SESSIONS_SQL.read_text(encoding="utf-8").replace("%", "%%"))
    values = dict.fromkeys((f"p{number}" for number in range(1, 14)))
    columns = list(zip(*identities)) if identities else [None] * 3
    values.update(p1=[pid_of(conn)], p2=idle_ms, p4=False, p9=command, p10=False,
                  **({f"p{11 + i}": list(column) for i, column in enumerate(columns)} if identities else {}))
    return db.conn.execute(text, values).fetchall()


def test_another_session_under_the_same_pid_is_not_signalled(db, session):
    victim = session()
    [(pid, started, query_started, *_)] = signal(db, victim, None)
    assert signal(db, victim, [(pid, started + 1, query_started)]) == []
    assert is_there(db, victim)
    assert signal(db, victim, [(pid, started, query_started)])[0][-1] is True
    db.wait_until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", (pid,))


def test_a_statement_that_came_after_the_look_is_not_cancelled(db, session):
    victim = session()
    end = start(victim, "SELECT pg_sleep(60)")
    wait_active(db, victim)
    [(pid, started, query_started, *_)] = signal(db, victim, None, "cancel")
    assert signal(db, victim, [(pid, started, query_started - 1)], "cancel") == []
    assert signal(db, victim, [(pid, started, query_started)], "cancel")[0][-1] is True
    assert isinstance(end(), psycopg.errors.QueryCanceled)


def test_a_session_that_ends_before_the_answer_is_reported_as_gone(project, db, session):
    victim, other = session("care-two"), session("care-two")
    gone = pid_of(victim)
    terminal = Terminal(project, "terminate", "--application", "care-two")
    terminal.wait_for("[y/N]")
    victim.close()
    db.wait_until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", (gone,))
    terminal.type("y\n")
    assert terminal.finish() == DONE
    assert f"{gone}: gone meanwhile" in terminal.shown and f"{pid_of(other)}: terminated" in terminal.shown


def test_a_session_that_works_again_before_the_answer_is_left_alone(project, db, session):
    victim = session("care-again")
    terminal = Terminal(project, "terminate", "--application", "care-again", "--idle-for", "0")
    terminal.wait_for("[y/N]")
    end = start(victim, "SELECT pg_sleep(60)")
    wait_active(db, victim)
    terminal.type("y\n")
    assert terminal.finish() == DONE
    assert f"{pid_of(victim)}: changed meanwhile" in terminal.shown
    assert is_there(db, victim)
    act(project, "cancel", pid_of(victim), "--yes")
    end()


def test_no_keeps_the_session(project, db, session):
    victim = session()
    terminal = Terminal(project, "terminate", str(pid_of(victim)))
    terminal.wait_for("Terminate the session? [y/N]")
    terminal.type("n\n")
    assert terminal.finish() == REFUSED
    assert is_there(db, victim)


def test_what_the_role_may_not_signal_is_reported(project, db, session):
    victim = session()
    db.execute("CREATE ROLE care_weak LOGIN")
    try:
        weak = {"HOWDAH_URL": db.url.replace("postgres@", "care_weak@")}
        done = project.run("terminate", pid_of(victim), "--yes", env=weak)
        assert done.returncode == DATABASE and f"{pid_of(victim)}: not allowed" in done.stdout
        assert "pg_signal_backend" in done.stderr
        db.execute("GRANT pg_read_all_stats, pg_signal_backend TO care_weak")
        done = project.run("terminate", pid_of(victim), "--yes", env=weak)
        assert done.returncode == DATABASE, "a superuser's session needs a superuser"
        assert is_there(db, victim)
    finally:
        db.execute("DROP ROLE care_weak")


def test_processes_of_the_server_and_other_howdahs_are_refused(project, db, session):
    checkpointer = db.value("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'")
    done = project.run("terminate", checkpointer, "--yes")
    assert done.returncode == REFUSED and "a process of the server" in done.stdout
    migration = session("howdah upgrade")
    assert act(project, "terminate", pid_of(migration), "--yes", status=REFUSED) == {pid_of(migration): "refused"}
    assert act(project, "terminate", "--database", db.name, "--application", "howdah upgrade", "--yes") == {
        pid_of(migration): "refused"}
    assert is_there(db, migration)
    assert act(project, "terminate", pid_of(migration), "--force", "--yes") == {pid_of(migration): "terminated"}


def test_a_session_that_sends_replication_data_is_refused(project, db):
    with contextlib.closing(psycopg.connect(db.url + "&replication=database", autocommit=True,
                                            application_name="standby")) as sender:
        done = project.run("terminate", pid_of(sender), "--yes")
        assert done.returncode == REFUSED and "it sends replication data" in done.stdout
        assert is_there(db, sender)


def test_what_was_done_is_in_the_journal_when_there_is_one(project, db, session):
    first = session("care-log")
    act(project, "terminate", pid_of(first), "--yes")
    assert not db.exists("howdah.act")
    db.execute("CREATE SCHEMA howdah")
    second, third = session("care-log"), session("care-log")
    for victim in (second, third):
        act(project, "terminate", pid_of(victim), "--yes")
    columns = "action, pid, role, database, application, outcome, db_role"
    assert db.rows(f"SELECT {columns} FROM howdah.act ORDER BY seq") == [
        ("terminate", pid, "postgres", db.name, "care-log", "terminated", "postgres")
        for pid in (pid_of(second), pid_of(third))]
    act(project, "terminate", pid_of(db.conn), "--dry-run")
    assert db.value("SELECT count(*) FROM howdah.act") == 2


@pytest.fixture
def make_server():
    """Makes servers of one's own settings."""
    made = []

    def make(version=versions.MAIN, **settings):
        if versions.programs(version) is None:
            pytest.skip(f"PostgreSQL {version} is not at hand (tools/fetch_postgres.py fetches it)")
        made.append(Server(versions.programs(version), {**SETTINGS, **settings}))
        made[-1].start()
        return made[-1]

    yield make
    for server in made:
        server.discard()


def test_a_vacuum_that_prevents_wraparound_is_refused(howdah, make_server):
    server = make_server(autovacuum_freeze_max_age="100000", autovacuum_naptime="1s",
                         autovacuum_vacuum_cost_delay="100ms", autovacuum_vacuum_cost_limit="1")
    with server.connect() as admin:
        admin.execute("CREATE TEMP TABLE t (id int)")
        admin.execute("""DO $$ BEGIN FOR i IN 1..101000 LOOP
                         BEGIN INSERT INTO t VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
                         END LOOP; END $$""")
        seen = None
        while seen is None:
            seen = admin.execute("""SELECT pid FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'
                                    AND query LIKE '%(to prevent wraparound)%'""").fetchone()
        for command in ("terminate", "cancel"):
            done = howdah(command, seen[0], "--yes", "--force", env={"HOWDAH_URL": server.url("postgres")})
            assert done.returncode == REFUSED, done.stdout + done.stderr
            assert f"{seen[0]}: refused, it is a vacuum that prevents wraparound" in done.stdout


def test_a_full_server_gives_its_reserved_slots_and_says_when_they_are_used_up(howdah, make_server):
    small_server = make_server(max_connections="5", superuser_reserved_connections="2", max_wal_senders="0",
                               autovacuum="off")
    with small_server.connect() as admin:
        admin.execute("CREATE ROLE app LOGIN")
    at = {"host": str(small_server.top), "dbname": "postgres", "application_name": "flood"}
    url = small_server.url("postgres")
    with contextlib.ExitStack() as stack:
        def flood(user):
            return stack.enter_context(contextlib.closing(psycopg.connect(user=user, **at)))

        crowd = [flood("app") for _ in range(3)]
        done = howdah("terminate", pid_of(crowd[0]), "--yes", env={"HOWDAH_URL": url.replace("postgres@", "app@")})
        assert done.returncode == DATABASE and "The free slots are for superusers" in done.stderr
        done = howdah("show", "databases", env={"HOWDAH_URL": url.replace("postgres@", "app@"), "HOWDAH_CONNECT_BUDGET": "0"})
        assert done.returncode == DATABASE, "any command says what to do next"
        assert '"howdah show connections"' in done.stderr and '"howdah terminate --idle-for 10m"' in done.stderr
        done = howdah("show", "connections", env={"HOWDAH_URL": url})
        assert done.returncode == DONE and "flood" in done.stdout, "the reserved slot lets it in"
        crowd += [flood("postgres") for _ in range(2)]
        done = howdah("terminate", pid_of(crowd[0]), "--yes", env={"HOWDAH_URL": url})
        assert done.returncode == DATABASE and "slots reserved for superusers are used up as well" in done.stderr
        crowd.pop().close()
        while True:  # the slot is free when the process has gone
            done = howdah("terminate", pid_of(crowd[0]), "--yes", env={"HOWDAH_URL": url})
            if "too many clients" not in done.stderr:
                break
        assert done.returncode == DONE, done.stderr
        assert "the server is full: this connection uses a reserved slot (5 of 5" in done.stderr
        assert f"{pid_of(crowd[0])}: terminated" in done.stdout


def test_members_of_pg_use_reserved_connections_get_in_and_are_told(howdah, make_server):
    small_server = make_server("17", max_connections="5", superuser_reserved_connections="1",
                               reserved_connections="2", max_wal_senders="0", autovacuum="off")
    with small_server.connect() as admin:
        admin.execute("CREATE ROLE app LOGIN")
        admin.execute("""CREATE ROLE keeper LOGIN
                         IN ROLE pg_use_reserved_connections, pg_signal_backend, pg_read_all_stats""")
    at = {"host": str(small_server.top), "dbname": "postgres", "user": "app"}
    with contextlib.ExitStack() as stack:
        crowd = [stack.enter_context(contextlib.closing(psycopg.connect(**at))) for _ in range(2)]
        url = small_server.url("postgres").replace("postgres@", "keeper@")
        done = howdah("terminate", pid_of(crowd[0]), "--yes", env={"HOWDAH_URL": url})
        assert done.returncode == DONE, done.stderr
        assert "uses a reserved slot (3 of 5 connections, 3 reserved)" in done.stderr


def test_a_session_that_does_not_end_in_time_is_reported(project, db, session):
    victim = session()
    pid = pid_of(victim)
    os.kill(pid, signals.SIGSTOP)
    try:
        done = project.run("terminate", pid, "--yes", "--wait", "50ms")
    finally:
        os.kill(pid, signals.SIGCONT)
    assert done.returncode == BUSY and f"{pid}: still there" in done.stdout and "--wait waits longer" in done.stderr
    db.wait_until("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", (pid,))


def test_an_interrupted_wait_is_recorded_and_told(project, db, session):
    project.ok("ensure_version")
    victim = session("stuck")
    pid = pid_of(victim)
    os.kill(pid, signals.SIGSTOP)
    try:
        running = project.start("terminate", pid, "--yes", "--wait", "1h")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'howdah terminate' "
                      "AND state = 'idle' AND query LIKE '%%alive%%'")
        done = running.send(signals.SIGINT).finish(timeout=20)
    finally:
        os.kill(pid, signals.SIGCONT)
    assert done.returncode == 130, done.stderr
    assert "interrupted while waiting for the sessions to end" in done.stderr
    assert db.rows("SELECT pid, outcome FROM howdah.act") == [(pid, "still there")]


def test_the_log_shows_what_was_done_to_sessions(project, session):
    assert "nothing was done to sessions" in project.run("log", "--sessions").stderr
    project.ok("ensure_version")
    victim = session("web")
    project.ok("terminate", pid_of(victim), "--yes")
    shown = project.ok("log", "--sessions")
    assert re.search(rf"terminate  pid {pid_of(victim)} +terminated +by postgres@.*  postgres, web, local, idle\n", shown)
    assert json.loads(project.ok("log", "--sessions", "--json"))[0]["pid"] == pid_of(victim)
    assert project.run("log", "--sessions", "-r", "x").returncode == 64
