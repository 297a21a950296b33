"""What lint finds in files, how it says it, and that its fixes run."""
import itertools
import json
import pathlib
import re

import psycopg
import pytest

CASES = pathlib.Path(__file__).parent / "lint"
# Found with a database only; index-corruption needs a server of an old minor version.
WITHOUT_CASE = {"index-corruption"}
RULES_OFF = {"HOWDAH_LINT_NOTES": "name-without-schema"}


def found(done):
    """File -> set of rules, of what lint --json printed."""
    answer = json.loads(done.stdout)
    rules = {}
    for finding in answer["findings"]:
        rules.setdefault(finding["file"], set()).add(finding["rule"])
    return rules


def lint(howdah, *args, **kwargs):
    return howdah("lint", "--no-database", *args, **kwargs)


def write(howdah, name, text):
    path = howdah.cwd / name
    path.write_text(text, encoding="utf-8")
    return path


def rules(howdah):
    return json.loads(howdah("lint", "--rules", "--json").stdout)["rules"]


def case_files(names, kind):
    return {name: str(CASES / name / kind) for name in sorted(names)}


# ---- rules ----

def test_each_rule_has_a_script_that_it_finds_and_one_that_it_leaves_alone(howdah):
    names = {rule["id"] for rule in rules(howdah)}
    assert {path.name for path in CASES.iterdir()} == names - WITHOUT_CASE


def test_each_rule_finds_what_it_is_about_and_nothing_in_its_safe_form(howdah):
    names = {rule["id"] for rule in rules(howdah) if not rule["needs_database"]}
    howdah.env.update(RULES_OFF)
    fires, quiet = case_files(names, "fires.sql"), case_files(names, "quiet.sql")
    seen = found(lint(howdah, "--json", *fires.values(), *quiet.values()))
    missing = [name for name in names if name not in seen.get(fires[name], ())]
    loud = [name for name in names if name in seen.get(quiet[name], ())]
    assert (missing, loud) == ([], [])


def test_rules_about_a_database_find_what_only_a_database_tells(howdah, db):
    names = {rule["id"] for rule in rules(howdah) if rule["needs_database"]} - WITHOUT_CASE
    for name in names:
        db.execute((CASES / name / "setup.sql").read_text(encoding="utf-8"))
    fires, quiet = case_files(names, "fires.sql"), case_files(names, "quiet.sql")
    howdah.env.update(HOWDAH_URL=db.url, HOWDAH_LINT_SMALL_TABLE="0")
    seen = found(howdah("lint", "--json", *fires.values(), *quiet.values()))
    missing = [name for name in names if name not in seen.get(fires[name], ())]
    loud = [name for name in names if name in seen.get(quiet[name], ())]
    assert (missing, loud) == ([], [])


def test_a_rule_is_explained(howdah):
    done = howdah("lint", "--explain", "not-null-scans")
    assert done.returncode == 0
    assert "why:" in done.stdout and "CHECK (column IS NOT NULL) NOT VALID" in re.sub(r"\s+", " ", done.stdout)
    done = howdah("lint", "--explain", "not-nul-scans")
    assert done.returncode != 0 and 'Did you mean "not-null-scans"?' in done.stderr


# ---- output ----

def test_a_finding_is_shown_with_its_place_reason_and_safe_way(howdah):
    write(howdah, "a.sql", "SELECT 1;\n\tALTER TABLE t ALTER COLUMN ä SET NOT NULL, ADD CHECK (ä > 0);\n")
    done = lint(howdah, "a.sql")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if "[check-scans]" in line)
    assert lines[at].startswith("a.sql:2:49: error: ")
    assert lines[at + 2].split("|")[1] == " \t" + " " * 47 + "^"
    assert "    why:  " in done.stdout and "    do:   " in done.stdout


def test_the_status_follows_the_severity_that_is_asked_for(howdah):
    write(howdah, "warning.sql", "DROP TABLE t;\n")
    assert lint(howdah, "warning.sql").returncode == 0
    assert lint(howdah, "--strict", "warning.sql").returncode == 1
    assert lint(howdah, "--fail-on=note", "warning.sql").returncode == 1
    assert lint(howdah, "--fail-on=nothing", "warning.sql").returncode == 64
    assert lint(howdah, "missing.sql").returncode == 66


def test_sarif_has_the_shape_that_code_scanning_reads(howdah):
    write(howdah, "a b.sql", "-- howdah: lint-ignore drop-table nobody used it\nDROP TABLE t;\nCREATE INDEX i ON t (a);\n")
    sarif = json.loads(lint(howdah, "--sarif", "a b.sql").stdout)
    assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-2.1.0.json")
    run, = sarif["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "howdah" and run["columnKind"] == "unicodeCodePoints"
    for rule in driver["rules"]:
        assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help"))
    results = {result["ruleId"]: result for result in run["results"]}
    index = results["index-blocks-writes"]
    assert driver["rules"][index["ruleIndex"]]["id"] == "index-blocks-writes"
    assert index["level"] == "error" and index["message"]["text"] and index["suppressions"] == []
    place = index["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a%20b.sql"}, "region": {"startLine": 3, "startColumn": 1}}
    assert results["drop-table"]["suppressions"] == [{"kind": "inSource", "justification": "nobody used it"}]


def test_github_gets_one_annotation_a_finding(howdah):
    write(howdah, "a,b.sql", "CREATE INDEX i ON t (a);\n")
    lines = lint(howdah, "--github", "a,b.sql").stdout.splitlines()
    assert lines[0].startswith("::error file=a%2Cb.sql,line=1,col=1,title=index-blocks-writes::writes to t wait")
    assert all(re.match(r"::(error|warning|notice) file=\S+,line=\d+,col=\d+,title=[a-z-]+::.", line) for line in lines)


# ---- what is read ----

def test_a_dump_is_read_with_its_copy_data_and_psql_commands(howdah):
    write(howdah, "dump.sql", "\\restrict abc\nSET lock_timeout = 0;\nCREATE TABLE t (a text);\n"
          "COPY public.t (a) FROM stdin;\nit's; DROP TABLE x\n\\.\n\n\\connect other\n"
          "CREATE INDEX i ON t (a);\nDROP TABLE old;\nSELECT 'DROP TABLE q' \\gexec\nDROP TABLE last;\n")
    answer = json.loads(lint(howdah, "--json", "dump.sql").stdout)
    assert [(f["rule"], f["line"]) for f in answer["findings"] if f["severity"] != "note"] == [
        ("lock-timeout-off", 2), ("drop-table", 10), ("statement-timeout-missing", 10), ("drop-table", 12)]


def test_a_reason_is_required_to_ignore_a_rule(howdah):
    write(howdah, "a.sql", "-- howdah: lint-ignore drop-table\nDROP TABLE t;\n")
    done = lint(howdah, "a.sql")
    assert done.returncode == 1
    assert 'a.sql:1:1: error: "lint-ignore" needs rules and a reason' in done.stdout
    write(howdah, "a.sql", "-- howdah: lint-ignore drop-table,lock-timeout-missing nobody uses it\nDROP TABLE t;\n")
    answer = json.loads(lint(howdah, "--json", "a.sql").stdout)
    assert {f["rule"] for f in answer["findings"]} == {"statement-timeout-missing"}
    assert {(f["rule"], f["ignored_because"]) for f in answer["ignored"]} == {
        ("drop-table", "nobody uses it"), ("lock-timeout-missing", "nobody uses it")}


def test_newer_syntax_is_a_note_and_a_typo_an_error(howdah):
    write(howdah, "new.sql", "ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (a + 1) VIRTUAL;\n"
          "ALTER TABLE t ADD CONSTRAINT k NOT NULL a NOT VALID;\nSELEC 1;\n")
    answer = json.loads(lint(howdah, "--json", "new.sql").stdout)
    assert [(f["line"], f["severity"]) for f in answer["findings"]] == [(1, "note"), (2, "note"), (3, "error")]


def test_settings_switch_rules_off_and_change_their_severity(howdah):
    write(howdah, "howdah.ini", "[lint]\nignore = statement-timeout-missing, lock-timeout-missing\nerrors = drop-table\n"
          "notes = index-blocks-writes\n")
    write(howdah, "a.sql", "DROP TABLE t;\nCREATE INDEX i ON t (a);\n")
    answer = json.loads(lint(howdah, "--json", "a.sql").stdout)
    assert [(f["rule"], f["severity"]) for f in answer["findings"]] == [
        ("drop-table", "error"), ("index-blocks-writes", "note")] or answer["notes"] > 1
    write(howdah, "howdah.ini", "[lint]\nignore = drop-tabel\n")
    done = lint(howdah, "a.sql")
    assert done.returncode > 1 and 'Did you mean "drop-table"?' in done.stderr


# ---- revisions and databases ----

def test_only_revisions_that_the_database_lacks_are_looked_at(project):
    project.revision("a1", up_sql="CREATE TABLE t (a int);", down_sql="DROP TABLE t;")
    project.revision("b2", "a1", "CREATE INDEX i ON t (a);", "DROP INDEX CONCURRENTLY i;")
    project.ok("upgrade", "a1")
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    project.db.execute("INSERT INTO t SELECT generate_series(1, 1000)")
    answer = json.loads(project.run("lint", "--json").stdout)
    assert answer["files"] == 1
    assert [(f["rule"], f["revision"], f["section"]) for f in answer["findings"]] == [
        ("index-blocks-writes", "b2", "upgrade")]
    assert json.loads(project.run("lint", "--json", "--no-database").stdout)["files"] == 2
    assert json.loads(project.run("lint", "--json", "a1", "b2").stdout)["files"] == 2
    assert json.loads(project.run("lint", "--json", "a1:head").stdout)["files"] == 2


def test_small_tables_give_no_findings_and_are_named(project):
    project.db.execute("CREATE TABLE t (a int)")
    project.revision("a1", up_sql="CREATE INDEX i ON t (a);", down_sql="DROP INDEX CONCURRENTLY i;")
    done = project.run("lint")
    assert done.returncode == 0
    assert "small in the database, so that no lock matters: t (0 bytes)" in done.stdout
    assert "[index-blocks-writes]" in project.run("lint", "--no-database").stdout


DOMAINS = """CREATE EXTENSION citext; CREATE DOMAIN plain AS text; CREATE DOMAIN deeper AS plain;
CREATE DOMAIN short AS varchar(10); CREATE DOMAIN checked AS text CHECK (value <> ''); CREATE DOMAIN below AS checked;
CREATE DOMAIN amount AS numeric(9,2); CREATE DOMAIN moment AS timestamptz; CREATE DOMAIN texts AS text[];"""
FAMILIES = [
    ["text", "varchar", "varchar(5)", "varchar(10)", "char(5)", "char(9)", "bpchar", "name", "citext", "xml", "json",
     "plain", "deeper", "short", "checked", "below"],
    ["bit(3)", "bit(5)", "varbit", "varbit(3)", "varbit(5)"],
    ["smallint", "int", "bigint", "oid", "regclass", "regtype", "numeric", "numeric(5)", "numeric(5,2)", "numeric(9,2)",
     "numeric(9,3)", "amount", "real", "float8"],
    ["time", "time(3)", "time(5)", "timetz", "timetz(3)", "interval", "interval(3)", "interval(6)", "interval day",
     "interval year to month", "interval day to second", "interval day to second(3)", "interval second(3)"],
    ["date", "timestamp", "timestamp(3)", "timestamp(6)", "timestamptz", "timestamptz(3)", "timestamptz(6)", "moment"],
    ["inet", "cidr", "text[]", "varchar[]", "varchar(5)[]", "varchar(9)[]", "int[]", "bigint[]", "texts", "plain[]"],
]
FILE_NODES = """SELECT c.relname, pg_relation_filenode(c.oid) FROM pg_class AS c
                WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace"""


def changes_that_the_server_makes(db):
    """Makes a table (with an index where there can be one) for each pair of types that it converts."""
    db.execute(DOMAINS)
    made = []
    pairs = [pair for family in FAMILIES for pair in itertools.permutations(family, 2)]
    for number, (old, new) in enumerate(pairs):
        db.execute(f"CREATE TABLE t{number} (a {old}, b int); INSERT INTO t{number} (b) VALUES (1)")
        change = f"ALTER TABLE t{number} ALTER COLUMN a TYPE {new}"
        try:
            db.execute(f"CREATE INDEX i{number} ON t{number} (a)")
        except psycopg.Error:
            pass
        try:
            db.execute(f"BEGIN; {change}; ROLLBACK")
            made.append((number, old, new, change))
        except psycopg.Error:
            db.execute("ROLLBACK")
    return made


@pytest.mark.smoke("14", "18")
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_change_of_type_is_found_just_when_the_server_writes_files_anew(project, zone):
    project.db.execute(f"ALTER DATABASE {project.db.name} SET timezone = '{zone}'")
    project.db.close()
    made = changes_that_the_server_makes(project.db)
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    (project.folder / "a.sql").write_text("".join(f"{change};\n" for *_, change in made), encoding="utf-8")
    answer = json.loads(project.run("lint", "--json", "a.sql").stdout)
    said = {finding["line"] for finding in answer["findings"] if finding["rule"] == "type-change"}
    before = dict(project.db.rows(FILE_NODES))
    for *_, change in made:
        project.db.execute(change)
    after = dict(project.db.rows(FILE_NODES))
    wrong = [(old, new, "found" if line in said else "missed") for line, (number, old, new, _) in enumerate(made, 1)
             if (line in said) == all(before.get(name) == after.get(name) for name in (f"t{number}", f"i{number}"))]
    assert wrong == []
    assert len(made) > 300 and 0 < len(said) < len(made)


def test_indexes_and_checks_that_a_free_change_of_type_touches_are_found(project):
    project.db.execute("CREATE TABLE t (a varchar(5) CHECK (a <> 'x'), b varchar(5), c varchar(5), d varchar(5), e varchar(5));"
                       "CREATE INDEX lowered ON t (lower(b)); CREATE INDEX chosen ON t (e) WHERE c IS NULL;"
                       "ALTER TABLE t ADD CHECK (d <> '') NOT VALID; INSERT INTO t VALUES ('a')")
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    (project.folder / "a.sql").write_text(
        "".join(f"ALTER TABLE t ALTER COLUMN {name} TYPE varchar(9);\n" for name in "abcde"), encoding="utf-8")
    answer = json.loads(project.run("lint", "--json", "a.sql").stdout)
    said = [(f["line"], re.sub(r" \(.*?\)", "", f["message"])) for f in answer["findings"] if f["rule"] == "type-change"]
    assert said == [(1, "all rows of t are read to verify t_a_check, while nobody else can use it"),
                    (2, "lowered of t is built anew, while nobody else can use it"),
                    (3, "chosen of t is built anew, while nobody else can use it"),
                    (5, "chosen of t is built anew, while nobody else can use it")]


def test_a_cast_in_using_changes_nothing_but_a_computation_rewrites(project):
    project.db.execute("CREATE TABLE t (a varchar(5), b varchar(5), c timestamp); INSERT INTO t VALUES ('a')")
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    (project.folder / "a.sql").write_text(
        "ALTER TABLE t ALTER a TYPE text USING a::varchar(9)::text;\nALTER TABLE t ALTER b TYPE text USING lower(b);\n"
        "ALTER TABLE t ALTER c TYPE timestamptz USING c::timestamptz;\n", encoding="utf-8")
    answer = json.loads(project.run("lint", "--json", "a.sql").stdout)
    assert [(f["line"], f["rule"]) for f in answer["findings"] if f["rule"] in ("type-change", "time-zone-rewrite")] == [
        (2, "type-change"), (3, "time-zone-rewrite")]


def test_without_a_database_a_change_of_type_says_what_it_depends_on(howdah):
    write(howdah, "a.sql", "ALTER TABLE t ALTER a TYPE text;\nALTER TABLE t ALTER a TYPE bigint;\n"
          "CREATE DOMAIN d AS text;\nALTER TABLE t ALTER a TYPE d;\n"
          "ALTER DOMAIN d ADD CHECK (value <> '');\nALTER TABLE t ALTER a TYPE d;\n")
    answer = json.loads(lint(howdah, "--json", "a.sql").stdout)
    said = {f["line"]: f["message"] for f in answer["findings"] if f["rule"] == "type-change"}
    assert list(said) == [1, 2, 4, 6]
    assert [line for line in said if "unless it is varchar or citext now, which is not known here" in said[line]] == [1, 4]


def test_not_null_needs_no_scan_where_a_check_proves_it(project):
    project.db.execute("CREATE TABLE t (a int CHECK (a IS NOT NULL), b int, c int NOT NULL);"
                       "INSERT INTO t VALUES (1, 1, 1)")
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    (project.folder / "a.sql").write_text(
        "".join(f"ALTER TABLE t ALTER COLUMN {name} SET NOT NULL;\n" for name in "abc"), encoding="utf-8")
    answer = json.loads(project.run("lint", "--json", "a.sql").stdout)
    assert [f["line"] for f in answer["findings"] if f["rule"] == "not-null-scans"] == [2]


# ---- fixes ----

UNSAFE = """CREATE INDEX users_email ON users (email);
ALTER TABLE users ADD CONSTRAINT users_name UNIQUE (name), ADD FOREIGN KEY (org) REFERENCES orgs (id);
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD PRIMARY KEY (id);
ALTER TABLE users ADD CHECK (age > 0);
REINDEX TABLE users;
ALTER TABLE parts DETACH PARTITION parts_1;
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_age ON users (age);"""
TABLES = """CREATE TABLE orgs (id bigint PRIMARY KEY);
CREATE TABLE users (id bigint, name text, email text, org bigint, age int);
CREATE INDEX users_org ON users (org);
CREATE TABLE parts (a int) PARTITION BY RANGE (a);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (2);
INSERT INTO orgs SELECT generate_series(1, 500);
INSERT INTO users SELECT n, 'n' || n, 'e' || n, n, 1 FROM generate_series(1, 500) AS n;"""


def test_a_fixed_revision_is_clean_and_runs_both_ways(project):
    project.db.execute(TABLES)
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    path = project.revision("a1", up_sql=UNSAFE, down_sql="DROP INDEX users_email;\nDROP INDEX users_age;")
    done = project.run("lint", "--fix", "--strict")
    assert done.returncode == 0, done.stdout
    assert "+ CREATE INDEX CONCURRENTLY users_email ON users (email);" in done.stdout
    text = path.read_text(encoding="utf-8")
    assert "-- howdah: upgrade no-transaction\n" in text and "-- howdah: downgrade\n" in text
    project.ok("upgrade", "head")
    keys = project.db.rows("SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'users'::regclass "
                           "AND contype <> 'n' ORDER BY 1")
    assert keys == [("users_age_check", True), ("users_name", True), ("users_org_fkey", True), ("users_pkey", True)]
    assert project.db.value("SELECT bool_and(attnotnull) FROM pg_attribute WHERE attrelid = 'users'::regclass "
                            "AND attname IN ('id', 'email')")
    assert project.db.value("SELECT bool_and(indisvalid) FROM pg_index WHERE indrelid = 'users'::regclass")
    project.ok("downgrade", "base")
    assert "1 file: 0 errors" in project.run("lint", "--fix").stdout
    assert path.read_text(encoding="utf-8") == text


def test_a_revision_that_was_applied_is_not_rewritten_unless_forced(project):
    project.db.execute(TABLES)
    project.program.env["HOWDAH_LINT_SMALL_TABLE"] = "0"
    path = project.revision("a1", up_sql="CREATE INDEX i ON users (age);", down_sql="DROP INDEX CONCURRENTLY i;")
    project.ok("upgrade", "head")
    before = path.read_text(encoding="utf-8")
    for name in ("a1", str(path)):
        done = project.run("lint", "--fix", name)
        assert done.returncode > 1 and "revision a1 has been applied already" in done.stderr
        assert path.read_text(encoding="utf-8") == before
    assert project.run("lint", "--fix", "--force", "a1").returncode == 0
    assert "CREATE INDEX CONCURRENTLY i ON users (age);" in path.read_text(encoding="utf-8")


PARTITIONED = """CREATE TABLE orders (id bigint, at date, customer bigint) PARTITION BY RANGE (at);
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE INDEX orders_customer ON orders (customer);
CREATE TABLE customers (id bigint PRIMARY KEY);"""
OF_PARTITIONED = """CREATE INDEX orders_at ON orders (at);
ALTER TABLE orders ADD CONSTRAINT orders_key UNIQUE (id, at);
ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers (id);
DROP INDEX orders_customer;
ALTER TABLE orders DETACH PARTITION orders_rest;"""


@pytest.mark.parametrize("words", [(), ("b2",), ("{path}",)])
def test_without_a_database_a_fix_knows_partitioned_tables_from_other_revisions(project, words):
    project.revision("a1", up_sql=PARTITIONED, down_sql="DROP TABLE orders, customers;")
    path = project.revision("b2", "a1", OF_PARTITIONED + "\nCREATE INDEX customers_even ON customers ((id % 2));",
                            "DROP INDEX customers_even;")
    done = project.run("lint", "--fix", "--no-database", *(word.format(path=path) for word in words))
    text = path.read_text(encoding="utf-8")
    assert OF_PARTITIONED in text
    assert "CREATE INDEX CONCURRENTLY customers_even" in text and "nothing tells" not in done.stdout
    project.ok("upgrade", "head")


def test_a_fix_says_what_it_takes_for_an_ordinary_table(howdah):
    path = write(howdah, "a.sql", "CREATE INDEX i ON t (a);\n")
    done = lint(howdah, "--fix", "a.sql")
    assert "t: nothing tells whether it is partitioned" in done.stdout
    assert path.read_text(encoding="utf-8") == "CREATE INDEX CONCURRENTLY i ON t (a);\n"
    write(howdah, "tables.sql", "CREATE TABLE t (a int) PARTITION BY HASH (a);\n")
    path = write(howdah, "b.sql", "CREATE INDEX i ON t (a);\n")
    assert "index-blocks-writes" in lint(howdah, "--fix", "tables.sql", "b.sql").stdout
    assert path.read_text(encoding="utf-8") == "CREATE INDEX i ON t (a);\n"


def test_a_plain_file_is_fixed_outside_of_its_transactions_only(howdah, db):
    db.execute(TABLES)
    path = write(howdah, "a.sql", "CREATE INDEX i ON users (age);\nBEGIN;\nCREATE INDEX k ON users (age);\nCOMMIT;\n")
    lint(howdah, "--fix", "a.sql")
    assert path.read_text(encoding="utf-8") == (
        "CREATE INDEX CONCURRENTLY i ON users (age);\nBEGIN;\nCREATE INDEX k ON users (age);\nCOMMIT;\n")


def test_what_is_ignored_is_not_fixed(howdah):
    text = "-- howdah: lint-ignore index-blocks-writes at night\nCREATE INDEX i ON users (age);\n"
    path = write(howdah, "a.sql", text)
    lint(howdah, "--fix", "a.sql")
    assert path.read_text(encoding="utf-8") == text


def test_comments_between_actions_do_not_swallow_what_is_put_behind_them(howdah):
    path = write(howdah, "a.sql", "ALTER TABLE t /* a, b */\n  ADD COLUMN b int -- one, two\n"
                 "  , ADD CHECK (a > 0) -- not less\n;\n")
    lint(howdah, "--fix", "a.sql")
    assert path.read_text(encoding="utf-8") == (
        "ALTER TABLE t /* a, b */ ADD COLUMN b int;\n"
        "ALTER TABLE t /* a, b */ ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID;\n"
        "ALTER TABLE t /* a, b */ VALIDATE CONSTRAINT t_a_check -- not less\n;\n")


def test_a_table_that_may_be_missing_gets_no_index_first(howdah):
    text = "ALTER TABLE IF EXISTS t ADD UNIQUE (a);\n"
    path = write(howdah, "a.sql", text)
    assert "[unique-builds-index]" in lint(howdah, "--fix", "a.sql").stdout
    assert path.read_text(encoding="utf-8") == text


def test_a_comment_is_not_called_unused_for_what_only_a_database_tells(project):
    project.db.execute("CREATE TABLE t (a int)")
    path = project.folder / "a.sql"
    path.write_text("-- howdah: lint-ignore index-blocks-writes at night\nCREATE INDEX i ON t (a);\n"
                    "-- howdah: lint-ignore second-table-locked nobody reads it\nDROP TABLE u;\n", encoding="utf-8")
    for options in ((), ("--no-database",)):
        assert "unused-ignore" not in found(project.run("lint", "--json", *options, path))["a.sql"]


def test_views_replaced_in_one_transaction_are_no_tables_locked_in_one(howdah):
    write(howdah, "a.sql", "BEGIN;\nCREATE OR REPLACE VIEW a AS SELECT 1;\nCREATE OR REPLACE VIEW b AS SELECT 1;\nCOMMIT;\n")
    assert "locks-many-tables" not in found(lint(howdah, "--json", "a.sql"))["a.sql"]


def test_a_column_of_a_domain_is_judged_by_the_domains_in_the_database(howdah, db):
    db.execute("CREATE DOMAIN bound AS int CHECK (VALUE > 0); CREATE DOMAIN outer_bound AS bound; CREATE DOMAIN free AS int;"
               "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 9)")
    howdah.env.update(HOWDAH_URL=db.url, HOWDAH_LINT_SMALL_TABLE="0")
    for number, domain in enumerate(("bound", "outer_bound", "public.bound", "free", "bound[]")):
        write(howdah, f"{number}.sql", f"ALTER TABLE t ADD COLUMN b {domain};\n")
    seen = found(howdah("lint", "--json", *(f"{number}.sql" for number in range(5))))
    assert [("domain-column" in seen.get(f"{number}.sql", ())) for number in range(5)] == [True, True, True, False, False]
