"""howdah inspect: what a snapshot says, and that it is enough to make the same again."""
import json
import pathlib
import re
import subprocess

import pytest

SCHEMAS = pathlib.Path(__file__).parent / "catalog"
# psql and pg_dump of Debian; pg_dump refuses newer servers.
PG_DUMP_MAJOR = 15
NOISE = re.compile(r"^(--.*|\\(un)?restrict .*|SELECT pg_catalog\.set_config.*|SET .*|\s*)$")


@pytest.fixture
def roles(server):
    with server.connect() as admin:
        for role in ("howdah_reader", "howdah_writer"):
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                admin.execute(f"CREATE ROLE {role}")


def psql(database, *arguments, text=None):
    done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url, *arguments],
                          input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def load_rich(database):
    """All that the server's version knows."""
    major = database.conn.info.server_version // 10000
    for path in sorted(SCHEMAS.glob("rich*.sql")):
        since = re.search(r"\d+", path.name)
        if since is None or int(since[0]) <= major:
            psql(database, "-f", str(path))


def inspect(howdah, database, *arguments):
    done = howdah("inspect", getattr(database, "url", database), *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def objects(howdah, database, *arguments):
    """(kind, identity) -> object"""
    snapshot = json.loads(inspect(howdah, database, "--json", *arguments))
    return {(each["kind"], each["identity"]): each for each in snapshot["objects"]}


def dumped(database):
    """The statements of pg_dump, whatever their order."""
    done = subprocess.run(["pg_dump", "--schema-only", "-d", database.url], capture_output=True, text=True,
                          check=True)
    lines = [line.rstrip() for line in done.stdout.splitlines() if not NOISE.match(line)]
    return sorted(("\n".join(lines) + "\n").split(";\n"))


@pytest.mark.smoke
def test_sql_makes_a_database_whose_snapshot_is_equal(howdah, db, other, roles):
    load_rich(db)
    psql(other, text=inspect(howdah, db, "--sql"))
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")
    if db.conn.info.server_version // 10000 <= PG_DUMP_MAJOR:
        assert dumped(other) == dumped(db)


@pytest.mark.smoke
def test_json_is_read_back_as_it_was(howdah, db, roles):
    load_rich(db)
    text = inspect(howdah, db, "--json")
    path = howdah.cwd / "snapshot.json"
    path.write_text(text)
    assert inspect(howdah, path, "--json") == text
    assert inspect(howdah, path, "--sql") == inspect(howdah, db, "--sql")


def test_every_kind_but_those_that_need_compiled_code_is_in_the_proof(howdah, db, roles):
    load_rich(db)
    known = set(re.findall(r"X\((\w+)\)", (SCHEMAS.parents[2] / "src/catalog/kinds.h").read_text())) - {"name"}
    elsewhere = {"access_method", "language", "conversion", "text_search_parser", "text_search_template",
                 "operator_family", "operator_class", "family_operator", "family_function", "transform", "subscription",
                 "security_label", "extension"}
    if db.conn.info.server_version < 150000:
        elsewhere.add("publication_schema")
    assert known - {kind for kind, _ in objects(howdah, db)} == elsewhere


def test_operators_languages_and_the_like_are_made_again(howdah, db, other):
    db.execute("""
        CREATE EXTENSION hstore;
        CREATE SCHEMA s;
        CREATE OPERATOR FAMILY s.fam USING btree;
        CREATE FUNCTION s.cmp(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
        CREATE OPERATOR CLASS s.cls FOR TYPE text USING btree FAMILY s.fam AS
          OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 s.cmp(text, text);
        CREATE FUNCTION s.mixed(text, name) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 0';
        ALTER OPERATOR FAMILY s.fam USING btree ADD OPERATOR 1 < (text, name), FUNCTION 1 s.mixed(text, name);
        CREATE TABLE s.t (a text, h hstore);
        CREATE INDEX t_a ON s.t (a s.cls);
        CREATE CONVERSION s.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
        CREATE LANGUAGE mine HANDLER plpgsql_call_handler;
        CREATE TEXT SEARCH TEMPLATE s.tmpl (LEXIZE = dsimple_lexize);
        CREATE TEXT SEARCH PARSER s.prs (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end,
          LEXTYPES = prsd_lextype);
        CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
        CREATE TABLE s.u (a integer) USING heap2;
    """)
    psql(other, text=inspect(howdah, db, "--sql"))
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")
    assert dumped(other) == dumped(db)


def test_what_an_extension_made_is_left_out_but_needed(howdah, db):
    db.execute("CREATE EXTENSION hstore; CREATE TABLE t (h hstore)")
    found = objects(howdah, db)
    assert ("extension", "hstore") in found
    assert not [key for key in found if key[0] in ("function", "operator", "base_type", "cast")]
    assert {"type": "n", "object": "extension hstore"} in found["column", "public.t.h"]["needs"]


def test_privileges_on_what_an_extension_made_are_the_extension_s(howdah, db, other):
    db.execute("CREATE EXTENSION hstore; REVOKE EXECUTE ON FUNCTION hstore(text, text) FROM PUBLIC")
    psql(other, text=inspect(howdah, db, "--sql"))
    assert dumped(other) == dumped(db)
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")
    member = "FUNCTION public.hstore(pg_catalog.text,pg_catalog.text)"
    assert objects(howdah, db)["privilege", f"extension hstore {member} PUBLIC"]["attributes"] == {
        "member": member, "grantee": "PUBLIC", "default": ["EXECUTE"]}


def test_an_empty_database_has_nothing_but_the_schema_public(howdah, db):
    assert [kind for kind, _ in objects(howdah, db)] == ["schema", "owner"]


def test_tables_that_reference_each_other_get_their_keys_afterwards(howdah, db, other):
    db.execute("""CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);
                  ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b""")
    sql = inspect(howdah, db, "--sql")
    assert sql.index("CREATE TABLE public.b") < sql.index("FOREIGN KEY")
    psql(other, text=sql)
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")


def test_hidden_versions_of_columns_do_not_show(howdah, db):
    db.execute("CREATE TABLE t (a int, b text); ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ALTER b SET (n_distinct = 4)")
    found = objects(howdah, db)
    assert "attver" not in inspect(howdah, db, "--json")
    assert found["column", "public.t.b"]["attributes"]["options"] == ["n_distinct=4"]


def test_secrets_of_user_mappings_are_not_read(howdah, db):
    db.execute("""CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
                  CREATE USER MAPPING FOR CURRENT_USER SERVER s OPTIONS ("user" 'me', password 'hidden word')""")
    assert "hidden word" not in inspect(howdah, db, "--json") + inspect(howdah, db, "--sql")
    assert objects(howdah, db)["user_mapping", "s.postgres"]["attributes"] == {
        "options": ["user=me"], "secrets": ["password"]}
    assert "-- Add what is secret: password\n" in inspect(howdah, db, "--sql")


def test_schema_takes_patterns(howdah, db):
    db.execute("CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE one.t (a int); CREATE TABLE two.t (a int);"
               "CREATE TABLE public.t (a int)")
    found = objects(howdah, db, "--schema", "o*", "--schema", "public")
    assert ("table", "one.t") in found and ("column", "public.t.a") in found
    assert not [identity for _, identity in found if "two" in identity]


def test_split_writes_a_file_for_each_object(howdah, db, other):
    db.execute("""CREATE SCHEMA app; CREATE TABLE app.t (a int); CREATE INDEX i ON app.t (a);
                  COMMENT ON TABLE app.t IS 'x'; CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
                  CREATE FUNCTION app.f(text) RETURNS int LANGUAGE sql AS 'SELECT 1'""")
    done = howdah("inspect", db.url, "--sql", "--split", "models", "--no-owner")
    assert done.returncode == 0, done.stderr
    files = sorted(str(path.relative_to(howdah.cwd)) for path in howdah.cwd.rglob("*.sql"))
    assert files == ["models/app/function/f.sql", "models/app/table/t.sql", "models/schema/app.sql"]
    table = (howdah.cwd / "models/app/table/t.sql").read_text()
    assert "CREATE INDEX i ON app.t USING btree (a);" in table and "COMMENT ON TABLE app.t IS 'x';" in table
    assert (howdah.cwd / "models/app/function/f.sql").read_text().count("CREATE OR REPLACE FUNCTION") == 2
    for path in ("schema/app", "app/table/t", "app/function/f"):
        psql(other, "-f", str(howdah.cwd / "models" / f"{path}.sql"))
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")


def test_types_that_need_functions_that_need_them_start_as_shells(howdah, db, other):
    db.execute("""CREATE TYPE box2; CREATE FUNCTION i(cstring) RETURNS box2 LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
                  CREATE FUNCTION o(box2) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
                  CREATE TYPE box2 (INPUT = i, OUTPUT = o, LIKE = int4, DEFAULT = '7', CATEGORY = 'N');
                  CREATE TYPE r; CREATE FUNCTION c(r) RETURNS r LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
                  CREATE TYPE r AS RANGE (SUBTYPE = int4, CANONICAL = c)""")
    psql(other, text=inspect(howdah, db, "--sql"))
    assert inspect(howdah, other, "--json") == inspect(howdah, db, "--json")
    assert dumped(other) == dumped(db)


def test_what_cannot_be_written_is_named(howdah, db):
    db.execute("CREATE SUBSCRIPTION s CONNECTION 'host=x password=hidden' PUBLICATION p WITH (connect = false, slot_name = NONE)")
    try:
        done = howdah("inspect", db.url, "--sql")
        assert done.returncode == 0 and "hidden" not in done.stdout
        assert "howdah: warning: subscription s cannot be written as SQL" in done.stderr
        assert "-- howdah cannot write subscription s" in done.stdout
    finally:
        db.execute("DROP SUBSCRIPTION s")


def test_the_summary_counts_and_names(howdah, db):
    db.execute("CREATE TABLE t (a int, b int); CREATE CAST (text AS int) WITH INOUT")
    lines = inspect(howdah, db).splitlines()
    assert any(re.fullmatch(r"column +2", line) for line in lines)
    assert any(re.fullmatch(r"table +1  public\.t", line) for line in lines)
    assert any(re.fullmatch(r"cast +1  \(text AS integer\)", line) for line in lines)


def test_the_project_s_database_is_the_default_and_names_are_of_the_same_server(howdah, db, other):
    other.execute("CREATE TABLE here (a int)")
    howdah.env["HOWDAH_URL"] = db.url
    assert "public.here" not in howdah("inspect").stdout
    assert "public.here" in howdah("inspect", other.name).stdout


def test_wrong_snapshots_are_refused(howdah):
    path = howdah.cwd / "s.json"
    for text, message in (("{", "not valid JSON"), ("{}", "this is no snapshot"),
                          ('{"format": "howdah snapshot", "version": 2}', "of another format version"),
                          ('{"format": "howdah snapshot", "version": 1, "server_version": 1, "objects": '
                           '[{"kind": "fish", "identity": "x"}]}', 'unknown kind "fish"')):
        path.write_text(text)
        done = howdah("inspect", path)
        assert done.returncode == 78 and message in done.stderr and "s.json" in done.stderr


def test_options_that_make_no_sense_together_are_refused(howdah):
    assert howdah("inspect", "--json", "--sql").returncode == 64
    assert "--split needs --sql" in howdah("inspect", "--split", "x").stderr


def described(path):
    """Names of the columns that the header of a query promises."""
    text = re.sub(r"\n-- {2,}", " ", path.read_text())
    columns = re.sub(r"\([^()]*\)", "", re.search(r"^-- columns: (.*)$", text, re.M)[1])
    return [part.split()[0] for part in re.split(r"[,;]\s*", columns) if part.strip() and " star after " not in part]


@pytest.mark.smoke
def test_queries_give_the_columns_that_their_headers_say(db):
    major = db.conn.info.server_version // 10000
    for path in sorted((SCHEMAS.parents[2] / "src/catalog/sql").glob("*.sql")):
        since = re.search(r"\.v(\d+)\.sql$", path.name)
        if path.name == "settings.sql" or (since and int(since[1]) > major):
            continue
        cursor = db.execute(path.read_text())
        assert sorted(column.name for column in cursor.description) == sorted(described(path)), path.name
