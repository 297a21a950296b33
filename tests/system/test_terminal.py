"""What a person sees: questions and live lines need a terminal, and are not in logs."""
import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

from program import binary


class Terminal:
    """howdah on a pseudo-terminal: wait for what it shows, type an answer."""

    def __init__(self, project, *args):
        self.master, slave = pty.openpty()
        env = {**project.program.env, "TERM": "xterm"}
        self.process = subprocess.Popen([binary(), *args], cwd=project.folder, env=env, stdin=slave,
                                        stdout=slave, stderr=slave)
        os.close(slave)
        self.shown = ""

    def read(self, seconds):
        if select.select([self.master], [], [], seconds)[0]:
            try:
                self.shown += os.read(self.master, 65536).decode(errors="replace")
                return True
            except OSError:  # the other side is closed
                return False
        return True

    def wait_for(self, text, seconds=20):
        deadline = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < deadline and self.read(0.2), f"no {text!r} in {self.shown!r}"

    def type(self, text):
        os.write(self.master, text.encode())

    def finish(self, seconds=60):
        deadline = time.monotonic() + seconds
        while self.process.poll() is None or self.read(0):
            if time.monotonic() > deadline:
                self.process.kill()
            if not self.read(0.05):
                break
        os.close(self.master)
        return self.process.wait(timeout=seconds)


@pytest.fixture
def lossy(project, db):
    project.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    project.ok("upgrade", "head")
    db.execute("INSERT INTO t VALUES (1)")
    return project


def test_no_keeps_the_data(lossy, db):
    terminal = Terminal(lossy, "downgrade", "base")
    terminal.wait_for("Data will be lost; go on? [y/N] ")
    terminal.type("\n")
    assert terminal.finish() == 77
    assert 'drops table' in terminal.shown and db.value("SELECT count(*) FROM t") == 1


def test_yes_goes_on(lossy, db):
    terminal = Terminal(lossy, "downgrade", "base")
    terminal.wait_for("[y/N] ")
    terminal.type("y\n")
    assert terminal.finish() == 0, terminal.shown
    assert not db.exists("t")


def test_long_statement_shows_its_progress_as_a_live_line(project, db):
    db.execute("CREATE TABLE t (id int)")
    db.execute("INSERT INTO t SELECT generate_series(1, 200)")
    db.execute("CREATE FUNCTION slow(i int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS "
               "$$ BEGIN PERFORM pg_catalog.pg_sleep(0.1); RETURN i; END $$")
    project.revision("a1", None, "CREATE INDEX CONCURRENTLY t_slow ON t (slow(id));", "DROP INDEX t_slow;")
    terminal = Terminal(project, "upgrade", "head")
    terminal.wait_for("CREATE INDEX CONCURRENTLY on t: building index")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.finish() == 130, terminal.shown
    assert re.search(r"\r\x1b\[K", terminal.shown), "the live line is taken away again"
    assert not db.exists("t_slow")


def test_errors_have_colours_on_a_terminal_only(project):
    project.revision("a1", None, "SELECT 1/0;", "")
    assert "\x1b[" not in project.run("upgrade", "head").stderr
    terminal = Terminal(project, "upgrade", "head")
    assert terminal.finish() == 69
    assert "\x1b[" in terminal.shown


def test_interrupt_at_the_question_ends_the_run(lossy, db):
    terminal = Terminal(lossy, "downgrade", "base")
    terminal.wait_for("[y/N] ")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.finish() == 130, terminal.shown
    assert db.value("SELECT count(*) FROM t") == 1
    db.wait_until("SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory' AND database = "
                  "(SELECT oid FROM pg_database WHERE datname = current_database())")
