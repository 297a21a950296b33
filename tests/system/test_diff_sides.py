"""howdah diff with migrations, revisions and models as sides, and what is left out."""
import json

import pytest

from likeness import psql

USERS = "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);"
SCRATCH = "SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah\\_scratch%'"


def settings(project, **sections):
    """Writes howdah.ini with sections behind the first one."""
    project.ini()
    path = project.folder / "howdah.ini"
    text = path.read_text(encoding="utf-8")
    for section, values in sections.items():
        text += f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
    path.write_text(text, encoding="utf-8")


def model(project, **files):
    folder = project.folder / "models"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")


def differences(project, a, b, *options):
    done = project.run("diff", a, b, "--json", *options)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)
    assert (done.returncode == 1) == (found["differences"] != [] or found["statements"] != [])
    return [f"{each['change']} {each['kind']} {each['identity']}" for each in found["differences"]]


@pytest.fixture
def line(project):
    """ae1 - ae2 - bb3f00"""
    project.revision("ae1", None, USERS, "DROP TABLE users;")
    project.revision("ae2", "ae1", "ALTER TABLE users ADD name text;", "ALTER TABLE users DROP name;")
    project.revision("bb3f00", "ae2", "CREATE INDEX users_name ON users (name);", "DROP INDEX users_name;", labels="main")
    return project


def test_migrations_are_what_all_revisions_make(line):
    line.ok("upgrade", "head")
    assert differences(line, "database", "migrations") == []
    line.db.execute("DROP INDEX users_name")
    assert differences(line, "database", "migrations") == ["create index public.users_name"]
    assert line.db.value(SCRATCH) == 0


@pytest.mark.parametrize("revision", ["ae2", "main@ae2"])
def test_a_revision_is_what_comes_up_to_it(line, revision):
    assert differences(line, revision, "migrations") == ["create index public.users_name"]
    assert differences(line, "ae1", revision) == ["create column public.users.name"]


def test_head_base_and_partial_ids_are_revisions(line):
    assert differences(line, "bb3f", "head") == []
    assert differences(line, "base", "ae1") == ["create table public.users"]


def test_a_name_that_is_no_revision_is_a_database(line):
    line.ok("upgrade", "head")
    assert differences(line, line.db.name, "migrations") == []
    done = line.run("diff", "nowhere", "migrations")
    assert done.returncode == 69
    assert 'database "nowhere" does not exist' in done.stderr
    assert 'hint: "nowhere" is no file, no revision and no database of this server.' in done.stderr


def test_a_revision_that_fails_is_told_with_its_place(line):
    line.revision("cc4", "bb3f00", "ALTER TABLE nobody ADD x int;", "")
    done = line.run("diff", "migrations", "bb3f00")
    assert done.returncode == 69
    assert 'relation "nobody" does not exist' in done.stderr and "0004_cc4.sql:8" in done.stderr
    assert line.db.value(SCRATCH) == 0


def test_unchanged_revisions_are_not_run_again(line):
    line.db.execute("CREATE ROLE replay_reader")
    try:
        line.revision("cc4", "bb3f00", "GRANT SELECT ON users TO replay_reader;", "")
        before = differences(line, "ae2", "migrations")
    finally:
        line.db.execute("DROP ROLE replay_reader")
    assert differences(line, "ae2", "migrations") == before and len(before) == 2


def test_an_edited_revision_is_run_again(line):
    assert differences(line, "migrations", "ae2") == ["drop index public.users_name"]
    line.count = 2
    line.revision("bb3f00", "ae2", "CREATE INDEX other ON users (name);", "DROP INDEX other;", labels="main")
    assert differences(line, "migrations", "ae2") == ["drop index public.other"]


def test_own_tables_are_left_out_of_a_project(line):
    line.ok("upgrade", "head")
    model(line, users=USERS)
    assert line.db.exists("alembic_version") and line.db.exists("howdah.run")
    assert differences(line, "models", "database") == ["create column public.users.name",
                                                       "create index public.users_name"]


def test_who_owns_replayed_objects_means_nothing(line):
    line.db.execute("CREATE ROLE replay_owner")
    try:
        line.ok("upgrade", "head")
        line.db.execute("ALTER TABLE users OWNER TO replay_owner")
        assert differences(line, "database", "migrations") == []
    finally:
        line.db.execute("DROP OWNED BY replay_owner CASCADE; DROP ROLE replay_owner")


# ---- filters ----

@pytest.fixture
def two(project):
    """Two schemas, in the models and not in the database."""
    model(project, all="CREATE SCHEMA app; CREATE TABLE app.a (id int); CREATE TABLE tmp_b (id int);"
                       "COMMENT ON TABLE app.a IS 'x'; CREATE TABLE c (id int); CREATE INDEX old_c ON c (id);")
    return project


def test_schemas_of_the_settings_are_compared_alone(two):
    settings(two, diff={"schemas": "ap*"})
    assert differences(two, "database", "models") == ["create schema app", "create table app.a"]


def test_patterns_leave_out_objects_with_all_that_hangs_on_them(two):
    settings(two, diff={"schemas": "public", "exclude": "public.tmp_*, index public.old_*"})
    assert differences(two, "database", "models") == ["create table public.c"]


def test_kinds_can_be_left_out(two):
    settings(two, diff={"schemas": "app", "exclude_kinds": "comment, schema"})
    assert differences(two, "database", "models") == []
    settings(two, diff={"schemas": "public", "exclude_kinds": "index"})
    assert "old_c" not in two.run("diff", "database", "models", "--sql").stdout


def test_a_kind_that_is_none_is_told(two):
    settings(two, diff={"exclude_kinds": "coment"})
    done = two.run("diff", "database", "models")
    assert done.returncode == 78
    assert '"coment" in diff.exclude_kinds (howdah.ini:4) is no kind' in done.stderr
    assert 'Did you mean "comment"?' in done.stderr


def test_roles_that_revisions_name_are_made_on_the_embedded_server_only(line):
    line.revision("cc4", "bb3f00", 'CREATE TABLE t (id int);\nGRANT SELECT ON t TO "No body", ghost_reader;',
                  "DROP TABLE t;")
    done = line.run("diff", "bb3f00", "migrations")
    assert done.returncode == 69 and 'role "No body" does not exist' in done.stderr
    embedded = {"HOWDAH_URL": None}
    try:
        assert line.run("diff", "bb3f00", "migrations", env=embedded).stdout.startswith("+ table public.t\n")
        assert line.run("verify", env=embedded).returncode == 0
    finally:
        line.run("embedded", "stop", env=embedded)


def test_autogenerate_against_migrations_obeys_the_settings(line):
    model(line, users=USERS + "ALTER TABLE users ADD name text; CREATE INDEX users_name ON users (name);"
                              "CREATE TABLE tmp_a (id int); CREATE TABLE b (id int);")
    settings(line, diff={"exclude": "public.tmp_*"})
    line.ok("revision", "--autogenerate", "--against", "migrations", "-m", "b")
    text = max(line.versions.iterdir(), key=lambda path: path.stat().st_mtime_ns).read_text()
    assert "CREATE TABLE public.b" in text and "tmp_a" not in text and "users" not in text
    assert line.ok("verify", "head")


def test_a_table_that_begins_to_inherit_gets_the_checks_of_the_one_above(project):
    """By itself, and not only from there: that is all the same but for a mark that nothing can take away."""
    project.db.execute("CREATE TABLE above (b integer); CREATE TABLE below (b integer); INSERT INTO below VALUES (1)")
    (project.folder / "wanted.sql").write_text(
        "CREATE TABLE above (a integer CHECK (a > 0), b integer);\n"
        "CREATE TABLE below (a integer, b integer) INHERITS (above);\n", encoding="utf-8")
    done = project.run("diff", "database", "wanted.sql", "--sql")
    assert done.returncode == 1, done.stderr
    assert psql(project.db, done.stdout).returncode == 0
    assert differences(project, "database", "wanted.sql") == []
    assert project.db.value("SELECT b FROM above") == 1
