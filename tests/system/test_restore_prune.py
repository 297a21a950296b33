"""howdah restore prune drops what swaps have put aside, old enough, when somebody says so."""
import datetime
import json

import pytest

USAGE, DATABASE_ERROR, REFUSED = 64, 69, 77


@pytest.fixture
def aside(server, db):
    """Databases as swaps name them, of some ages in days, and others that only look alike."""
    name = db.value("SELECT current_database()")
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = lambda days: (now - datetime.timedelta(days=days)).strftime("%Y%m%dT%H%M%SZ")  # noqa: E731
    names = {"old": f"{name}__before_{stamp(30)}", "undone": f"{name}__undone_{stamp(8)}",
             "new": f"{name}__before_{stamp(1)}", "side": f"{name}__restore_{stamp(30)}",
             "other": f"{name}x__before_{stamp(30)}", "odd": f"{name}__before_long_ago"}
    with server.connect() as admin:
        for made in names.values():
            admin.execute(f'CREATE DATABASE "{made}" TEMPLATE template0')
    yield names
    with server.connect() as admin:
        for made in names.values():
            admin.execute(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')


def there(server, names):
    with server.connect() as admin:
        found = {row[0] for row in admin.execute("SELECT datname FROM pg_database").fetchall()}
    return {key for key, name in names.items() if name in found}


def test_those_that_are_old_enough_are_dropped(project, server, aside):
    shown = project.ok("restore", "prune", "--dry-run")
    assert f"{aside['old']}: would be dropped" in shown and aside["new"] not in shown
    assert there(server, aside) == set(aside)
    project.ok("restore", "prune", "--yes")
    assert there(server, aside) == set(aside) - {"old", "undone"}
    done = json.loads(project.ok("restore", "prune", "--older-than", "12h", "--yes", "--json"))
    assert [(found["name"], found["dropped"]) for found in done["databases"]] == [(aside["new"], True)]
    assert there(server, aside) == {"side", "other", "odd"}


def test_nothing_is_dropped_unasked_or_while_it_is_used(project, server, aside):
    assert project.run("restore", "prune").returncode == REFUSED
    assert project.run("restore", "prune", "--older-than", "30", "--yes").returncode == USAGE
    with server.connect(aside["old"]):
        done = project.run("restore", "prune", "--yes")
    assert done.returncode == DATABASE_ERROR
    assert "is being accessed by other users" in done.stderr
    assert there(server, aside) == set(aside)
