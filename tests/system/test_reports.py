"""Reports: every one runs everywhere, none hangs behind a lock, and each tells the truth."""
import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import termios
import threading

import psycopg
import pytest

from program import ROOT, binary

REPORTS = sorted(path.stem for path in (ROOT / "src/report/sql").glob("*.sql") if "." not in path.stem)

SCHEMA = """
    CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE NOT NULL);
    CREATE TABLE orders (id serial PRIMARY KEY, user_id bigint REFERENCES users, note text CHECK (note <> ''));
    CREATE TABLE parts (day date, v int) PARTITION BY RANGE (day);
    CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE INDEX orders_user ON orders (user_id, note);
    CREATE VIEW big AS SELECT * FROM orders WHERE id > 10;
    CREATE MATERIALIZED VIEW many AS SELECT count(*) FROM users;
    CREATE SEQUENCE loose AS smallint;
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
    COMMENT ON TABLE users IS E'who \\x1b[31m they are';
    INSERT INTO users SELECT n, n || '@example.org' FROM generate_series(1, 100) n;
    INSERT INTO orders (user_id, note) SELECT n, 'x' FROM generate_series(1, 50) n;
    ANALYZE;
"""


@pytest.fixture
def show(howdah, db):
    """show(NAME, ...): the parsed JSON of a report that must succeed."""
    howdah.env["HOWDAH_URL"] = db.url

    def run(*args):
        done = howdah("show", *args, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def row(answer, **wanted):
    """The only row that has these values."""
    found = [r for r in answer["rows"] if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1, answer
    return found[0]


CHECKS = {
    "text": str, "sql": str, "time": str, "bool": bool, "int": int, "count": (int, float), "bytes": int,
    "number": (int, float), "seconds": (int, float), "ms": (int, float), "percent": (int, float),
}


def check_units(table):
    names = [column["name"] for column in table["columns"]]
    for line in table["rows"]:
        assert [name for name in line if name != "level"] == names
        for column in table["columns"]:
            value = line[column["name"]]
            assert value is None or isinstance(value, CHECKS[column["unit"]]), (column, value)


@pytest.mark.smoke
def test_every_report_runs_and_its_values_have_the_units_of_its_header(show, db):
    db.execute(SCHEMA)
    for name in REPORTS:
        answer = show(name)
        for table in answer.get("sections", [answer]):
            check_units(table)
        # Each report must be able to answer here, but for what the server does not have at all.
        for note in answer["notes"]:
            assert note["text"].startswith(("needs extension", "needs table", "needs PostgreSQL")), (name, note)


@pytest.mark.smoke
def test_no_report_hangs_or_fails_behind_a_queued_alter(howdah, show, db):
    db.execute(SCHEMA)
    own = howdah.cwd / "reports"
    own.mkdir()
    for name, mark in (("own", "-- locked: gone around\n"), ("other", "")):
        (own / f"{name}.sql").write_text(
            f"-- name: {name}\n-- title: t\n-- group: project\n-- tells: all\n-- cost: cheap\n{mark}"
            "-- source: us\n-- columns:\n--   value count  it\nSELECT 42 AS value;\n")
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n")
    with db.connect(autocommit=False) as reader, db.connect() as altering:
        reader.execute("SELECT count(*) FROM users")
        pid = altering.execute("SELECT pg_backend_pid()").fetchone()[0]

        def alter():
            with pytest.raises(psycopg.errors.QueryCanceled):
                altering.execute("ALTER TABLE users ADD COLUMN x int")
        thread = threading.Thread(target=alter)
        thread.start()
        db.wait_until("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", (pid,))
        try:
            for name in REPORTS:
                answer = show(name)
                assert answer["took_ms"] < 3000, (name, answer["took_ms"])
            sizes = show("sizes", "users")
            assert row(sizes, name="users")["approximate"] is True
            assert row(sizes, name="users")["total"] > 0
            assert row(show("indexes"), name="users_pkey")["definition"] is None
            # What is not told looks like nothing unless it is said: for what the pattern matches, and nothing else.
            for name in ("duplicate-indexes", "indexes", "describe", "constraints", "tables", "own"):
                assert "public.users: locked" in " ".join(n["text"] for n in show(name)["notes"]), name
            assert "public.users: locked" in show("indexes", "users_pkey")["notes"][0]["text"]
            assert show("indexes", "orders*")["notes"] == [] and show("other")["notes"] == []
            assert "(none)" not in howdah("show", "duplicate-indexes").stdout
        finally:
            db.execute("SELECT pg_cancel_backend(%s)", (pid,))
            thread.join()


@pytest.mark.smoke
def test_locks_names_the_root_of_a_chain_of_three(show, db):
    """A reads and is idle, B's ALTER waits for A, C's SELECT waits behind B."""
    db.execute("CREATE TABLE t (id int)")
    with db.connect(autocommit=False) as a, db.connect() as b, db.connect() as c:
        a.execute("SELECT * FROM t")
        pids = [conn.info.backend_pid for conn in (a, b, c)]
        threads = []
        for conn, sql in ((b, "ALTER TABLE t ADD COLUMN x int"), (c, "SELECT * FROM t")):
            threads.append(threading.Thread(target=conn.execute, args=(sql,)))
            threads[-1].start()
            db.wait_until("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)",
                          (conn.info.backend_pid,))
        answer = show("locks")
        naive = db.rows("""SELECT blocked.pid, blocking.pid FROM pg_locks blocked JOIN pg_locks blocking
            ON blocking.locktype = blocked.locktype AND blocking.relation = blocked.relation
            WHERE NOT blocked.granted AND blocking.granted AND blocking.pid <> blocked.pid""")
        a.rollback()
        for thread in threads:
            thread.join()
    assert [(line["pid"], line["depth"], line["blocks"]) for line in answer["rows"]] == \
        [(pids[0], 0, 2), (pids[1], 1, 1), (pids[2], 2, 0)]
    assert answer["rows"][1]["blocked_by"] == str(pids[0])
    assert answer["rows"][2]["blocked_by"] == str(pids[1])
    assert answer["rows"][0]["fix"] == f"SELECT pg_terminate_backend({pids[0]}); -- howdah terminate {pids[0]}"
    assert "AccessExclusiveLock on relation public.t" in answer["rows"][1]["wants"]
    # The query that people copy says that C waits for A.
    assert (pids[2], pids[0]) in naive


def test_a_queue_for_one_row_has_one_line_for_each_session(show, db):
    db.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)")
    others = [db.connect() for _ in range(12)]
    pids = [conn.info.backend_pid for conn in others]
    with db.connect(autocommit=False) as first:
        first.execute("UPDATE t SET id = 2")
        threads = []
        for conn in others:
            threads.append(threading.Thread(target=conn.execute, args=("UPDATE t SET id = 3",)))
            threads[-1].start()
            db.wait_until("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)",
                          (conn.info.backend_pid,))
        answer = show("locks")
        pid = first.info.backend_pid
        first.rollback()
        for thread in threads:
            thread.join()
    for conn in others:
        conn.close()
    assert answer["rows"][0]["pid"] == pid and answer["rows"][0]["blocks"] == 12
    assert sorted(line["pid"] for line in answer["rows"]) == sorted([pid, *pids])
    assert [line["depth"] for line in answer["rows"]].count(0) == 1


def test_a_prepared_transaction_can_be_the_root(show, db):
    db.execute("CREATE TABLE t (id int)")
    with db.connect(autocommit=False) as conn:
        conn.execute("LOCK TABLE t")
        conn.execute("PREPARE TRANSACTION 'forgotten'")
        conn.rollback()
    with db.connect() as waiting:
        thread = threading.Thread(target=waiting.execute, args=("SELECT * FROM t",))
        thread.start()
        db.wait_until("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        answer = show("locks")
        db.execute("ROLLBACK PREPARED 'forgotten'")
        thread.join()
    assert answer["rows"][0]["session"] == "prepared transaction"
    assert answer["rows"][0]["fix"] == "ROLLBACK PREPARED 'forgotten';"


@pytest.mark.smoke
def test_without_pg_monitor_reports_run_and_say_what_to_grant(howdah, db):
    db.execute(SCHEMA)
    role = f"{db.name}_plain"
    db.execute(f"CREATE ROLE {role} LOGIN")
    try:
        howdah.env["HOWDAH_URL"] = db.url.replace("postgres@", f"{role}@")
        for name in REPORTS:
            done = howdah("show", name, "--json")
            assert done.returncode == 0, (name, done.stderr)
        notes = json.loads(howdah("show", "activity", "--json").stdout)["notes"]
        assert notes[0]["text"].startswith("needs role pg_read_all_stats")
        assert notes[0]["how"] == f"GRANT pg_read_all_stats TO {role};"
        assert notes[0]["missing"] is False
        text = howdah("show", "activity").stdout
        assert f"to get it: GRANT pg_read_all_stats TO {role};" in text
    finally:
        db.execute(f"DROP ROLE {role}")


def test_a_missing_extension_is_said_and_how_to_get_it(show, howdah):
    answer = show("slow")
    assert answer["rows"] == []
    assert answer["notes"][0]["missing"] is True
    assert answer["notes"][0]["how"] == "CREATE EXTENSION pg_stat_statements;"
    assert "needs extension pg_stat_statements" in howdah("show", "slow").stdout


def test_an_extension_that_is_not_loaded_is_said(show, db):
    db.execute("CREATE SCHEMA other; CREATE EXTENSION pg_stat_statements SCHEMA other")
    answer = show("slow")
    assert "shared_preload_libraries" in answer["notes"][0]["text"]


def test_only_clients_count_as_connections(show, db):
    db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'client backend'")
    naive = db.value("SELECT count(*) FROM pg_stat_activity")
    total = row(show("connections"), what="total")
    # That of the test and that of the report; the naive count has background processes too.
    assert total["connections"] == 2
    assert naive > 2
    assert total["usable"] == 147


def test_an_index_that_only_enforces_uniqueness_is_not_unused(show, db):
    db.execute("""CREATE TABLE t (a int UNIQUE, b int, c int);
                  CREATE INDEX t_b ON t (b);
                  INSERT INTO t SELECT n, n, n FROM generate_series(1, 1000) n; ANALYZE t""")
    for _ in range(10):
        with pytest.raises(psycopg.errors.UniqueViolation):
            db.execute("INSERT INTO t VALUES (1, 1, 1)")
    naive = db.rows("SELECT indexrelname FROM pg_stat_user_indexes WHERE idx_scan = 0 ORDER BY 1")
    assert naive == [("t_a_key",), ("t_b",)]
    answer = show("unused-indexes", "--param", "least=0")
    assert [line["name"] for line in answer["rows"]] == ["t_b"]
    assert answer["rows"][0]["fix"] == "DROP INDEX CONCURRENTLY public.t_b;"


def test_statistics_that_were_reset_do_not_change_the_rows(show, db):
    db.execute("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 2000); ANALYZE t")
    db.execute("SELECT pg_stat_reset_single_table_counters('t'::regclass)")
    assert db.value("SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 't'") == 0
    assert row(show("tables"), name="t")["rows"] == 2000


def test_a_partitioned_table_has_the_size_of_its_partitions(show, db):
    db.execute(SCHEMA)
    db.execute("INSERT INTO parts SELECT '2026-05-05', n FROM generate_series(1, 5000) n")
    assert db.value("SELECT pg_total_relation_size('parts')") == 0
    assert row(show("sizes"), name="parts")["total"] == db.value("SELECT pg_total_relation_size('parts_1')")
    users = row(show("sizes"), name="users")
    assert users["total"] == users["heap"] + users["toast"] + users["indexes"]
    assert users["total"] == db.value("SELECT pg_total_relation_size('users')")


# ---- the command ----

def test_all_reports_are_listed_by_group(howdah):
    listed = howdah("show").stdout
    for name in REPORTS:
        assert re.search(rf"^  {name} ", listed, re.MULTILINE), name
    assert listed.startswith("What there is:\n")
    assert [r["name"] for r in json.loads(howdah("show", "--json").stdout)] == REPORTS


def test_every_report_explains_itself_without_a_database(howdah):
    for name in REPORTS:
        done = howdah("show", name, "--explain")
        assert done.returncode == 0, done.stderr
        assert "Tells:" in done.stdout and "SQL" in done.stdout


def test_data_cannot_drive_the_terminal(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute(SCHEMA)
    for form in ("--expanded", "--markdown", "--json", "--limit=9"):
        done = howdah("show", "tables", "users", form)
        assert "they are" in done.stdout
        assert "\x1b" not in done.stdout


def test_rows_can_be_sorted_and_limited(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute(SCHEMA)
    csv = howdah("show", "tables", "--csv", "--sort", "name:desc", "--limit", "2").stdout.splitlines()
    assert csv[0] == "schema,name,kind,owner,rows,size,comment"
    assert [line.split(",")[1] for line in csv[1:]] == ["users", "parts_1"]
    wrong = howdah("show", "tables", "--sort", "weight")
    assert wrong.returncode == 64 and "Its columns are: schema, name" in wrong.stderr


def test_one_answer_for_all_databases(howdah, server, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute("CREATE TABLE only_here (id int)")
    rows = json.loads(howdah("show", "tables", "only_here", "--all-databases", "--json").stdout)
    assert [(r["database"], r["name"]) for r in rows["rows"]] == [(db.name, "only_here")]
    assert rows["columns"][0]["name"] == "database"


def test_watching_asks_again(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    running = howdah.start("show", "tables", "--watch", "0.1")
    running.wait_for("(none)")
    db.execute("CREATE TABLE appeared (id int)")
    running.wait_for("appeared")
    running.kill()


def test_reports_of_the_project_are_treated_alike(project, db):
    reports = project.folder / "reports"
    reports.mkdir()
    (reports / "answer.sql").write_text(
        "-- name: answer\n-- title: the answer\n-- group: project\n-- tells: all\n-- cost: cheap\n"
        "-- source: us\n-- columns:\n--   value count  it\nSELECT 42 AS value;\n")
    assert json.loads(project.ok("show", "answer", "--json"))["rows"] == [{"value": 42}]
    assert "This project:\n  answer" in project.ok("show")
    (reports / "writes.sql").write_text(
        "-- name: writes\n-- title: not allowed\n-- group: project\n-- tells: all\n-- cost: cheap\n"
        "-- source: us\n-- columns:\n--   value count  it\n"
        "SELECT pg_catalog.nextval('public.s') AS value;\n")
    db.execute("CREATE SEQUENCE s")
    done = project.run("show", "writes")
    assert done.returncode == 69 and "read-only transaction" in done.stderr
    (reports / "wrong.sql").write_text("-- name: wrong\nSELECT 1")
    done = project.run("show", "wrong")
    assert done.returncode != 0 and "wrong.sql:" in done.stderr


def test_a_report_that_answers_with_other_columns_is_refused(project):
    reports = project.folder / "reports"
    reports.mkdir()
    (reports / "other.sql").write_text(
        "-- name: other\n-- title: t\n-- group: project\n-- tells: all\n-- cost: cheap\n"
        "-- source: us\n-- columns:\n--   value count  it\nSELECT 42 AS number;\n")
    done = project.run("show", "other")
    assert 'the columns of report "other" are not those of its header' in done.stderr


def test_two_statements_in_a_report_are_refused_by_the_protocol(project, db):
    reports = project.folder / "reports"
    reports.mkdir()
    (reports / "two.sql").write_text(
        "-- name: two\n-- title: t\n-- group: project\n-- tells: all\n-- cost: cheap\n"
        "-- source: us\n-- columns:\n--   value count  it\nSELECT 42 AS value; DROP TABLE kept;\n")
    db.execute("CREATE TABLE kept (id int)")
    done = project.run("show", "two")
    assert "cannot insert multiple commands" in done.stderr
    assert db.exists("kept")


def test_what_is_no_report_is_a_revision(project):
    project.chain(2)
    assert "r0002" in project.ok("show", "head")
    assert "r0001" in project.ok("show", "r0001")
    project.ok("show", "base")
    done = project.run("show", "tabels")
    assert done.returncode != 0 and 'Did you mean the report "tables"?' in done.stderr


def test_an_unknown_report_is_named_with_the_nearest(howdah):
    done = howdah("show", "tabels")
    assert done.returncode == 66
    assert 'there is no report "tabels"' in done.stderr
    assert 'Did you mean the report "tables"?' in done.stderr


# ---- on a terminal ----

def on_terminal(howdah, columns, rows, *args, **env):
    """What the program writes to a terminal of that size."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    process = subprocess.Popen([binary(), "show", *args], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL,
                               cwd=howdah.cwd, env={**howdah.env, "TERM": "xterm", **env})
    os.close(slave)
    written = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(master)
    assert process.wait(timeout=30) == 0
    return written.decode("utf-8")


def test_a_table_fits_the_terminal_and_bad_rows_are_coloured(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute("CREATE TABLE users (id int); COMMENT ON TABLE users IS %s" % ("'" + "words " * 60 + "'"))
    db.execute("CREATE SEQUENCE s AS smallint; SELECT setval('s', 32000)")
    lines = on_terminal(howdah, 72, 40, "tables", PAGER="cat").splitlines()
    plain = [re.sub(r"\x1b\[[0-9]*m", "", line) for line in lines]
    assert max(map(len, plain)) <= 72 and plain[1].endswith("…")
    assert lines[0].startswith("\x1b[1mschema")
    assert "\x1b[31m!! public" in on_terminal(howdah, 120, 40, "sequences", PAGER="cat")
    assert "\x1b" not in on_terminal(howdah, 120, 40, "sequences", PAGER="cat", NO_COLOR="1")


def test_what_is_longer_than_the_terminal_goes_through_the_pager(howdah, db, tmp_path):
    howdah.env["HOWDAH_URL"] = db.url
    paged = tmp_path / "paged"
    on_terminal(howdah, 100, 200, "server", PAGER=f"cat > {paged}")
    assert not paged.exists()
    assert on_terminal(howdah, 100, 10, "server", PAGER=f"cat > {paged}") == ""
    assert "version" in paged.read_text(encoding="utf-8")


def test_a_name_that_nothing_has_is_told_with_how_names_match(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute("CREATE TABLE users (id int)")
    done = howdah("show", "tables", "use")
    assert done.returncode == 0 and done.stdout == "(none)\n"
    assert 'matches "use"; * and ? stand for any characters\n' in done.stderr
    assert "needs double quotes inside" in howdah("show", "tables", "Userz").stderr
    assert howdah("show", "tables", "use*").stderr == "" and "stand for" not in howdah("show", "tables", "x*").stderr
    done = howdah("show", "qqqqqq")
    assert done.returncode == 66 and '"howdah show" lists all' in done.stderr


@pytest.mark.smoke
def test_what_this_server_does_not_count_is_said(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    answer = json.loads(howdah("show", "io", "--json").stdout)
    if db.value("SELECT current_setting('server_version_num')::int") < 160000:
        assert answer["rows"] == [] and "needs PostgreSQL 16" in str(answer["notes"])
        assert "server 16" in howdah("show", "io", "--explain").stdout
    else:
        assert answer["rows"] and answer["notes"] == []
