"""Random graphs, rows and targets: where howdah goes is where Alembic itself goes.

Debian's Alembic is 1.8.1; the one thing that 1.19 does otherwise here is put in below. What is
compared is what Alembic answers or refuses; where it dies with a traceback, howdah must only live.
"""
import random
import subprocess
import warnings

import pytest

from program import beside

pytest.importorskip("alembic")
from alembic.runtime.migration import HeadMaintainer, RevisionStep  # noqa: E402
from alembic.script.base import ScriptDirectory  # noqa: E402
from alembic.script.revision import Revision, RevisionError, RevisionMap  # noqa: E402
from alembic.util import CommandError  # noqa: E402

COMMANDS = ("upgrade", "upgrade", "downgrade", "downgrade", "stamp", "current", "history", "show")


class Script(Revision):
    class module:
        upgrade = downgrade = staticmethod(lambda: None)


class Heads(HeadMaintainer):
    """Keeps rows without a database."""

    def __init__(self, rows):
        self.heads = set(rows)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


def unmerge_to_revisions(self, heads):
    """As in 1.19: with no other row, ancestors of each other are left out as well."""
    above = set(heads) - {self.revision.revision}
    everything = self.revision_map
    if above:
        implied = {rev.revision for rev in everything._get_ancestor_nodes(everything.get_revisions(above))}
    else:
        implied = {rev.revision for to in self.to_revisions
                   for rev in everything._get_ancestor_nodes(everything.get_revisions(to)) if rev.revision != to}
    return tuple(set(self.to_revisions) - implied)


class Alembic:
    def __init__(self, graph):
        self.map = RevisionMap(lambda: [Script(id, tuple(down) or None, tuple(depends) or None, tuple(labels) or None)
                                        for id, down, depends, labels in graph])
        self.order = [entry[0] for entry in graph]
        self.scripts = ScriptDirectory.__new__(ScriptDirectory)
        self.scripts.revision_map = self.map
        self.map._revision_map  # builds it

    def implied(self, rows):
        return {rev.revision for rev in self.map._get_ancestor_nodes(self.map.get_revisions(tuple(rows)))}

    @property
    def order_is_arbitrary(self):
        """Several dependencies of one revision come in hash order."""
        return any(len(rev._normalized_resolved_dependencies) > 1 for rev in self.map._revision_map.values() if rev)

    def _move(self, command, rows, target):
        if command == "upgrade":
            steps = self.scripts._upgrade_revs(target, tuple(rows))
        elif command == "downgrade":
            steps = self.scripts._downgrade_revs(target, tuple(rows))
        else:
            steps = self.scripts._stamp_revs(tuple(target.split(",")), tuple(rows))
        heads, done = Heads(rows), []
        heads.context = None
        for step in steps:
            heads.update_to_step(step)
            done.append("=" if command == "stamp" else ("+" if step.is_upgrade else "-") + step.revision.revision)
        return f"move {','.join(done)} {','.join(sorted(heads.heads))}"

    def answer(self, command, rows, target):
        """What plan prints; None where Alembic has no answer."""
        try:
            if command in ("upgrade", "downgrade", "stamp"):
                return self._move(command, rows, target)
            if command == "current":
                found = sorted(self.scripts.get_all_current(tuple(rows)), key=lambda rev: self.order.index(rev.revision))
            elif command == "history":
                lower, upper = target.split(":")
                found = self.scripts.walk_revisions(base=lower or "base", head=upper or "heads")
            else:
                found = self.scripts.get_revisions(target)
            return "list " + ",".join(rev.revision for rev in found)
        except CommandError as error:
            return f"error {error}"
        except (AssertionError, AttributeError, KeyError):
            return None


def random_graph(rnd):
    names = [rnd.choice(("r{}", "r{}", "rev{:03}")).format(i) for i in range(rnd.randint(0, 14))]
    branching, merging, depending, labelling = (rnd.choice(each) for each in (
        (.05, .2, .4), (0, .15, .3), (0, .1, .3), (0, .1, .3)))
    graph, labels = [], []
    for i, id in enumerate(names):
        down, depends, own = [], [], []
        if i and rnd.random() > branching / 2:
            down = [names[i - 1] if rnd.random() > branching else rnd.choice(names[:i])]
            if rnd.random() < merging:
                down = list(dict.fromkeys([*down, rnd.choice(names[:i])]))
        if i and rnd.random() < depending:
            depends = list(dict.fromkeys(rnd.choices(names[:i] + labels, k=rnd.choice((1, 1, 2)))))
        if rnd.random() < labelling:
            own = [f"lab{i}"]
        labels += own
        graph.append((id, down, depends, own))
    if rnd.random() < .6:
        rnd.shuffle(graph)
    return graph, names, labels


def random_target(rnd, names, labels):
    target = rnd.choice([*names, *labels, "head", "heads", "base", "lab", "rev", "zz"])
    kind = rnd.random()
    if kind < .15:
        target = f"{rnd.choice('+-')}{rnd.randint(1, 4)}"
    elif kind < .3:
        target += f"{rnd.choice('+-')}{rnd.randint(1, 4)}"
    return f"{rnd.choice(labels + names)}@{target}" if rnd.random() < .3 and names else target


def random_rows(rnd, alembic, names):
    """Rows such as a database has: none of them implied by another one."""
    chosen = rnd.sample(names, min(len(names), rnd.choice((0, 1, 1, 2, 3))))
    return [row for row in chosen if not any(row in alembic.implied([other]) for other in chosen if other != row)]


def same(alembic, command, rows, ours, theirs):
    if ours == theirs or theirs is None:
        return True
    kind, *fields = ours.split(" ")
    kind_theirs, *fields_theirs = theirs.split(" ")
    if kind != kind_theirs or kind == "error":
        # docs/revisions.md, "Differences": -N to just base in a range; both sides of a range wrong.
        return command == "history"
    if kind == "move" and fields[0] == fields_theirs[0]:
        # A row that another one implies is left by Alembic only.
        rows, rows_theirs = (set(filter(None, each.split(","))) for each in (fields[1], fields_theirs[1]))
        return rows < rows_theirs <= alembic.implied(rows)
    return (alembic.order_is_arbitrary and fields[1:] == fields_theirs[1:]
            and sorted(fields[0].split(",")) == sorted(fields_theirs[0].split(",")))


@pytest.fixture
def plan():
    process = subprocess.Popen([beside("plan")], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(*lines):
        process.stdin.write("".join(line + "\n" for line in lines))
        process.stdin.flush()
        return process.stdout.readline().removesuffix("\n")

    yield ask
    process.stdin.close()
    assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("seed", range(4))
def test_goes_where_alembic_goes(plan, monkeypatch, seed):
    warnings.simplefilter("ignore")
    monkeypatch.setattr(RevisionStep, "_unmerge_to_revisions", unmerge_to_revisions)
    rnd = random.Random(seed)
    asked = 0
    while asked < 2000:
        graph, names, labels = random_graph(rnd)
        text = ["|".join(["revision", id, *map(",".join, rest)]) for id, *rest in graph]
        built = plan("new", *text, "graph")
        try:
            alembic = Alembic(graph)
        except RevisionError as error:
            assert built.startswith("error "), error
            continue
        assert built == "ok", text
        for _ in range(10):
            command = rnd.choice(COMMANDS)
            rows = random_rows(rnd, alembic, names)
            target = random_target(rnd, names, labels)
            if command == "history":
                target = f"{rnd.choice(['', target])}:{rnd.choice(['', random_target(rnd, names, labels)])}"
            theirs = alembic.answer(command, rows, target)
            ours = plan(f"{command}|{','.join(rows)}|{target}")
            assert same(alembic, command, rows, ours, theirs), (text, command, rows, target, ours, theirs)
            asked += 1
