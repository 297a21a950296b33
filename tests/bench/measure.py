"""Wall clock and client CPU of programs, in turns, so that noise of the machine hits all alike."""
import dataclasses
import os
import random
import statistics
import subprocess
import time


@dataclasses.dataclass
class Contender:
    """One command line of a task. before() is not timed and runs ahead of each run."""
    name: str
    argv: list
    env: dict
    cwd: str
    before: object = None
    wall: list = dataclasses.field(default_factory=list)
    cpu: list = dataclasses.field(default_factory=list)

    def once(self, keep):
        if self.before is not None:
            self.before()
        with open(os.devnull, "wb") as nowhere:
            start = time.perf_counter()
            process = subprocess.Popen(self.argv, cwd=self.cwd, env=self.env, stdin=subprocess.DEVNULL,
                                       stdout=nowhere, stderr=subprocess.PIPE)
            said = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stderr.close()
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(self.argv)}: status {process.returncode}\n{said.decode()[-2000:]}")
        if keep:
            self.wall.append(wall)
            self.cpu.append(usage.ru_utime + usage.ru_stime)

    @property
    def wall_ms(self):
        return 1000 * statistics.median(self.wall)

    @property
    def cpu_ms(self):
        return 1000 * statistics.median(self.cpu)


@dataclasses.dataclass
class Task:
    name: str
    contenders: list

    def run(self, runs, warm_up=True):
        """The contenders take turns, in an order that changes: who comes after one that has kept the
        processor busy for a second finds it awake, and is a fifth faster."""
        turns, order = random.Random(1), list(self.contenders)
        if warm_up:
            for contender in self.contenders:
                contender.once(keep=False)
        for _ in range(runs):
            turns.shuffle(order)
            for contender in order:
                contender.once(keep=True)
        return self

    def __getitem__(self, name):
        return next(contender for contender in self.contenders if contender.name == name)

    def lines(self):
        for index, one in enumerate(self.contenders):
            yield (f"{self.name if index == 0 else '':<34} {one.name:<22} {len(one.wall):>4} "
                   f"{one.wall_ms:>9.1f} [{1000 * min(one.wall):.1f}..{1000 * max(one.wall):.1f}]".ljust(92)
                   + f"{one.cpu_ms:>9.1f}")


HEADING = f"{'task':<34} {'program':<22} {'runs':>4} {'wall ms: median [min..max]':<29} {'user+sys ms':>11}"


@dataclasses.dataclass
class Target:
    """A ratio that the program has to reach."""
    text: str
    ratio: float
    limit: float
    at_least: bool = False

    @property
    def reached(self):
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def line(self):
        bound = "at least" if self.at_least else "at most"
        verdict = "reached" if self.reached else "NOT REACHED"
        return f"To reach: {self.text} {bound} {self.limit:g} times: {self.ratio:.2f}  {verdict}"
