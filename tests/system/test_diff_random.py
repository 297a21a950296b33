"""howdah diff between random schemas: there and back, rows kept.

HOWDAH_EXAMPLES=5000 tries that many new ones; without it a fixed few are tried.
"""
import itertools
import os

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

import schemas
from likeness import bring_over, can_dump, dump
from server import Database

NUMBER = itertools.count(1)
EXAMPLES = os.environ.get("HOWDAH_EXAMPLES")
FIXED_EXAMPLES = 30


@pytest.fixture
def sides(server):
    """Makes two empty databases; both are new each time."""
    with server.connect() as admin:
        for role in ("howdah_reader", "howdah_writer", "howdah_keeper"):
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                admin.execute(f"CREATE ROLE {role}")
    made = []

    def drop():
        with server.connect() as admin:
            for database in made:
                database.close()
                admin.execute(f"DROP DATABASE {database.name} WITH (FORCE)")
        made.clear()

    def make():
        drop()
        for side in ("from", "to"):
            database = Database(server, f"r{os.getpid()}_{next(NUMBER)}_{side}")
            with server.connect() as admin:
                admin.execute(f"CREATE DATABASE {database.name} TEMPLATE template0")
            made.append(database)
        return made

    yield make
    drop()


def answers(database, queries):
    said = [(query, database.rows(query)) for query in queries]
    database.close()
    return said


@settings(max_examples=int(EXAMPLES or FIXED_EXAMPLES), derandomize=EXAMPLES is None, deadline=None, database=None,
          suppress_health_check=list(HealthCheck), print_blob=False,
          phases=[Phase.generate, Phase.shrink])
@given(schemas.pair())
def test_a_random_schema_is_brought_over_to_its_mutation_and_back(howdah, sides, pair):
    before, after = pair
    old, new = schemas.Writer(before), schemas.Writer(after)
    note(f"---- before\n{old.write()}---- after\n{new.write()}---- rows\n{old.rows()}----")
    left, right = sides()
    left.execute(old.write())
    right.execute(new.write())
    snapshot = howdah.cwd / "before.json"
    snapshot.write_text(howdah("inspect", left.url, "--json").stdout, encoding="utf-8")
    wanted = [dump(each) if can_dump(each) else None for each in (left, right)]
    left.execute(old.rows())
    queries = schemas.kept_queries(before, after)
    held = answers(left, queries)

    assert bring_over(howdah, left, right.url, wanted[1]) == ""
    assert answers(left, queries) == held
    assert bring_over(howdah, left, snapshot, wanted[0]) == ""
    assert answers(left, queries) == held
