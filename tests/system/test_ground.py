"""The tests' own ground: what every other test relies on."""
import pytest


@pytest.mark.smoke
def test_each_test_has_an_empty_database(db, pg_version):
    assert db.value("SELECT current_setting('server_version_num')::int / 10000") == int(pg_version)
    assert db.value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0
    assert not db.exists("alembic_version")


def test_the_server_comes_back_after_a_crash_with_what_was_committed(server, db):
    db.execute("CREATE TABLE kept (id int)")
    server.restart("immediate")
    assert db.exists("kept")


def test_server_settings_last_as_long_as_the_block(server, db):
    with server.configured(synchronous_standby_names="nobody", log_min_duration_statement=7):
        assert db.value("SHOW synchronous_standby_names") == "nobody"
        with server.connect() as other:
            assert other.execute("SHOW log_min_duration_statement").fetchone()[0] == "7ms"
    db.wait_until("SELECT current_setting('synchronous_standby_names') = ''")


def test_revision_files_are_written_in_the_specified_form(project):
    path = project.revision("b2", ["a1", "c3"], "SELECT 1;", "SELECT 2;", message="Join them",
                            labels="shop", depends=["d4"], up_options="no-transaction")
    assert path.name == "0001_b2.sql"
    assert path.read_text() == """\
-- Join them
--
-- Revision ID: b2
-- Revises: a1, c3
-- Create Date: 2026-01-01 00:00:00.000001
-- Branch Labels: shop
-- Depends On: d4

-- howdah: upgrade no-transaction
SELECT 1;

-- howdah: downgrade
SELECT 2;
"""
