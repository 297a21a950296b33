"""Every measured scenario of Alembic, driven through the program (see scenario.py)."""
import pathlib
import re

import pytest

import versions
from program import Program
from project import Project
from scenario import ALL, Case, by_names, respects_edges
from server import Database, Server

SETUP = """
    CREATE TABLE oracle_steps (number serial, step text);
    CREATE TABLE oracle_rows (number serial, change text);
    CREATE FUNCTION oracle_note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO public.oracle_rows (change) VALUES (CASE tg_op
            WHEN 'INSERT' THEN 'I ' || new.version_num
            WHEN 'DELETE' THEN 'D ' || old.version_num
            ELSE 'U ' || old.version_num || '>' || new.version_num END);
        RETURN NULL;
    END $$;
"""
RESET = """
    DROP SCHEMA IF EXISTS howdah CASCADE;
    DROP TABLE IF EXISTS alembic_version;
    TRUNCATE oracle_steps, oracle_rows;
"""
VERSION_TABLE = """
    CREATE TABLE alembic_version (
        version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
    INSERT INTO alembic_version SELECT unnest(%(rows)s::text[]);
    CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON alembic_version
        FOR EACH ROW EXECUTE FUNCTION oracle_note();
"""


@pytest.fixture(scope="module")
def ground(clusters):
    """One database for all scenarios: making one for each would take longer than they do."""
    if versions.MAIN not in clusters:
        clusters[versions.MAIN] = Server(versions.programs(versions.MAIN))
    server = clusters[versions.MAIN]
    server.start()
    name = "scenarios"
    with server.connect() as admin:
        admin.execute(f"CREATE DATABASE {name}")
    db = Database(server, name)
    db.execute(SETUP)
    yield db
    db.close()
    with server.connect() as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def lay_out(case, db, folder):
    """A project with the case's graph; bodies note that they ran."""
    program = Program(folder, folder / "home", db.url)
    project = Project(folder / "work", db, program)
    project.versions = project.folder / "mig" / "versions"
    project.versions.mkdir(parents=True)
    (project.folder / "howdah.ini").write_text("[howdah]\nscript_location = mig\n", encoding="utf-8")
    for number, revision in enumerate(case.revisions):
        id = revision["id"]
        up = f"INSERT INTO oracle_steps(step) VALUES ('+{id}');"
        if id == case.fails_in:
            up += "\nDO $$ BEGIN RAISE EXCEPTION 'boom'; END $$;"
        project.revision(id, revision["down"], up, f"INSERT INTO oracle_steps(step) VALUES ('-{id}');",
                         message=f"doc {id}", labels=revision["labels"], depends=revision["depends"],
                         name=f"{number:03}_{id.replace('/', '_')}.sql")
    return project


def ours(project, line):
    """A line of Alembic's output as howdah prints it: the file's name ends in .sql."""
    line = line.replace("$DIR", str(project.folder)).replace("$DSN", project.db.url)
    return re.sub(r"^((?:Path:|Generating) .*)\.py\b", r"\1.sql", line)


def lines_of(text):
    """As the outputs were measured: without blanks at line ends and empty lines at the end."""
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def check_output(case, project, done):
    printed = by_names(lines_of(done.stdout))
    wanted = [by_names(ours(project, line) for line in lines) for lines in case.outputs()]
    if case.varies.get("out"):
        assert sorted(printed) in [sorted(lines) for lines in wanted]
    else:
        assert printed == wanted[0]


def check_steps(case, db):
    steps = [row[0] for row in db.rows("SELECT step FROM oracle_steps ORDER BY number")]
    if "steps" in case.varies:
        assert sorted(steps) == sorted(case.measured["steps"])
        assert respects_edges(case, steps)
    else:
        assert steps == case.measured["steps"]


def kinds(changes):
    return [change[0] for change in changes]


def check_log(case, done):
    if "log" in case.measured and "--sql" not in case.command and "steps" not in case.varies:
        said = [line.rstrip() for line in done.stderr.splitlines() if line.startswith("Running ")]
        assert said == [line.rstrip() for line in case.measured["log"]]


def check_rows(case, project):
    assert project.rows() == sorted(case.measured["heads"] or [])
    changes = [row[0] for row in project.db.rows("SELECT change FROM oracle_rows ORDER BY number")]
    if case.start is not None and changes not in case.row_changes():
        assert case.has_merges
        assert kinds(changes) in map(kinds, case.row_changes())
    if case.start is None and case.reads_only:
        assert not project.db.exists("alembic_version")
    if case.command[0] == "ensure_version":
        assert project.db.exists("alembic_version")


def field(text, name):
    match = re.search(rf"^-- {name}:[ ]*(.*)$", text, re.M)
    values = [value.strip() for value in match[1].split(",")] if match and match[1].strip() else []
    return values


def check_files(case, project, before):
    new = sorted(set(project.versions.iterdir()) - before)
    assert [path.name for path in new] == [re.sub(r"\.py$", ".sql", file["name"]) for file in case.files]
    for path, wanted in zip(new, case.files):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"-- {wanted['__doc__']}\n")
        assert field(text, "Revision ID") == [wanted["revision"]]
        for name, value in (("Revises", "down_revision"), ("Branch Labels", "branch_labels"),
                            ("Depends On", "depends_on")):
            values = wanted[value] or []
            assert field(text, name) == ([values] if isinstance(values, str) else list(values))


@pytest.mark.parametrize("case", map(Case, ALL), ids=lambda case: case.id)
def test_does_what_alembic_was_measured_to_do(case, ground, tmp_path):
    ground.execute(RESET)
    if case.start is not None:
        rows = "{" + ",".join(f'"{row}"' for row in case.start) + "}"
        ground.execute(VERSION_TABLE.replace("%(rows)s", f"'{rows}'"))
        ground.execute("TRUNCATE oracle_rows")
    project = lay_out(case, ground, pathlib.Path(tmp_path))
    before = set(project.versions.iterdir())

    done = project.run(*case.command)

    assert done.returncode == case.status, done.stderr
    assert case.message in done.stderr
    for warning in case.warnings:
        assert warning in done.stderr
    check_output(case, project, done)
    check_log(case, done)
    check_steps(case, ground)
    check_rows(case, project)
    check_files(case, project, before)
