"""Migrations of other tools become revision files, and the result is proved."""
import importlib.util
import json
import shutil
import subprocess

import pytest

ALEMBIC = shutil.which("alembic", path="/usr/bin")
needs_alembic = pytest.mark.skipif(ALEMBIC is None, reason="Debian's alembic is not installed")

HEAD = '''"""{message}

{text}Revision ID: {id}
Revises: {down_text}
Create Date: 2024-02-03 04:05:06.123456

"""
from alembic import context, op
import sqlalchemy as sa

revision = {id!r}
down_revision = {down!r}
branch_labels = {labels!r}
depends_on = {depends!r}


def upgrade():
    {up}


def downgrade():
    {down_body}
'''


class AlembicProject:
    """What "alembic init" makes, with revision files written as people write them."""

    def __init__(self, folder, url, template="generic"):
        self.folder = folder
        folder.mkdir()
        self.run("init", "-t", template, "migrations")
        ini = folder / "alembic.ini"
        lines = [f"sqlalchemy.url = {url}" if line.startswith("sqlalchemy.url") else line
                 for line in ini.read_text().splitlines()]
        ini.write_text("\n".join(lines) + "\n")
        self.versions = folder / "migrations" / "versions"
        self.count = 0

    def run(self, *args):
        done = subprocess.run([ALEMBIC, *args], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def revision(self, id, down, up, down_body="pass", *, labels=None, depends=None, message=None, text=""):
        self.count += 1
        path = self.versions / f"{self.count:02}_{id}.py"
        path.write_text(HEAD.format(
            id=id, down=down, labels=labels, depends=depends, message=message or f"step {self.count}", text=text,
            down_text=", ".join(down) if isinstance(down, tuple) else down or "",
            up=up.strip().replace("\n", "\n    "), down_body=down_body.strip().replace("\n", "\n    ")))
        return path


@pytest.fixture
def alembic(tmp_path, db):
    if ALEMBIC is None:
        pytest.skip("Debian's alembic is not installed")
    return AlembicProject(tmp_path / "alembic", f"postgresql+psycopg2://postgres@/{db.name}?host={db.server.top}")


@pytest.fixture
def shop(alembic):
    """Branches, a merge, labels, dependencies, and most ways in which revisions write SQL."""
    alembic.revision("a1b2c3d4e5f6", None, '''
op.create_table("users",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), server_default="100%'s", nullable=False),
    sa.Column("kind", sa.Enum("a", "b", name="kind")))
op.execute("COMMENT ON TABLE users IS '50% \\\\ of\\tthem: x' -- a remark")
op.execute("""CREATE FUNCTION now_utc() RETURNS timestamp LANGUAGE plpgsql AS $$
BEGIN
\tRETURN now() AT TIME ZONE 'utc'; -- a tab and a semicolon
END $$""")
''', 'op.execute("DROP FUNCTION now_utc()")\nop.drop_table("users")\nop.execute("DROP TYPE kind")',
                     message="make users", text="Two lines\nof text.\n\n")
    alembic.revision("b1b2c3d4e5f6", "a1b2c3d4e5f6", '''
op.add_column("users", sa.Column("mail", sa.Text()))
with op.get_context().autocommit_block():
    op.create_index("users_mail", "users", ["mail"], unique=True, postgresql_concurrently=True)
op.alter_column("users", "name", type_=sa.Text())
''', '''
op.alter_column("users", "name", type_=sa.String(80))
op.drop_column("users", "mail")
''', labels=("shop",))
    alembic.revision("c1b2c3d4e5f6", "a1b2c3d4e5f6", '''
table = op.create_table("sites", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
op.bulk_insert(table, [{"id": 1, "name": "it's 10% :x"}, {"id": 2, "name": None}])
op.get_bind().execute(sa.text("UPDATE sites SET name = :name WHERE id = :id"), {"name": "two", "id": 2})
''', 'op.drop_table("sites")')
    alembic.revision("d1b2c3d4e5f6", ("b1b2c3d4e5f6", "c1b2c3d4e5f6"), '''
op.create_foreign_key("site_user", "sites", "users", ["id"], ["id"], postgresql_not_valid=True)
''', 'op.drop_constraint("site_user", "sites")')
    alembic.revision("e1b2c3d4e5f6", None, 'op.execute("CREATE TABLE audit (id int); CREATE INDEX ON audit (id);")',
                     'op.execute("DROP TABLE audit")', labels=("audit",), depends="b1b2c3d4e5f6")
    return alembic


def test_an_alembic_project_is_taken_over_and_proved(shop, project, db):
    out = project.ok("import", "alembic", shop.folder)
    assert "Proved on a scratch database: 5 revisions up, 5 down" in out
    assert "the schema is what Alembic makes of an empty database, up and down" in out
    assert sorted(project.ok("history").splitlines()) == sorted(shop.run("history").splitlines())
    names = [path.name for path in sorted(project.versions.iterdir())]
    assert names[0] == "01_a1b2c3d4e5f6.sql" and len(names) == 5
    first = (project.versions / names[0]).read_text()
    assert first.startswith("-- make users\n--\n-- Two lines\n-- of text.\n--\n-- Revision ID: a1b2c3d4e5f6\n"
                            "-- Revises:\n-- Create Date: 2024-02-03 04:05:06.123456\n")
    # Nothing but the scratch databases was touched, and they are gone.
    assert not db.exists("users") and not db.exists("alembic_version")
    assert db.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah_scratch%'") == 0


def test_alembic_and_howdah_go_on_with_each_others_database(shop, project, db):
    project.ok("import", "alembic", shop.folder, "--no-prove")
    shop.run("upgrade", "b1b2c3d4e5f6")
    project.ok("upgrade", "heads")
    assert sorted(shop.run("current").splitlines()) == ["d1b2c3d4e5f6 (head) (mergepoint)", "e1b2c3d4e5f6 (head)"]
    assert db.rows("SELECT name FROM sites ORDER BY id") == [("it's 10% :x",), ("two",)]
    assert db.value("SELECT obj_description('users'::regclass)") == "50% \\ of\tthem: x"
    shop.run("downgrade", "base")
    assert project.ok("current") == ""


def test_statements_that_refuse_transactions_stay_on_their_own(shop, project):
    project.ok("import", "alembic", shop.folder, "--no-prove")
    text = (project.versions / "02_b1b2c3d4e5f6.sql").read_text()
    assert "COMMIT" not in text and "BEGIN" not in text
    assert "\nCREATE UNIQUE INDEX CONCURRENTLY users_mail ON users (mail);\n" in text
    assert "alembic_version" not in text


def test_a_revision_that_queries_is_reported_and_the_others_are_written(shop, project):
    path = shop.revision("f1b2c3d4e5f6", "d1b2c3d4e5f6", '''
names = [row[0] for row in op.get_bind().execute(sa.text("SELECT name FROM users"))]
for name in names:
    op.execute("SELECT 1")
''', 'raise NotImplementedError("the names are gone")')
    done = project.run("import", "alembic", shop.folder)
    assert done.returncode == 78
    assert 'upgrade of revision "f1b2c3d4e5f6" cannot be expressed: it asks the database: it reads the result' in done.stderr
    line = 1 + path.read_text().splitlines().index("    names = [row[0] for row in op.get_bind().execute("
                                                   'sa.text("SELECT name FROM users"))]')
    assert f"{path}:{line}:5" in done.stderr
    assert "1 of 6 revisions could not be taken over completely" in done.stderr
    assert "Proved" not in done.stdout
    written = project.versions / "06_f1b2c3d4e5f6.sql"
    assert "-- howdah: irreversible NotImplementedError: the names are gone" in written.read_text()

    # Its file stops an upgrade ...
    stopped = project.run("upgrade", "heads")
    assert stopped.returncode == 69
    assert 'revision "f1b2c3d4e5f6" could not be taken over from alembic' in stopped.stderr

    # ... until somebody writes it; then the same command proves the whole.
    text = written.read_text()
    start, end = text.index("-- This could not"), text.index("\n\n-- howdah: downgrade")
    written.write_text(text[:start] + "SELECT name FROM users;" + text[end:])
    out = project.ok("import", "alembic", shop.folder)
    assert f"Keeping {written}" in out
    assert "Proved on a scratch database: 6 revisions up; the schema is what Alembic makes" in out


def test_values_of_every_kind_are_those_that_alembic_inserts(alembic, project, db):
    alembic.revision("a1", None, '''
import datetime, decimal, uuid
from sqlalchemy.dialects import postgresql
table = op.create_table("seed", sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True)), sa.Column("day", sa.Date), sa.Column("hour", sa.Time),
    sa.Column("span", sa.Interval), sa.Column("price", sa.Numeric(8, 2)), sa.Column("raw", sa.LargeBinary),
    sa.Column("key", postgresql.UUID(as_uuid=True)), sa.Column("doc", postgresql.JSONB),
    sa.Column("tags", postgresql.ARRAY(sa.Text)), sa.Column("yes", sa.Boolean))
utc = datetime.timezone.utc
op.bulk_insert(table, [{"id": 1, "at": datetime.datetime(2024, 1, 2, 3, 4, 5, 678901, utc),
    "day": datetime.date(2024, 2, 29), "hour": datetime.time(23, 59, 1), "raw": b"\\x00a'\\\\",
    "span": datetime.timedelta(days=-2, seconds=3, microseconds=4), "price": decimal.Decimal("-12.50"),
    "key": uuid.UUID(int=7), "doc": {"a": ["it's 5%", "b\\\\c", None, True]},
    "tags": ["x, y", None, "it's", "b\\\\c", "{}"], "yes": False}])
''', 'op.drop_table("seed")')
    project.ok("import", "alembic", alembic.folder)
    alembic.run("upgrade", "head")
    theirs = db.rows("SELECT seed::text FROM seed")
    alembic.run("downgrade", "base")
    project.ok("upgrade", "head")
    assert theirs and db.rows("SELECT seed::text FROM seed") == theirs


def test_what_came_before_the_query_is_kept_as_a_comment(alembic, project):
    alembic.revision("a1", None, '''
op.execute("CREATE TABLE a (id int)")
if op.get_bind().execute(sa.text("SELECT 1")).scalar():
    op.execute("DROP TABLE a")
''')
    project.run("import", "alembic", alembic.folder)
    text = (project.versions / "01_a1.sql").read_text()
    assert "-- What could be read of it:\n-- | CREATE TABLE a (id int);\n" in text


def test_a_downgrade_that_queries_becomes_irreversible_and_is_reported(alembic, project):
    alembic.revision("a1b2c3d4e5f6", None, 'op.execute("CREATE TABLE t (id int)")',
                     'op.get_bind().execute(sa.text("SELECT 1")).scalar()\nop.execute("DROP TABLE t")')
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 78
    assert 'downgrade of revision "a1b2c3d4e5f6" cannot be expressed' in done.stderr
    text = (project.versions / "01_a1b2c3d4e5f6.sql").read_text()
    assert "-- howdah: irreversible the way back could not be taken over from alembic" in text
    project.ok("upgrade", "head")


def test_a_schema_that_differs_is_shown(alembic, project):
    alembic.revision("a1b2c3d4e5f6", None,
                     'op.execute("CREATE TABLE t (id %s)" % ("int" if context.is_offline_mode() else "bigint"))')
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 1
    assert "the schema is not what Alembic makes of an empty database" in done.stderr
    assert "-     id bigint" in done.stderr and "+     id integer" in done.stderr


def test_what_alembic_says_when_env_py_fails_is_passed_on(alembic, project):
    alembic.revision("a1b2c3d4e5f6", None, "pass")
    env = alembic.folder / "migrations" / "env.py"
    env.write_text("import os\nos.environ['NOT_SET_ANYWHERE']\n" + env.read_text())
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 78
    assert "Alembic failed: KeyError: 'NOT_SET_ANYWHERE'" in done.stderr
    assert list(project.versions.iterdir()) == []


@pytest.mark.parametrize(("body", "said"), [
    ("from sqlalchemy.orm import Session\nSession(bind=op.get_bind()).execute(sa.text('SELECT 1'))",
     "it asks the database: it works with an ORM session"),
    ("sa.Table('users', sa.MetaData(), autoload_with=op.get_bind())\nsa.inspect(op.get_bind()).get_table_names()",
     "it asks the database: it reads the schema"),
    ("with op.get_bind().begin_nested():\n    pass",
     "it asks the database: it works on the connection itself (begin_nested)"),
    ("with sa.create_engine('postgresql:///nowhere').connect():\n    pass",
     "it asks a database: it opens a connection of its own"),
    ("op.execute('UPDATE t SET at = :at')", 'parameter ":at" of a statement has no value'),
    ("op.execute(\"INSERT INTO t VALUES ('{\\\"a\\\":1}')\")", 'parameter ":1" of a statement has no value'),
    ("t = sa.table('t', sa.column('a'))\nop.execute(t.update().values(a=sa.bindparam('given')))",
     'parameter ":given" of a statement has no value')])
def test_what_only_a_database_can_tell_is_named(alembic, project, body, said):
    path = alembic.revision("a1", None, body)
    done = project.run("import", "alembic", alembic.folder, "--no-prove")
    assert done.returncode == 78
    assert f'upgrade of revision "a1" cannot be expressed: {said}\n  {path}:' in done.stderr
    assert "dist-packages" not in done.stderr and "Traceback" not in done.stderr


def test_a_parameter_with_the_value_none_is_null(alembic, project):
    alembic.revision("a1", None, "op.execute(sa.text('SELECT :x').bindparams(x=None))")
    project.ok("import", "alembic", alembic.folder, "--no-prove")
    assert "SELECT NULL;" in (project.versions / "01_a1.sql").read_text()


def test_what_a_revision_raises_is_told_with_its_line(alembic, project):
    alembic.revision("a1", None, "pass")
    path = alembic.revision("b2", "a1", "names = {}\nop.execute(names['missing'])")
    done = project.run("import", "alembic", alembic.folder)
    line = 1 + path.read_text().splitlines().index("    op.execute(names['missing'])")
    assert f"""upgrade of revision "b2" cannot be expressed: KeyError: 'missing'
  {path}:{line}:5
    """ in done.stderr
    assert '"alembic upgrade a1:b2 --sql"' in done.stderr


def test_a_revision_without_a_downgrade_is_told(alembic, project):
    path = alembic.revision("a1", None, "pass")
    text = path.read_text()
    path.write_text(text[:text.index("def downgrade")])
    done = project.run("import", "alembic", alembic.folder)
    assert 'downgrade of revision "a1" cannot be expressed: AttributeError: ' in done.stderr
    assert "has no attribute 'downgrade'" in done.stderr
    assert str(path) in done.stderr


@pytest.mark.parametrize(("line", "said"), [
    ("def broken(:", "SyntaxError: invalid syntax"),
    ("import not_to_be_had", "ModuleNotFoundError: No module named 'not_to_be_had'")])
def test_a_revision_that_python_cannot_read_is_named(alembic, project, line, said):
    path = alembic.revision("a1", None, "pass")
    path.write_text(path.read_text() + line + "\n")
    number = len(path.read_text().splitlines())
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 78
    assert f"""Alembic failed in revision "a1": {said}
  {path}:{number}:1
    {line}
    ^
  hint: Alembic itself cannot read the file: mend it, then import again.
""" in done.stderr


def test_a_revision_that_alembic_cannot_run_is_named_by_the_proof(alembic, project):
    path = alembic.revision("a1", None, "op.execute('ALTER TABLE nowhere ADD COLUMN a int')")
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 78
    assert 'Alembic failed in revision "a1": sqlalchemy.exc.ProgrammingError' in done.stderr
    assert 'relation "nowhere" does not exist' in done.stderr
    assert f"\n  {path}:" in done.stderr
    assert "cannot run the revision on an empty database" in done.stderr
    assert "site-packages" not in done.stderr and "dist-packages" not in done.stderr
    assert "Databases that Alembic has brought" not in done.stdout


def test_revisions_that_do_not_fit_together_are_told_as_such(alembic, project):
    alembic.revision("b2", "gone", "pass")
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 78
    assert "The revisions do not fit together in Alembic itself" in done.stderr
    assert "Revision gone referenced from gone -> b2" in done.stderr


def test_an_async_project_is_proved_through_its_own_driver(tmp_path, project, db):
    if ALEMBIC is None or importlib.util.find_spec("asyncpg") is None:
        pytest.skip("Debian's alembic or asyncpg is not installed")
    alembic = AlembicProject(tmp_path / "alembic", "postgresql+asyncpg://somebody@nowhere.invalid/app", "async")
    alembic.revision("a1b2c3d4e5f6", None, 'op.create_table("t", sa.Column("id", sa.Integer))', 'op.drop_table("t")')
    out = project.ok("import", "alembic", alembic.folder)
    assert "Proved on a scratch database: 1 revision up, 1 down" in out


def test_the_version_table_of_env_py_is_told_when_it_is_another(alembic, project):
    alembic.revision("a1b2c3d4e5f6", None, 'op.execute("CREATE TABLE t (id int)")')
    env = alembic.folder / "migrations" / "env.py"
    env.write_text(env.read_text().replace("context.configure(", "context.configure(version_table='applied', "))
    done = project.run("import", "alembic", alembic.folder)
    assert done.returncode == 0, done.stderr
    assert "env.py keeps its revisions in the table applied: set version_table" in done.stderr


def test_a_project_is_taken_over_in_its_own_folder(shop, project, howdah):
    def howdah_there(*args):
        done = howdah(*args, cwd=shop.folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    expected = sorted(shop.run("heads").splitlines())
    out = howdah_there("import", "alembic", ".", "--no-prove")
    assert f"Writing {shop.versions / '01_a1b2c3d4e5f6.sql'}" in out
    assert sorted(howdah_there("heads").splitlines()) == expected


@needs_alembic
def test_the_python_that_has_alembic_can_be_named(shop, project):
    missing = project.run("import", "alembic", shop.folder, "--alembic", "no-such-alembic")
    assert missing.returncode == 66
    assert 'program "no-such-alembic" was not found' in missing.stderr
    out = project.ok("import", "alembic", shop.folder / "alembic.ini", "--alembic", "/usr/bin/python3", "--no-prove")
    assert out.count("Writing ") == 5


def test_a_dry_run_writes_nothing(shop, project):
    done = json.loads(project.ok("import", "alembic", shop.folder, "--dry-run", "--json"))
    assert [one["state"] for one in done["revisions"]] == ["planned"] * 5
    assert done["proof"] is None
    assert list(project.versions.iterdir()) == []


def test_files_in_the_way_are_not_overwritten(shop, project):
    other = project.versions / "01_a1b2c3d4e5f6.sql"
    project.revision("zz", None, "SELECT 1;", name=other.name)
    done = project.run("import", "alembic", shop.folder)
    assert done.returncode == 73
    assert f'file "{other}" is there already' in done.stderr
    assert len(list(project.versions.iterdir())) == 1


def files(folder, **texts):
    """Writes files; "__" in a name given as a keyword cannot hold dots, so names come as a dict."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_dbmate_files_are_taken_over_and_proved(tmp_path, project, db):
    source = files(tmp_path / "app" / "db" / "migrations", **{
        "20240101000000_make_users.sql": "-- migrate:up\nCREATE TABLE users (id int);\n\n"
                                         "-- migrate:down\nDROP TABLE users;\n",
        "20240102000000_index.sql": "-- migrate:up transaction:false\n"
                                    "CREATE INDEX CONCURRENTLY users_id ON users (id)\n"
                                    "-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY users_id;\n",
        "schema.sql": "not a migration",
    })
    out = project.ok("import", "dbmate", tmp_path / "app")
    assert "Proved on a scratch database: 2 revisions up, 2 down; the schema is that of the first time" in out
    assert "howdah stamp VERSION" in out
    assert project.ok("history").splitlines() == [
        "20240101000000 -> 20240102000000 (head), index", "<base> -> 20240101000000, make users"]
    text = (project.versions / "20240102000000_index.sql").read_text()
    assert "-- howdah: upgrade no-transaction\nCREATE INDEX CONCURRENTLY users_id ON users (id);\n" in text
    assert source.joinpath("20240102000000_index.sql").read_text().startswith("-- migrate:up")
    project.ok("upgrade", "head")
    assert db.exists("users_id")


def test_golang_migrate_files_go_by_number(tmp_path, project):
    files(tmp_path / "m", **{
        "9_make.up.sql": "BEGIN;\nCREATE TABLE t (id int);\nCOMMIT;\n",
        "9_make.down.sql": "DROP TABLE t;",
        "10_add-column.up.sql": "ALTER TABLE t ADD a int",
    })
    out = project.ok("import", "golang-migrate", tmp_path / "m")
    assert "Proved on a scratch database: 2 revisions up." in out
    assert project.ok("history").splitlines() == ["9 -> 10 (head), add column", "<base> -> 9, make"]
    assert "BEGIN" not in (project.versions / "9_make.sql").read_text()
    assert "-- howdah: irreversible there is no .down.sql file" in (project.versions / "10_add-column.sql").read_text()


def test_flyway_files_go_by_version_and_repeatable_ones_last(tmp_path, project):
    files(tmp_path / "sql", **{
        "V1.9__b.sql": "CREATE TABLE b (id int);",
        "V1_10__c.sql": "CREATE INDEX CONCURRENTLY b_id ON b (id);",
        "V1_10__c.sql.conf": "executeInTransaction=false\n",
        "deep/V1__a_first.sql": "CREATE TABLE a (id int);",
        "U1__a_first.sql": "DROP TABLE a;",
        "R__view.sql": "CREATE OR REPLACE VIEW v AS SELECT * FROM b;",
        "afterMigrate.sql": "SELECT 1;",
    })
    done = project.run("import", "flyway", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Proved on a scratch database: 4 revisions up." in done.stdout
    assert "1 repeatable migration (R__...) became the last revision" in done.stderr
    assert project.ok("history").splitlines() == [
        "1.10 -> R_view (head), view", "1.9 -> 1.10, c", "1 -> 1.9, b", "<base> -> 1, a first"]
    assert "DROP TABLE a;" in (project.versions / "V1__a_first.sql").read_text()
    assert "upgrade no-transaction" in (project.versions / "V1_10__c.sql").read_text()


def test_a_placeholder_is_reported_with_its_place(tmp_path, project):
    files(tmp_path / "sql", **{"V1__a.sql": "CREATE TABLE a (id int);\nGRANT SELECT ON a TO ${reader};\n"})
    done = project.run("import", "flyway", tmp_path)
    assert done.returncode == 78
    assert 'the placeholder "${reader}" has no value here' in done.stderr
    assert "V1__a.sql:2:22" in done.stderr


def test_what_howdah_cannot_run_is_reported_with_its_place(tmp_path, project):
    files(tmp_path / "m", **{"1_a.up.sql": "CREATE TABLE a (id int);\nSAVEPOINT x;\n",
                             "2_b.up.sql": "\\i other.sql\n"})
    done = project.run("import", "golang-migrate", tmp_path / "m")
    assert done.returncode == 78
    assert "SAVEPOINT cannot be part of a revision" in done.stderr and "1_a.up.sql:2:1" in done.stderr
    assert '"\\i" is not SQL' in done.stderr and "2_b.up.sql:1:1" in done.stderr


PLAN = """%syntax-version=1.0.0
%project=shop
%uri=https://example.com/shop/

appschema 2024-01-01T10:00:00Z A Person <a@example.com> # Make the schema.
users [appschema other:thing] 2024-01-02T10:00:00Z A Person <a@example.com> # Make users.
@v1.0 2024-01-03T10:00:00Z A Person <a@example.com> # First release

users [users@v1.0] 2024-01-04T10:00:00Z A Person <a@example.com> # Add mail.
more/add-index 2024-01-05T10:00:00Z A Person <a@example.com>
"""


def test_a_sqitch_plan_is_taken_over_with_reworked_changes(tmp_path, project):
    def script(sql):
        return f"-- Deploy shop\n\nBEGIN;\n\n{sql}\n\nCOMMIT;\n"

    files(tmp_path / "shop", **{
        "sqitch.conf": '[core]\n\tengine = pg\n\t# plan_file = sqitch.plan\n[engine "pg"]\n\ttarget = db:pg:shop\n',
        "sqitch.plan": PLAN,
        "deploy/appschema.sql": script("CREATE SCHEMA app;"),
        "revert/appschema.sql": script("DROP SCHEMA app;"),
        "deploy/users@v1.0.sql": script("CREATE TABLE app.users (id int);"),
        "revert/users@v1.0.sql": script("DROP TABLE app.users;"),
        "deploy/users.sql": script("ALTER TABLE app.users ADD mail text;"),
        "revert/users.sql": script("ALTER TABLE app.users DROP mail;"),
        "deploy/more/add-index.sql": script("CREATE INDEX users_mail ON app.users (mail);"),
        "revert/more/add-index.sql": script("DROP INDEX app.users_mail;"),
    })
    done = project.run("import", "sqitch", tmp_path / "shop")
    assert done.returncode == 0, done.stderr
    assert "Proved on a scratch database: 4 revisions up, 4 down" in done.stdout
    assert 'the dependency "other:thing" on another project is left out' in done.stderr
    assert project.ok("history").splitlines() == [
        "users -> more_add_index (head), more/add-index", "users_v1.0 -> users, Add mail.",
        "appschema -> users_v1.0, Make users.", "<base> -> appschema, Make the schema."]
    text = (project.versions / "0002_users_v1.0.sql").read_text()
    assert "-- Sqitch tag @v1.0." in text and "-- Create Date: 2024-01-02 10:00:00+00:00" in text
    assert "BEGIN" not in text and "COMMIT" not in text


def test_kinds_and_folders_that_are_not_there_are_refused(tmp_path, project):
    unknown = project.run("import", "liquibase", tmp_path)
    assert unknown.returncode == 64 and "alembic, dbmate, flyway, golang-migrate, sqitch" in unknown.stderr
    empty = project.run("import", "dbmate", tmp_path)
    assert empty.returncode == 66 and "there are no migrations of dbmate" in empty.stderr
    missing = project.run("import", "dbmate", tmp_path / "nowhere")
    assert missing.returncode == 66


def test_a_folder_can_be_named_without_a_project(tmp_path, howdah):
    files(tmp_path / "m", **{"1_a.up.sql": "SELECT 1;", "1_a.down.sql": ""})
    done = howdah("import", "golang-migrate", str(tmp_path / "m"), "--to", "new/versions", "--no-prove")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "work" / "new" / "versions" / "1_a.sql").read_text()
    assert "-- Nothing is undone here, as in golang-migrate.\nSELECT 1;" in text
