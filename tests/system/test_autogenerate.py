"""revision --autogenerate: from the models and the database to a file that has been tried."""
import pytest

from test_models import Models
from test_terminal import Terminal

USERS = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, mail text);\n"


@pytest.fixture
def models(project):
    return Models(project)


def generate(project, *args):
    """What was said, and the text of the new file (None: no file was written)."""
    before = set(project.versions.iterdir()) if project.versions.exists() else set()
    done = project.run("revision", "--autogenerate", "-m", "change", *args)
    assert done.returncode == 0, done.stderr
    new = set(project.versions.iterdir()) - before
    return done.stderr, new.pop().read_text(encoding="utf-8") if new else None


def begin(project, models, **files):
    """The models as they are at first, applied."""
    models.write(**files)
    generate(project)
    project.ok("upgrade", "head")


def sections(text):
    up, down = text.split("-- howdah: downgrade\n")
    return up.split("-- howdah: upgrade\n")[1], down


def test_models_become_a_revision_that_leads_there_and_back(project, models, db):
    begin(project, models, users=USERS)
    assert db.rows("SELECT attname FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0") == [
        ("id",), ("name",), ("mail",)]
    models.write(users=USERS + "CREATE INDEX users_mail ON users (mail);\nCOMMENT ON TABLE users IS 'people';\n")
    said, text = generate(project)
    assert "Detected added index 'users_mail' on 'users'" in said
    assert "-- proved: run on a copy of the schema" in text and "and the downgrade back" in text
    project.ok("upgrade", "head")
    assert db.exists("users_mail")
    assert "No changes detected" in generate(project, "--skip-empty")[0]
    project.ok("downgrade", "-1")
    assert not db.exists("users_mail") and db.exists("users")


def test_a_database_that_is_there_already_is_taken_over(project, models, db):
    db.execute(USERS + "CREATE VIEW names AS SELECT name FROM users; INSERT INTO users VALUES (1, 'x')")
    models.write()
    project.ok("inspect", "--sql", "--split", "models")
    said, text = generate(project, "--against", "migrations")
    assert "Detected added view 'names'" in said and "CREATE TABLE public.users (" in sections(text)[0]
    project.ok("stamp", "head")
    assert "No new upgrade operations detected" in project.ok("check")
    assert db.rows("SELECT * FROM names") == [("x",)]


def test_nothing_to_do_writes_no_file_when_told_so(project, models):
    begin(project, models, users=USERS)
    assert generate(project, "--skip-empty") == ("No changes detected\n", None)
    assert generate(project)[1] is not None


def test_a_body_may_name_what_is_made_behind_it(project, models, db):
    later = "CREATE FUNCTION a_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users';\n"
    typed = """CREATE FUNCTION b_name() RETURNS text LANGUAGE plpgsql AS $$
        DECLARE found users.name%TYPE; BEGIN SELECT name INTO found FROM users; RETURN found; END $$;\n"""
    models.write(all="SET check_function_bodies = off;\n" + later + typed + USERS)
    _, text = generate(project)
    up, _ = sections(text)
    assert up.count("SET LOCAL check_function_bodies = off;") == 1
    assert '-- bodies cannot be checked yet: relation "users" does not exist' in up
    project.ok("upgrade", "head")
    project.ok("check")
    project.ok("verify")
    assert db.rows("SELECT a_count(), b_name()") == [(0, None)]
    project.ok("downgrade", "base")
    project.ok("upgrade", "head")


def test_a_body_that_can_be_checked_is_checked(project, models):
    begin(project, models, users=USERS)
    models.write(users=USERS, f="CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users';\n")
    assert "check_function_bodies" not in generate(project)[1]
    models.write(users=USERS, f="CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1';\n")
    assert "check_function_bodies = off" in generate(project, "--against", "migrations", "--no-prove")[1]


def test_keys_in_a_circle_are_one_revision(project, models, db):
    begin(project, models,
          a="CREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id));",
          b="CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a (id));")
    assert db.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == 2
    project.ok("downgrade", "base")
    assert not db.exists("a") and not db.exists("b")


def test_a_rename_that_is_said_keeps_the_rows(project, models, db):
    begin(project, models, users=USERS)
    db.execute("INSERT INTO users VALUES (1, 'Ada', NULL)")
    models.write(users=USERS.replace("name text", "full_name text"))
    said, text = generate(project, "--rename", "users.name=full_name")
    up, down = sections(text)
    assert "RENAME COLUMN name TO full_name" in up and "DROP COLUMN" not in up
    assert "RENAME COLUMN full_name TO name" in down
    project.ok("upgrade", "head")
    assert db.value("SELECT full_name FROM users") == "Ada"
    project.ok("downgrade", "-1")
    assert db.value("SELECT name FROM users") == "Ada"


def test_a_rename_in_a_comment_of_the_model_stays_there_harmlessly(project, models, db):
    begin(project, models, users=USERS + "CREATE VIEW named AS SELECT name FROM users;\n")
    db.execute("INSERT INTO users VALUES (1, 'Ada', NULL)")
    models.write(users="-- renamed from: users\n" + USERS.replace("users", "people")
                 + "CREATE VIEW named AS SELECT name FROM people;\n")
    text = generate(project)[1]
    assert "ALTER TABLE public.users RENAME TO people;" in text and "DROP" not in sections(text)[0]
    project.ok("upgrade", "head")
    assert db.value("SELECT name FROM named") == "Ada"
    assert generate(project, "--skip-empty")[1] is None


def test_a_terminal_asks_what_was_renamed(project, models, db):
    begin(project, models, users=USERS)
    models.write(users=USERS.replace("mail text", "email text"))
    terminal = Terminal(project, "revision", "--autogenerate", "-m", "asked", "--rev-id", "asked1")
    terminal.wait_for("Is column public.users.email the former public.users.mail?")
    terminal.type("y\n")
    assert terminal.finish() == 0, terminal.shown
    up, _ = sections(next(project.versions.glob("asked1*")).read_text())
    assert "RENAME COLUMN mail TO email" in up


def test_without_an_answer_the_old_is_dropped_and_the_file_says_so(project, models, db):
    begin(project, models, users=USERS)
    models.write(users=USERS.replace("mail text", "email text"))
    up, down = sections(generate(project)[1])
    assert "DROP COLUMN mail" in up and "ADD COLUMN email text" in up and "-- loses data" in up
    assert "but not the data" in down
    db.execute("INSERT INTO users VALUES (1, 'Ada', 'ada@example.org')")
    assert project.run("upgrade", "head").returncode != 0
    project.ok("upgrade", "head", "--allow-data-loss")


def test_a_table_that_only_gives_its_names_away_first_is_lost_all_the_same(project, models, db):
    shelf = ("""CREATE TABLE shelf (id int, code text, CONSTRAINT shelf_key PRIMARY KEY (id));
        CREATE TABLE box (id int PRIMARY KEY, shelf int REFERENCES shelf);
        CREATE VIEW codes AS SELECT id, code FROM shelf;\n""")
    begin(project, models, shelf=shelf)
    models.write(shelf=shelf.replace("TABLE shelf", "TABLE rack").replace("REFERENCES shelf", "REFERENCES rack")
                 .replace("FROM shelf", "FROM rack"))
    up, _ = sections(generate(project)[1])
    assert "RENAME TO shelf_howdah_old" in up and "-- loses data" in up and "data-moved" not in up
    db.execute("INSERT INTO shelf VALUES (1, 'a')")
    refused = project.run("upgrade", "head")
    assert refused.returncode != 0 and "--allow-data-loss" in refused.stderr
    assert db.rows("SELECT code FROM shelf") == [("a",)]
    project.ok("upgrade", "head", "--allow-data-loss")


def test_what_would_make_others_wait_is_done_beside_them(project, models, db):
    begin(project, models, users=USERS)
    db.execute("INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 25000) AS i")
    models.write(users=USERS.replace("mail text", "mail text, token uuid NOT NULL DEFAULT gen_random_uuid(), "
                                     "CHECK (length(name) < 100)") + "CREATE INDEX users_mail ON users (mail);\n")
    up, _ = sections(generate(project)[1])
    assert "CREATE INDEX CONCURRENTLY users_mail" in up and "-- howdah: batch key=id" in up
    assert "NOT VALID;" in up and "-- howdah: own-transaction\nALTER TABLE public.users VALIDATE" in up
    project.ok("upgrade", "head")
    assert db.value("SELECT count(DISTINCT token) FROM users") == 25000
    assert db.value("SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = 'users'::regclass")
    assert db.value("SELECT attnotnull FROM pg_attribute WHERE attrelid = 'users'::regclass AND attname = 'token'")
    assert generate(project, "--skip-empty")[1] is None


def test_offline_writes_the_plain_statements(project, models):
    begin(project, models, users=USERS)
    models.write(users=USERS + "CREATE INDEX users_mail ON users (mail);\n")
    up, _ = sections(generate(project, "--offline")[1])
    assert "CREATE INDEX users_mail" in up and "CONCURRENTLY" not in up


def test_online_types_exchange_the_column_and_back(project, models, db):
    orders = ("CREATE TABLE orders (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, users_id integer NOT NULL);\n"
              "CREATE INDEX orders_users_id ON orders (users_id);\n")
    begin(project, models, orders=orders)
    db.execute("INSERT INTO orders (users_id) SELECT i FROM generate_series(1, 25000) AS i")
    kept = db.rows("SELECT id, users_id FROM orders ORDER BY id")
    models.write(orders=orders.replace("integer", "bigint"))
    up, down = sections(generate(project, "--online-types")[1])
    assert "ALTER COLUMN id TYPE" not in up + down and "-- howdah: batch key=id" in up
    project.ok("upgrade", "head")
    assert db.rows("SELECT id, users_id FROM orders ORDER BY id") == kept
    assert db.rows("INSERT INTO orders (users_id) VALUES (9999999999) RETURNING id") == [(25001,)]
    assert generate(project, "--skip-empty")[1] is None
    db.execute("DELETE FROM orders WHERE id = 25001")
    project.ok("downgrade", "-1")
    assert db.rows("SELECT id, users_id FROM orders ORDER BY id") == kept


TOUCHED = """
CREATE TABLE orders (id integer NOT NULL, line integer NOT NULL, changed timestamptz, PRIMARY KEY (id, line));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.changed := now(); RETURN NEW; END$$;
CREATE TRIGGER touched BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
"""


def test_batches_leave_alone_when_a_row_was_changed(project, models, db):
    begin(project, models, orders=TOUCHED)
    db.execute("INSERT INTO orders SELECT i / 10, i % 10 FROM generate_series(1, 25000) AS i;"
               "UPDATE orders SET line = line WHERE id = 7")
    kept = db.rows("SELECT id, line, changed FROM orders ORDER BY id, line")
    models.write(orders=TOUCHED.replace("line integer", "line bigint"))
    up, _ = sections(generate(project, "--online-types")[1])
    assert "-- howdah: batch key=id size=10000 triggers=off\n" in up
    assert "SET session_replication_role = replica;" in project.ok("upgrade", "head", "--sql")
    assert "triggers do not fire" in project.ok("upgrade", "head", "--dry-run")
    project.ok("upgrade", "head")
    assert db.rows("SELECT id, line, changed FROM orders ORDER BY id, line") == kept
    assert generate(project, "--skip-empty")[1] is None


def test_a_role_that_may_not_switch_triggers_off_is_refused_before_anything(project, db):
    db.execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)")
    project.revision("a1", None, "ALTER TABLE t ADD a int;\n-- howdah: batch key=id size=10 triggers=off\nUPDATE t SET a = 1;")
    role = f"owner_of_{db.name}"
    db.execute(f"CREATE ROLE {role} LOGIN; GRANT ALL ON DATABASE {db.name} TO {role}; GRANT ALL ON SCHEMA public TO {role};"
               f"ALTER TABLE t OWNER TO {role}")
    try:
        url = db.url.replace("postgres@", f"{role}@")
        done = project.run("upgrade", "head", "--url", url)
        assert done.returncode != 0 and "may not switch triggers off, as batches of revision a1 do" in done.stderr
        assert "GRANT SET ON PARAMETER session_replication_role" in done.stderr
        assert db.value("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0") == 1
        db.execute(f"GRANT SET ON PARAMETER session_replication_role TO {role}")
        project.ok("upgrade", "head", "--url", url)
        assert db.rows("SELECT a FROM t") == [(1,)]
    finally:
        db.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


def test_a_rename_in_the_same_file_leaves_the_plain_statement(project, models, db):
    """A function may name what is renamed: batches would fire it when the new name is there, and its new body is not."""
    body = "BEGIN UPDATE counts SET n = n + 1; RETURN NEW; END"
    text = """
        CREATE TABLE counts (n integer);
        CREATE TABLE orders (id integer PRIMARY KEY);
        CREATE FUNCTION count_orders() RETURNS trigger LANGUAGE plpgsql AS $$%s$$;
        CREATE TRIGGER counted AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION count_orders();"""
    begin(project, models, orders=text % body)
    db.execute("INSERT INTO orders VALUES (1), (2)")
    models.write(orders=(text % body).replace("counts", "totals").replace("id integer", "id bigint"))
    up, _ = sections(generate(project, "--online-types", "--rename", "counts=totals")[1])
    assert "not by --online-types: something is renamed before" in up and "howdah_sync" not in up
    project.ok("upgrade", "head")
    db.execute("UPDATE orders SET id = id + 5")
    assert generate(project, "--skip-empty")[1] is None


@pytest.mark.parametrize("argument, text", [
    ("users.name", "is no rename"),
    ("users.nothing=full_name", "renames nothing"),
])
def test_a_wrong_rename_is_refused(project, models, argument, text):
    begin(project, models, users=USERS)
    models.write(users=USERS.replace("name text", "full_name text"))
    done = project.run("revision", "--autogenerate", "-m", "x", "--rename", argument)
    assert done.returncode == 64 and text in done.stderr


def test_no_scratch_database_stays_behind(project, models, db):
    begin(project, models, users=USERS)
    assert db.value("SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah_scratch%%'") == 0


def test_a_table_that_becomes_partitioned_keeps_its_rows_and_its_owner(project, models):
    begin(project, models, visits="CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY, day date NOT NULL);")
    project.db.execute("CREATE ROLE visits_owner")
    try:
        project.db.execute("ALTER TABLE visits OWNER TO visits_owner;"
                           "INSERT INTO visits (day) VALUES ('2024-01-01'), ('2025-01-01')")
        models.write(visits="""
            CREATE TABLE visits (id integer GENERATED ALWAYS AS IDENTITY, day date NOT NULL) PARTITION BY RANGE (day);
            CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM (MINVALUE) TO ('2025-01-01');
            CREATE TABLE visits_new PARTITION OF visits DEFAULT;""")
        _, text = generate(project)
        assert "-- proved: " in text and "loses data" not in text and "but not the data" not in text
        assert "when a row fits in no partition" in text
        project.ok("upgrade", "head")
        assert project.db.rows("SELECT id, tableoid::regclass::text FROM visits ORDER BY id") == [
            (1, "visits_old"), (2, "visits_new")]
        assert project.db.rows("SELECT relowner::regrole::text FROM pg_class WHERE relname = 'visits'") == [
            ("visits_owner",)]
        project.ok("downgrade", "-1")
        assert project.db.rows("SELECT id FROM visits ORDER BY id") == [(1,), (2,)]
    finally:
        project.db.execute("DROP OWNED BY visits_owner CASCADE; DROP ROLE visits_owner")


def test_a_materialized_view_that_is_made_anew_loses_nothing(project, models, db):
    view = "CREATE MATERIALIZED VIEW totals AS SELECT id, mail FROM users;\n"
    begin(project, models, users=USERS, totals=view)
    db.execute("INSERT INTO users VALUES (1, 'a', 'b')")
    db.execute("REFRESH MATERIALIZED VIEW totals")
    models.write(users=USERS.replace("mail text", "mail varchar"), totals=view)
    assert "loses data" not in sections(generate(project)[1])[0]
    project.ok("upgrade", "head")
    assert db.rows("SELECT count(*) FROM totals") == [(1,)]
    project.ok("downgrade", "-1")
    assert db.rows("SELECT count(*) FROM totals") == [(1,)]
    project.ok("upgrade", "head")
    models.write(totals="-- gone")
    assert "-- loses data" in sections(generate(project)[1])[0]
    assert "drops materialized view" in project.run("upgrade", "head").stderr
