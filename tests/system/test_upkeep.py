"""howdah analyze, vacuum, reindex and repack-advice do their work on every table that they may, and tell of the others."""
import json
import signal

import psycopg
import pytest

from test_terminal import Terminal

DONE, USAGE, MISSING, DATABASE, BUSY, REFUSED, CANCELLED = 0, 64, 66, 69, 75, 77, 130

ANALYZED = "SELECT reltuples >= 0 FROM pg_class WHERE oid = %s::regclass"


def work(project, *args, status=DONE):
    """Runs with --json; gives name -> target."""
    done = project.run(*args, "--json")
    assert done.returncode == status, done.stdout + done.stderr
    return {row["name"]: row for row in json.loads(done.stdout)["targets"]}


def outcomes(project, *args, status=DONE):
    return {name: row["outcome"] for name, row in work(project, *args, status=status).items()}


def make(db, *names, rows=1000, wide=""):
    for name in names:
        db.execute(f"CREATE TABLE {name} (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off)")
        db.execute(f"INSERT INTO {name} SELECT g, 'v' || g {wide} FROM generate_series(1, {rows}) AS g")


@pytest.fixture
def joe(db, project):
    """A role without rights of its own; gives its URL."""
    db.execute("CREATE ROLE upkeep_joe LOGIN")
    yield db.url.replace("postgres@", "upkeep_joe@")
    db.execute("REASSIGN OWNED BY upkeep_joe TO postgres; DROP OWNED BY upkeep_joe; DROP ROLE upkeep_joe")


@pytest.mark.smoke
def test_the_whole_database_is_analyzed_catalogs_included(project, db):
    make(db, "a", "b")
    db.execute("CREATE MATERIALIZED VIEW m AS SELECT * FROM a")
    found = outcomes(project, "analyze")
    assert {"a", "b", "m", "pg_class"} <= set(found) and set(found.values()) == {"done"}
    assert db.value(ANALYZED, ("a",)) and db.value(ANALYZED, ("m",))


@pytest.mark.smoke
def test_vacuum_removes_dead_rows_of_what_is_named(project, db):
    make(db, "a", "b", "abc")
    db.execute("DELETE FROM a; DELETE FROM b; DELETE FROM abc")
    assert outcomes(project, "vacuum", "a*") == {"a": "done", "abc": "done"}
    sizes = dict(db.rows("SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relname IN ('a', 'abc', 'b')"))
    assert sizes["a"] == 0 and sizes["abc"] == 0 and sizes["b"] > 0
    assert outcomes(project, "vacuum", "-n", "public", "--freeze", "--analyze") == {"a": "done", "abc": "done", "b": "done"}
    assert db.value(ANALYZED, ("b",))


def test_names_that_nothing_has_are_told_before_anything_is_done(project, db):
    make(db, "a")
    done = project.run("analyze", "a", "nowhere")
    assert done.returncode == MISSING and 'no table is called "nowhere"' in done.stderr
    done = project.run("vacuum", "-n", "nowhere")
    assert done.returncode == MISSING and 'schema "nowhere" does not exist' in done.stderr
    assert not db.value(ANALYZED, ("a",))
    assert project.run("vacuum", "--jobs", "many").returncode == USAGE


def test_partitioned_tables(project, db):
    db.execute("CREATE TABLE p (id int, v text) PARTITION BY RANGE (id);"
               "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);"
               "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200);"
               "INSERT INTO p SELECT g, 'v' FROM generate_series(0, 199) AS g; CREATE INDEX p_v ON p (v)")
    assert outcomes(project, "analyze", "p") == {"p": "done"}
    assert db.value("SELECT count(*) FROM pg_stats WHERE tablename = 'p' AND inherited") == 2
    assert db.value("SELECT count(DISTINCT tablename) FROM pg_stats WHERE tablename IN ('p1', 'p2')") == 2
    assert outcomes(project, "vacuum", "p") == {"p1": "done", "p2": "done"}
    assert outcomes(project, "reindex", "p") == {"p1_v_idx": "done", "p2_v_idx": "done"}
    assert outcomes(project, "reindex", "p_v") == {"p1_v_idx": "done", "p2_v_idx": "done"}


def test_tables_that_the_role_may_not_touch_are_named_and_the_others_are_done(project, db, joe):
    make(db, "mine", "theirs")
    db.execute("ALTER TABLE mine OWNER TO upkeep_joe")
    done = project.run("vacuum", env={"HOWDAH_URL": joe})
    assert done.returncode == DATABASE
    assert "public.theirs: this role may not vacuum it" in done.stderr and "mine" not in done.stderr
    assert "1 of 2: not allowed" in done.stderr and "owner" in done.stderr
    done = project.run("analyze", "--json", env={"HOWDAH_URL": joe})
    assert {row["name"]: row["outcome"] for row in json.loads(done.stdout)["targets"]} == {
        "mine": "done", "theirs": "not allowed"}


def test_a_locked_table_is_tried_again_while_others_are_worked_on(project, db):
    make(db, "a", "b", "c", rows=10)
    project.ini(lock_timeout="50ms", lock_budget="30s")
    with db.connect(autocommit=False) as holder:
        holder.execute("LOCK TABLE a")
        running = project.start("vacuum", "-n", "public", "--analyze")
        running.wait_for("public.a: canceling statement due to lock timeout: trying again")
        db.wait_until("SELECT (SELECT reltuples FROM pg_class WHERE relname = 'c') >= 0")
        running.wait_for("blocked by pid")
        holder.rollback()
    assert running.finish().returncode == 0
    assert db.value(ANALYZED, ("a",))


def test_who_blocks_is_told_though_an_attempt_is_shorter_than_a_connection_takes(project, db):
    make(db, "a", rows=10)
    project.ini(lock_timeout="50ms", lock_budget="60s")
    slow = f"{db.url}&options=-cpost_auth_delay%3D1"
    with db.connect(autocommit=False) as holder:
        holder.execute("LOCK TABLE a")
        running = project.start("vacuum", "-n", "public", env={"HOWDAH_URL": slow})
        running.wait_for("blocked by pid")
        holder.rollback()
    assert running.finish().returncode == 0


def test_what_stays_locked_is_busy_and_the_status_says_so(project, db):
    make(db, "a", "b", rows=10)
    with db.connect(autocommit=False) as holder:
        holder.execute("LOCK TABLE a")
        done = project.run("analyze", "-n", "public", "--no-wait")
    assert done.returncode == BUSY, done.stderr
    assert "1 of 2: busy" in done.stderr and "howdah show locks" in done.stderr
    assert db.value(ANALYZED, ("b",)) and not db.value(ANALYZED, ("a",))


def test_only_what_is_due_is_done_and_why(project, db):
    make(db, "dead", "changed", "quiet", rows=2000)
    db.close()  # a session tells its counters at its end at the latest
    db.wait_until("SELECT count(*) = 3 FROM pg_stat_user_tables WHERE n_tup_ins >= 2000")
    for name in ("dead", "changed", "quiet"):
        db.execute(f"ALTER TABLE {name} SET (autovacuum_vacuum_insert_threshold = -1)")
        db.execute(f"VACUUM (ANALYZE) {name}")
    db.execute("DELETE FROM dead WHERE id % 2 = 0")
    db.execute("INSERT INTO changed SELECT g, 'w' FROM generate_series(10001, 11500) AS g")
    db.wait_until("SELECT count(*) = 2 FROM pg_stat_user_tables WHERE relname IN ('dead', 'changed') AND n_mod_since_analyze >= 1000")
    found = work(project, "vacuum", "--due", "-n", "public", "--dry-run")
    assert {name: row["why"] for name, row in found.items()} == {"dead": "dead rows"}
    assert set(work(project, "analyze", "--due", "-n", "public")) == {"dead", "changed"}
    assert set(work(project, "vacuum", "--due", "-n", "public")) == {"dead"}
    done = project.run("analyze", "--due", "-n", "public")
    assert done.returncode == 0 and "nothing is due" in done.stderr


def test_a_dry_run_shows_the_statements_and_changes_nothing(project, db):
    make(db, "a", '"odd Name"')
    out = project.ok("vacuum", "--analyze", "-n", "public", "--dry-run")
    assert 'VACUUM (ANALYZE) public."odd Name";' in out and "VACUUM (ANALYZE) public.a;" in out
    assert not db.value(ANALYZED, ("a",))
    assert "REINDEX INDEX CONCURRENTLY public.a_pkey;" in project.ok("reindex", "a", "--dry-run")


# ---- vacuum --full ----

@pytest.fixture
def bloated(project, db):
    make(db, "big", rows=20000, wide="|| repeat('x', 60)")
    db.execute("CREATE INDEX big_v ON big (v)")
    db.execute("DELETE FROM big WHERE id % 10 <> 0")
    db.execute("VACUUM (ANALYZE) big")
    return db


def size(db, table):
    return db.value("SELECT pg_total_relation_size(%s::regclass)", (table,))


@pytest.mark.smoke
def test_full_gives_space_back_and_tells_what_it_needs_and_frees(project, bloated):
    before = size(bloated, "big")
    done = project.run("vacuum", "--full", "big", "--yes")
    assert done.returncode == 0, done.stderr
    assert "needs, at most" in done.stderr and "about" in done.stderr
    assert "locked, against reads too (ACCESS EXCLUSIVE)" in done.stderr and "freed" in done.stderr
    assert size(bloated, "big") < before / 4


def test_full_measures_where_pgstattuple_is_installed(project, bloated):
    bloated.execute("CREATE EXTENSION pgstattuple")
    assert "(measured)" in project.run("vacuum", "--full", "big", "--yes").stderr


def test_full_is_refused_in_scripts_and_asks_on_a_terminal(project, bloated):
    before = size(bloated, "big")
    done = project.run("vacuum", "--full", "big")
    assert done.returncode == REFUSED and "nobody can be asked" in done.stderr
    terminal = Terminal(project, "vacuum", "--full", "big")
    terminal.wait_for("Lock and copy them? [y/N] ")
    terminal.type("n\n")
    assert terminal.finish() == REFUSED and size(bloated, "big") == before
    terminal = Terminal(project, "vacuum", "--full", "big")
    terminal.wait_for("[y/N] ")
    terminal.type("y\n")
    assert terminal.finish() == DONE and size(bloated, "big") < before


def test_full_without_names_leaves_the_catalogs_alone(project, bloated):
    assert set(work(project, "vacuum", "--full", "--dry-run")) == {"big"}


def test_advice_names_the_command_that_is_worth_it(project, bloated):
    # The bounds of the reports are for large tables.
    ini = project.folder / "howdah.ini"
    assert "howdah reindex public.big" in project.ok("repack-advice")
    ini.write_text(ini.read_text() + "[thresholds]\nbloat.bloat = 100kB 1GB\n", encoding="utf-8")
    rows = json.loads(project.ok("repack-advice", "--json"))["tables"]
    assert [(row["name"], row["advice"]) for row in rows] == [("big", "howdah vacuum --full public.big")]
    assert rows[0]["frees_least"] <= rows[0]["frees"] <= rows[0]["frees_most"]
    assert set(work(project, "vacuum", "--full", "--due", "--dry-run")) == {"big"}
    project.ok("vacuum", "--full", "--due", "--yes")
    assert "leave it" in project.ok("repack-advice", "big")


def test_an_empty_table_needs_neither_statistics_nor_advice(project, db):
    db.execute("CREATE TABLE empty_one (id int PRIMARY KEY)")
    assert "empty_one" not in project.ok("repack-advice")
    assert "about 0 B" in project.ok("repack-advice", "empty_one") and "analyze" not in project.ok("repack-advice", "empty_one")


# ---- reindex ----

@pytest.mark.smoke
def test_indexes_are_built_anew_while_others_write(project, bloated):
    before = size(bloated, "big_v")
    with bloated.connect(autocommit=False) as writer:
        running = project.start("reindex", "big_v")
        bloated.wait_until("SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'big_v_ccnew') OR "
                           "pg_relation_size('big_v') < %s", (before,))
        writer.execute("INSERT INTO big VALUES (0, 'new')")
        writer.commit()
    assert running.finish().returncode == 0
    assert size(bloated, "big_v") < before / 2 and bloated.value("SELECT id FROM big WHERE v = 'new'") == 0


def test_two_jobs_never_work_on_one_table(project, db):
    make(db, "a", "b", rows=5000)
    for table in ("a", "b"):
        for number in range(3):
            db.execute(f"CREATE INDEX {table}_{number} ON {table} (v, id)")
    found = outcomes(project, "reindex", "--jobs", "4", "-n", "public")
    assert len(found) == 8 and set(found.values()) == {"done"}


def invalid(db):
    return [row[0] for row in db.rows("SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                                      "WHERE NOT i.indisvalid ORDER BY 1")]


def test_an_index_that_is_not_valid_is_due_and_mended(project, db):
    make(db, "a")
    db.execute("INSERT INTO a VALUES (2000, 'v1')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute("CREATE UNIQUE INDEX CONCURRENTLY a_v ON a (v)")
    assert invalid(db) == ["a_v"]
    db.execute("DELETE FROM a WHERE id = 2000")
    found = work(project, "reindex", "--due")
    assert {name: (row["why"], row["outcome"]) for name, row in found.items()} == {"a_v": ("it is not valid", "done")}
    assert invalid(db) == []


def test_leftovers_of_a_reindex_are_dropped(project, db):
    make(db, "a")
    db.execute("CREATE INDEX a_v ON a (v)")
    db.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'a_v'::regclass")
    db.execute("ALTER INDEX a_v RENAME TO a_pkey_ccnew1")
    done = project.run("reindex", "--due", "--dry-run")
    assert "DROP INDEX CONCURRENTLY public.a_pkey_ccnew1" in done.stderr and invalid(db) == ["a_pkey_ccnew1"]
    done = project.run("reindex", "--due")
    assert done.returncode == 0 and "dropped public.a_pkey_ccnew1" in done.stderr
    assert invalid(db) == [] and db.exists("a_pkey")


def test_leftovers_on_a_toast_table_are_shown_with_their_table_and_dropped(project, db):
    db.execute("CREATE TABLE papers (id int PRIMARY KEY, body text); INSERT INTO papers VALUES (1, 'x')")
    with db.connect(autocommit=False) as holder, db.connect() as other:
        holder.execute("INSERT INTO papers VALUES (2, 'y')")
        other.execute("SET statement_timeout = '300ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            other.execute("REINDEX TABLE CONCURRENTLY papers")
        holder.rollback()
    left = invalid(db)
    assert [name for name in left if name.startswith("pg_toast") and name.endswith("_ccnew")], left
    shown = {row["name"]: row for row in json.loads(project.ok("show", "invalid-indexes", "papers", "--json"))["rows"]}
    assert set(shown) == set(left)
    assert {row["table_name"] for row in shown.values()} == {"papers", "public.papers (TOAST)"}
    assert "pg_toast" in project.run("reindex", "papers", "--dry-run").stderr
    done = project.run("reindex", "--due")
    assert done.returncode == 0 and done.stderr.count("which an unfinished REINDEX had left") == 2, done.stderr
    assert invalid(db) == []
    toast = db.value("SELECT relname FROM pg_class WHERE oid = (SELECT reltoastrelid FROM pg_class WHERE relname = 'papers')")
    assert outcomes(project, "reindex", f"pg_toast.{toast}") == {f"{toast}_index": "done"}
    assert set(outcomes(project, "reindex", "papers")) == {"papers_pkey"}


def test_ctrl_c_leaves_nothing_behind(project, db):
    make(db, "a")
    db.execute("CREATE INDEX a_v ON a (v)")
    with db.connect(autocommit=False) as holder:
        holder.execute("INSERT INTO a VALUES (0, '')")
        running = project.start("reindex", "a_v", "a_pkey")
        db.wait_until("SELECT EXISTS (SELECT FROM pg_class WHERE relname ~ '_ccnew')")
        running.send(signal.SIGINT)
        # Dropping waits for the transaction as well.
        running.wait_for("stopping")
        holder.rollback()
    done = running.finish()
    assert done.returncode == CANCELLED, done.stderr
    assert invalid(db) == []


def test_exclusion_constraints_need_the_blocking_kind(project, db):
    db.execute("CREATE TABLE e (r int4range, EXCLUDE USING gist (r WITH &&))")
    done = project.run("reindex", "e")
    assert done.returncode == DATABASE and "e_r_excl" in done.stderr, done.stderr
    assert outcomes(project, "reindex", "e", "--blocking") == {"e_r_excl": "done"}


def test_a_log_gets_plain_lines_of_progress(project, db):
    make(db, "a")
    db.execute("CREATE INDEX a_v ON a (v)")
    with db.connect(autocommit=False) as holder:
        holder.execute("INSERT INTO a VALUES (0, '')")
        running = project.start("reindex", "a_v")
        running.wait_for("waiting for a lock, blocked by pid")
        holder.rollback()
    done = running.finish()
    assert done.returncode == 0 and "\x1b" not in done.stderr and "reindex: 1 index in" in done.stderr


def test_an_index_that_cannot_be_built_says_which_rows_are_in_the_way(project, db):
    db.execute("CREATE TABLE twice (v int); INSERT INTO twice VALUES (7), (7)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        db.execute("CREATE UNIQUE INDEX CONCURRENTLY one ON twice (v)")
    done = project.run("reindex", "--due")
    assert done.returncode != 0
    assert "public.one: could not create unique index" in done.stderr and "Key (v)=(7) is duplicated" in done.stderr
