"""howdah sample writes sizes down, and howdah show growth tells rates from them."""
import json

import pytest


@pytest.fixture
def show(project):
    def rows(*args):
        return json.loads(project.ok("show", "growth", *args, "--json"))
    return rows


def test_without_samples_it_is_said_how_to_start(show, db):
    answer = show()
    assert answer["rows"] == []
    assert [note["text"][:30] for note in answer["notes"]] == ["needs table howdah.size_sample"]
    assert '"howdah sample"' in answer["notes"][0]["text"]
    assert not db.exists("howdah.size_sample")


def test_rates_come_from_all_samples(project, show, db):
    db.execute("CREATE TABLE big (i int PRIMARY KEY); CREATE TABLE small (i int)")
    assert json.loads(project.ok("sample", "--json"))["samples"] == 1
    # The samples of the ten days before: one grows by a million bytes each day, the other shrinks.
    db.execute("""
        DELETE FROM howdah.size_sample;
        INSERT INTO howdah.size_sample
            SELECT now() - d * interval '1 day', 'public', n, CASE n WHEN 'big' THEN 50000000 - d * 1000000 ELSE 5000 + d * 100 END, 8192
              FROM generate_series(0, 10) AS d, unnest(ARRAY['big', 'small']) AS n;
        INSERT INTO howdah.size_sample SELECT now() - d * interval '1 day', '', '', 90000000, NULL FROM generate_series(0, 10) AS d;
        INSERT INTO howdah.size_sample VALUES (now() - interval '50 days', 'public', 'big', 1, 0);
        INSERT INTO howdah.size_sample VALUES (now() - interval '3 days', 'public', 'dropped', 1, 0);
    """)
    base, big, small = show()["rows"]
    assert (base["schema"], base["name"], base["size"], base["per_day"]) == (None, db.name, 90000000, 0)
    assert (big["name"], big["size"], big["grown"], big["samples"]) == ("big", 50008192, 10000000, 11)
    assert (big["per_day"], big["per_week"], big["in_30_days"]) == (1000000, 7000000, 80008192)
    assert (small["grown"], small["per_day"], small["in_30_days"]) == (-1000, -100, 10192)
    assert [row["name"] for row in show("public.big")["rows"]] == ["big"]
    assert show("big", "--param", "days=100")["rows"][0]["samples"] == 12


def test_a_sample_measures_tables_and_forgets_what_is_old(project, db):
    db.execute("CREATE TABLE measured AS SELECT i FROM generate_series(1, 10000) AS i; CREATE INDEX ON measured (i)")
    project.ok("sample")
    db.execute("INSERT INTO howdah.size_sample VALUES (now() - interval '401 days', 'public', 'measured', 1, 0)")
    project.ok("sample")
    assert db.value("SELECT count(*) FROM howdah.size_sample WHERE table_name = 'measured'") == 2
    assert db.rows("SELECT DISTINCT table_bytes, index_bytes FROM howdah.size_sample WHERE table_name = 'measured'") == db.rows(
        "SELECT pg_table_size('measured'), pg_indexes_size('measured')")
    assert db.value("SELECT count(*) FROM howdah.size_sample WHERE schema_name = '' AND table_bytes > 1000000") == 2


def test_a_locked_table_is_left_out_and_nobody_waits(project, db):
    db.execute("CREATE TABLE held (i int); CREATE TABLE free_one (i int)")
    with db.connect(autocommit=False) as holder:
        holder.execute("LOCK held")
        answer = json.loads(project.ok("sample", "--json"))
    assert (answer["tables"], answer["left_out"]) == (1, 1)
