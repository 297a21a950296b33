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
    return [item["sql"] for item in answer["suggestions"]]


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
