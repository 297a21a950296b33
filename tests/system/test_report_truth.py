"""Where the queries that people copy are wrong: each test shows the wrong answer and the report's right one."""
import json
import threading

import psycopg
import pytest

import versions
from server import SETTINGS, Database, Server


@pytest.fixture
def show(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url

    def run(*args):
        done = howdah("show", *args, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


def row(answer, **wanted):
    found = [r for r in answer["rows"] if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1, answer
    return found[0]


def names(answer):
    return [r["name"] for r in answer["rows"]]


@pytest.fixture(params=[versions.MAIN, *versions.OTHERS], ids=lambda version: f"pg{version}")
def counting(request):
    """A server with pg_stat_statements loaded, for each version; or skipped."""
    programs = versions.programs(request.param)
    if programs is None:
        pytest.skip(f"PostgreSQL {request.param} is not at hand")
    server = Server(programs, {**SETTINGS, "shared_preload_libraries": "pg_stat_statements"})
    try:
        server.start()
    except RuntimeError:
        server.discard()
        pytest.skip("this PostgreSQL comes without pg_stat_statements")
    yield Database(server, "postgres")
    server.discard()


@pytest.mark.smoke
def test_slow_statements_on_every_version_of_the_extension(howdah, counting):
    howdah.env["HOWDAH_URL"] = counting.url
    counting.execute("CREATE SCHEMA elsewhere; CREATE EXTENSION pg_stat_statements SCHEMA elsewhere")
    for number in range(3):
        counting.execute(f"SELECT {number} AS told_apart")
    answer = json.loads(howdah("show", "slow", "--param", "rows=500", "--json").stdout)
    assert answer["notes"] == []
    found = [r for r in answer["rows"] if "told_apart" in r["query"]]
    assert len(found) == 1 and found[0]["calls"] == 3 and found[0]["query"] == "SELECT $1 AS told_apart"
    assert found[0]["total"] > 0


def test_an_extension_that_is_older_than_the_server(howdah):
    server = Server(versions.programs(versions.MAIN), {**SETTINGS, "shared_preload_libraries": "pg_stat_statements"})
    try:
        server.start()
        database = Database(server, "postgres")
        howdah.env["HOWDAH_URL"] = database.url
        database.execute("CREATE EXTENSION pg_stat_statements VERSION '1.8'")
        answer = json.loads(howdah("show", "slow", "--json").stdout)
        assert answer["notes"] == [] and answer["rows"]
        outdated = [r for r in json.loads(howdah("show", "extensions", "--json").stdout)["rows"] if r["outdated"]]
        assert outdated[0]["fix"] == "ALTER EXTENSION pg_stat_statements UPDATE;"
        assert outdated[0]["level"] == "warning"
        database.execute("DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements VERSION '1.7'")
        answer = json.loads(howdah("show", "slow", "--json").stdout)
        assert answer["notes"][0]["how"] == "ALTER EXTENSION pg_stat_statements UPDATE;"
        database.close()
    finally:
        server.discard()


def test_padding_between_columns_is_not_bloat(show, db):
    db.execute("""CREATE TABLE padded (a bool NOT NULL, b bigint NOT NULL, c bool NOT NULL, d bigint NOT NULL,
                                       e bool NOT NULL, f bigint NOT NULL);
                  INSERT INTO padded SELECT true, n, true, n, true, n FROM generate_series(1, 50000) n;
                  CREATE TABLE halved (id bigint, v text); ALTER TABLE halved SET (autovacuum_enabled = off);
                  INSERT INTO halved SELECT n, 'some text' FROM generate_series(1, 50000) n;
                  DELETE FROM halved WHERE id % 2 = 0; VACUUM halved;
                  CREATE TABLE airy (id bigint, v text) WITH (fillfactor = 50);
                  INSERT INTO airy SELECT n, 'some text' FROM generate_series(1, 50000) n;
                  ANALYZE""".replace("VACUUM halved;", ""))
    db.execute("VACUUM ANALYZE halved")
    # The usual estimate adds the widths up.
    naive = db.value("""SELECT 100 * (1 - ceil(c.reltuples * (28 + (SELECT sum(avg_width) FROM pg_stats WHERE tablename = 'padded'))
                                              / 8168) / c.relpages) FROM pg_class c WHERE relname = 'padded'""")
    assert naive > 15
    answer = show("bloat", "--param", "least=0")
    assert row(answer, name="padded")["bloat_share"] < 2
    assert row(answer, name="airy")["bloat_share"] < 5
    halved = row(answer, name="halved")
    db.execute("CREATE EXTENSION pgstattuple")
    truth = db.value("SELECT free_percent FROM pgstattuple('halved')")
    assert halved["least_share"] - 1 <= truth <= halved["most_share"] + 1
    assert abs(halved["bloat_share"] - truth) < 8
    measured = row(show("bloat-exact"), name="halved")
    assert abs(measured["free_share"] - truth) < 5


def test_what_a_new_index_would_have_too_is_not_index_bloat(show, db):
    db.execute("""CREATE TABLE t (id bigint, same int, word text, gap text) WITH (autovacuum_enabled = off);
                  INSERT INTO t SELECT n, n % 10, md5(n::text), CASE WHEN n % 10 = 0 THEN 'x' || n END FROM generate_series(1, 30000) n;
                  CREATE INDEX t_id ON t (id); CREATE INDEX t_same ON t (same); CREATE INDEX t_gap ON t (gap);
                  CREATE INDEX t_lower ON t (lower(word)); CREATE INDEX t_airy ON t (id) WITH (fillfactor = 50);
                  CREATE TABLE emptied AS SELECT * FROM t; CREATE INDEX e_word ON emptied (word);
                  CREATE INDEX e_same ON emptied (same); DELETE FROM emptied WHERE id % 10 <> 0""")
    db.execute("VACUUM ANALYZE t")
    db.execute("VACUUM ANALYZE emptied")
    db.execute("CREATE EXTENSION pgstattuple")
    estimated = {r["name"]: r for r in show("index-bloat", "--param", "least=0")["rows"]}
    measured = {r["name"]: r for r in show("index-bloat-exact")["rows"]}
    assert set(estimated) == set(measured) == {"t_id", "t_same", "t_gap", "t_lower", "t_airy", "e_word", "e_same"}
    for name, row_ in estimated.items():
        assert abs(row_["bloat_share"] - measured[name]["bloat_share"]) < 8, (row_, measured[name])
        assert row_["least_share"] - 3 <= measured[name]["bloat_share"] <= row_["most_share"] + 5, (row_, measured[name])
    assert estimated["e_word"]["bloat_share"] > 80 and estimated["t_airy"]["bloat_share"] < 5


def test_a_table_without_any_index_is_seen_first(show, db):
    db.execute("""CREATE TABLE bare (id int, v text); CREATE TABLE keyed (id int PRIMARY KEY, v text);
                  INSERT INTO bare SELECT n, repeat('x', 100) FROM generate_series(1, 3000) n;
                  INSERT INTO keyed SELECT n, 'x' FROM generate_series(1, 3000) n; ANALYZE""")
    with db.connect() as other:
        for _ in range(5):
            other.execute("SELECT count(*) FROM bare WHERE v = 'y'")
    db.wait_until("SELECT seq_scan >= 5 FROM pg_stat_user_tables WHERE relname = 'bare'")
    naive = db.rows("SELECT relname FROM pg_stat_user_tables WHERE idx_scan = 0 AND seq_scan > 0 ORDER BY 1")
    assert ("bare",) not in naive
    bare = row(show("missing-indexes", "--param", "least=0"), name="bare")
    assert bare["indexes"] == 0 and bare["index_scans"] == 0 and bare["rows_read"] >= 15000


@pytest.mark.smoke
def test_a_sequence_is_measured_by_its_column(show, db):
    db.execute("""CREATE SEQUENCE wide; CREATE TABLE narrow (id int PRIMARY KEY DEFAULT nextval('wide'));
                  SELECT setval('wide', 2100000000);
                  CREATE TABLE child (narrow_id smallint REFERENCES narrow);
                  CREATE TABLE own (id smallint GENERATED ALWAYS AS IDENTITY);
                  CREATE SEQUENCE back INCREMENT -1 MINVALUE -100 MAXVALUE 0 START 0; SELECT setval('back', -95);
                  CREATE SEQUENCE round_and_round MAXVALUE 10 CYCLE; SELECT setval('round_and_round', 10);
                  CREATE SEQUENCE fresh""")
    naive = db.value("SELECT 100.0 * last_value / max_value FROM pg_sequences WHERE sequencename = 'wide'")
    assert naive < 0.01
    answer = show("sequences")
    assert row(answer, name="wide")["type"] == "smallint"
    assert row(answer, name="wide")["level"] == "critical"
    db.execute("DROP TABLE child")
    wide = row(show("sequences"), name="wide")
    assert wide["type"] == "integer" and wide["used"] == 97.79 and wide["column_name"] == "public.narrow.id"
    assert row(answer, name="own_id_seq")["used"] is None
    assert row(answer, name="back")["used"] == 95
    assert row(answer, name="round_and_round")["used"] is None
    assert row(answer, name="fresh")["level"] == "ok"


def test_rows_of_a_rolled_back_insert_are_not_counted(show, db):
    db.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 500)")
    with db.connect(autocommit=False) as other:
        other.execute("INSERT INTO t SELECT generate_series(1, 20000)")
        other.rollback()
    db.wait_until("SELECT n_tup_ins >= 20500 FROM pg_stat_user_tables WHERE relname = 't'")
    assert row(show("count"), name="t")["rows"] == 500
    db.execute("VACUUM ANALYZE t")
    assert row(show("rows"), name="t")["rows"] == 500


def test_rows_are_known_when_the_statistics_are_reset(show, db):
    db.execute("""CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5000); ANALYZE t;
                  SELECT pg_stat_reset_single_table_counters('t'::regclass);
                  CREATE TABLE never (id int); INSERT INTO never SELECT generate_series(1, 5000)""")
    assert db.value("SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 't'") == 0
    answer = show("rows")
    assert row(answer, name="t")["rows"] == 5000 and row(answer, name="t")["source"] == "planner"
    assert row(answer, name="never")["source"] in ("statistics", "not known")
    assert row(answer, name="never")["rows"] in (5000, None)


def test_rows_grow_with_the_table_since_it_was_analyzed(show, db):
    db.execute("""CREATE TABLE t (id int) WITH (autovacuum_enabled = off);
                  INSERT INTO t SELECT generate_series(1, 10000); ANALYZE t;
                  INSERT INTO t SELECT generate_series(1, 10000)""")
    assert db.value("SELECT reltuples FROM pg_class WHERE relname = 't'") == 10000
    assert abs(row(show("rows"), name="t")["rows"] - 20000) < 400


@pytest.mark.smoke
def test_only_true_duplicates_are_duplicates(show, db):
    db.execute("""CREATE TABLE t (a int PRIMARY KEY, b text, c int, d int);
                  CREATE INDEX t_b ON t (b); CREATE INDEX t_b_again ON t (b);
                  CREATE INDEX t_b_pattern ON t (b text_pattern_ops); CREATE INDEX t_b_collated ON t (b COLLATE "POSIX");
                  CREATE INDEX t_b_down ON t (b DESC); CREATE INDEX t_b_some ON t (b) WHERE c > 0;
                  CREATE INDEX t_b_hash ON t USING hash (b); CREATE UNIQUE INDEX t_a_again ON t (a);
                  CREATE INDEX t_c ON t (c); CREATE INDEX t_c_d ON t (c, d); CREATE INDEX t_d_with ON t (d) INCLUDE (b);
                  CREATE INDEX t_lower ON t (lower(b)); CREATE INDEX t_upper ON t (upper(b));
                  CREATE INDEX t_lower_again ON t (lower(b))""")
    answer = show("duplicate-indexes")
    assert {r["name"]: (r["kind"], r["covered_by"]) for r in answer["rows"]} == {
        "t_b_again": ("duplicate", "t_b"), "t_a_again": ("duplicate", "t_pkey"), "t_c": ("prefix", "t_c_d"),
        "t_lower_again": ("duplicate", "t_lower")}


def test_a_foreign_key_is_served_by_any_order_of_its_columns(show, db):
    db.execute("""CREATE TABLE p (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE q (id int PRIMARY KEY);
                  CREATE TABLE turned (a int, b int, c int, FOREIGN KEY (a, b) REFERENCES p);
                  CREATE INDEX ON turned (b, a, c);
                  CREATE TABLE half (a int, b int, FOREIGN KEY (a, b) REFERENCES p); CREATE INDEX ON half (a);
                  CREATE TABLE partly (q int REFERENCES q); CREATE INDEX ON partly (q) WHERE q IS NOT NULL;
                  CREATE TABLE other_part (q int REFERENCES q); CREATE INDEX ON other_part (q) WHERE q > 10;
                  CREATE TABLE bare (q int REFERENCES q)""")
    assert sorted(r["table_name"] for r in show("fk-without-index")["rows"]) == ["bare", "half", "other_part"]
    fix = row(show("fk-without-index"), table_name="half")["fix"]
    db.execute(fix)
    assert "half" not in [r["table_name"] for r in show("fk-without-index")["rows"]]


def test_tables_without_primary_key_name_their_candidate(show, db):
    db.execute("""CREATE TABLE keyed (id int PRIMARY KEY); CREATE TABLE bare (id int);
                  CREATE TABLE nearly (id int NOT NULL); CREATE UNIQUE INDEX nearly_id ON nearly (id)""")
    answer = show("no-primary-key")
    assert sorted(names(answer)) == ["bare", "nearly"]
    assert row(answer, name="bare")["candidate"] is None
    db.execute(row(answer, name="nearly")["fix"])
    assert names(show("no-primary-key")) == ["bare"]


def test_an_index_build_that_failed_is_found_and_one_that_runs_is_not(show, db):
    db.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute("CREATE UNIQUE INDEX CONCURRENTLY t_id ON t (id)")
    found = row(show("invalid-indexes"), name="t_id")
    assert found["state"] in ("invalid", "not-ready") and found["level"] == "warning"
    db.execute("DELETE FROM t")
    db.execute(found["fix"])
    assert show("invalid-indexes")["rows"] == []
    with db.connect(autocommit=False) as writing, db.connect() as building:
        writing.execute("INSERT INTO t VALUES (1)")
        thread = threading.Thread(target=building.execute, args=("CREATE INDEX CONCURRENTLY t_more ON t (id)",))
        thread.start()
        db.wait_until("SELECT EXISTS (SELECT FROM pg_index i WHERE NOT indisvalid AND indrelid = 't'::regclass)")
        during = show("invalid-indexes")["rows"]
        progress = show("progress")
        writing.rollback()
        thread.join()
    assert during == []
    assert row(progress, command="CREATE INDEX CONCURRENTLY")["relation"] == "public.t"


def test_idle_in_a_transaction_counts_from_when_it_became_idle(show, db):
    with db.connect(autocommit=False) as other:
        other.execute("SELECT pg_sleep(0.4)")
        pid = other.info.backend_pid
        db.wait_until("SELECT state = 'idle in transaction' FROM pg_stat_activity WHERE pid = %s", (pid,))
        found = row(show("transactions"), pid=pid)
        assert found["in_transaction"] - found["idle"] >= 0.39
        assert found["fix"] == f"SELECT pg_terminate_backend({pid}); -- howdah terminate {pid}"
        assert pid not in [r["pid"] for r in show("long-queries", "--param", "least=0")["rows"]]
        other.rollback()


def test_analyze_is_due_by_changes_and_vacuum_by_the_options_of_the_table(show, db):
    db.execute("""CREATE TABLE changed (id int); CREATE TABLE strict (id int) WITH (autovacuum_vacuum_threshold = 5,
                      autovacuum_vacuum_scale_factor = 0);
                  CREATE TABLE lax (id int) WITH (autovacuum_vacuum_threshold = 100000, autovacuum_analyze_threshold = 100000);
                  CREATE TABLE off (id int) WITH (autovacuum_enabled = off)""")
    with db.connect() as other:
        for table in ("changed", "strict", "lax", "off"):
            other.execute(f"INSERT INTO {table} SELECT generate_series(1, 100)")
        other.execute("DELETE FROM strict WHERE id <= 20; DELETE FROM lax WHERE id <= 20")
        other.execute("DELETE FROM off")
    db.wait_until("SELECT n_tup_del = 100 FROM pg_stat_user_tables WHERE relname = 'off'")
    due = {r["name"]: r for r in show("vacuum-due")["rows"] if r["schema"] == "public"}
    assert due["changed"]["why"] == "analyze" and due["changed"]["dead"] == 0
    assert due["strict"]["why"] == "dead rows, analyze" and due["strict"]["dead_at"] == 5
    assert "lax" not in due
    assert due["off"]["enabled"] is False


def test_a_slot_that_nobody_reads_is_found(server, show, db):
    name = f"{db.name}_abandoned"
    db.execute("SELECT pg_create_physical_replication_slot(%s, true)", (name,))
    try:
        found = row(show("slots"), name=name)
        assert found["active"] is False and found["retained"] >= 0
        assert found["fix"] == f"SELECT pg_drop_replication_slot('{name}');"
    finally:
        db.execute("SELECT pg_drop_replication_slot(%s)", (name,))


def test_a_forgotten_prepared_transaction_holds_back_vacuum(show, db):
    db.execute("CREATE TABLE t (id int)")
    with db.connect(autocommit=False) as other:
        other.execute("INSERT INTO t VALUES (1)")
        other.execute("PREPARE TRANSACTION 'left'")
        other.rollback()
    try:
        assert row(show("prepared"), gid="left")["database"] == db.name
        assert row(show("xmin"), name="left")["holder"] == "prepared transaction"
    finally:
        db.execute("ROLLBACK PREPARED 'left'")


def test_wraparound_counts_multixacts_and_templates(show):
    answer = show("wraparound")
    assert {"template0", "template1"} <= {r["database"] for r in answer["rows"]}
    assert all(r["multixact_used"] is not None and r["level"] == "ok" for r in answer["rows"])


def test_security_names_what_is_open(show, db):
    db.execute("""CREATE SCHEMA open; GRANT CREATE ON SCHEMA open TO PUBLIC;
                  CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
                  CREATE FUNCTION tight() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';
                  CREATE TABLE shared (id int); GRANT INSERT, SELECT ON shared TO PUBLIC;
                  CREATE TABLE hidden (id int); CREATE POLICY p ON hidden USING (id > 0)""")
    found = {(r["kind"], r["object"]): r for r in show("security")["rows"] if r["severity"] == "warning"}
    assert set(found) == {("schema", "open"), ("function", "public.loose()"), ("table", "public.shared"), ("policies", "public.hidden")}
    for finding in found.values():
        db.execute(finding["fix"])
    assert [r for r in show("security")["rows"] if r["severity"] == "warning"] == []


@pytest.mark.smoke
def test_describe_has_the_sections_of_psql_in_its_order(show, db):
    db.execute("""CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE,
                                      twice int GENERATED ALWAYS AS (1 + 1) STORED, CHECK (email <> ''));
                  CREATE TABLE orders (id int PRIMARY KEY, user_id bigint REFERENCES users);
                  CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                  CREATE TRIGGER told AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();
                  CREATE POLICY own ON users USING (id > 0); CREATE STATISTICS both_of ON id, email FROM users;
                  CREATE PUBLICATION all_of FOR ALL TABLES; COMMENT ON COLUMN users.email IS 'where to write'""")
    sections = show("describe", "users")["sections"]
    filled = {s["title"]: s["rows"] for s in sections if s["rows"]}
    named = ["Not-null constraints"] if db.value("SHOW server_version_num") >= "180000" else []
    assert list(filled) == ["Columns", "Indexes", "Check constraints", "Referenced by", "Policies", "Statistics objects",
                            "Publications", *named, "Triggers", "Properties", "Size and rows", "Vacuum and use"]
    if named:
        assert [r["definition"] for r in filled["Not-null constraints"]] == ["NOT NULL id", "NOT NULL email"]
    columns = {r["name"]: r for r in filled["Columns"]}
    assert columns["id"]["default_value"] == "generated always as identity"
    assert columns["twice"]["default_value"] == "generated always as ((1 + 1)) stored"
    assert columns["email"]["comment"] == "where to write" and columns["email"]["nullable"] is False
    assert filled["Referenced by"][0]["table_name"] == "public.orders"
    assert filled["Indexes"][0]["definition"] == "PRIMARY KEY (id)"
    assert {s["about"] for s in sections} == {'Table "public.users"'}


def test_describe_shows_each_relation_that_matches(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute("CREATE TABLE aa (x int); CREATE VIEW ab AS SELECT x FROM aa")
    text = howdah("show", "describe", "a?").stdout
    assert text.index('Table "public.aa"') < text.index('View "public.ab"')
    assert "View definition:" in text and "SELECT aa.x" in text or "SELECT x" in text


def test_describe_shows_the_definition_of_a_view_in_lines(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    db.execute("CREATE TABLE aa (x int, y int); CREATE VIEW \"ab\" AS SELECT x, y, U&'\\001B[31m' AS c FROM aa WHERE x > 3")
    text = howdah("show", "describe", "ab").stdout
    definition = text.split("View definition:\n")[1].split("\n\n")[0].splitlines()
    assert len(definition) >= 4 and definition[0].startswith(" SELECT ") and "\x1b" not in text, text


@pytest.mark.smoke
def test_describe_tells_what_a_sequence_an_index_and_a_partitioned_table_are(show, db):
    db.execute("""CREATE TABLE t (id smallserial, n int); CREATE INDEX t_n ON t (n) WHERE n > 0;
                  ALTER SEQUENCE t_id_seq INCREMENT 5 CYCLE; INSERT INTO t (n) VALUES (1), (2);
                  CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
                  CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
                  INSERT INTO p SELECT 1 + g % 2 FROM generate_series(1, 5000) AS g; ANALYZE""")
    def filled(name):
        return {s["title"]: s["rows"] for s in show("describe", name)["sections"] if s["rows"]}
    sequence = filled("t_id_seq")
    assert "Columns" not in sequence
    (row_of,) = sequence["Sequence"]
    assert (row_of["type"], row_of["increment"], row_of["cycles"], row_of["last_value"], row_of["maximum"]) == (
        "smallint", "5", True, "6", "32767")
    assert row_of["owned_by"] == "public.t.id"
    assert filled("t_n")["Index"][0]["table_name"] == "public.t" and "WHERE (n > 0)" in filled("t_n")["Index"][0]["definition"]
    (sizes,) = filled("p")["Size and rows"]
    assert sizes["rows"] == 5000 and sizes["total"] == db.value("SELECT pg_table_size('p1') + pg_table_size('p2')")


def test_at_the_connection_limit_the_share_of_usable_ones_is_told(show, db):
    others = [db.connect() for _ in range(125)]
    total = row(show("connections"), what="total")
    for other in others:
        other.close()
    assert total["usable"] == 147 and total["used"] >= 80 and total["level"] == "warning"


@pytest.mark.smoke
def test_a_monitoring_role_sees_unused_indexes_and_is_told_what_it_cannot_see(howdah, db):
    role = f"{db.name}_watcher"
    db.execute(f"CREATE ROLE {role} LOGIN IN ROLE pg_monitor; CREATE TABLE t (a int, b text); CREATE INDEX t_a ON t (a);"
               "CREATE INDEX t_lower ON t (lower(b)); CREATE SEQUENCE s; SELECT nextval('s');"
               "INSERT INTO t SELECT g, g FROM generate_series(1, 60000) AS g")
    db.execute("ANALYZE t")
    try:
        def show(name):
            done = howdah("show", name, "--json", env={"HOWDAH_URL": db.url.replace("postgres@", f"{role}@")})
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)
        unused = show("unused-indexes")
        assert [r["name"] for r in unused["rows"]] == ["t_a"] and unused["notes"] == []
        for name in ("bloat", "index-bloat", "sequences"):
            (note,) = show(name)["notes"]
            assert "needs role pg_read_all_data" in note["text"] and "GRANT pg_read_all_data" in note["how"], name
        # What it is told to get must help: it reads rows only with the right to read rows.
        (note,) = show("count")["notes"]
        assert "permission denied for table t" in note["text"] and note["how"].startswith(f"GRANT pg_read_all_data TO {role};")
        db.execute(note["how"])
        assert show("count")["rows"] == [{"schema": "public", "name": "t", "rows": 60000}]
        assert show("sequences")["notes"] == [] and show("sequences")["rows"][0]["last_value"] is not None
    finally:
        db.execute(f"DROP ROLE {role}")
