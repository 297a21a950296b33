"""howdah diff over the pairs of schemas in diff/: there and back again, rows kept."""
import os
import pathlib
import re

import pytest

import versions
from likeness import bring_over, can_dump, dump

PAIRS = pathlib.Path(__file__).parent / "diff"
ON = (versions.OLDEST, versions.MAIN, "18")
ROLES = ("howdah_reader", "howdah_writer", "howdah_keeper")


def pairs(version):
    """On the oldest server, what it makes of each kind and what it needs other statements for ("-- also: 14")."""
    for path in sorted(PAIRS.glob("*/*/before.sql")):
        pair = path.parent
        if version != versions.OLDEST or pair.name == "create" or f"-- also: {version}\n" in path.read_text():
            yield pytest.param(version, pair, id=f"pg{version}-{pair.relative_to(PAIRS)}")


def pytest_generate_tests(metafunc):
    """HOWDAH_TEST_PG=14 runs all pairs on 14, as it does with any other version."""
    if "HOWDAH_TEST_PG" in os.environ:
        metafunc.parametrize("pair", [each.values[1] for each in pairs(versions.MAIN)],
                             ids=lambda pair: str(pair.relative_to(PAIRS)))
    else:
        metafunc.parametrize(("pg_version", "pair"), [each for version in ON for each in pairs(version)])


@pytest.fixture
def roles(server):
    with server.connect() as admin:
        for role in ROLES:
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                admin.execute(f"CREATE ROLE {role}")


def text_of(pair, name):
    path = pair / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def skip_unless_possible(database, pair):
    """What a pair needs is said in comments of its sides: "-- since: 16", "-- until: 17",
    "-- needs: postgres_fdw".

    "-- judged: pg_dump" is for what howdah itself does not see.
    """
    said = text_of(pair, "before.sql") + text_of(pair, "after.sql")
    for since in re.findall(r"^-- since: (\d+)$", said, re.MULTILINE):
        if database.conn.info.server_version < int(since) * 10000:
            pytest.skip(f"needs PostgreSQL {since}")
    for until in re.findall(r"^-- until: (\d+)$", said, re.MULTILINE):
        if database.conn.info.server_version >= (int(until) + 1) * 10000:
            pytest.skip(f"needs PostgreSQL {until} or older")
    if "-- judged: pg_dump" in said and not can_dump(database):
        pytest.skip("only pg_dump sees the difference")
    for name in re.findall(r"^-- needs: (\w+)$", said, re.MULTILINE):
        if not database.rows("SELECT FROM pg_available_extensions WHERE name = %s", (name,)):
            pytest.skip(f"needs the extension {name}")


def answers(database, pair):
    """What the queries of stays.sql say."""
    queries = [each for each in text_of(pair, "stays.sql").split(";\n") if each.strip()]
    said = []
    for query in queries:
        try:
            said.append((query, database.rows(query)))
        except Exception as problem:  # pylint: disable=broad-except
            said.append((query, str(problem)))
    database.close()
    return said


def kept(before, after):
    return "".join(f"{query}\nwas {old}\n is {new}\n"
                   for (query, old), (_, new) in zip(before, after) if old != new)


def test_each_pair_is_brought_over_and_back_with_its_rows(howdah, db, other, roles, pair):
    skip_unless_possible(db, pair)
    db.execute(text_of(pair, "before.sql"))
    other.execute(text_of(pair, "after.sql"))
    old = howdah("inspect", db.url, "--json")
    assert old.returncode == 0, old.stderr
    snapshot = howdah.cwd / "before.json"
    snapshot.write_text(old.stdout, encoding="utf-8")
    wanted = [dump(each) if can_dump(each) else None for each in (db, other)]
    db.execute(text_of(pair, "rows.sql"))
    held = answers(db, pair)

    there = bring_over(howdah, db, other.url, wanted[1]) or kept(held, answers(db, pair))
    start = other if there else db
    back = bring_over(howdah, start, snapshot, wanted[0])
    if not there and not back:
        back = kept(held, answers(db, pair))
    assert not there and not back, f"THERE: {there or 'fine'}\nBACK: {back or 'fine'}"
