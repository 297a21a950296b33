"""Cases of alembic-scenarios.json: what Alembic 1.19 was measured to do, and what of it must hold here.

A case is a graph, the rows of the version table and one command line. Where howdah differs from
Alembic on purpose, there is a rule for it below, with the reason; no case is left out.
"""
import json
import pathlib
import re

DATA = json.loads(pathlib.Path(__file__).with_name("alembic-scenarios.json").read_text(encoding="utf-8"))
ALL = DATA["scenarios"]

# Commands that only look. Alembic creates the version table in some of them; howdah never does.
READING = {"branches", "check", "current", "heads", "history", "show"}

# Where Alembic dies with a traceback whose text says little, howdah says what is wrong.
TRACEBACKS = {
    "RuntimeError: boom": "boom",  # the body that fails
    "KeyError: 'b'": 'revision "c" revises "b", which no file has',
    "KeyError: 'zz'": 'revision "c" depends on "zz", which no file has',
}

# Two files with one id: Alembic warns and takes the later file; howdah refuses to guess.
REFUSED = {"e-dup-01": "Revision b is present more than once"}

# Alembic ends with 255 or, after a traceback, with 1; howdah's status says what kind of failure it was.
STATUSES = [
    (1, r"Database is not on all"),
    (64, r"Relative revision|History range|downgrade with --sql|.* in revision identifier 'ff-66'"),
    (66, r"Can't locate"),
    (69, r"boom"),
    (73, r"Destination|Duplicate head|Revision \w+ is not a head|Multiple head|Ambiguous|Target database"),
    (78, r"(Self-loop|Cycle|Dependency cycle) is|Branch name|.* which no file has|.* more than once|.* in revision identifier"),
]

# A label in use: Alembic writes the file and fails afterwards; howdah fails before it writes.
WRITES_NOTHING = {"br-56"}


class Case:
    """One scenario with what must come of it."""

    def __init__(self, data):
        self.id = data["id"]
        self.revisions = [self._revision(*entry) for entry in DATA["graphs"][data["graph"]]["revs"]]
        self.start = data["start"]
        self.command = data["cmd"]
        self.fails_in = data.get("fail_in")
        self.measured = data["measured"]["1.19.2"]
        self.varies = self.measured.get("varies", {})
        # By default Alembic has one transaction for all, howdah one for each revision.
        if self.fails_in and not data.get("configure", {}).get("transaction_per_migration"):
            self.command = [*self.command, "--transaction", "all"]

    @staticmethod
    def _revision(id, down=None, depends=None, labels=None):
        return {"id": id, "down": down, "depends": depends, "labels": labels}

    @property
    def reads_only(self):
        return self.command[0] in READING

    @property
    def succeeds(self):
        return self.measured["rc"] == 0 and self.id not in REFUSED

    @property
    def message(self):
        """What must stand on stderr."""
        if self.id in REFUSED:
            return REFUSED[self.id]
        text = self.measured.get("err", "")
        if not text.startswith("TRACEBACK "):
            return text
        text = text.removeprefix("TRACEBACK ")
        return TRACEBACKS.get(text) or text.split(": ", 1)[1]

    @property
    def status(self):
        if self.succeeds:
            return 0
        return next(status for status, pattern in STATUSES if re.match(pattern, self.message))

    @property
    def warnings(self):
        return self.measured.get("warn", []) if self.succeeds else []

    @property
    def files(self):
        return [] if self.id in WRITES_NOTHING else self.measured.get("files", [])

    def outputs(self):
        """The outputs that Alembic was seen to print, each a list of lines."""
        if not self.succeeds:
            return [[]]
        return self.varies.get("out") or [self.measured.get("out", [])]

    def row_changes(self):
        """The changes of the version table that Alembic was seen to make, each a list."""
        return self.varies.get("ops") or [self.measured["ops"]]

    @property
    def has_merges(self):
        """Which of several parents a row is taken from, or left at, Alembic takes from a hash."""
        return any(len(parents) > 1 for parents in self.needed_by().values())

    def needed_by(self):
        """id -> ids that must be applied before."""
        labels = {}
        for revision in self.revisions:
            for label in as_list(revision["labels"]):
                labels[label] = revision["id"]
        return {revision["id"]: [*as_list(revision["down"]),
                                 *(labels.get(name, name) for name in as_list(revision["depends"]))]
                for revision in self.revisions}


def as_list(value):
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def respects_edges(case, steps):
    """Whether no step comes before one that it needs: parents first up, children first down."""
    needs = case.needed_by()
    ids = [step[1:] for step in steps]
    for position, step in enumerate(steps):
        before = ids[:position] if step[0] == "+" else ids[position + 1:]
        if any(other in ids and other not in before for other in needs[step[1:]]):
            return False
    return True


def by_names(lines):
    """Lines with their lists of labels and children sorted: Alembic takes those from a hash."""
    def sort_names(match):
        return match[1] + ", ".join(sorted(match[2].split(", "))) + match[3]

    lines = [re.sub(r"^(Branches into: )(.*)()$", sort_names, line) for line in lines]
    return [re.sub(r"( \()([^()]*)(\))", sort_names, line) for line in lines]
