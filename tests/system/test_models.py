"""Declared models: files, commands and databases, loaded in any order and read as a snapshot."""
import json
import shutil
import subprocess

import pytest

from program import ROOT

EXAMPLE = ROOT / "examples" / "monitoring"
NOWHERE = {"HOWDAH_URL": "postgresql://nobody@/none?host=/nowhere"}
SCRATCH = "SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah_scratch%%'"


class Models:
    """The models folder of a project, and what they declare."""

    def __init__(self, project):
        self.project = project
        self.folder = project.folder / "models"
        self.cache = project.folder / ".howdah" / "cache"

    def write(self, **files):
        self.folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (self.folder / f"{name}.sql").write_text(text, encoding="utf-8")
        return self

    def settings(self, **values):
        lines = ["[howdah]", "script_location = migrations", "[models]"]
        lines += [f"{name} = {value}" for name, value in values.items()]
        (self.project.folder / "howdah.ini").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, source="models", *args, **kwargs):
        return self.project.run("inspect", source, *args, **kwargs)

    def load(self, source="models", **kwargs):
        """(kind, identity) -> object."""
        done = self.run(source, "--json", **kwargs)
        assert done.returncode == 0, done.stderr
        return facts(done.stdout)

    def refused(self, source="models", status=69):
        done = self.run(source)
        assert done.returncode == status, done.stderr + done.stdout
        return done.stderr


def facts(text):
    return {(fact["kind"], fact["identity"]): fact for fact in json.loads(text)["objects"]}


def of_kind(objects, kind):
    return sorted(identity for found, identity in objects if found == kind)


def without_owners(objects):
    return {key: value for key, value in objects.items() if key[0] != "owner"}


@pytest.fixture
def models(project):
    return Models(project)


def gone(db):
    """Scratch databases are dropped before the program ends."""
    return db.value(SCRATCH) == 0


# ---- order ----

def test_files_and_statements_load_in_any_order(models, db):
    models.write(a="CREATE VIEW totals AS SELECT sum(amount) AS total FROM orders;\n"
                   "COMMENT ON VIEW totals IS 'of all';\nGRANT SELECT ON totals TO PUBLIC;",
                 b="CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n"
                   "CREATE INDEX ON orders (amount);",
                 c="CREATE TABLE orders (amount money_amount, state order_state DEFAULT first_state());",
                 d="CREATE FUNCTION first_state() RETURNS order_state LANGUAGE sql RETURN 'new'::order_state;\n"
                   "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';",
                 e="CREATE TYPE order_state AS ENUM ('new', 'paid');\nCREATE DOMAIN money_amount AS numeric;")
    objects = models.load()
    assert of_kind(objects, "view") == ["public.totals"]
    assert of_kind(objects, "trigger") == ["public.orders.touch"]
    assert of_kind(objects, "index") == ["public.orders_amount_idx"]
    assert gone(db)


def test_folders_inside_the_models_are_read_too(models):
    models.write(z="CREATE TABLE app.a (b app.kind);")
    inside = models.folder / "deep" / "er"
    inside.mkdir(parents=True)
    (inside / "x.sql").write_text("CREATE SCHEMA app; CREATE TYPE app.kind AS ENUM ('x');", encoding="utf-8")
    (models.folder / "README.md").write_text("no SQL", encoding="utf-8")
    (models.folder / ".hidden.sql").write_text("no SQL either", encoding="utf-8")
    assert of_kind(models.load(), "table") == ["app.a"]


def test_tables_may_refer_to_each_other_in_a_circle(models):
    models.write(one="""
        CREATE TABLE users (
            id int PRIMARY KEY,
            home int NOT NULL REFERENCES organizations ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
            other int CONSTRAINT my_other REFERENCES organizations (id) MATCH FULL NOT NULL CHECK (other > 0),
            boss int REFERENCES users
        );
        CREATE TABLE organizations (
            id int PRIMARY KEY, -- the key
            owner int, a int, b int,
            FOREIGN KEY (owner) REFERENCES users (id) ON UPDATE CASCADE,
            CONSTRAINT pair_fk FOREIGN KEY (a, b) REFERENCES pairs
        );
        CREATE TABLE pairs (FOREIGN KEY (a) REFERENCES organizations, a int, b int, PRIMARY KEY (a, b));""")
    objects = models.load()
    definitions = {identity: objects[("constraint", identity)]["attributes"]["definition"]
                   for identity in of_kind(objects, "constraint") if "FOREIGN" in
                   objects[("constraint", identity)]["attributes"]["definition"]}
    assert {name.split(".", 1)[1]: text for name, text in definitions.items()} == {
        "users.users_home_fkey": "FOREIGN KEY (home) REFERENCES public.organizations(id) ON DELETE SET NULL",
        "users.my_other": "FOREIGN KEY (other) REFERENCES public.organizations(id) MATCH FULL",
        "users.users_boss_fkey": "FOREIGN KEY (boss) REFERENCES public.users(id)",
        "organizations.organizations_owner_fkey": "FOREIGN KEY (owner) REFERENCES public.users(id) ON UPDATE CASCADE",
        "organizations.pair_fk": "FOREIGN KEY (a, b) REFERENCES public.pairs(a, b)",
        "pairs.pairs_a_fkey": "FOREIGN KEY (a) REFERENCES public.organizations(id)"}
    home = objects[("constraint", "public.users.users_home_fkey")]["attributes"]
    assert home["deferrable"] is True and home["deferred"] is True
    assert objects[("column", "public.users.other")]["attributes"]["not_null"] is True
    assert ("constraint", "public.users.users_other_check") in objects


def test_a_key_that_is_made_by_a_later_statement_is_waited_for(models):
    models.write(a="CREATE TABLE p (id int);\nCREATE TABLE c (p int REFERENCES p (id), x int);",
                 b="ALTER TABLE p ADD PRIMARY KEY (id);\nCREATE VIEW v AS SELECT y FROM c;",
                 c="ALTER TABLE c ADD COLUMN y int;")
    objects = models.load()
    assert ("constraint", "public.c.c_p_fkey") in objects
    assert ("view", "public.v") in objects


def test_a_type_is_completed_before_it_is_used(models):
    models.write(a="CREATE DOMAIN positive AS integer;\nALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 0);",
                 b="CREATE TABLE t (spans span[]);", c="CREATE TYPE span AS (low positive);",
                 d="CREATE TYPE word;\nCREATE TYPE word (INPUT = word_in, OUTPUT = word_out, LIKE = text);",
                 e="CREATE FUNCTION word(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';\n"
                   "CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';\n"
                   "CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';")
    objects = models.load()
    assert of_kind(objects, "domain_constraint") == ["public.positive.above"]
    assert of_kind(objects, "base_type") == ["public.word"]


def test_the_order_of_files_changes_nothing(models):
    texts = ["CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES b);",
             "CREATE TABLE b (id int PRIMARY KEY, c int REFERENCES c, a int REFERENCES a);",
             "CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a);"]
    models.write(x=texts[0], y=texts[1], z=texts[2])
    first = models.load()
    models.write(x=texts[2], y=texts[0], z=texts[1])
    assert models.load() == first


@pytest.mark.smoke
def test_the_models_of_the_example_are_what_its_migrations_make(models, db):
    shutil.rmtree(models.project.folder)
    shutil.copytree(EXAMPLE, models.project.folder, ignore=shutil.ignore_patterns(".howdah"))
    models.project.program.env["HOWDAH_DATABASE"] = db.name
    declared = models.load()
    models.project.ok("upgrade", "head")
    live = facts(models.project.ok("inspect", "--json", "--schema", "public"))
    live = {key: fact for key, fact in live.items() if "alembic_version" not in key[1]}
    position = ("column",)
    for objects in (declared, live):
        for key, fact in objects.items():
            if key[0] in position:
                fact["attributes"].pop("position", None)
    assert without_owners(declared) == without_owners(live)


# ---- the base model ----

BASE = ["id", "created_at", "created_by", "updated_at", "updated_by", "is_active"]


def test_a_table_like_the_base_model_has_its_columns(models):
    models.write(users="CREATE TABLE users (LIKE howdah.base_model INCLUDING ALL, email text NOT NULL UNIQUE);")
    objects = models.load()
    assert of_kind(objects, "column") == sorted(f"public.users.{name}" for name in [*BASE, "email"])
    assert of_kind(objects, "constraint") == ["public.users.users_email_key", "public.users.users_pkey"]
    assert of_kind(objects, "schema") == ["public"]
    defaults = {key[1]: fact["attributes"]["expression"] for key, fact in objects.items() if key[0] == "default"}
    assert defaults == {"public.users.id": "gen_random_uuid()", "public.users.created_at": "now()",
                        "public.users.updated_at": "now()", "public.users.is_active": "true"}
    nullable = {name for name in BASE
                if not objects[("column", f"public.users.{name}")]["attributes"].get("not_null")}
    assert nullable == {"created_by", "updated_by"}


def test_with_an_actor_the_base_model_refers_to_it(models):
    models.settings(actor="app.users")
    models.write(app="CREATE SCHEMA app;",
                 o="CREATE TABLE app.organizations (LIKE howdah.base_model INCLUDING ALL);",
                 u="CREATE TABLE app.users (LIKE howdah.base_model INCLUDING ALL,\n"
                   " home uuid REFERENCES app.organizations -- circular\n);",
                 z="CREATE TABLE app.zebras (LIKE howdah.base_model INCLUDING ALL,\n"
                   " CONSTRAINT mine FOREIGN KEY (created_by) REFERENCES app.users ON DELETE CASCADE);\n"
                   "CREATE TABLE app.plain (created_by uuid);")
    keys = [name for name in of_kind(models.load(), "constraint") if "pkey" not in name]
    assert keys == ["app.organizations.organizations_created_by_fkey", "app.organizations.organizations_updated_by_fkey",
                    "app.users.users_created_by_fkey", "app.users.users_home_fkey", "app.users.users_updated_by_fkey",
                    "app.zebras.mine", "app.zebras.zebras_updated_by_fkey"]


def test_an_actor_that_no_model_makes_is_an_error(models):
    models.settings(actor="people")
    models.write(a="CREATE TABLE users (LIKE howdah.base_model INCLUDING ALL);")
    assert 'make no table "people", which models.actor names' in models.refused(status=78)


def test_a_project_can_have_a_base_model_of_its_own(models):
    models.settings(actor="users")
    models.write(base="CREATE TABLE howdah.base_model (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
                      " created_by bigint);",
                 a="CREATE TABLE users (LIKE howdah.base_model INCLUDING ALL);")
    objects = models.load()
    assert of_kind(objects, "column") == ["public.users.created_by", "public.users.id"]
    assert of_kind(objects, "constraint") == ["public.users.users_created_by_fkey", "public.users.users_pkey"]
    assert of_kind(objects, "schema") == ["public"]


def test_the_base_model_can_only_be_a_template(models, db):
    models.write(a="CREATE TABLE users () INHERITS (howdah.base_model);")
    err = models.refused()
    assert "howdah.base_model is a template" in err and "users depends on table howdah.base_model" in err
    assert gone(db)


# ---- errors ----

def test_all_errors_are_told_with_line_and_caret(models, db):
    models.write(a="CREATE TABLE a (\n    id int,\n    b nosuchtype\n);\n",
                 b="CREATE VIEW v AS SELECT * FROM a;\n",
                 c="CREATE TABLE ok (id int PRIMARY KEY);\nCREATE INDEX i ON ok (nocolumn);\n")
    err = models.refused()
    assert 'error: type "nosuchtype" does not exist\n  models/a.sql:3:7\n        b nosuchtype\n          ^' \
        in err.replace("    ", "    ")
    assert 'column "nocolumn" does not exist\n  models/c.sql:2:1\n' in err
    assert "SQLSTATE 42704" in err and "SQLSTATE 42703" in err
    assert 'relation "a" does not exist' not in err  # follows from the first
    assert "1 more statement" in err
    assert gone(db)


def test_a_foreign_key_to_nothing_is_pointed_at(models):
    models.write(a="CREATE TABLE a (\n  id int PRIMARY KEY,\n  b int REFERENCES b,\n  c int REFERENCES nowhere\n);\n"
                   "CREATE TABLE b (id text PRIMARY KEY, a int REFERENCES a);")
    err = models.refused()
    assert 'relation "nowhere" does not exist\n  models/a.sql:4:9\n      c int REFERENCES nowhere\n            ^' in err
    assert 'foreign key constraint "a_b_fkey" cannot be implemented\n  models/a.sql:3:9\n' in err
    assert "incompatible types" in err


def test_errors_are_json_too(models):
    models.write(a="CREATE TABLE a (b x);\nCREATE TABLE b (b y);")
    done = models.run("models", "--json")
    told = json.loads(done.stderr)
    assert told["error"]["place"] == {"file": "models/a.sql", "line": 1, "column": 19, "text": "CREATE TABLE a (b x);"}
    assert [more["message"] for more in told["more"]] == ['type "y" does not exist']


@pytest.mark.parametrize("statement, words", [
    ("INSERT INTO a VALUES (1)", "INSERT cannot be in models"),
    ("UPDATE a SET b = 1", "UPDATE cannot be in models"),
    ("WITH x AS (SELECT 1) DELETE FROM a", "cannot be in models"),
    ("COPY a FROM stdin", "COPY from or to the client"),
    ("COPY a FROM '/file'", "COPY cannot be in models"),
    ("SELECT setval('s', 5)", "SELECT cannot be in models"),
    ("SELECT set_config('search_path', '', true)", "SELECT cannot be in models"),
    ("BEGIN", "BEGIN cannot be in models"),
    ("COMMIT", "COMMIT cannot be in models"),
    ("SET LOCAL search_path = x", "SET cannot be in models"),
    ("SET ROLE boss", "SET cannot be in models"),
    ("CREATE DATABASE x", "CREATE DATABASE cannot be in models"),
    ("CREATE ROLE x", "CREATE ROLE cannot be in models"),
    ("ALTER USER x PASSWORD 'y'", "cannot be in models"),
    ("GRANT boss TO x", "GRANT cannot be in models"),
    ("GRANT CONNECT ON DATABASE x TO y", "GRANT cannot be in models"),
    ("COMMENT ON ROLE x IS 'y'", "COMMENT"),
    ("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", "CREATE SUBSCRIPTION cannot be in models"),
    ("VACUUM", "VACUUM cannot be in models"),
    ("\\connect other", '"\\connect" is not SQL'),
])
def test_what_defines_nothing_is_refused_with_its_place(models, statement, words):
    models.write(a=f"CREATE TABLE a (b int);\n\n  {statement};\n")
    done = models.run(env=NOWHERE)
    assert done.returncode == 78, done.stderr
    assert words in done.stderr and "models/a.sql:3:" in done.stderr and "hint: " in done.stderr


def test_an_extension_that_the_server_lacks_is_named(models):
    models.write(a="CREATE EXTENSION no_such_extension;")
    err = models.refused()
    assert 'extension "no_such_extension" is not available' in err and "models/a.sql:1:1" in err


def test_a_role_that_the_server_lacks_is_made_on_the_embedded_one_only(models):
    models.write(a='CREATE TABLE a ();\nALTER TABLE a OWNER TO "No body";\nGRANT SELECT ON a TO "No body", ghost;')
    err = models.refused()
    assert 'role "No body" does not exist' in err and "Roles belong to a whole server" in err
    embedded = {"HOWDAH_URL": None}
    try:
        objects = models.load(env=embedded)
    finally:
        models.project.run("embedded", "stop", env=embedded)
    assert objects[("owner", "table public.a")]["attributes"]["role"] == "No body"


def test_models_that_are_missing_are_an_error_not_an_empty_schema(models):
    assert 'models "models" do not exist' in models.refused(status=66)
    models.folder.mkdir()
    assert 'no .sql files in "models"' in models.refused(status=78)


# ---- dumps ----

EVERYTHING = """
    CREATE SCHEMA app;
    CREATE EXTENSION pg_trgm SCHEMA app;
    CREATE TYPE app.mood AS ENUM ('sad', 'glad');
    CREATE TABLE app.t (id serial PRIMARY KEY, name text COLLATE "C" DEFAULT 'x', mood app.mood, self int REFERENCES app.t);
    CREATE INDEX ON app.t USING gin (name app.gin_trgm_ops);
    CREATE FUNCTION app.f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + count(*)::int FROM app.t; END;
    CREATE VIEW app.v AS SELECT app.f(id) AS f FROM app.t;
    CREATE TABLE p (a int) PARTITION BY RANGE (a);
    CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
    CREATE POLICY mine ON app.t USING (name = current_user);
    ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
    CREATE RULE quiet AS ON DELETE TO app.v DO INSTEAD NOTHING;
    COMMENT ON COLUMN app.t.name IS 'what; it is called';
"""


def test_a_dump_of_the_schema_loads_as_it_is(models, db, server):
    db.execute(EVERYTHING)
    dump = subprocess.run([str(server.programs / "pg_dump"), "-s", "-d", db.url], capture_output=True, text=True,
                          check=True).stdout
    if "\\restrict" not in dump:
        dump = "--\n-- dump\n--\n\n\\restrict XYZ\n\n" + dump + "\n\\unrestrict XYZ\n"
    models.write(dump="SET transaction_timeout = 0;\n" + dump)
    assert models.load() == facts(models.project.ok("inspect", "--json"))


@pytest.mark.smoke
def test_a_database_can_be_split_into_models(models, db):
    db.execute(EVERYTHING)
    models.project.ok("inspect", "--sql", "--split", "models")
    assert len(list(models.folder.rglob("*.sql"))) > 5
    assert models.load() == facts(models.project.ok("inspect", "--json"))


def test_settings_hold_in_their_file_only(models):
    models.write(a="SET search_path TO app;\nCREATE TABLE a (b int);\nRESET search_path;\nCREATE TABLE c ();",
                 b="CREATE TABLE b ();\nCREATE SCHEMA app;")
    assert of_kind(models.load(), "table") == ["app.a", "public.b", "public.c"]


def test_a_setting_can_name_what_is_made_later(models):
    models.write(a="SET default_table_access_method = mine;\nCREATE TABLE a ();",
                 b="CREATE ACCESS METHOD mine TYPE TABLE HANDLER heap_tableam_handler;")
    assert models.load()[("table", "public.a")]["attributes"]["access_method"] == "mine"


# ---- sources ----

def test_a_database_can_be_the_models(models, db):
    db.execute("CREATE TABLE a (b int)")
    models.settings(source=db.url)
    assert of_kind(models.load(), "table") == ["public.a"]
    assert not models.cache.exists()


def test_several_files_can_be_the_models(models):
    models.settings(source="one.sql, more")
    (models.project.folder / "one.sql").write_text("\ufeffCREATE TABLE one ();", encoding="utf-8")
    (models.project.folder / "more").mkdir()
    (models.project.folder / "more" / "two.sql").write_text("CREATE TABLE two ();", encoding="utf-8")
    assert of_kind(models.load(), "table") == ["public.one", "public.two"]
    assert of_kind(models.load("more"), "table") == ["public.two"]


def test_a_command_can_print_the_models(models):
    models.settings(source="command: sh -c 'cat *.ddl'")
    (models.project.folder / "x.ddl").write_text("CREATE TABLE x (y int REFERENCES z); CREATE TABLE z (y int PRIMARY KEY);",
                                                 encoding="utf-8")
    assert of_kind(models.load(), "table") == ["public.x", "public.z"]


def test_a_command_that_fails_is_told_with_what_it_said(models):
    models.settings(source="command: sh -c 'echo half; echo no such model >&2; exit 3'")
    err = models.refused(status=74)
    assert "exit status 3" in err and "no such model" in err and 'while asking "sh -c' in err
    models.settings(source="command: true")
    assert "printed no statements" in models.refused(status=78)
    models.settings(source="command: howdah-no-such-program")
    assert "was not found" in models.refused(status=66)


def test_errors_in_what_a_command_prints_have_a_line(models):
    models.settings(source="command: printf 'CREATE TABLE a ();\\nCREATE TABLE b (c nothing);'")
    err = models.refused()
    assert 'output of "printf' in err and ":2:19" in err


# ---- the cache ----

def test_unchanged_models_ask_no_server(models):
    models.write(a="CREATE TABLE a (\n  -- renamed from: c\n  b int\n);", b="CREATE FUNCTION f() RETURNS int RETURN 1;")
    models.settings()
    url = {"HOWDAH_URL": models.project.db.url}
    first = models.run("models", "--json", env=url).stdout
    traced = models.run("models", "--json", env={**url, "LD_DEBUG": "files"})
    assert traced.stdout == first
    assert "libtalloc" in traced.stderr and "libpq." not in traced.stderr
    models.write(b="CREATE FUNCTION f() RETURNS int RETURN 2;")
    assert models.run("models", "--json", env=url).stdout != first
    assert len(list(models.cache.iterdir())) == 2


@pytest.mark.parametrize("order", [("before.json", "models"), ("models", "before.json")])
def test_what_was_kept_for_another_version_of_the_server_is_made_anew(models, order):
    models.write(a="CREATE TABLE a (b int);")
    models.settings()
    snapshot = models.run("models", "--json").stdout
    version = json.loads(snapshot)["server_version"]
    assert len(list(models.cache.iterdir())) == 1
    for number, entries in ((version, 2), (version + 10000, 3)):
        text = snapshot.replace(f'"server_version":{version}', f'"server_version":{number}')
        text = text.replace(f'"server_version": {version}', f'"server_version": {number}')
        assert json.loads(text)["server_version"] == number
        (models.project.folder / "before.json").write_text(text, encoding="utf-8")
        assert models.project.run("diff", *order).stdout == "No differences.\n"
        if order[0] != "models":
            assert len(list(models.cache.iterdir())) == entries


def test_a_damaged_cache_is_passed_over(models):
    models.write(a="CREATE TABLE a (b int);")
    first = models.load()
    (kept,) = models.cache.iterdir()
    whole = kept.read_bytes()
    for damaged in (b"", whole[:-1], whole[:100], whole.replace(b"public", b"priate"), b"\0" * len(whole)):
        kept.write_bytes(damaged)
        assert models.load() == first
        assert kept.read_bytes() == whole


def test_few_entries_stay_in_the_cache(models):
    for number in range(12):
        models.write(a=f"CREATE TABLE a{number} ();")
        models.load()
    assert len(list(models.cache.iterdir())) == 8


def test_models_load_where_no_cache_can_be_kept(models):
    models.write(a="CREATE TABLE a ();")
    (models.project.folder / ".howdah").write_text("in the way", encoding="utf-8")
    assert of_kind(models.load(), "table") == ["public.a"]


# ---- renames ----

@pytest.mark.parametrize("text, words", [
    ("-- renamed from:\nCREATE TABLE a ();", "not followed by just a name"),
    ("-- renamed from: b c\nCREATE TABLE a ();", "not followed by just a name"),
    ("CREATE TABLE a ();\n-- renamed from: b\nGRANT SELECT ON a TO PUBLIC;", "nothing that has a name"),
    ("CREATE TABLE a ();\n\n-- renamed from: b\n", "nothing that has a name"),
])
def test_a_hint_that_says_nothing_is_refused(models, text, words):
    models.write(a=text)
    done = models.run(env=NOWHERE)
    assert done.returncode == 78 and words in done.stderr and "models/a.sql:" in done.stderr


def test_hints_are_told_for_what_they_mean_also_from_the_cache(models):
    models.write(a="SET search_path = app;\n-- renamed from: public.old\nCREATE TABLE a (\n  b int, -- renamed from: c\n"
                   "  CONSTRAINT k CHECK (b > 0) -- renamed from: \"K 1\"\n);",
                 b="CREATE SCHEMA app;\nCREATE TABLE a (b int);\n-- renamed from: f\nCREATE FUNCTION g(int) RETURNS int RETURN 1;\n"
                   "CREATE FUNCTION g(text) RETURNS int RETURN 1;\nCREATE TYPE t AS ENUM ('x', -- renamed from: y\n'z');")
    told = """models/a.sql:4: column app.a.b is renamed from c
models/b.sql:3: function public.g(integer) is renamed from f
models/b.sql:3: function public.g(text) is renamed from f
models/a.sql:2: table app.a is renamed from public.old
models/a.sql:5: constraint app.a.k is renamed from "K 1"
models/b.sql:6: enum_value public.t.x is renamed from y"""
    for attempt in ("loaded", "cached"):
        assert sorted(models.run().stderr.splitlines()) == sorted(told.splitlines()), attempt


# ---- recipes ----

@pytest.mark.parametrize("name", ["sqlalchemy"])
def test_the_recipes_of_the_documentation_work(models, name):
    pytest.importorskip(name)
    text = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```python\n")[1:]]
    for block in blocks:
        title, code = block.split("\n", 1)
        (models.project.folder / title.removeprefix("# ")).write_text(code, encoding="utf-8")
    models.settings(source="command: /usr/bin/python3 models_ddl.py")
    objects = models.load()
    assert of_kind(objects, "table") == ["public.organizations", "public.users"]
    assert ("constraint", "public.organizations.organizations_owner_id_fkey") in objects
    assert ("constraint", "public.users.users_organization_id_fkey") in objects
    assert ("index", "public.ix_users_email") in objects
    assert of_kind(objects, "enum_type") == ["public.user_role"]
