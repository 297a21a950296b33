"""What howdah backup adds up of the rows of a table: any change of a value shows, and nothing else does."""
import hashlib
import json
import pathlib

import pytest

DIFFERENT = 1

TYPES = """
CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (a mood, b numeric); CREATE DOMAIN word AS text;
CREATE TABLE all_types (zz int, b bool, raw bytea, c "char", i8 bigint, i2 smallint, t text, v varchar(9), ch char(9),
    d date, ti time, ts timestamp, tz timestamptz, u uuid, j jsonb, js json, r4 real, r8 float8, m money, iv interval,
    tt timetz, n numeric, mood mood, pair pair, w word, ints int[], moods mood[], span int4range, net inet, x xml,
    p point, vec tsvector, bits varbit, rel regclass);
INSERT INTO all_types VALUES (1, true, '\\x00ff', 'c', 8, 2, 't', 'v', 'ch', '2026-01-31', '12:00', '2026-01-31 12:00',
    '2026-01-31 12:00+02', '6ecd8c99-4036-403d-bf84-cf8400f67836', '{"a": 1}', '{"a":  1}', 1.5, 0, 7.25, '24:00:00',
    '12:00+02', 1.50, 'ok', '(sad,1.0)', 'w', '{1,2}', '{sad,ok}', '[1,5)', '10.0.0.1/8', '<a/>', '(1,2)', 'a b',
    '101', 'pg_class');
INSERT INTO all_types (zz) VALUES (2);
"""
CHANGES = {
    "b": "false", "raw": "'\\x00fe'", "c": "'d'", "i8": "9", "i2": "3", "t": "'T'", "v": "'V'", "ch": "'CH'",
    "d": "'2026-02-01'", "ti": "'12:01'", "ts": "'2026-01-31 12:00:00.000001'", "tz": "'2026-01-31 12:00+01'",
    "u": "'6ecd8c99-4036-403d-bf84-cf8400f67837'", "j": "'{\"a\": 2}'", "js": "'{\"a\": 1}'", "r4": "1.25",
    "r8": "'-0'", "m": "7.26", "iv": "'1 day'", "tt": "'11:00+01'", "n": "1.5", "mood": "'sad'", "pair": "'(sad,1.00)'",
    "w": "NULL", "ints": "'{{1,2}}'", "moods": "'{ok,sad}'", "span": "'[1,6)'", "net": "'10.0.0.2/8'", "x": "'<a></a>'",
    "p": "'(1,3)'", "vec": "'a'", "bits": "'1010'", "rel": "'pg_type'",
}


def backup(project):
    return pathlib.Path(project.ok("backup").strip())


def manifest(path):
    return json.loads((path / "manifest.json").read_text())


def checksums(project):
    return {table["name"]: table["checksum"] for table in manifest(backup(project))["tables"]}


def test_a_value_of_any_type_that_is_changed_changes_the_checksum(project, db):
    db.execute(TYPES)
    db.execute("CREATE TABLE same AS TABLE all_types")
    for column, value in CHANGES.items():
        db.execute(f"CREATE TABLE other_{column} AS TABLE all_types")
        db.execute(f"UPDATE other_{column} SET {column} = {value} WHERE zz = 1")
    found = checksums(project)
    assert found.pop("all_types") == (same := found.pop("same"))
    assert [name for name, checksum in found.items() if checksum == same] == []


def test_values_that_change_places_change_the_checksum(project, db):
    for name, rows in {"before": "(1, 10), (2, 20)", "after": "(1, 20), (2, 10)", "twice": "(1, 10), (1, 10)",
                       "other_order": "(2, 20), (1, 10)"}.items():
        db.execute(f"CREATE TABLE {name} (a int, b int); INSERT INTO {name} VALUES {rows}")
    found = checksums(project)
    assert found["before"] == found["other_order"]
    assert len(set(found.values())) == 3


@pytest.mark.parametrize("changed", [False, True])
def test_a_backup_with_checksums_of_texts_is_still_compared(project, db, changed):
    """Manifests of old name no way of hashing: it was the text of whole rows."""
    db.execute("CREATE TABLE t (a int, b text); INSERT INTO t SELECT i, 'x' || i FROM generate_series(1, 100) AS i")
    path = backup(project)
    old = manifest(path)
    del old["row_hash"]
    old["tables"][0]["checksum"] = db.value(
        f"SELECT (sum(hashtextextended((t.*)::text, 0)) + {int(changed)})::text FROM t")
    text = json.dumps(old)
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    done = project.run("backup", "drill")
    assert done.returncode == (DIFFERENT if changed else 0), done.stderr
    assert ("with other content" in done.stderr) == changed


def test_columns_in_another_order_are_the_same_rows(project, db):
    """A child that got its columns in two ways has them in another order once it was restored."""
    db.execute("CREATE TABLE child (b text, a int); INSERT INTO child VALUES ('x', 1), ('y', NULL);"
               "CREATE TABLE parent (a int, b text); ALTER TABLE child INHERIT parent")
    backup(project)
    assert "2 rows are as the backup says" in project.ok("backup", "drill")
