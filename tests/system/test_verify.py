"""howdah verify: each revision up, down and up again on a scratch database."""
import json

import pytest

from test_diff_sides import SCRATCH, USERS, model, settings


def verified(project, *ranges, status=0):
    """id -> object of --json, with the answer itself as "" ."""
    done = project.run("verify", "--json", *ranges)
    assert done.returncode == status, done.stderr + done.stdout
    found = json.loads(done.stdout)
    assert project.db.value(SCRATCH) == 0
    return {"": found, **{row["revision"]: row for row in found["revisions"]}}


def results(row):
    return (row["up"], row["down"], row["again"])


ALL_OK = ("ok", "ok", "ok")


@pytest.fixture
def line(project):
    """ae1 - ae2 - bb3"""
    project.revision("ae1", None, USERS, "DROP TABLE users;", message="users")
    project.revision("ae2", "ae1", "ALTER TABLE users ADD name text;", "ALTER TABLE users DROP name;")
    project.revision("bb3", "ae2", "CREATE INDEX CONCURRENTLY users_name ON users (name);",
                     "DROP INDEX CONCURRENTLY users_name;")
    return project


def test_what_is_right_is_told_as_a_table(line):
    done = line.run("verify")
    assert done.returncode == 0, done.stderr
    rows = [row.split() for row in done.stdout.splitlines()]
    assert rows[0] == ["revision", "up", "down", "again", "result", "time", "message"]
    assert [row[:5] for row in rows if row[0] in ("ae1", "ae2", "bb3")] == [
        [id, "ok", "ok", "ok", "ok"] for id in ("ae1", "ae2", "bb3")]
    assert line.rows() == [] and not line.db.exists("users")


def test_a_downgrade_that_leaves_something_is_named(line):
    line.revision("cc4", "bb3", "CREATE TABLE a (id int); CREATE VIEW v AS SELECT 1 AS one;", "DROP VIEW v;")
    line.revision("dd5", "cc4", "CREATE TABLE b (id int);", "DROP TABLE b;")
    found = verified(line, status=1)
    assert results(found["cc4"]) == ("ok", "failed", "failed")
    assert found["cc4"]["problems"][0] == "the downgrade does not lead back: + table public.a"
    assert 'relation "a" already exists' in found["cc4"]["problems"][1] and ".sql:8:1)" in found["cc4"]["problems"][1]
    assert results(found["dd5"]) == ALL_OK
    assert found[""]["verified"] is False


def test_a_second_upgrade_that_makes_something_else_is_named(line):
    line.revision("cc4", "bb3",
                  "CREATE TABLE IF NOT EXISTS kept (id int);\n"
                  "DO $$ BEGIN IF (SELECT count(*) FROM kept) > 0 THEN CREATE TABLE odd (id int); END IF; END $$;\n"
                  "INSERT INTO kept VALUES (1);", "DROP TABLE IF EXISTS odd;")
    found = verified(line, status=1)
    assert results(found["cc4"]) == ("ok", "failed", "failed")
    assert "the second upgrade makes something else: + table public.odd" in found["cc4"]["problems"]


def test_a_downgrade_that_fails_does_not_keep_later_revisions_from_being_tried(line):
    line.revision("cc4", "bb3", "CREATE TABLE a (id int);", "DROP TABLE nobody;")
    line.revision("dd5", "cc4", "CREATE TABLE b (id int);", "DROP TABLE b;")
    found = verified(line, status=1)
    assert results(found["cc4"]) == ("ok", "failed", "skipped")
    assert 'table "nobody" does not exist' in found["cc4"]["problems"][0]
    assert results(found["dd5"]) == ALL_OK


def test_an_upgrade_that_fails_ends_it(line):
    line.revision("cc4", "bb3", "CREATE TABLE a (id nothing);", "DROP TABLE a;")
    line.revision("dd5", "cc4", "CREATE TABLE b (id int);", "DROP TABLE b;")
    found = verified(line, status=1)
    assert results(found["bb3"]) == ALL_OK and "dd5" not in found
    assert results(found["cc4"]) == ("failed", "skipped", "skipped") and found[""]["not_run"] == 1
    assert "1 more was not run." in line.run("verify").stdout


def test_irreversible_downgrades_are_named_and_passed_over(line):
    line.revision("cc4", "bb3", "DROP TABLE users;", "-- howdah: irreversible the rows are gone")
    line.revision("dd5", "cc4", "CREATE TABLE b (id int);", "DROP TABLE b;")
    found = verified(line)
    assert results(found["cc4"]) == ("ok", "skipped", "skipped")
    assert found["cc4"]["irreversible"] == "the rows are gone"
    assert "cc4: skipped, the downgrade is irreversible: the rows are gone" in line.ok("verify")


def test_a_forgotten_downgrade_is_a_failure(line):
    line.revision("cc4", "bb3", "CREATE TABLE b (id int);", "")
    found = verified(line, status=1)
    assert results(found["cc4"]) == ("ok", "failed", "skipped") and found["cc4"]["problems"]


def test_branches_and_merges_are_tried_in_the_order_of_an_upgrade(line):
    line.revision("cc4", "ae2", "CREATE TABLE b (id int);", "DROP TABLE b;")
    line.revision("dd5", ["bb3", "cc4"], "", "")
    found = verified(line)
    assert set(found) == {"", "ae1", "ae2", "bb3", "cc4", "dd5"}
    assert all(results(row) == ALL_OK for id, row in found.items() if id)


def test_ranges_choose_what_is_tried(line):
    assert list(verified(line, "ae2"))[1:] == ["ae2"]
    assert list(verified(line, "ae2:"))[1:] == ["ae2", "bb3"]
    assert list(verified(line, "ae1", "head"))[1:] == ["ae1", "bb3"]
    done = line.run("verify", "nothing")
    assert done.returncode == 66 and "Can't locate revision identified by 'nothing'" in done.stderr


def test_a_project_without_revisions_has_nothing_to_try(project):
    assert verified(project)[""]["revisions"] == []


def test_heads_are_compared_with_the_models(line):
    model(line, users=USERS + "ALTER TABLE users ADD name text; CREATE INDEX users_name ON users (name);")
    assert verified(line)[""]["models"] == "ok"
    model(line, users=USERS)
    found = verified(line, status=1)[""]
    assert found["models"] == "failed"
    assert found["model_problems"] == ["to be like the models: - column public.users.name",
                                       "to be like the models: - index public.users_name"]
    assert "models" in line.run("verify", "ae1", "--json").stdout
    assert verified(line, "ae1")[""]["models"] == "skipped"


# ---- rows ----

@pytest.fixture
def seeded(line):
    (line.folder / "seed.sql").write_text("INSERT INTO users (id, email, name) VALUES (1, 'a', 'x'), (2, 'b', NULL);\n")
    settings(line, verify={"seed": "seed.sql", "seed_at": "ae2"})
    return line


def test_rows_that_survive_are_no_news(seeded):
    seeded.revision("cc4", "bb3", "ALTER TABLE users ADD n int DEFAULT 3;", "ALTER TABLE users DROP n;")
    found = verified(seeded)
    assert all(row["problems"] == [] for id, row in found.items() if id)
    assert found["bb3"]["losses"] == []


def test_values_that_go_with_a_column_are_named(seeded):
    seeded.revision("cc4", "bb3", "ALTER TABLE users DROP email;", "ALTER TABLE users ADD email text NOT NULL DEFAULT '';"
                                                                   "ALTER TABLE users ALTER email DROP DEFAULT;")
    found = verified(seeded)
    assert found["cc4"]["losses"] == ["public.users.email: not the values of before when the upgrade was undone"]
    assert "ok, rows lost" in seeded.ok("verify")


def test_rows_that_a_downgrade_deletes_are_a_failure(seeded):
    seeded.revision("cc4", "bb3", "ALTER TABLE users ADD n int;", "DELETE FROM users WHERE id = 2; ALTER TABLE users DROP n;")
    found = verified(seeded, status=1)
    assert found["cc4"]["problems"] == ["public.users: 2 rows after the upgrade, 1 when it was undone and done again"]
    assert found["cc4"]["losses"] == ["public.users: 2 rows before the upgrade, 1 when it was undone"]


def test_values_that_a_downgrade_spoils_are_a_failure(seeded):
    seeded.revision("cc4", "bb3", "ALTER TABLE users ADD n int;", "UPDATE users SET email = ''; ALTER TABLE users DROP n;")
    found = verified(seeded, status=1)
    assert found["cc4"]["problems"] == ["public.users.email: other values when the upgrade was undone and done again"]


def test_values_that_change_places_are_a_failure(seeded):
    seeded.revision("cc4", "bb3", "ALTER TABLE users ADD n int;",
                    "ALTER TABLE users DROP n; UPDATE users SET email = CASE email WHEN 'a' THEN 'b' ELSE 'a' END;")
    found = verified(seeded, status=1)
    assert found["cc4"]["problems"] == ["public.users.email: other values when the upgrade was undone and done again"]


def test_keys_that_a_revision_makes_up_are_no_news(seeded):
    seeded.revision("cc4", "bb3",
                    "ALTER TABLE users DROP CONSTRAINT users_pkey, ADD key uuid PRIMARY KEY DEFAULT gen_random_uuid();",
                    "ALTER TABLE users DROP key, ADD CONSTRAINT users_pkey PRIMARY KEY (id);")
    assert verified(seeded)["cc4"]["problems"] == []


def test_rows_of_the_heads_are_put_in_before_the_last_downgrade(seeded):
    settings(seeded, verify={"seed": "seed.sql"})
    seeded.revision("cc4", "bb3", "ALTER TABLE users ADD n int DEFAULT 1;",
                    "DELETE FROM users; ALTER TABLE users DROP n;")
    assert "0 when it was undone and done again" in verified(seeded, status=1)["cc4"]["problems"][0]


def test_rows_that_do_not_fit_are_told_with_file_and_revision(seeded):
    settings(seeded, verify={"seed": "seed.sql", "seed_at": "ae1"})
    done = seeded.run("verify")
    assert done.returncode == 69
    assert 'column "name" of relation "users" does not exist' in done.stderr and "seed.sql" in done.stderr
    assert "after revision ae1" in done.stderr
    assert seeded.db.value(SCRATCH) == 0


def test_a_missing_seed_is_told(seeded):
    (seeded.folder / "seed.sql").unlink()
    done = seeded.run("verify")
    assert done.returncode == 66 and "seed.sql" in done.stderr
