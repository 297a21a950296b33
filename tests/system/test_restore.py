"""howdah restore uses the time in which pg_restore builds indexes, and swaps only what somebody meant."""
import pytest

from test_terminal import Terminal

REFUSED = 77

# In the restored database the index is finished only when some session has counted the table's rows.
WAITS_FOR_COUNT = r'''
CREATE FUNCTION gate(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
    IF i = 1 AND pg_catalog.current_database() LIKE 'howdah\_restoring%' THEN
        FOR try IN 1 .. 600 LOOP
            PERFORM pg_catalog.pg_stat_clear_snapshot();
            IF EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a
                        WHERE a.datname = pg_catalog.current_database() AND a.state = 'idle'
                              AND a.query LIKE 'SELECT pg\_catalog.count(*)%slow%') THEN
                RETURN i;
            END IF;
            PERFORM pg_catalog.pg_sleep(0.1);
        END LOOP;
        RAISE EXCEPTION 'nobody has counted the table';
    END IF;
    RETURN i;
END $$;
CREATE TABLE slow (i int);
INSERT INTO slow SELECT i FROM generate_series(1, 100) AS i;
CREATE INDEX ON slow (gate(i));
'''


@pytest.fixture
def made(server):
    """Name of a database that a test makes."""
    yield "restored_for_test"
    with server.connect() as admin:
        admin.execute("DROP DATABASE IF EXISTS restored_for_test WITH (FORCE)")


def test_a_table_is_counted_while_its_index_is_built(project, server, db, made):
    db.execute(WAITS_FOR_COUNT)
    project.ok("backup")
    project.ok("restore", "--as", made)
    with server.connect(made) as copy:
        assert copy.execute("SELECT count(*) FROM slow").fetchone() == (100,)


def test_everything_of_a_restored_database_is_analyzed(project, server, db, made):
    db.execute("""
        CREATE TABLE plain AS SELECT i FROM generate_series(1, 50) AS i;
        CREATE TABLE parts (i int) PARTITION BY RANGE (i);
        CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (100);
        INSERT INTO parts SELECT generate_series(1, 60);
        CREATE MATERIALIZED VIEW seen AS SELECT i FROM plain;
    """)
    project.ok("backup")
    project.ok("restore", "--as", made, "--jobs", "3")
    with server.connect(made) as copy:
        known = copy.execute("SELECT relname, reltuples::int FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                             " AND relkind IN ('r', 'm', 'p') ORDER BY 1").fetchall()
    assert known == [("parts", 60), ("parts_low", 60), ("plain", 50), ("seen", 50)]


def test_a_large_table_is_left_to_autovacuum_with_rough_statistics_unless_it_goes_into_service(project, server, db, made, aside):
    db.execute("CREATE TABLE large AS SELECT i, i % 7 AS n FROM generate_series(1, 20000) AS i; CREATE INDEX ON large (i);"
               "CREATE TABLE expressed AS TABLE large; CREATE INDEX ON expressed ((i + n));"
               "CREATE TABLE unattended WITH (autovacuum_enabled = false) AS TABLE large; CREATE INDEX ON unattended (i)")
    project.ok("backup")

    def changed_since(name):
        with server.connect(name) as copy:
            copy.execute("SELECT pg_stat_clear_snapshot()")
            assert copy.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'large'").fetchone() == (2,)
            return dict(copy.execute("SELECT relname::text, n_mod_since_analyze > 0 FROM pg_stat_user_tables"
                                     " WHERE relname IN ('large', 'expressed', 'unattended')").fetchall())

    project.ok("restore", "--as", made)
    assert changed_since(made) == {"large": True, "expressed": False, "unattended": False}
    project.ok("restore", "--swap", "--terminate", "--yes")
    assert not any(changed_since(db.name).values())


@pytest.fixture
def aside(server, db):
    """Databases that a swap left beside the project's go."""
    yield
    with server.connect() as admin:
        for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s",
                                     (f"{db.name}\\_\\_%",)).fetchall():
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def swap_on_terminal(project, answer):
    """Exit status and what was said."""
    terminal = Terminal(project, "restore", "--swap")
    terminal.wait_for("to go on: ", seconds=60)
    terminal.type(answer + "\n")
    status = terminal.finish()
    return status, terminal.shown


def test_a_yes_is_not_the_name_of_the_database(project, db, aside):
    db.execute("CREATE TABLE kept (i int)")
    project.ok("backup")
    db.execute("INSERT INTO kept VALUES (1)")
    db.close()
    status, said = swap_on_terminal(project, "yes")
    assert status == REFUSED
    assert "nothing was renamed" in said
    assert db.value("SELECT count(*) FROM kept") == 1


def test_the_name_of_the_database_swaps_and_tells_what_the_old_one_costs(project, db, aside):
    db.execute("CREATE TABLE kept (i int)")
    project.ok("backup")
    db.execute("INSERT INTO kept VALUES (1)")
    db.close()
    status, said = swap_on_terminal(project, db.name)
    assert status == 0, said
    assert f'The database that was there is now "{db.name}__before_' in said
    assert "B until somebody drops it" in said
    assert '"howdah restore undo" puts it back; "howdah restore prune" drops' in said
    assert db.value("SELECT count(*) FROM kept") == 0


def test_a_swap_and_its_undoing_are_in_the_journal_of_the_database(project, db, aside):
    project.revision("a1", None, "CREATE TABLE a (i int);", "DROP TABLE a;")
    project.ok("upgrade", "head")
    name = project.ok("backup").strip().rsplit("/", 1)[1]
    db.close()
    project.ok("restore", "--swap", "--yes", "--terminate")
    (row,) = db.rows("SELECT action, pid, database, outcome FROM howdah.act")
    assert row[:3] == ("swap", None, db.name)
    assert row[3].startswith(f'"{name}", in the place of what is now "{db.name}__before_')
    assert " swap " in project.ok("log", "--sessions")
    db.close()
    done = project.run("restore", "undo", "--yes", "--terminate")
    assert db.rows("SELECT action FROM howdah.act") == [("undo",)]
    # A second "restore undo" would not bring it back: it looks for what a swap has put aside.
    assert '"howdah restore undo"' not in done.stderr
    assert 'It keeps what was written since the swap; "howdah restore prune" drops' in done.stderr
