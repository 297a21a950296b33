"""howdah indexes suggest names indexes that are not there, and with hypopg only those that the planner would use."""
import json

import pytest


@pytest.fixture
def suggest(project, db):
    db.execute("CREATE TABLE users (id bigint PRIMARY KEY, email varchar(99), org int, made timestamptz, v int);"
               "INSERT INTO users SELECT g, 'u' || g, g % 500, now() - g * interval '1 min', g % 3 FROM generate_series(1, 20000) AS g;"
               "CREATE TABLE orgs (id int PRIMARY KEY, name text); INSERT INTO orgs SELECT g, 'o' || g FROM generate_series(0, 499) AS g;"
               "ANALYZE")

    def run(*args):
        return json.loads(project.ok("indexes", "suggest", "--json", *args))
    return run


def sql(answer):
    return [statement for item in answer["suggestions"] for statement in item["statements"]]


def test_without_hypopg_it_says_that_nothing_is_proved(suggest, project):
    answer = suggest("SELECT * FROM users WHERE org = $1 AND made > $2")
    assert not answer["proved"] and sql(answer) == ["CREATE INDEX CONCURRENTLY ON public.users (org, made)"]
    done = project.run("indexes", "suggest", "SELECT * FROM users WHERE org = 1")
    assert "not proved" in done.stdout and "hypopg" in done.stderr


def test_with_hypopg_only_what_helps_is_left_with_its_cost(suggest, db):
    db.execute("CREATE EXTENSION hypopg")
    answer = suggest("SELECT * FROM users WHERE email = $1 AND v = 1")
    assert answer["proved"] and answer["suggestions"][0]["cost"] < answer["cost"] / 10
    assert "email" in sql(answer)[0]
    assert sql(suggest("SELECT * FROM users WHERE v >= 0")) == [], "all rows are wanted"
    assert db.value("SELECT count(*) FROM pg_indexes WHERE tablename = 'users'") == 1, "nothing is made"


def test_what_is_there_is_not_suggested(suggest, db):
    assert sql(suggest("SELECT * FROM users WHERE id = 1")) == []
    db.execute("CREATE INDEX ON users (org, email)")
    assert sql(suggest("SELECT * FROM users WHERE org = 1")) == []
    assert "email" in sql(suggest("SELECT * FROM users WHERE email = 'x'"))[0]


def test_joins_and_orders(suggest, db):
    db.execute("CREATE EXTENSION hypopg")
    answer = suggest("SELECT * FROM orgs o JOIN users u ON u.org = o.id WHERE o.id = 7")
    assert sql(answer) == ["CREATE INDEX CONCURRENTLY ON public.users (org)"]
    answer = suggest("SELECT * FROM users WHERE org = 3 ORDER BY made DESC LIMIT 5")
    assert sql(answer)[0] == "CREATE INDEX CONCURRENTLY ON public.users (org, made)"


def test_errors_and_several_statements(suggest, project):
    done = project.run("indexes", "suggest", "SELECT nothing")
    assert done.returncode == 69 and "SQL:1:8" in done.stderr
    assert project.run("indexes", "suggest", "SELECT 1; SELECT 2").returncode == 64


@pytest.fixture
def shop(suggest, db):
    db.execute("CREATE TABLE people (id bigint PRIMARY KEY, email varchar(99) COLLATE \"und-x-icu\", name text COLLATE \"und-x-icu\", code text COLLATE \"C\", org int, made timestamptz,"
               " deleted_at timestamptz, active bool, data jsonb, tags text[]);"
               "INSERT INTO people SELECT g, 'U' || g || '@x.org', md5(g::text), md5(g::text), g % 500, now() - g * interval '1 min',"
               " CASE WHEN g % 50 = 0 THEN now() END, g % 50 = 0, jsonb_build_object('a', g % 1000), array['t' || g % 1000]"
               " FROM generate_series(1, 20000) AS g;"
               "CREATE TABLE orders (id bigint PRIMARY KEY, person bigint, total int, deleted_at timestamptz);"
               "INSERT INTO orders SELECT g, g % 20000, g % 100, NULL FROM generate_series(1, 40000) AS g;"
               "CREATE TABLE events (id bigint, who int, day date NOT NULL) PARTITION BY RANGE (day);"
               "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');"
               "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');"
               "INSERT INTO events SELECT g, g % 1000, '2024-01-01'::date + g % 360 FROM generate_series(1, 20000) AS g;"
               "ANALYZE")
    return suggest


PEOPLE = "CREATE INDEX CONCURRENTLY ON public.people "

# A statement, and what has to be made for it.
WANTED = [
    ("SELECT * FROM people WHERE email = 'x' AND deleted_at IS NULL", [PEOPLE + "(email) WHERE deleted_at IS NULL"]),
    ("SELECT * FROM people WHERE lower(email) = 'x'", [PEOPLE + "(lower((email)::text))"]),
    ("SELECT * FROM people WHERE data ->> 'a' = '7'", [PEOPLE + "(((data ->> 'a'::text)))"]),
    ("SELECT * FROM people WHERE email LIKE 'U123%'", [PEOPLE + "(email varchar_pattern_ops)"]),
    ("SELECT * FROM people WHERE code LIKE 'abc%'", [PEOPLE + "(code)"]),
    ("SELECT * FROM people WHERE upper(name) LIKE 'ABC%'", [PEOPLE + "(upper(name) text_pattern_ops)"]),
    ("SELECT * FROM people WHERE email IN ('a', 'b', 'c')", [PEOPLE + "(email)"]),
    ("SELECT * FROM people WHERE org = 3 AND made > now() - interval '1 day'", [PEOPLE + "(org, made)"]),
    ("SELECT * FROM people WHERE org = 3 OR email = 'x'", [PEOPLE + "(org)", PEOPLE + "(email)"]),
    ("SELECT * FROM people WHERE id = 3 OR (email = 'x' AND deleted_at IS NULL)", [PEOPLE + "(email) WHERE deleted_at IS NULL"]),
    ("SELECT * FROM people WHERE deleted_at IS NOT NULL", [PEOPLE + "(deleted_at) WHERE deleted_at IS NOT NULL"]),
    ("SELECT * FROM people WHERE deleted_at IS NULL ORDER BY made DESC LIMIT 5", [PEOPLE + "(made) WHERE deleted_at IS NULL"]),
    ("SELECT * FROM people ORDER BY org, made DESC LIMIT 5", [PEOPLE + "(org, made DESC)"]),
    ("UPDATE people SET org = 1 WHERE email = ANY ('{a,b}')", [PEOPLE + "(email)"]),
    ("SELECT * FROM people p JOIN orders o ON o.person = p.id WHERE p.email = 'x' AND o.deleted_at IS NULL AND p.deleted_at IS NULL",
     [PEOPLE + "(email) WHERE deleted_at IS NULL", "CREATE INDEX CONCURRENTLY ON public.orders (person) WHERE deleted_at IS NULL"]),
    ("SELECT * FROM events WHERE who = 7", ["CREATE INDEX ON public.events (who)"]),
    ("SELECT * FROM people WHERE id = 3 AND deleted_at IS NULL", []),
    ("SELECT * FROM people WHERE made::date = '2024-01-01'", []),
    ("SELECT * FROM people WHERE date_trunc('day', made) = now()", []),
    ("SELECT * FROM pg_class WHERE relpages = 3", []),
]


@pytest.mark.parametrize("proved", [False, True], ids=["not-proved", "proved"])
def test_what_is_suggested_can_be_made_is_used_and_is_not_suggested_again(shop, db, proved):
    if proved:
        db.execute("CREATE EXTENSION hypopg")
    for statement, wanted in WANTED:
        answer = shop(statement)
        assert answer["proved"] == proved and sorted(sql(answer)) == sorted(wanted), statement
        with db.connect(autocommit=False) as conn:
            for index in wanted:
                conn.execute(index.replace("CONCURRENTLY ", ""))
            plan = "\n".join(row[0] for row in conn.execute("EXPLAIN " + statement))
            indexes = [row[0] for row in conn.execute(
                "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid"
                " WHERE x.xmin::text = pg_current_xact_id()::text AND t.relkind = 'r'")]
            assert all(name in plan for name in indexes), f"{statement}\n{plan}"
            conn.rollback()
        for index in wanted:
            db.execute(index.replace("CONCURRENTLY ", "").replace("INDEX ON", "INDEX made ON") if len(wanted) == 1 else index)
        assert sql(shop(statement)) == [], statement
        for (name,) in db.rows("SELECT x.indexrelid::regclass::text FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid"
                               " WHERE NOT x.indisprimary AND t.relname IN ('people', 'orders', 'events') AND t.relnamespace = 'public'::regnamespace"):
            db.execute(f"DROP INDEX {name}")


def test_patterns_inside_of_text_want_trigrams_and_say_what_is_missing(shop, project, db):
    for statement in ("SELECT * FROM people WHERE name ILIKE 'abc%'", "SELECT * FROM people WHERE name LIKE '%abc%'",
                      "SELECT * FROM people WHERE name LIKE $1"):
        answer = shop(statement)
        assert sql(answer) == [PEOPLE + "USING gin (name gin_trgm_ops)"]
        assert "CREATE EXTENSION pg_trgm" in answer["suggestions"][0]["notes"][0]
    assert sql(shop("SELECT * FROM people WHERE name LIKE '%ab%'")) == [], "no trigram is in it"
    db.execute("CREATE EXTENSION hypopg; CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext")
    answer = shop("SELECT * FROM people WHERE name LIKE '%abc%'")
    assert sql(answer) == [PEOPLE + "USING gin (name ext.gin_trgm_ops)"] and answer["suggestions"][0]["notes"] == []
    assert "hypopg cannot try GIN" in project.ok("indexes", "suggest", "SELECT * FROM people WHERE name LIKE '%abc%'")
    db.execute(sql(answer)[0])
    assert sql(shop("SELECT * FROM people WHERE name LIKE '%abc%'")) == []


def test_containment_wants_an_inverted_index(shop, db):
    assert sql(shop("SELECT * FROM people WHERE data @> '{\"a\": 1}'")) == [PEOPLE + "USING gin (data)"]
    assert sql(shop("SELECT * FROM people WHERE tags && '{t1}'")) == [PEOPLE + "USING gin (tags)"]
    db.execute("CREATE INDEX ON people USING gin (data jsonb_path_ops)")
    assert sql(shop("SELECT * FROM people WHERE data @> '{\"a\": 1}'")) == []


def test_a_partial_index_says_what_it_leaves_out_and_one_that_is_there_counts(shop, project, db):
    statement = "SELECT * FROM people WHERE email = 'x' AND deleted_at IS NULL"
    assert "do not say deleted_at IS NULL" in project.ok("indexes", "suggest", statement)
    db.execute("CREATE INDEX ON people (email) WHERE deleted_at IS NULL")
    assert sql(shop(statement)) == []
    assert sql(shop("SELECT * FROM people WHERE email = 'x'")) == [PEOPLE + "(email)"]


def test_what_hypopg_overlooks_is_said_and_not_left_out(shop, db):
    db.execute("CREATE EXTENSION hypopg")
    answer = shop("SELECT * FROM orders o JOIN people p ON p.id = o.person WHERE lower(p.email) = $1")
    last = answer["suggestions"][-1]
    assert last["statements"] == [PEOPLE + "(lower((email)::text))"] and last["cost"] is None


def test_a_partition_is_indexed_by_its_table(shop, project):
    out = project.ok("indexes", "suggest", "SELECT * FROM events WHERE who = 7")
    assert out.count("CREATE INDEX ON public.events (who)") == 1 and "blocks writes" in out and "events_1" not in out


def refused(answer):
    return [(item["table"], item["expression"]) for item in answer["refused"]]


def test_what_no_index_can_have_is_said_with_the_reason(shop, project, db):
    db.execute("CREATE FUNCTION rolled(int) RETURNS int VOLATILE LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'")
    for condition, expression, reason in (
            ("rolled(org) = 3", "rolled(org)", "rolled() is VOLATILE"),
            ("date_trunc('day', made) = now()", "date_trunc('day'::text, made)", "date_trunc() is STABLE"),
            ("made::date = '2024-01-01'", "(made)::date", "a cast to date may depend on settings"),
            ("made + interval '1 day' > now()", "(made + '1 day'::interval)", "calculate on the other side"),
            ("made::text = 'x'", "(made)::text", "a value of its own type"),
            ("org <> 3", "org <> ...", "all but some rows")):
        answer = shop(f"SELECT * FROM people WHERE {condition}")
        assert sql(answer) == [] and refused(answer) == [("public.people", expression)], condition
        assert reason in answer["refused"][0]["reason"], condition
    said = project.ok("indexes", "suggest", "SELECT * FROM people WHERE org = 3 AND made::date = '2024-01-01'")
    assert "ON public.people (org);" in said and "-- no index for (made)::date of public.people: a cast" in said
    said = project.ok("indexes", "suggest", "SELECT * FROM events WHERE day::text = 'x'")
    assert said.count("-- no index for (day)::text of public.events") == 1, "once, not for each partition"
    assert refused(shop("SELECT * FROM people WHERE org = 3")) == []


def test_a_function_is_judged_by_its_overload_for_the_column(shop, db):
    """date_trunc is IMMUTABLE for timestamp, and STABLE for timestamptz."""
    db.execute("CREATE TABLE logs (at timestamp, seen timestamptz);"
               "INSERT INTO logs SELECT now() + g * interval '1 h', now() FROM generate_series(1, 9000) AS g; ANALYZE logs")
    index = "CREATE INDEX CONCURRENTLY ON public.logs (date_trunc('day'::text, at))"
    assert sql(shop("SELECT * FROM logs WHERE date_trunc('day', at) = '2026-01-31'")) == [index]
    db.execute(index.replace("CONCURRENTLY ", ""))
    answer = shop("SELECT * FROM logs WHERE date_trunc('day', seen) = '2026-01-31'")
    assert sql(answer) == [] and "date_trunc() is STABLE" in answer["refused"][0]["reason"]


def test_regular_expressions_and_ranges_have_their_indexes_and_say_why_they_are_not_proved(shop, project, db):
    db.execute("CREATE EXTENSION hypopg; CREATE EXTENSION pg_trgm; CREATE TABLE stays (room int, during tstzrange);"
               "INSERT INTO stays SELECT g, tstzrange(now() + g * interval '1 hour', now() + (g + 1) * interval '1 hour')"
               " FROM generate_series(1, 9000) AS g; ANALYZE stays")
    for statement, wanted, why in (
            ("SELECT * FROM people WHERE name ~ 'abc$'", PEOPLE + "USING gin (name gin_trgm_ops)", "hypopg cannot try GIN indexes"),
            ("SELECT * FROM stays WHERE during @> now()", "CREATE INDEX CONCURRENTLY ON public.stays USING gist (during)",
             "hypopg cannot try GiST indexes")):
        answer = shop(statement)
        assert sql(answer) == [wanted] and answer["suggestions"][0]["not_proved"] == why
        assert f"not proved, as {why}" in project.ok("indexes", "suggest", statement)
        db.execute(wanted)
        assert "_idx" in "".join(row[0] for row in db.rows("EXPLAIN " + statement)), "it is used"
        assert sql(shop(statement)) == []
    answer = shop("SELECT * FROM people WHERE org = 3")
    assert answer["suggestions"][0]["not_proved"] is None


def test_without_hypopg_json_says_so(shop):
    assert shop("SELECT * FROM people WHERE org = 3")["suggestions"][0]["not_proved"] == "the extension hypopg is not installed"
