"""One throw-away cluster a PostgreSQL version and worker, one database a test."""
import itertools
import os
import pathlib
import re
import shutil
import tempfile

import pytest

import versions
from program import Program
from project import Project
from server import Database, Server

NUMBER = itertools.count(1)

# psql and pg_dump themselves: what Debian has in /usr/bin are scripts that take longer than most of what they start.
os.environ["PATH"] = os.pathsep.join((str(versions.programs(versions.MAIN)), os.environ["PATH"]))


def pytest_generate_tests(metafunc):
    """Tests marked "smoke" run on each version (or those it names), the others on the main one.

    HOWDAH_TEST_PG=17 runs everything on that version instead.
    """
    if "pg_version" not in metafunc.fixturenames:
        return
    chosen = os.environ.get("HOWDAH_TEST_PG")
    smoke = metafunc.definition.get_closest_marker("smoke")
    if chosen is not None:
        metafunc.parametrize("pg_version", [chosen], ids=[f"pg{chosen}"])
    elif smoke is not None:
        every = smoke.args or [versions.MAIN, *versions.OTHERS]
        metafunc.parametrize("pg_version", every, ids=[f"pg{version}" for version in every])


@pytest.fixture
def pg_version():
    return versions.MAIN


@pytest.fixture(scope="session")
def reports():
    """Where sanitizers write what they find, whichever user the program runs as."""
    with tempfile.TemporaryDirectory(prefix="hdsan-") as folder:
        path = pathlib.Path(folder)
        path.chmod(0o1777)
        yield path


@pytest.fixture(autouse=True)
def build(request, monkeypatch):
    """HOWDAH_SANITIZED names a program that tests on the main version drive, unless HOWDAH names one for all.

    What its sanitizers report of any process, also one whose end nobody waits for, fails the test.
    """
    sanitized = os.environ.get("HOWDAH_SANITIZED")
    slow = request.node.get_closest_marker("slow") is not None
    if sanitized is None or "HOWDAH" in os.environ or slow or request.getfixturevalue("pg_version") != versions.MAIN:
        yield
        return
    reports = request.getfixturevalue("reports")
    monkeypatch.setenv("HOWDAH", sanitized)
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        monkeypatch.setenv(name, f"{os.environ.get(name, '')}:log_path={reports}/report")
    yield
    found = sorted(reports.iterdir())
    text = "\n".join(path.read_text(errors="replace") for path in found)
    for path in found:
        path.unlink()
    assert not found, text


@pytest.fixture(scope="session")
def clusters():
    """Version -> running Server; each is made when the first test needs it."""
    made = {}
    yield made
    for server in made.values():
        server.discard()


@pytest.fixture
def server(clusters, pg_version):
    """The cluster of this test's version, running."""
    if pg_version not in clusters:
        programs = versions.programs(pg_version)
        if programs is None:
            pytest.skip(f"PostgreSQL {pg_version} is not at hand (tools/fetch_postgres.py fetches it)")
        clusters[pg_version] = Server(programs)
    clusters[pg_version].start()
    return clusters[pg_version]


@pytest.fixture
def db(server):
    """An empty database that is dropped after the test."""
    name = f"t{os.getpid()}_{next(NUMBER)}"
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE {name}")
    database = Database(server, name)
    yield database
    database.close()
    server.start()
    with server.connect() as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def other(db):
    """A second database of the same server."""
    name = f"{db.name}_other"
    with db.server.connect() as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    database = Database(db.server, name)
    yield database
    database.close()
    with db.server.connect() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def target(other):
    """Its url."""
    return other.url


def end_embedded(program, folder):
    """Ends the embedded server that commands have made in the folder, wherever its data are."""
    record = folder / ".howdah" / "embedded.conf"
    if record.exists():
        program("embedded", "stop", cwd=folder, env={"HOWDAH_URL": None})
        base = re.search("^base = (.*)$", record.read_text(encoding="utf-8"), re.MULTILINE).group(1)
        shutil.rmtree(record.parent / base)


@pytest.fixture
def howdah(tmp_path):
    """Runs the program in an empty folder without any database: howdah("--version")."""
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    program = Program(folder, home)
    yield program
    program.close()
    for place in tmp_path.iterdir():
        end_embedded(program, place)


@pytest.fixture
def project(tmp_path, db, howdah):
    """A project folder whose commands talk to db."""
    howdah.env["HOWDAH_URL"] = db.url
    return Project(tmp_path / "project", db, howdah)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failed test shows the end of the server's log."""
    report = (yield).get_result()
    server = getattr(item, "funcargs", {}).get("server")
    if report.failed and server is not None:
        report.sections.append(("server log", server.tail()))
