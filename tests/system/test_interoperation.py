"""Debian's Alembic and howdah take turns on one database, with the same history in both forms."""
import shutil
import subprocess

import pytest

from program import binary

ALEMBIC = shutil.which("alembic", path="/usr/bin")
pytestmark = pytest.mark.skipif(ALEMBIC is None, reason="Debian's alembic is not installed")

ENV = """
from alembic import context
from sqlalchemy import create_engine, pool
config = context.config
engine = create_engine(config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

# id, down, upgrade, downgrade: a branch point and a merge, so that the version table has two rows in between
HISTORY = [
    ("a1b2c3d4e5f6", None, "CREATE TABLE t (id int)", "DROP TABLE t"),
    ("b1b2c3d4e5f6", "a1b2c3d4e5f6", "ALTER TABLE t ADD b int", "ALTER TABLE t DROP b"),
    ("c1b2c3d4e5f6", "a1b2c3d4e5f6", "ALTER TABLE t ADD c int", "ALTER TABLE t DROP c"),
    ("d1b2c3d4e5f6", ("b1b2c3d4e5f6", "c1b2c3d4e5f6"), "ALTER TABLE t ADD d int", "ALTER TABLE t DROP d"),
    ("e1b2c3d4e5f6", "d1b2c3d4e5f6", "CREATE TABLE u (id int)", "DROP TABLE u"),
]


@pytest.fixture
def both(project, db, howdah):
    """Gives alembic(...) and ours(...), working on db from one folder with one alembic.ini."""
    folder = project.folder
    (folder / "howdah.ini").unlink()
    url = f"postgresql+psycopg2://postgres@/{db.name}?host={db.server.top}"
    (folder / "alembic.ini").write_text(f"[alembic]\nscript_location = migrations\nsqlalchemy.url = {url}\n")
    (folder / "migrations" / "env.py").write_text(ENV)
    for number, (id, down, up_sql, down_sql) in enumerate(HISTORY):
        project.revision(id, down, up_sql + ";", down_sql + ";", message=f"step {number}", name=f"{number}_{id}.sql")
        (project.versions / f"{number}_{id}.py").write_text(
            f'"""step {number}"""\nfrom alembic import op\nrevision = {id!r}\ndown_revision = {down!r}\n'
            f"def upgrade():\n    op.execute({up_sql!r})\ndef downgrade():\n    op.execute({down_sql!r})\n")
    howdah.env.pop("HOWDAH_URL")

    def alembic(*args):
        done = subprocess.run([ALEMBIC, *args], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return sorted(done.stdout.split("\n"))

    def ours(*args):
        return sorted(project.ok(*args).split("\n"))

    return alembic, ours


@pytest.mark.slow
def test_each_goes_on_where_the_other_has_stopped(both, project, db):
    alembic, ours = both
    takers = [ours, alembic]
    ways = [("upgrade", "a1b2c3d4e5f6"), ("upgrade", "b1b2c3d4e5f6"), ("upgrade", "c1b2c3d4e5f6"),
            ("upgrade", "d1b2c3d4e5f6"), ("upgrade", "head"), ("downgrade", "-1"), ("downgrade", "b1b2c3d4e5f6"),
            ("downgrade", "a1b2c3d4e5f6"), ("upgrade", "head"), ("stamp", "d1b2c3d4e5f6"),
            ("stamp", "e1b2c3d4e5f6"), ("downgrade", "base"), ("upgrade", "heads")]
    for first in (0, 1):
        for number, way in enumerate(ways):
            takers[(number + first) % 2](*way)
            assert ours("current") == alembic("current"), (first, number, way)
        assert project.rows() == ["e1b2c3d4e5f6"] and db.exists("u")
        takers[first]("downgrade", "base")
        assert project.rows() == [] and not db.exists("t")


def test_both_print_the_same_history_and_heads(both):
    alembic, ours = both
    for command in (["history"], ["heads"], ["history", "-r", "a1b2c3d4e5f6:d1b2c3d4e5f6"], ["branches"]):
        assert ours(*command) == alembic(*command), command


def test_python_files_whose_sql_stands_beside_them_are_not_spoken_of(both, project):
    assert project.run("heads").stderr == ""
    (project.versions / "4_e1b2c3d4e5f6.sql").unlink()
    assert "1 Python revision of Alembic" in project.run("heads").stderr


def test_started_as_alembic_it_behaves_the_same(both, project, tmp_path):
    link = tmp_path / "alembic"
    link.symlink_to(binary())
    done = project.run("upgrade", "head", program=link)
    assert done.returncode == 0, done.stderr
    assert project.rows() == ["e1b2c3d4e5f6"]
    done = project.run("--version", program=link)
    assert done.returncode == 0 and "howdah" in done.stdout
