"""Plans that readers and writers can live with: what is long takes no lock that they wait for."""
import re
import subprocess

import psycopg
import pytest

BLOCKING = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
TABLE = "CREATE TABLE t (id int PRIMARY KEY, a int, b text, c int);"
ROWS = "INSERT INTO t SELECT g, g, g::text, g FROM generate_series(1, 500) AS g;"
OTHER = "CREATE TABLE o (id int PRIMARY KEY); INSERT INTO o SELECT generate_series(1, 500);"
PARTS = ("CREATE TABLE p (id int NOT NULL, s text) PARTITION BY RANGE (id);"
         "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);"
         "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);")
PART_ROWS = "INSERT INTO p SELECT g, 'x' FROM generate_series(0, 199) AS g;"

# name: (before, after, what the script has in this order, what it does not have)
CASES = {
    "foreign_key": (
        TABLE + OTHER + ROWS, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES o",
        ["BEGIN", "REFERENCES public.o(id) NOT VALID;", "COMMIT;", "VALIDATE CONSTRAINT k;"], []),
    "check": (
        TABLE + ROWS, "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
        ["CHECK ((a > 0)) NOT VALID;", "COMMIT;", "VALIDATE CONSTRAINT k;"], []),
    "changed_check": (
        TABLE + ROWS + "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE t DROP CONSTRAINT k; ALTER TABLE t ADD CONSTRAINT k CHECK (a > -1)",
        ["DROP CONSTRAINT k;", "NOT VALID;", "COMMIT;", "VALIDATE CONSTRAINT k;"], []),
    "not_null": (
        TABLE + ROWS, "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        ["CHECK (a IS NOT NULL) NOT VALID;", "COMMIT;", "VALIDATE", "BEGIN;", "SET NOT NULL;", "DROP CONSTRAINT",
         "COMMIT;"], []),
    "index": (
        TABLE + ROWS, "CREATE INDEX i ON t (a) WHERE a > 3",
        ["CREATE INDEX CONCURRENTLY i ON public.t USING btree (a) WHERE (a > 3);"], ["BEGIN"]),
    "index_on_new_column": (
        TABLE + ROWS, "ALTER TABLE t ADD COLUMN n int; CREATE UNIQUE INDEX i ON t (n)",
        ["ADD COLUMN n", "COMMIT;", "CREATE UNIQUE INDEX CONCURRENTLY i ON public.t"], []),
    "changed_index": (
        TABLE + ROWS + "CREATE INDEX i ON t (a)",
        "DROP INDEX i; CREATE INDEX i ON t (a, c); COMMENT ON INDEX i IS 'of both'",
        ["CREATE INDEX CONCURRENTLY i_howdah_new", "BEGIN;", "RENAME TO i_howdah_old;", "RENAME TO i;", "COMMIT;",
         "DROP INDEX CONCURRENTLY public.i_howdah_old;"], []),
    "dropped_index": (
        TABLE + ROWS + "CREATE INDEX i ON t (a)", "DROP INDEX i",
        ["DROP INDEX CONCURRENTLY public.i;"], ["BEGIN"]),
    "unique": (
        TABLE + ROWS, "ALTER TABLE t ADD CONSTRAINT k UNIQUE NULLS NOT DISTINCT (a) INCLUDE (c) WITH (fillfactor=70) "
                      "DEFERRABLE INITIALLY DEFERRED",
        ["CREATE UNIQUE INDEX CONCURRENTLY k ON public.t (a) INCLUDE (c) NULLS NOT DISTINCT WITH (fillfactor='70');",
         "UNIQUE USING INDEX k DEFERRABLE INITIALLY DEFERRED;"], []),
    "primary_key": (
        "CREATE TABLE t (id int, a int);" + "INSERT INTO t SELECT g, g FROM generate_series(1, 500) AS g;",
        "ALTER TABLE t ADD PRIMARY KEY (id)",
        ["VALIDATE", "CREATE UNIQUE INDEX CONCURRENTLY t_pkey", "SET NOT NULL", "PRIMARY KEY USING INDEX t_pkey"], []),
    "changed_primary_key": (
        TABLE + ROWS + "CREATE TABLE r (t_id int CONSTRAINT k REFERENCES t); INSERT INTO r VALUES (1);"
        "COMMENT ON CONSTRAINT t_pkey ON t IS 'key'",
        "ALTER TABLE r DROP CONSTRAINT k; ALTER TABLE t DROP CONSTRAINT t_pkey;"
        "ALTER TABLE t ALTER id SET NOT NULL, ADD PRIMARY KEY (id) INCLUDE (c);"
        "COMMENT ON CONSTRAINT t_pkey ON t IS 'key';"
        "ALTER TABLE r ADD CONSTRAINT k FOREIGN KEY (t_id) REFERENCES t",
        ["CREATE UNIQUE INDEX CONCURRENTLY t_pkey_howdah_new", "BEGIN;", "DROP CONSTRAINT t_pkey;",
         "PRIMARY KEY USING INDEX t_pkey_howdah_new;", "NOT VALID;", "COMMIT;", "VALIDATE CONSTRAINT k;"], []),
    "index_of_partitions": (
        PARTS + PART_ROWS, "CREATE INDEX i ON p (s)",
        ["CONCURRENTLY p1_s_idx", "CONCURRENTLY p2_s_idx", "CREATE INDEX i ON ONLY public.p", "ATTACH PARTITION"], []),
    "key_of_partitions": (
        PARTS + PART_ROWS, "ALTER TABLE p ADD PRIMARY KEY (id)",
        ["CREATE UNIQUE INDEX CONCURRENTLY p1_pkey", "USING INDEX p1_pkey", "ADD CONSTRAINT p_pkey PRIMARY KEY"], []),
    "foreign_key_of_partitions": (
        OTHER + "INSERT INTO o VALUES (0);" + PARTS + PART_ROWS,
        "ALTER TABLE p ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES o ON DELETE CASCADE DEFERRABLE",
        ["public.p1 ADD CONSTRAINT k", "NOT VALID;", "COMMIT;", "public.p1 VALIDATE", "public.p2 VALIDATE",
         "public.p ADD CONSTRAINT k"], []),
    "attached_partition": (
        PARTS + PART_ROWS + "CREATE TABLE rest PARTITION OF p DEFAULT; INSERT INTO p VALUES (999, 'x');"
        "CREATE TABLE n (id int NOT NULL, s text); INSERT INTO n VALUES (250, 'x')",
        "ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (200) TO (300)",
        ["n_howdah_check", "VALIDATE", "rest_howdah_check CHECK (NOT", "VALIDATE", "ATTACH PARTITION public.n",
         "DROP CONSTRAINT n_howdah_check;", "DROP CONSTRAINT rest_howdah_check;"], []),
    "attached_list_partition": (
        "CREATE TABLE p (id int, s varchar(9)) PARTITION BY LIST (s); CREATE TABLE rest PARTITION OF p DEFAULT;"
        "INSERT INTO p VALUES (1, 'z'); CREATE TABLE n (id int, s varchar(9)); INSERT INTO n VALUES (1, 'a'), (2, NULL)",
        "ALTER TABLE p ATTACH PARTITION n FOR VALUES IN ('a', 'it''s', NULL)",
        ["n_howdah_check", "rest_howdah_check", "ATTACH PARTITION"], []),
    "partition_by_two_keys": (
        "CREATE TABLE p (a bigint, b date) PARTITION BY RANGE (a, b); CREATE TABLE n (a bigint, b date);"
        "INSERT INTO n VALUES (3, '2020-01-01')",
        "ALTER TABLE p ATTACH PARTITION n FOR VALUES FROM (1, '2000-01-01') TO (5, '2020-01-01')",
        ["n_howdah_check", "ATTACH PARTITION"], []),
    "new_partition_beside_default": (
        PARTS + "CREATE TABLE rest PARTITION OF p DEFAULT; INSERT INTO p VALUES (999, 'x');",
        "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (200) TO (300);"
        "CREATE TABLE p4 PARTITION OF p FOR VALUES FROM (300) TO (400)",
        ["rest_howdah_check", "rest_howdah_check1", "ATTACH PARTITION public.p3", "ATTACH PARTITION public.p4"], []),
    "detached_partition": (
        PARTS + PART_ROWS, "ALTER TABLE p DETACH PARTITION p2",
        ["DETACH PARTITION public.p2 CONCURRENTLY;"], []),
    "enum_value": (
        "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (id int, e e); INSERT INTO t VALUES (1, 'a')",
        "ALTER TYPE e ADD VALUE 'b'; ALTER TABLE t ALTER e SET DEFAULT 'b'",
        ["ADD VALUE 'b';", "BEGIN;", "SET DEFAULT 'b'"], []),
    "random_default": (
        TABLE + ROWS, "ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE",
        ["ADD COLUMN u uuid;", "SET DEFAULT gen_random_uuid();", "COMMIT;", "DO $howdah$", "UPDATE public.t SET u = DEFAULT",
         "(u IS NOT NULL) NOT VALID;", "VALIDATE", "SET NOT NULL", "INDEX CONCURRENTLY t_u_key"], []),
    "serial": (
        TABLE + ROWS, "ALTER TABLE t ADD COLUMN n bigserial",
        ["ADD COLUMN n bigint;", "COMMIT;", "SET n = DEFAULT", "VALIDATE", "SET NOT NULL"], []),
    "identity": (
        TABLE + ROWS, "ALTER TABLE t ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY (START 10)",
        ["ADD COLUMN n bigint;", "START WITH 10", "SET n = DEFAULT", "SET NOT NULL", "ADD GENERATED ALWAYS AS IDENTITY",
         "setval"], []),
    "materialized_view": (
        TABLE + ROWS + "CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE UNIQUE INDEX m_id ON m (id);"
        "CREATE VIEW v AS SELECT * FROM m",
        "DROP VIEW v; DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;"
        "CREATE UNIQUE INDEX m_id ON m (id); CREATE VIEW v AS SELECT * FROM m",
        ["CREATE MATERIALIZED VIEW public.m_howdah_new", "REFRESH MATERIALIZED VIEW public.m_howdah_new;",
         "CREATE UNIQUE INDEX m_id_howdah_new", "DROP MATERIALIZED VIEW public.m;", "RENAME TO m;"], []),
    "domain_check": (
        "CREATE DOMAIN d AS int; CREATE TABLE t (id int, d d); INSERT INTO t SELECT g, g FROM generate_series(1, 9) AS g",
        "ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0)",
        ["NOT VALID;", "COMMIT;", "VALIDATE CONSTRAINT k;"], []),
    "new_table": (
        TABLE, "CREATE TABLE n (id int PRIMARY KEY, t_id int REFERENCES t); CREATE INDEX i ON n (t_id)",
        ["BEGIN;", "CREATE INDEX i ON", "COMMIT;"], ["CONCURRENTLY", "VALID"]),
}

# Whose plain statements are run, too: one of each way in which they make others wait.
PLAIN = ("foreign_key", "foreign_key_of_partitions", "not_null", "index", "changed_primary_key", "attached_partition", "random_default", "identity")
# Which are run by psql, and back.
BOTH_WAYS = ("changed_index", "unique", "changed_primary_key", "key_of_partitions", "foreign_key_of_partitions", "attached_partition",
             "detached_partition", "random_default", "identity", "materialized_view")


# Before version 18 the server blocks writers even for VALIDATE of a domain's constraint.
READ_ALL_THE_SAME = {"domain_check"}


def execute(url, *scripts):
    with psycopg.connect(url, autocommit=True) as conn:
        for script in scripts:
            for statement in script.split(";"):
                if statement.strip():
                    conn.execute(statement)


def statements(script):
    """What a script sends, one by one; without what psql itself does."""
    lines, inside = [], False
    for line in script.splitlines():
        lines.append(line)
        inside ^= line.count("$howdah$") % 2 == 1
        if line.endswith("\\gexec"):
            lines = []
        elif line.endswith(";") and not inside:
            yield "\n".join(lines)
            lines = []


def scans(conn):
    """Sequential scans that this session has counted and not handed over; the latter happens between transactions."""
    return dict(conn.execute("SELECT relname, seq_scan FROM pg_stat_xact_user_tables").fetchall())


def read_under_lock(conn, earlier, known):
    """Of the known tables, those that this transaction has read while it blocks writers of them."""
    locked = {name for name, in conn.execute(
        "SELECT c.relname FROM pg_class AS c JOIN pg_locks AS l ON l.relation = c.oid"
        " WHERE l.pid = pg_backend_pid() AND l.mode = ANY (%s) AND c.oid = ANY (%s)", (list(BLOCKING), known))}
    return {name for name, count in scans(conn).items() if count > earlier.get(name, 0)} & locked


def is_alone(statement):
    return ("CONCURRENTLY" in statement or "ADD VALUE" in statement or statement.startswith("SET ")
            or "SET u = DEFAULT" in statement or "SET n = DEFAULT" in statement)


def play(url, script):
    """Runs a script statement by statement; gives the tables that were read under a lock that blocks writers."""
    found, earlier, inside = set(), {}, False
    with psycopg.connect(url, autocommit=True) as conn:
        known = [oid for oid, in conn.execute("SELECT oid FROM pg_class WHERE relkind IN ('r', 'm')")]
        for statement in statements(script):
            bare = re.sub(r"\A\s*(--.*\n\s*)*", "", statement)
            joined = inside or is_alone(bare)
            if bare == "COMMIT;" or (not joined and bare != "BEGIN;"):
                if not inside:
                    conn.execute("BEGIN")
                    earlier = scans(conn)
                    conn.execute(bare)
                found |= read_under_lock(conn, earlier, known)
                conn.execute("COMMIT")
                inside = False
                continue
            conn.execute(bare)
            if bare == "BEGIN;":
                inside, earlier = True, scans(conn)
    return found


def filenodes(url):
    with psycopg.connect(url) as conn:
        return dict(conn.execute("SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relkind = 'r'"
                                 " AND relnamespace = 'public'::regnamespace").fetchall())


def rows(url):
    with psycopg.connect(url) as conn:
        tables = [name for name, in conn.execute("SELECT relname FROM pg_class WHERE relkind = 'r'"
                                                 " AND relnamespace = 'public'::regnamespace")]
        return {table: conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def in_order(script, parts):
    place = 0
    for part in parts:
        assert part in script[place:], f"{part!r} is not in:\n{script[place:]}"
        place = script.index(part, place) + len(part)


@pytest.mark.parametrize("name", CASES)
def test_a_recipe_reads_no_table_under_a_lock_that_blocks(db, target, howdah, name):
    before, after, wanted, unwanted = CASES[name]
    execute(db.url, before)
    execute(target, before, after)
    kept, files = rows(db.url), filenodes(db.url)

    script = howdah("diff", "--sql", db.url, target).stdout
    in_order(script, wanted)
    assert not [part for part in unwanted if part in script], script
    assert "SET lock_timeout = '5s';" in script
    assert play(db.url, script) == ({"t"} if name in READ_ALL_THE_SAME else set())

    again = howdah("diff", db.url, target)
    assert again.returncode == 0, again.stdout
    assert {table: count for table, count in rows(db.url).items() if table in kept} == kept
    assert {table: node for table, node in filenodes(db.url).items() if table in files} == files


@pytest.mark.parametrize("name", PLAIN)
def test_the_plain_statements_do_what_the_recipe_avoids(db, target, howdah, name):
    before, after, _, _ = CASES[name]
    execute(db.url, before)
    execute(target, before, after)
    files = filenodes(db.url)

    script = howdah("diff", "--sql", "--offline", db.url, target).stdout
    assert "lock_timeout" not in script and "CONCURRENTLY" not in script and "VALIDATE" not in script
    found = play(db.url, script)
    written = {table for table, node in filenodes(db.url).items() if files.get(table, node) != node}
    assert found | written
    assert howdah("diff", db.url, target).returncode == 0


def run_by_psql(url, script):
    return subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url], input=script, capture_output=True,
                          text=True, check=False)


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_psql_runs_the_script_and_the_way_back(db, target, howdah, name):
    before, after, _, _ = CASES[name]
    execute(db.url, before)
    execute(target, before, after)
    old = howdah("inspect", "--json", env={"HOWDAH_URL": db.url}).stdout
    (howdah.cwd / "old.json").write_text(old, encoding="utf-8")

    for side in (target, "old.json"):
        script = howdah("diff", "--sql", db.url, side).stdout
        done = run_by_psql(db.url, script)
        assert done.returncode == 0, done.stderr + script
        again = howdah("diff", db.url, side)
        assert again.returncode == 0, again.stdout + script


def test_filled_columns_have_a_value_in_each_row(db, target, howdah):
    execute(db.url, TABLE + ROWS)
    execute(target, TABLE + ROWS, "ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();"
                                  "ALTER TABLE t ADD COLUMN n int GENERATED BY DEFAULT AS IDENTITY")
    play(db.url, howdah("diff", "--sql", db.url, target).stdout)
    assert db.rows("SELECT count(*), count(DISTINCT u), count(DISTINCT n) FROM t") == [(500, 500, 500)]
    assert db.value("INSERT INTO t VALUES (1000) RETURNING n") == 501


def test_filling_says_which_trigger_it_sets_off(db, target, howdah):
    trigger = "CREATE TRIGGER touched BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();"
    execute(db.url, TABLE + trigger)
    execute(target, TABLE + trigger + "ALTER TABLE t ADD COLUMN u uuid DEFAULT gen_random_uuid()")
    assert "\n-- sets off trigger touched;" in howdah("diff", "--sql", db.url, target).stdout


def test_validation_does_not_wait_for_an_open_writer(db, target, howdah):
    execute(db.url, TABLE + ROWS + OTHER)
    execute(target, TABLE + ROWS + OTHER, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES o;"
                                          "ALTER TABLE t ADD CONSTRAINT l CHECK (a > 0)")
    script = list(statements(howdah("diff", "--sql", db.url, target).stdout))
    validations = [text for text in script if " VALIDATE " in text]
    assert len(validations) == 2
    with db.connect() as runner, db.connect() as writer:
        for text in script:
            if text not in validations:
                runner.execute(text)
        writer.execute("BEGIN; UPDATE t SET c = 0 WHERE id = 1; INSERT INTO o VALUES (501)")
        for text in validations:
            runner.execute(text)
        writer.execute("ROLLBACK")
    assert db.value("SELECT count(*) FROM pg_constraint WHERE conname IN ('k', 'l') AND convalidated") == 2


def test_an_invalid_leftover_of_an_index_is_dropped_first(db, target, howdah):
    execute(db.url, "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)")
    execute(target, "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)")
    script = howdah("diff", "--sql", db.url, target).stdout

    failed = run_by_psql(db.url, script)
    assert failed.returncode == 3 and "could not create unique index" in failed.stderr
    assert db.value("SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass")
    execute(db.url, "DELETE FROM t")
    assert run_by_psql(db.url, script).returncode == 0
    assert howdah("diff", db.url, target).returncode == 0


@pytest.mark.parametrize("change, remark", [
    ("ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS (a + 1) STORED", "a generated column cannot be filled later"),
    ("ALTER TABLE t ALTER a TYPE bigint", "writes all rows anew while it holds ACCESS EXCLUSIVE on public.t"),
    ("ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (int4range(a, c) WITH &&)", "reads all rows while it holds"),
    ("ALTER TABLE t ADD COLUMN n int NOT NULL", "fails when the table has rows"),
])
def test_what_has_no_safe_sequence_says_so(db, target, howdah, change, remark):
    execute(db.url, TABLE + ROWS)
    execute(target, TABLE, change)
    script = howdah("diff", "--sql", db.url, target).stdout
    assert re.search(f"^-- .*{re.escape(remark)}", script, re.MULTILINE), script


@pytest.mark.parametrize("options", [(), ("--offline",)])
def test_a_column_that_cannot_come_back_to_rows_says_so(db, target, howdah, options):
    execute(db.url, "CREATE TABLE t (id int, a int NOT NULL, b int NOT NULL DEFAULT 1)")
    execute(target, "CREATE TABLE t (id int)")
    back = howdah("diff", "--sql", *options, target, db.url).stdout
    assert re.findall(r"^-- fails when.*\n.*$", back, re.MULTILINE) == [
        "-- fails when the table has rows: NOT NULL, and no default\n"
        "ALTER TABLE public.t ADD COLUMN a integer NOT NULL;"]


REWRITES = """
CREATE TABLE rewrites (name text);
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.rewrites SELECT pg_event_trigger_table_rewrite_oid()::regclass;
END $$;
CREATE EVENT TRIGGER note ON table_rewrite EXECUTE FUNCTION note();
"""


@pytest.mark.parametrize("options", [(), ("--offline",)])
def test_columns_that_get_other_types_are_written_anew_once(db, target, howdah, options):
    execute(db.url, "CREATE TYPE e AS ENUM ('x', 'y');"
                    "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 4, b text, c int, d int, e e, f e)")
    execute(target, "CREATE TYPE e AS ENUM ('y');"
                    "CREATE TABLE t (id bigint PRIMARY KEY, a bigint DEFAULT 4, b int, c bigint NOT NULL, d int, e e, f e)")
    script = howdah("diff", "--sql", *options, db.url, target).stdout
    execute(db.url, "INSERT INTO t SELECT n, n, n, n, n FROM generate_series(1, 100) AS n")
    db.execute(REWRITES)

    assert run_by_psql(db.url, script).returncode == 0
    assert db.rows("SELECT name FROM rewrites") == [("t",)]
    assert db.value("SELECT count(*) FROM t WHERE id = a AND b = c AND c = d") == 100


def cells(line):
    return re.split(r"\s{2,}", line.strip())


def test_explain_tells_locks_rows_and_losses_of_each_step(db, target, howdah):
    execute(db.url, TABLE + ROWS + OTHER + "CREATE TABLE gone (x int); ALTER TABLE t ALTER b TYPE varchar(5); ANALYZE")
    execute(target, TABLE + OTHER, "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES o;"
                                   "ALTER TABLE t ALTER c TYPE bigint; ALTER TABLE t ALTER b TYPE varchar(9)")
    done = howdah("diff", "--explain", db.url, target)
    assert done.returncode == 1, done.stderr
    lines = {re.search(r"ALTER.*?(?=  )|DROP.*?(?=  )", line)[0]: line for line in done.stdout.splitlines()[1:]}
    validate = lines["ALTER TABLE public.t VALIDATE CONSTRAINT k"]
    assert cells(validate)[:3] == ["own", "scans", "500"] and "SHARE UPDATE EXCLUSIVE on public.t" in validate
    rewriting = lines["ALTER TABLE public.t ALTER COLUMN c TYPE bigint"]
    assert cells(rewriting)[:3] == ["1", "rewrites", "500"] and "ACCESS EXCLUSIVE on public.t" in rewriting
    widening = lines["ALTER TABLE public.t ALTER COLUMN b TYPE character varying(9)"]
    assert cells(widening)[:2] == ["1", "ALTER TABLE public.t ALTER COLUMN b TYPE character varying(9)"]
    assert "may not hold" not in widening
    added = next(line for name, line in lines.items() if name.startswith("ALTER TABLE ONLY public.t ADD CONSTRAINT k"))
    assert "SHARE ROW EXCLUSIVE on public.t, SHARE ROW EXCLUSIVE on public.o" in added
    assert 'drops table "public.gone"' in lines["DROP TABLE public.gone"]


def test_explain_says_that_nothing_differs(db, target, howdah):
    execute(db.url, TABLE)
    execute(target, TABLE)
    done = howdah("diff", "--explain", db.url, target)
    assert (done.returncode, done.stdout) == (0, "No differences.\n")


def test_types_that_only_grow_are_not_called_rewriting(db, target, howdah):
    changes = {"varchar(5)": "varchar(9)", "varchar(6)": "text", "numeric(5,2)": "numeric(9,2)", "text": "varchar",
               "varchar(9)": "varchar(5)", "numeric(5,1)": "numeric(5,2)", "int": "bigint",
               "timestamp(3)": "timestamp(6)", "varbit(4)": "varbit(8)", "char(3)": "char(5)"}
    for number, (old, new) in enumerate(changes.items()):
        execute(db.url, f"CREATE TABLE t{number} (c {old}); INSERT INTO t{number} VALUES (NULL)")
        execute(target, f"CREATE TABLE t{number} (c {new})")
    files = filenodes(db.url)
    told = {re.search(r"public\.(t\d+)", line)[1] for line in howdah("diff", "--explain", db.url, target).stdout.splitlines()
            if " rewrites " in line}
    play(db.url, howdah("diff", "--sql", db.url, target).stdout)
    written = {table for table, node in filenodes(db.url).items() if files[table] != node}
    assert told == written
