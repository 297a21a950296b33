"""howdah explain shows the server's plan, runs only what it is told to run, and lets nothing stay."""
import json

import pytest

USAGE, DATABASE, MISSING = 64, 69, 66


@pytest.fixture
def orders(project, db):
    db.execute("CREATE TABLE orders (id bigint PRIMARY KEY, customer int, note text, total int);"
               "INSERT INTO orders SELECT g, g % 1000, 'note ' || g, g FROM generate_series(1, 20000) AS g; ANALYZE orders;"
               "CREATE SEQUENCE taken; CREATE TABLE log (id bigint DEFAULT nextval('taken'), what text)")
    return project


def explain(project, *args):
    return json.loads(project.ok("explain", "--json", *args))[0]


@pytest.mark.smoke
def test_parameters_get_the_plan_for_any_values(orders):
    answer = explain(orders, "SELECT * FROM orders WHERE id = $1 AND note LIKE $2")
    assert answer["generic"] and not answer["rolled_back"]
    node = answer["explain"][0]["Plan"]
    assert node["Node Type"] == "Index Scan" and "$1" in node["Index Cond"] and "Actual Rows" not in node
    done = orders.run("explain", "SELECT * FROM orders WHERE id = $1")
    assert "Index Scan using orders_pkey on public.orders" in done.stdout and "any values" in done.stderr


@pytest.mark.smoke
def test_no_partition_is_left_out_for_parameters_that_are_not_known(orders, db):
    db.execute("CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
               "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)")
    out = orders.ok("explain", "SELECT * FROM p WHERE id = $1")
    assert "public.p1" in out and "public.p2" in out


@pytest.mark.smoke
def test_values_run_it_and_are_values_only(orders, db):
    answer = explain(orders, "--analyze", "SELECT * FROM orders WHERE note = $1", "-p", "x'; DROP TABLE orders; --")
    node = answer["explain"][0]["Plan"]
    assert node["Actual Rows"] == 0 and not answer["generic"] and db.exists("orders")
    assert [finding["kind"] for finding in answer["findings"]] == ["discard"]
    done = orders.run("explain", "--analyze", "SELECT * FROM orders WHERE id = $1")
    assert done.returncode == USAGE and "--param" in done.stderr
    done = orders.run("explain", "SELECT 1", "-p", "1")
    assert done.returncode == USAGE and "0 parameters" in done.stderr


def test_nothing_is_run_without_analyze(orders, db):
    orders.ok("explain", "INSERT INTO log (what) VALUES ('x')")
    orders.ok("explain", "DELETE FROM orders")
    assert db.value("SELECT count(*) FROM orders") == 20000 and db.value("SELECT is_called FROM taken") is False


@pytest.mark.smoke
def test_what_writes_is_run_and_rolled_back_and_that_is_said(orders, db):
    done = orders.run("explain", "--analyze", "DELETE FROM orders WHERE customer = 7 RETURNING id")
    assert done.returncode == 0 and "Delete on public.orders" in done.stdout
    assert "run and rolled back" in done.stderr and "sequences" in done.stderr
    assert db.value("SELECT count(*) FROM orders") == 20000
    answer = explain(orders, "--analyze", "WITH new AS (INSERT INTO log (what) VALUES ('x') RETURNING id) SELECT * FROM new")
    assert answer["rolled_back"] and db.value("SELECT count(*) FROM log") == 0
    assert db.value("SELECT is_called FROM taken"), "as it was said"
    assert explain(orders, "--analyze", "SELECT * FROM orders WHERE id = 1 FOR UPDATE")["rolled_back"]
    assert not explain(orders, "--analyze", "SELECT * FROM orders WHERE id = 1")["rolled_back"]


def test_a_function_that_writes_is_noticed_while_it_runs(orders, db):
    db.execute("CREATE FUNCTION write() RETURNS int LANGUAGE sql VOLATILE AS $$ INSERT INTO log (what) VALUES ('x') RETURNING 1 $$")
    done = orders.run("explain", "--analyze", "SELECT write()")
    assert done.returncode == 0 and "run and rolled back" in done.stderr
    assert db.value("SELECT count(*) FROM log") == 0


def test_errors_point_into_the_statement(orders):
    done = orders.run("explain", "SELECT *\n  FROM orders WHERE wrong = 1")
    assert done.returncode == DATABASE
    assert "SQL:2:21\n      FROM orders WHERE wrong = 1\n" in done.stderr and "^" in done.stderr
    done = orders.run("explain", "SELECT * FROM orders WHERE wrong = $1")
    assert "SQL:1:28\n" in done.stderr
    done = orders.run("explain", "SELECT 'unterminated")
    assert "SQL:1:8\n" in done.stderr
    done = orders.run("explain", "VACUUM")
    assert done.returncode == USAGE and "no plan" in done.stderr


def test_a_file_with_several_statements_is_explained_one_by_one(orders, db):
    path = orders.folder / "query.sql"
    path.write_text("SELECT 1; -- one\nDELETE FROM orders;\nSELECT count(*) FROM orders", encoding="utf-8")
    answers = json.loads(orders.ok("explain", "--analyze", "--json", "-f", path))
    assert [answer["sql"] for answer in answers] == ["SELECT 1", "DELETE FROM orders", "SELECT count(*) FROM orders"]
    assert answers[2]["explain"][0]["Plan"]["Plans"][0]["Actual Rows"] == 20000, "each for itself"
    path.write_text("SELECT 1;\nSELECT nothing;", encoding="utf-8")
    done = orders.run("explain", "-f", path)
    assert done.returncode == DATABASE and f"{path}:2:8" in done.stderr and "Result" in done.stdout
    assert orders.run("explain", "-f", "nowhere.sql").returncode == MISSING
    assert orders.run("explain").returncode == USAGE


def test_a_statement_that_takes_too_long_is_stopped(orders):
    done = orders.run("explain", "--analyze", "--timeout", "100ms", "SELECT pg_sleep(30)")
    assert done.returncode == DATABASE and "statement timeout" in done.stderr


@pytest.mark.smoke
def test_figures_of_the_tree(orders):
    out = orders.ok("explain", "--analyze",
                    "SELECT o.customer, count(*) FROM orders o JOIN orders p ON p.id = o.customer GROUP BY 1 ORDER BY 2")
    lines = out.splitlines()
    assert lines[0].split() == ["time", "self", "rows", "expected", "loops", "node"]
    assert any("Hash Join" in line or "Nested Loop" in line or "Merge Join" in line for line in lines)
    assert any(line.startswith("planned in ") for line in lines)


@pytest.mark.parametrize("statement", ["VACUUM orders", "CREATE TABLE fresh ()", "EXPLAIN SELECT 1", "ALTER TABLE orders ADD x int"])
def test_a_statement_without_a_plan_is_no_syntax_error(project, db, statement):
    db.execute("CREATE TABLE orders (id int)")
    done = project.run("explain", statement)
    assert done.returncode == 64 and "the server has no plan for this statement" in done.stderr
    assert "SELECT, INSERT" in done.stderr and "syntax error" not in done.stderr
    assert "syntax error at or near \"selec\"" in project.run("explain", "selec 1").stderr
