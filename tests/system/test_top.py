"""howdah top on a terminal as people use it: keys go in, the screen is read."""
import itertools
import json
import os
import re
import shlex
import signal
import subprocess
import time

import psycopg
import pytest

from program import ROOT, binary
from test_sessions import pid_of, session, start, wait_active  # noqa: F401 (session is a fixture)

NUMBER = itertools.count(1)
SECONDS = 40
USAGE, DATABASE = 64, 69


class Screen:
    """howdah top in tmux."""

    def __init__(self, program, *args, columns=120, rows=30, env=None, shell=False):
        self.socket = f"howdah-{os.getpid()}-{next(NUMBER)}"
        variables = {**program.env, **(env or {}), "TERM": "screen-256color"}
        line = shlex.join([binary(), "top", "--interval", "500ms", *args])
        settings = [f"{name}={value}" for name, value in variables.items() if value is not None]
        # Without the server's own variables: TERM and colours must be what the test says.
        inside = ["env", "-i", *settings, *(["bash", "--norc"] if shell else ["sh", "-c", f"exec {line}"])]
        # The screen of a program that ends at once is to be read as well.
        self.tmux("-f", "/dev/null", "start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";",
                  "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(program.cwd), shlex.join(inside))
        self.line = line

    def tmux(self, *args):
        done = subprocess.run(["tmux", "-L", self.socket, *args], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def text(self, *options):
        return self.tmux("capture-pane", "-p", *options)

    def keys(self, *keys):
        self.tmux("send-keys", *keys)
        return self

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)
        return self

    def wait(self, what, describe):
        deadline = time.monotonic() + SECONDS
        while True:
            text = self.text()
            found = what(text)
            if found:
                return found
            assert time.monotonic() < deadline, f"{describe}:\n{text}"
            time.sleep(0.05)

    def wait_for(self, pattern):
        """Until a line matches; gives the screen."""
        return self.wait(lambda text: text if re.search(pattern, text, re.M) else None, f"no {pattern!r} in")

    def wait_without(self, pattern):
        return self.wait(lambda text: None if re.search(pattern, text, re.M) else text, f"still {pattern!r} in")

    def wait_end(self):
        return int(self.wait(lambda _: self.end(), "still running"))

    def end(self):
        """The exit status, as text. tmux 3.3 can miss a SIGCHLD: then it sees the end but does not ask for the
        status, until the next such signal."""
        dead, server, status = self.tmux("display-message", "-p", "#{pane_dead},#{pid},#{pane_dead_status}").split(",")
        if dead == "1" and not status.strip():
            os.kill(int(server), signal.SIGCHLD)
        return status.strip()

    def pid(self):
        return int(self.tmux("display-message", "-p", "#{pane_pid}"))

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True, check=False)


@pytest.fixture
def top(howdah, db):
    """Starts howdah top against db: top("--view", "tables", columns=80)."""
    opened = []
    howdah.env["HOWDAH_URL"] = db.url

    def make(*args, **kwargs):
        opened.append(Screen(howdah, *args, **kwargs))
        return opened[-1]

    yield make
    for screen in opened:
        screen.close()


@pytest.fixture
def queue(db, session):  # noqa: F811
    """A lock queue: a reader idle in its transaction, an ALTER behind it, another reader behind that."""
    db.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)")
    reader, alter, late = session("reader"), session("alter"), session("late")
    reader.execute("BEGIN; SELECT * FROM orders")
    ends = [start(alter, "ALTER TABLE orders ADD COLUMN x int")]
    db.wait_until("SELECT count(*) = 1 FROM pg_locks WHERE NOT granted")
    ends.append(start(late, "SELECT count(*) FROM orders"))
    db.wait_until("SELECT count(*) = 2 FROM pg_locks WHERE NOT granted")
    yield {"reader": reader, "alter": alter, "late": late, "ends": ends}
    if not reader.closed:
        try:
            reader.execute("ROLLBACK")
        except psycopg.Error:
            pass
    for end in ends:
        end()


def test_lock_tree_shows_who_stands_behind_whom(top, queue):
    screen = top()
    text = screen.wait_for(r"^ +└─.*late")
    pids = {name: pid_of(queue[name]) for name in ("reader", "alter", "late")}
    lines = text.splitlines()
    at = {name: next(i for i, line in enumerate(lines) if str(pid) in line) for name, pid in pids.items()}
    assert at["alter"] == at["reader"] + 1 and at["late"] == at["alter"] + 1
    assert re.match(rf"> {pids['reader']} .*idle-tx.*\*2", lines[at["reader"]])
    assert re.match(rf"  └─{pids['alter']} .*Lock:relation.*\*1 ALTER TABLE", lines[at["alter"]])
    assert re.match(rf"    └─{pids['late']} .*Lock:relation.* SELECT count", lines[at["late"]])
    screen.wait_for(r"wait-lock 2")


def test_cancel_asks_and_ends_the_statement(top, queue):
    screen = top()
    screen.wait_for("late")
    screen.keys("Down").keys("c")
    text = screen.wait_for(r"\[c\] cancel")
    assert "Cancel 1 statement" in text and str(pid_of(queue["alter"])) in text and "frees 1 waiter" in text
    screen.keys("c")
    screen.wait_for(rf"cancel: {pid_of(queue['alter'])} cancelled")
    assert isinstance(queue["ends"][0](), psycopg.errors.QueryCanceled)
    assert queue["ends"][1]() is None  # it got its lock
    screen.wait_for("wait-lock 0")


def test_escape_from_the_question_does_nothing(top, queue):
    screen = top()
    screen.wait_for("late")
    screen.keys("Down").keys("k")
    screen.wait_for(r"Terminate 1 session")
    screen.keys("Escape")
    screen.wait_for("nothing was done")
    screen.wait_for("wait-lock 2")


def test_terminate_ends_an_idle_blocker_for_which_cancel_has_no_effect(top, queue):
    screen = top()
    screen.wait_for("late")
    screen.keys("k")
    text = screen.wait_for(r"\[t\] terminate")
    assert "Cancel has no effect" in text and "[c]" not in text and "frees 2 waiters" in text
    screen.keys("t")
    screen.wait_for(rf"terminate: {pid_of(queue['reader'])} terminated")
    assert queue["ends"][0]() is None
    with pytest.raises(psycopg.OperationalError):
        queue["reader"].execute("SELECT 1")


@pytest.fixture
def stuck(session, server):  # noqa: F811
    """A session whose process hears nothing: what is done to it takes its time."""
    conn = session("ear-deaf")
    conn.execute("BEGIN")
    pid = pid_of(conn)
    os.kill(pid, signal.SIGSTOP)
    yield conn, pid
    os.kill(pid, signal.SIGCONT)


def test_the_screen_goes_on_while_an_act_waits_for_its_outcome(top, stuck, session):  # noqa: F811
    pid = stuck[1]
    screen = top("--filter", "app=ear")
    screen.wait_for("deaf")
    screen.keys("k")
    screen.wait_for("Terminate 1 session")
    screen.keys("t")
    screen.wait_for("terminate: waiting for the outcome")
    session("ear-new").execute("BEGIN")
    screen.wait(lambda text: "ear-new" in text and "waiting for the outcome" in text, "a refresh meanwhile")
    screen.keys("k")
    screen.wait_for("not yet: terminate: waiting for the outcome")
    screen.keys("?")
    screen.wait_for("any other key: back|Keys")
    screen.keys("Escape")
    screen.wait_for(f"terminate: {pid} still there")
    screen.keys("q")


def test_leaving_waits_for_the_outcome_and_tells_it(top, stuck):
    pid = stuck[1]
    screen = top("--filter", "app=deaf", shell=True)
    screen.type(screen.line + "\n")
    screen.wait_for("ear-deaf")
    screen.keys("k")
    screen.wait_for("Terminate 1 session")
    screen.keys("t")
    screen.wait_for("terminate: waiting for the outcome")
    screen.keys("q")
    screen.wait_for("then leaving")
    screen.wait(lambda text: f"terminate: {pid} still there" in text and "sessions" not in text, "what became of it")


def test_tagged_sessions_are_terminated_together(top, db, session):  # noqa: F811
    first, second, other = session("gang"), session("gang"), session("alone")
    screen = top("--filter", "app=gang", "--idle")
    screen.wait_for("sessions 2 of")
    screen.keys("t").keys("t").keys("k")
    screen.wait_for("Terminate 2 sessions")
    screen.keys("t")
    screen.wait_for("terminated, .* terminated")
    for conn in (first, second):
        with pytest.raises(psycopg.OperationalError):
            conn.execute("SELECT 1")
    assert other.execute("SELECT 1").fetchone() == (1,)


def test_session_that_runs_another_statement_by_now_is_not_cancelled(top, session, db):  # noqa: F811
    busy = session("busy")
    end = start(busy, "SELECT pg_sleep(60) /* first */")
    wait_active(db, busy)
    screen = top("--filter", "app=busy")
    screen.wait_for("first")
    screen.keys("c")
    screen.wait_for(r"\[c\] cancel")
    db.execute(f"SELECT pg_cancel_backend({pid_of(busy)})")
    end()
    end = start(busy, "SELECT pg_sleep(60) /* second */")
    db.wait_until(f"SELECT query LIKE '%second%' FROM pg_stat_activity WHERE pid = {pid_of(busy)}")
    screen.keys("c")
    screen.wait_for("changed meanwhile")
    assert db.value(f"SELECT state FROM pg_stat_activity WHERE pid = {pid_of(busy)}") == "active"
    db.execute(f"SELECT pg_cancel_backend({pid_of(busy)})")
    end()


def test_detail_shows_the_statement_and_the_locks(top, queue):
    screen = top()
    screen.wait_for("late")
    screen.keys("Enter")
    screen.wait_for(r"holds: .*AccessShareLock public\.orders")
    screen.wait_for(r"last statement \(finished 00:0\d:\d\d ago\): BEGIN; SELECT \* FROM orders")
    screen.keys("Down")
    screen.wait_for(rf"waits 00:0\d:\d\d for AccessExclusiveLock on public\.orders, blocked by {pid_of(queue['reader'])}")
    screen.keys("Escape")
    screen.wait_without("blocked by")


def test_filter_follows_what_is_typed_and_escape_takes_it_back(top, session):  # noqa: F811
    session("apple").execute("BEGIN")
    session("pear").execute("BEGIN")
    screen = top()
    screen.wait_for("apple")
    screen.wait_for("pear")
    screen.keys("/").type("app=app")
    screen.wait_for("filter: app=app")
    screen.wait_without("pear")
    screen.keys("Enter")
    text = screen.wait_for("sessions 1 of")
    assert "apple" in text
    screen.keys("/").type("x")
    screen.wait_for("sessions 0 of")
    screen.keys("Escape")
    screen.wait_for("sessions 1 of")
    screen.keys("Escape")
    screen.wait_for("pear")
    screen.keys("/").type("-apple").keys("Enter")
    screen.wait_without("  apple  ")
    screen.wait_for("pear")


def test_sorting_by_name_turns_around(top, session):  # noqa: F811
    for name in ("beta", "alpha", "gamma"):
        session(name).execute("BEGIN")

    def order(text):
        names = re.findall(r" (alpha|beta|gamma) ", text)
        return names if len(names) == 3 else None

    screen = top("--filter", "state=transaction")
    screen.wait_for("gamma")
    for name in ("age", "pid", "user", "db", "app"):
        screen.keys("s")
        screen.wait_for(f"sort: {name}")
    screen.wait(lambda text: order(text) == ["alpha", "beta", "gamma"], "not in order")
    screen.keys("r")
    screen.wait(lambda text: order(text) == ["gamma", "beta", "alpha"], "not turned around")


def test_idle_sessions_and_only_locks(top, queue, session):  # noqa: F811
    session("lazy")
    session("works").execute("BEGIN")
    screen = top()
    assert "lazy" not in screen.wait_for("works")
    screen.keys("i")
    screen.wait_for("lazy")
    screen.keys("l")
    screen.wait_without("works|lazy")
    screen.wait_for("late")


def test_pause_holds_the_screen_and_forbids_to_act(top, session):  # noqa: F811
    session("early").execute("BEGIN")
    screen = top()
    screen.wait_for("early")
    screen.keys("p")
    screen.wait_for("PAUSED")
    session("tardy").execute("BEGIN")
    screen.wait_for(r"PAUSED, ([3-9]|\d\d)\.\d s old")
    assert "tardy" not in screen.text()
    screen.keys("k")
    screen.wait_for("go on with p first")
    screen.keys("p")
    screen.wait_for("tardy")
    screen.wait_for("LIVE")


def test_plan_of_a_running_statement_is_shown_and_not_run(top, session, db):  # noqa: F811
    db.execute("CREATE TABLE t (id int); CREATE TABLE u (id int)")
    busy = session("busy")
    end = start(busy, "WITH gone AS (DELETE FROM t RETURNING id) SELECT pg_sleep(60) FROM u RIGHT JOIN generate_series(1, 1) ON true")
    wait_active(db, busy)
    db.execute("INSERT INTO t VALUES (1)")
    screen = top("--filter", "app=busy")
    screen.wait_for("WITH gone")
    screen.keys("e")
    text = screen.wait_for("Delete on t")
    assert "not executed" in text
    assert db.value("SELECT count(*) FROM t") == 1
    screen.keys("Escape")
    screen.wait_without("Delete on t")
    db.execute(f"SELECT pg_cancel_backend({pid_of(busy)})")
    end()


def test_plan_of_a_statement_with_parameters_needs_no_values(top, session, db):  # noqa: F811
    db.execute("CREATE TABLE t (id int PRIMARY KEY)")
    busy = session("busy")
    end = start(busy, "PREPARE q AS SELECT * FROM t WHERE id = $1 AND pg_sleep(60) IS NOT NULL")
    end()
    busy.execute("SET plan_cache_mode = force_generic_plan")
    other = psycopg.connect(db.url, autocommit=True, application_name="params")
    ended = start_params(other)
    wait_active(db, other)
    screen = top("--filter", "app=params")
    screen.wait_for("pg_sleep")
    screen.keys("e")
    screen.wait_for(r"\$1")
    screen.wait_for("Plan of")
    db.execute(f"SELECT pg_cancel_backend({pid_of(other)})")
    ended.join(timeout=30)
    other.close()


def start_params(conn):
    import threading

    def run():
        try:
            conn.execute("SELECT * FROM pg_sleep(60) WHERE %s::int > 0", (1,))
        except psycopg.Error:
            pass

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_views_follow_each_other_and_show_rates(top, db):
    db.execute("CREATE TABLE busy_table (id int PRIMARY KEY); INSERT INTO busy_table SELECT generate_series(1, 1000)")
    screen = top()
    screen.wait_for("sessions .* of")
    for view in ("tables", "indexes", "queries", "io", "replication", "progress", "sessions"):
        screen.keys("Tab")
        screen.wait_for(rf"^ {view} \d+ of \d+")
        if view == "tables":
            screen.wait_for(r"seq_scans/s.*seq_rows/s v")
            screen.wait_for("busy_table")
        elif view == "indexes":
            screen.wait_for("busy_table_pkey")
        elif view == "queries":
            screen.wait_for("pg_stat_statements")  # is missing, and how to get it
    screen.keys("BTab")
    screen.wait_for("^ progress")


def test_statement_goes_to_the_clipboard(top, session):  # noqa: F811
    session("copied").execute("BEGIN; SELECT 'für später'")
    screen = top("--filter", "app=copied")
    screen.tmux("set-option", "-g", "set-clipboard", "on")
    screen.wait_for("BEGIN; SELECT")
    screen.keys("y")
    screen.wait_for("sent to the terminal's clipboard")
    screen.wait(lambda _: "für später" in screen.tmux("show-buffer"), "not in the clipboard")


def test_server_that_does_not_answer_is_told_and_keys_are_still_heard(top, db):
    screen = top()
    screen.wait_for("LIVE")
    backend = db.value("SELECT pid FROM pg_stat_activity WHERE application_name = 'howdah top'")
    os.kill(backend, signal.SIGSTOP)
    try:
        screen.wait_for(r"SLOW, \d.* old")
        screen.keys("?")
        screen.wait_for("Keys")
        screen.keys("x")
        screen.wait_without(r"\+- Keys")
    finally:
        os.kill(backend, signal.SIGCONT)
    screen.wait_for("LIVE")


def test_server_without_a_free_connection_is_waited_for(top, howdah, db):
    db.execute("DROP ROLE IF EXISTS top_late; CREATE ROLE top_late LOGIN CONNECTION LIMIT 1")
    howdah.env["HOWDAH_URL"] = db.url.replace("postgres@", "top_late@")
    first = psycopg.connect(howdah.env["HOWDAH_URL"], autocommit=True)
    try:
        screen = top()
        screen.wait_for("trying again: ")
        screen.wait_for("too many connections")
        first.close()
        screen.wait_for("LIVE")
        screen.close()
        db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE usename = 'top_late'")
    finally:
        first.close()
        db.execute("DROP ROLE top_late")


def test_everything_that_matters_fits_into_80_by_24(top, queue):
    screen = top(columns=80, rows=24)
    text = screen.wait_for("└─.*SELECT count")
    lines = text.splitlines()
    assert all(len(line) <= 80 for line in lines) and len(lines) == 24
    assert "LIVE" in lines[0] and lines[1].startswith("Conn") and "wait-lock 2" in lines[1]
    assert re.search(r"PID .*STATE .*AGE\(tx\) .*WAIT .*BLK .*QUERY", text)
    for key in ("Enter detail", "c cancel", "k terminate", "/ filter", "? help", "q quit"):
        assert key in "\n".join(lines[-2:])


def test_screen_follows_the_size_of_the_terminal(top, queue):
    screen = top(columns=80, rows=24)
    screen.wait_for("late|SELECT count")
    screen.tmux("resize-window", "-x", "150", "-y", "40")
    screen.wait_for("APP .*STATE")
    screen.wait(lambda text: "q quit" in "".join(text.splitlines()[38:]), "not 40 rows")
    screen.tmux("resize-window", "-x", "40", "-y", "10")
    screen.wait(lambda text: all(len(line) <= 40 for line in text.splitlines()) and "PID" in text, "not small")


def test_on_a_few_rows_the_sessions_have_the_place_of_the_keys(top, queue):
    screen = top(columns=60, rows=24)
    screen.wait_for("late|SELECT count")
    screen.tmux("resize-window", "-x", "40", "-y", "6")
    screen.wait(lambda text: "q quit" not in text and re.search(r"^.\s*\d+ ", text.split("PID", 1)[-1], re.M), "no session")


def test_help_lists_every_key_of_the_documentation(top):
    screen = top(rows=40)
    screen.wait_for("LIVE")
    screen.keys("?")
    text = screen.wait_for("Keys")
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", (ROOT / "docs" / "top.md").read_text(encoding="utf-8"), re.M)
    assert len(rows) > 15
    shown = re.findall(r"\| (\S.*?) +\|", text)
    assert [f"{keys:<11} {what}" for keys, what in rows] == [line for line in shown if not line.startswith("Up Down scroll")]
    screen.keys("x")
    screen.wait_without(r"\+- Keys")


def test_wide_characters_keep_the_columns_in_line(top, session, db):  # noqa: F811
    conn = session("wide")
    conn.execute("BEGIN; SELECT '東京の注文テーブルから選ぶ', 'é', 'e\u0301'")
    screen = top("--filter", "app=wide", columns=120)
    text = screen.wait_for("東京")
    line = next(line for line in text.splitlines() if "東京" in line)
    width = sum(2 if "\u2e80" <= char <= "\uffef" else 0 if char == "\u0301" else 1 for char in line)
    assert width <= 120


def test_control_characters_of_others_do_not_reach_the_terminal(top, session):  # noqa: F811
    session("evil").execute("BEGIN; SELECT '\x1b[31mred\x07'")
    screen = top("--filter", "app=evil", columns=140)
    screen.wait_for(r"\\x1b\[31mred\\x07")


def test_colours_are_used_unless_they_are_not_wanted(top, queue):
    colored = top()
    colored.wait_for("late")
    colored.wait_for("waiting +█")
    plain = top(env={"NO_COLOR": "1"})
    plain.wait_for("late")
    color = re.compile(r"\x1b\[(?:[0-9;]*;)?3[0-7][;m]")
    assert color.search(colored.text("-e"))
    assert not color.search(plain.text("-e"))


def test_terminal_without_utf8_gets_ascii(top, queue):
    screen = top(env={"LC_ALL": "C", "LANG": "C"})
    text = screen.wait_for("`-.*SELECT count")
    assert text.isascii()


def test_quitting_gives_the_screen_back(top):
    screen = top(shell=True)
    screen.type("echo be''fore\n")
    screen.wait_for("^before")
    screen.type(screen.line + "\n")
    screen.wait_for("LIVE")
    assert "before" not in screen.text()
    screen.keys("q")
    screen.wait_for("^before")
    screen.type("stty -a\n")
    text = screen.wait_for("icanon")
    assert not re.search(r"-icanon|-echo\b|-isig", text)


def test_suspended_screen_comes_back(top):
    screen = top(shell=True)
    screen.type(screen.line + "\n")
    screen.wait_for("LIVE")
    screen.keys("C-z")
    screen.wait_for("Stopped")
    screen.type("stty -a; echo sta''tus\n")
    assert not re.search(r"-icanon|-echo\b", screen.wait_for("^status"))
    screen.type("fg\n")
    screen.wait_for("LIVE")
    screen.keys("?")
    screen.wait_for("Keys")
    screen.keys("C-c")
    screen.wait_for("^status")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGSEGV, signal.SIGHUP])
def test_terminal_is_restored_when_a_signal_ends_the_program(top, number):
    screen = top(shell=True)
    screen.type(f"sh -c 'echo $$; exec {screen.line}'\n")
    screen.wait_for("LIVE")
    found = subprocess.run(["pgrep", "-P", str(screen.pid())], capture_output=True, text=True, check=True)
    os.kill(int(found.stdout.split()[0]), number)
    screen.wait_without("LIVE")
    screen.type("stty -a; echo sta''tus=$?\n")
    text = screen.wait_for("^status=0")
    assert not re.search(r"-icanon|-echo\b|-isig", text)


def test_server_that_goes_and_comes_back_is_waited_for(top, db, server, session):  # noqa: F811
    session("witness").execute("BEGIN")
    screen = top()
    screen.wait_for("witness")
    server.stop("fast")
    text = screen.wait_for(r"NO CONNECTION, \d.* old")
    assert "witness" in text  # the last state stays
    screen.wait_for("trying again")
    server.start()
    screen.wait_for("LIVE")
    screen.wait_without("witness")


def test_server_that_is_down_at_first_is_waited_for(top, server):
    server.stop("fast")
    screen = top()
    screen.wait_for("NO CONNECTION")
    screen.wait_for("trying again")
    server.start()
    screen.wait_for("LIVE")
    screen.keys("q")
    assert screen.wait_end() == 0


def test_database_that_does_not_exist_is_an_error_at_once(howdah, server):
    howdah.env["HOWDAH_URL"] = server.url("nowhere")
    screen = Screen(howdah)
    try:
        assert screen.wait_end() == DATABASE
        assert 'database "nowhere" does not exist' in screen.text()
    finally:
        screen.close()


def test_role_without_rights_is_told_what_is_missing(top, db, howdah, session):  # noqa: F811
    db.execute("DROP ROLE IF EXISTS top_guest; CREATE ROLE top_guest LOGIN")
    session("secret").execute("BEGIN")
    howdah.env["HOWDAH_URL"] = db.url.replace("postgres@", "top_guest@")
    try:
        screen = top()
        screen.wait_for("GRANT pg_monitor TO top_guest")
        screen.keys("i")
        screen.wait_for("insufficient privilege")
        screen.close()
        db.wait_until("SELECT count(*) = 0 FROM pg_stat_activity WHERE usename = 'top_guest'")
    finally:
        db.execute("DROP ROLE top_guest")


def test_once_prints_one_screen_for_people(howdah, db, queue):
    howdah.env["HOWDAH_URL"] = db.url
    done = howdah("top", "--once")
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^> {pid_of(queue['reader'])} .*\*2", done.stdout, re.M)
    assert "\x1b" not in done.stdout


def test_once_as_json_has_the_same_model_with_exact_values(howdah, db, queue):
    howdah.env["HOWDAH_URL"] = db.url
    done = howdah("top", "--once", "--json", "--interval", "300ms")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    tree = [entry for entry in seen["sessions"] if entry["application"] in ("reader", "alter", "late")]
    assert [(entry["application"], entry["depth"], entry["blocks"]) for entry in tree] == [
        ("reader", 0, 2), ("alter", 1, 1), ("late", 2, 0)]
    assert tree[1]["blocked_by"] == [pid_of(queue["reader"])]
    assert tree[2]["blocked_by"] == [pid_of(queue["alter"])]
    assert tree[2]["waiting"] > 0 and tree[0]["waiting"] is None
    assert seen["rates"]["commits"] is not None
    assert seen["risk"]["wraparound"][0]["xid_used"] >= 0


def test_thresholds_of_the_doctor_hold_here_too(howdah, db, queue, tmp_path):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n[thresholds]\nlocks.blocks = 1 2\n", encoding="utf-8")
    howdah.env["HOWDAH_URL"] = db.url
    seen = json.loads(howdah("top", "--once", "--json").stdout)
    levels = {entry["application"]: entry["level"] for entry in seen["sessions"]}
    assert levels["reader"] == "critical" and levels["alter"] == "warning" and levels["late"] == "ok"


def test_prepared_transaction_that_blocks_is_a_root(howdah, db, session):  # noqa: F811
    db.execute("CREATE TABLE t (id int)")
    session("two-phase").execute("BEGIN; LOCK t; PREPARE TRANSACTION 'top'")
    end = start(session("victim"), "SELECT * FROM t")
    db.wait_until("SELECT count(*) = 1 FROM pg_locks WHERE NOT granted")
    howdah.env["HOWDAH_URL"] = db.url
    done = howdah("top", "--once")
    db.execute("ROLLBACK PREPARED 'top'")
    assert end() is None
    assert re.search(r"^> prepared .*\*1.*\n  └─\d+ .*victim", done.stdout, re.M)


def test_refresh_is_one_transaction_that_waits_for_no_lock(top, db, session):  # noqa: F811
    db.execute("CREATE TABLE t (id int)")
    session("holder").execute("BEGIN; LOCK t IN ACCESS EXCLUSIVE MODE; ALTER TABLE t ADD COLUMN x int")
    screen = top("--view", "tables")
    screen.wait_for(r"^public +t\b")
    screen.wait_for("LIVE")


@pytest.mark.parametrize("args, message", [
    (["--interval", "1ms"], "invalid interval"),
    (["--view", "nothing"], 'there is no view "nothing"'),
    (["--json"], "--json needs --once"),
    ([], "not a terminal"),
])
def test_wrong_use_is_told(howdah, db, args, message):
    howdah.env["HOWDAH_URL"] = db.url
    done = howdah("top", *args)
    assert done.returncode == USAGE and message in done.stderr


@pytest.mark.smoke
def test_every_view_works_on_every_version(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    for view in ("sessions", "tables", "indexes", "queries", "io", "replication", "progress"):
        done = howdah("top", "--once", "--json", "--view", view, "--idle")
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        assert seen["view"] == view
        assert "problem" not in seen or "pg_stat_statements" in seen["problem"] or (view == "io" and "PostgreSQL 16" in seen["problem"])
