"""A throw-away PostgreSQL: unix socket only, no fsync, in memory, gone with the process that started it."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

import psycopg

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "max_connections": "150",
    "max_locks_per_transaction": "512",
    "max_prepared_transactions": "5",
    "timezone": "UTC",
    "lc_messages": "C",
}
START_SECONDS = 30
# A database is 300 files. On ext4 files are made ever slower while many are removed, up to half a second for a database.
MEMORY = pathlib.Path("/dev/shm")
ROOM = 3 << 30


def own_folder(**where):
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"hd-{os.getpid()}-", **where))
    if os.getuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    return folder


def forget_the_dead():
    """What test processes that were killed have left in memory."""
    for folder in MEMORY.glob("hd-*-*"):
        if not pathlib.Path("/proc", folder.name.split("-")[1]).exists():
            shutil.rmtree(folder, ignore_errors=True)


def memory_folder():
    """A folder in memory, or None where there is none or it has no room."""
    if not MEMORY.is_dir():
        return None
    forget_the_dead()
    space = os.statvfs(MEMORY)
    return own_folder(dir=MEMORY) if space.f_bavail * space.f_frsize > ROOM else None


def unprivileged():
    """The start of a command line that runs a program as somebody PostgreSQL accepts.

    PostgreSQL refuses root. The signal makes the server leave when the test process dies.
    """
    argv = ["setpriv", "--pdeathsig", "QUIT"]
    if os.getuid() == 0:
        argv += ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return argv


class Server:
    """One cluster. start() and stop() may be called any number of times, discard() at the end."""

    def __init__(self, programs, settings=SETTINGS):
        # A socket's path may have at most 107 bytes, so the folder's name is short.
        self.top = own_folder()
        self.memory = memory_folder() if settings.get("fsync") == "off" else None
        self.data = (self.memory or self.top) / "data"
        self.log = self.top / "log"
        self.process = None
        self.starts = 0
        self.programs = self._reachable(pathlib.Path(programs))
        self._run("initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-N",
                  "-E", "UTF8", "--no-locale")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(f"unix_socket_directories = '{self.top}'\n")
            conf.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def _reachable(self, programs):
        """A cache below a private home cannot be entered by the server's user: then copy it."""
        test = [*unprivileged(), "test", "-x", str(programs / "postgres")]
        if subprocess.run(test, check=False).returncode == 0:
            return programs
        shutil.copytree(programs.parent, self.top / "programs", symlinks=True)
        return self.top / "programs" / programs.name

    def _run(self, program, *args):
        done = subprocess.run([*unprivileged(), str(self.programs / program), *args], cwd="/",
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def start(self):
        """Starts the server, unless it runs, and waits until it answers."""
        if self.process is not None and self.process.poll() is None:
            return
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*unprivileged(), str(self.programs / "postgres"), "-D", str(self.data)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/")
        self.starts += 1
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError as problem:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"server did not start: {problem}\n{self.tail()}") from problem
                time.sleep(0.02)

    def stop(self, mode="fast"):
        """mode: smart, fast or immediate (as a crash: no shutdown checkpoint, recovery at start)."""
        if self.process is None:
            return
        signals = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
        self.process.send_signal(signals[mode])
        self.process.wait(timeout=60)
        self.process = None

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def discard(self):
        self.stop("immediate")
        shutil.rmtree(self.top, ignore_errors=True)
        if self.memory is not None:
            shutil.rmtree(self.memory, ignore_errors=True)

    def url(self, dbname, **parameters):
        """postgresql:// URL of a database of this cluster; parameters are libpq's."""
        query = {"host": str(self.top), **parameters}
        return f"postgresql://postgres@/{urllib.parse.quote(dbname)}?" + urllib.parse.urlencode(query, safe="/")

    def connect(self, dbname="postgres", **kwargs):
        """A connection; waits while the server recovers from a crash that a test gave it."""
        kwargs.setdefault("autocommit", True)
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(host=str(self.top), user="postgres", dbname=dbname, **kwargs)
            except psycopg.OperationalError as problem:
                if "recovery mode" not in str(problem) or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    @contextlib.contextmanager
    def configured(self, **settings):
        """Sets server settings (those that need no restart) for the length of a with block."""
        self._alter_system("SET {} = {}", settings)
        try:
            yield
        finally:
            self.start()
            self._alter_system("RESET {}", settings)

    def _alter_system(self, template, settings):
        with self.connect() as admin:
            # The server may be set up to make every other commit wait.
            admin.execute("SET synchronous_commit = local")
            loaded = "SELECT pg_catalog.pg_conf_load_time()"
            before = admin.execute(loaded).fetchone()
            for name, value in settings.items():
                literal = "'" + str(value).replace("'", "''") + "'"
                admin.execute("ALTER SYSTEM " + template.format(name, literal))
            admin.execute("SELECT pg_catalog.pg_reload_conf()")
            # The postmaster has it before any session has, so new sessions have it as well.
            while admin.execute(loaded).fetchone() == before:
                time.sleep(0.005)

    def tail(self, lines=40):
        """The end of the server's log, for messages of failed tests."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class Database:
    """One database of a server, with a connection of its own for looking into it."""

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self.url = server.url(name)
        self._conn = None
        self._conn_start = 0

    @property
    def conn(self):
        """A connection in autocommit mode; a new one when the server was started anew."""
        if self._conn is None or self._conn.closed or self._conn_start != self.server.starts:
            self.close()
            self._conn = self.server.connect(self.name)
            self._conn_start = self.server.starts
        return self._conn

    def connect(self, **kwargs):
        return self.server.connect(self.name, **kwargs)

    def execute(self, sql, params=None):
        return self.conn.execute(sql, params)

    def rows(self, sql, params=None):
        return self.conn.execute(sql, params).fetchall()

    def value(self, sql, params=None):
        row = self.conn.execute(sql, params).fetchone()
        return None if row is None else row[0]

    def exists(self, relation):
        return self.value("SELECT pg_catalog.to_regclass(%s) IS NOT NULL", (relation,))

    def wait_until(self, sql, params=None, timeout=20):
        """Asks until the first column of the first row is true; an event, where a sleep would guess."""
        deadline = time.monotonic() + timeout
        while not self.value(sql, params):
            if time.monotonic() > deadline:
                raise AssertionError(f"still not true after {timeout} s: {sql}")
            time.sleep(0.005)

    def close(self):
        if self._conn is not None:
            self._conn.close()
            self._conn = None
