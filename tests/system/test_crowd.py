"""Truth in a crowd: 1,000 tables, 5,000 statements, pgbench at work and a queue of locks; every report answers in time."""
import json
import subprocess
import time

import psycopg
import pytest

import versions
from program import Program
from server import SETTINGS, Server, unprivileged

TABLES, STATEMENTS, ANSWER_SECONDS = 1000, 5000, 30


def fill(server):
    with server.connect() as conn:
        conn.execute("CREATE EXTENSION pg_stat_statements")
        for start in range(0, TABLES, 100):
            conn.execute(f"""DO $$ BEGIN FOR n IN {start}..{start + 99} LOOP
                             EXECUTE format('CREATE TABLE crowd%s (id int PRIMARY KEY, a int, b text)', n);
                             EXECUTE format('CREATE INDEX ON crowd%s (a)', n); END LOOP; END $$""")
        # Another table or other columns make another statement; another constant does not.
        conn.execute(f"""DO $$ DECLARE what text; BEGIN FOR n IN 0..{TABLES - 1} LOOP
                         FOREACH what IN ARRAY ARRAY['a', 'b', 'id', 'a, b', 'count(*)'] LOOP
                         EXECUTE format('SELECT %s FROM crowd%s', what, n); END LOOP; END LOOP; END $$""")
        assert conn.execute("SELECT count(*) FROM pg_stat_statements").fetchone()[0] >= STATEMENTS


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    settings = {**SETTINGS, "shared_preload_libraries": "pg_stat_statements", "pg_stat_statements.max": "10000",
                "pg_stat_statements.track": "all", "max_locks_per_transaction": "2048"}
    server = Server(versions.programs(versions.MAIN), settings)
    try:
        server.start()
        fill(server)
        pgbench = [*unprivileged(), str(server.programs / "pgbench"), "-h", str(server.top), "-U", "postgres", "postgres"]
        subprocess.run([*pgbench, "-i", "-q"], cwd="/", check=True, capture_output=True)
        load = subprocess.Popen([*pgbench, "-c", "4", "-T", "600"], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield server
        finally:
            load.terminate()
            load.wait()
    finally:
        server.discard()


@pytest.fixture
def program(crowd, tmp_path):
    (tmp_path / "work").mkdir()
    made = Program(tmp_path / "work", tmp_path, crowd.url("postgres"))
    yield made
    made.close()


@pytest.fixture
def queue(crowd):
    """holder <- ALTER that waits <- readers that wait behind it; gives the holder's pid and the waiters'."""
    holder = crowd.connect(autocommit=False)
    holder.execute("SELECT count(*) FROM crowd7")
    waiters = []
    for sql in ("ALTER TABLE crowd7 ADD COLUMN c int", "SELECT * FROM crowd7", "SELECT * FROM crowd7"):
        conn = psycopg.connect(crowd.url("postgres"), autocommit=True)
        conn.pgconn.send_query(sql.encode())
        waiters.append(conn)
        with crowd.connect() as look:
            deadline = time.monotonic() + 30
            while not look.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", (conn.info.backend_pid,)).fetchone()[0]:
                assert time.monotonic() < deadline
    yield holder.info.backend_pid, [conn.info.backend_pid for conn in waiters]
    holder.close()
    for conn in waiters:
        conn.close()


def test_the_root_of_the_queue_is_named(program, queue):
    holder, waiters = queue
    done = program("show", "locks", "--json")
    rows = {row["pid"]: row for row in json.loads(done.stdout)["rows"]}
    assert rows[holder]["depth"] == 0 and rows[holder]["blocks"] == len(waiters)
    assert rows[waiters[0]]["depth"] == 1 and [rows[pid]["depth"] for pid in waiters[1:]] == [2, 2]
    assert f"howdah terminate {holder}" in rows[holder]["fix"]


def test_every_report_answers_within_its_limits(program, queue):
    listed = json.loads(program("show", "--json").stdout)
    assert len(listed) > 50
    for name, heavy in ((report["name"], report["heavy"] or report["name"] == "describe") for report in listed):
        pattern = ["crowd1*"] if heavy else []
        begin = time.monotonic()
        done = program("show", name, *pattern, "--json")
        if pattern and "has no parameter" in done.stderr:
            done = program("show", name, "--json")
        took = time.monotonic() - begin
        assert done.returncode == 0, (name, done.stderr)
        # What a lock or the time limit keeps back is said, and nothing waits for more than its 5 seconds a question.
        assert heavy or took < ANSWER_SECONDS, (name, took)


def test_the_doctor_looks_at_all_of_it(program, queue):
    done = program("doctor", "--json")
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)["findings"]
    assert not [finding for finding in found if finding["subject"] and "pg-stat-statements" in finding["subject"]]
