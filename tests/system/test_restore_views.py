"""howdah restore fills materialized views anew, and tells which came out other than they were."""
import hashlib
import json
import pathlib
import signal

import pytest

from test_backup import stopped

DIFFERENT = 1

VIEWS = """
CREATE TABLE sold (day int, n int);
INSERT INTO sold SELECT i, i * 2 FROM generate_series(1, 50) AS i;
CREATE MATERIALIZED VIEW same AS SELECT day, n FROM sold;
CREATE MATERIALIZED VIEW old AS SELECT day FROM sold;
CREATE MATERIALIZED VIEW dice AS SELECT day, random() AS r FROM sold;
CREATE MATERIALIZED VIEW never AS SELECT day FROM sold WITH NO DATA;
INSERT INTO sold VALUES (51, 1), (52, 1);
REFRESH MATERIALIZED VIEW same;
REFRESH MATERIALIZED VIEW dice;
"""


@pytest.fixture
def views(project, db):
    db.execute(VIEWS)
    return project


def manifest(path):
    return json.loads((path / "manifest.json").read_text())


def backup(project, *options, **kwargs):
    return pathlib.Path(project.ok("backup", *options, **kwargs).strip())


def notes(project):
    return json.loads(project.ok("backup", "drill", "--json"))["notes"]


def test_what_differs_is_told_and_no_fault(views):
    path = backup(views)
    assert [(v["name"], v["rows"]) for v in manifest(path)["materialized_views"]] == [
        ("dice", 52), ("old", 50), ("same", 52)]
    assert notes(views) == [
        "materialized view public.dice has as many rows as in the source, but with other content: it was filled anew",
        "materialized view public.old has 52 rows, and had 50 in the source: it was filled anew"]


def test_without_checksums_only_numbers_are_told(views):
    backup(views, "--no-checksums")
    assert notes(views) == ["materialized view public.old has 52 rows, and had 50 in the source: it was filled anew"]


def test_a_view_that_stays_empty_is_a_fault(views):
    """The manifest, made to fit by its digest, says of a view that it was filled."""
    path = backup(views)
    said = json.loads((path / "manifest.json").read_text())
    said["materialized_views"].append({"schema": "public", "name": "never", "rows": 1, "checksum": None})
    text = json.dumps(said)
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    done = views.run("backup", "drill")
    assert done.returncode == DIFFERENT
    assert "materialized view public.never: not filled" in done.stderr


def test_a_manifest_of_old_without_views_is_restored(views):
    path = backup(views)
    said = json.loads((path / "manifest.json").read_text())
    del said["materialized_views"]
    text = json.dumps(said)
    (path / "manifest.json").write_text(text)
    (path / "manifest.sha256").write_text(hashlib.sha256(text.encode()).hexdigest() + "  manifest.json\n")
    assert notes(views) == []


def test_a_refresh_that_comes_in_between_does_not_fail_the_backup(views, db):
    running = stopped(views.start("backup", env={"HOWDAH_FAULT_AT": "backup-begun:1"}))
    with db.connect(autocommit=False) as other:
        other.execute("REFRESH MATERIALIZED VIEW same")
        running.send(signal.SIGCONT)
        db.wait_until("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = 'howdah backup'"
                      " AND state = 'idle in transaction (aborted)')")
        other.commit()
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert "1 of 3 materialized views could not be counted, and a restore will not compare them" in done.stderr
    found = manifest(pathlib.Path(done.stdout.strip()))["materialized_views"]
    assert [v["name"] for v in found] == ["dice", "old"]


def test_a_view_that_may_not_be_read_is_left_out(views, db, server):
    with server.connect() as admin:
        admin.execute("CREATE ROLE views_reader LOGIN")
    db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO views_reader; REVOKE SELECT ON old FROM views_reader")
    url = db.url.replace("postgres@", "views_reader@")
    try:
        path = backup(views, env={"HOWDAH_URL": url})
    finally:
        db.execute("DROP OWNED BY views_reader; DROP ROLE views_reader")
    assert [v["name"] for v in manifest(path)["materialized_views"]] == ["dice", "same"]


def test_a_part_of_the_database_counts_its_own_views(views, db):
    db.execute("CREATE SCHEMA other; CREATE MATERIALIZED VIEW other.one AS SELECT 1 AS a")
    assert [v["name"] for v in manifest(backup(views, "-n", "other"))["materialized_views"]] == ["one"]
    assert [v["name"] for v in manifest(backup(views, "-t", "sold", "-t", "old"))["materialized_views"]] == ["old"]
    assert manifest(backup(views, "-t", "sold"))["materialized_views"] == []


def test_rows_of_one_table_leave_views_alone(views, server):
    backup(views)
    done = views.run("restore", "-t", "public.sold", "--as", "views_for_test")
    with server.connect() as admin:
        admin.execute("DROP DATABASE IF EXISTS views_for_test WITH (FORCE)")
    assert done.returncode == 0
    assert "materialized view public" not in done.stderr
    assert "materialized views not filled" in done.stderr
