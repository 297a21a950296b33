"""Running howdah as a person or a script does."""
import os
import pathlib
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 60
# Settings of whoever runs the tests must not reach the program.
FOREIGN = ("PG", "HOWDAH", "ALEMBIC", "DATABASE_URL", "NO_COLOR", "EDITOR", "VISUAL")


def binary():
    """The program under test: HOWDAH in the environment, else the one in build/."""
    return os.environ.get("HOWDAH", str(ROOT / "build" / "howdah"))


def beside(name):
    """A program of tests/system/programs, of the same build."""
    return str(pathlib.Path(binary()).resolve().parent / "tests" / name)


def environment(home, extra=None):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN)}
    clean.update(HOME=str(home), LANG="C.UTF-8", LC_ALL="C.UTF-8", TZ="UTC", TERM="dumb")
    clean.update(extra or {})
    return {name: value for name, value in clean.items() if value is not None}


class Running:
    """A started program whose output can be waited for."""

    def __init__(self, argv, cwd, env):
        self.argv = argv
        self.process = subprocess.Popen(argv, cwd=cwd, env=env, text=True, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pid = self.process.pid
        self._news = threading.Condition()
        self._out, self._err = [], []
        self._readers = [threading.Thread(target=self._read, args=pair, daemon=True)
                         for pair in ((self.process.stdout, self._out), (self.process.stderr, self._err))]
        for reader in self._readers:
            reader.start()

    def _read(self, stream, lines):
        for line in stream:
            with self._news:
                lines.append(line)
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

    @property
    def stdout(self):
        with self._news:
            return "".join(self._out)

    @property
    def stderr(self):
        with self._news:
            return "".join(self._err)

    def wait_for(self, text, timeout=20):
        """Waits until text stands in what was printed (either stream)."""
        deadline = time.monotonic() + timeout

        def seen():
            return text in "".join(self._out) + "".join(self._err)

        with self._news:
            while not seen():
                ended = not any(reader.is_alive() for reader in self._readers)
                if ended or time.monotonic() > deadline:
                    shown = "".join(self._out) + "".join(self._err)
                    raise AssertionError(f"{'ended' if ended else 'still running'} without {text!r}:\n{shown}")
                self._news.wait(0.1)
        return self

    def send(self, number):
        self.process.send_signal(number)
        return self

    def kill(self):
        self.process.kill()
        return self.finish()

    def finish(self, timeout=TIMEOUT):
        """Waits for the end; gives what subprocess.run gives."""
        try:
            self.process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        for reader in self._readers:
            reader.join(timeout=10)
        return subprocess.CompletedProcess(self.argv, self.process.returncode, self.stdout, self.stderr)


class Program:
    """howdah in a folder, against a database: call it, or start() it."""

    def __init__(self, cwd, home, url=None):
        self.cwd = pathlib.Path(cwd)
        self.env = environment(home, {"HOWDAH_URL": url} if url else None)
        self._started = []

    def _environment(self, extra):
        merged = {**self.env, **(extra or {})}
        return {name: value for name, value in merged.items() if value is not None}

    def __call__(self, *args, env=None, cwd=None, input=None, timeout=TIMEOUT, program=None):
        """Runs to the end. env adds variables (None takes one away)."""
        return subprocess.run([program or binary(), *map(str, args)], cwd=cwd or self.cwd,
                              env=self._environment(env), input=input, timeout=timeout,
                              stdin=subprocess.DEVNULL if input is None else None,
                              capture_output=True, text=True, check=False)

    def start(self, *args, env=None, cwd=None, program=None):
        running = Running([program or binary(), *map(str, args)], cwd or self.cwd, self._environment(env))
        self._started.append(running)
        return running

    def close(self):
        """Ends what a failed test left running."""
        for running in self._started:
            if running.process.poll() is None:
                running.process.kill()
                running.process.wait()
