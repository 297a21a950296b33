"""Batches beside a standby that falls behind: max_lag."""
import shutil

import pytest

import versions
from project import Project
from server import Database, Server


class Standby(Server):
    """A streaming copy of another server."""

    def __init__(self, primary):
        super().__init__(primary.programs)
        shutil.rmtree(self.data)
        self._run("pg_basebackup", "-h", str(primary.top), "-U", "postgres", "-D", str(self.data), "-R",
                  "--checkpoint=fast", "--no-sync")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(f"unix_socket_directories = '{self.top}'\nwal_receiver_status_interval = '1s'\n")


@pytest.fixture
def primary():
    server = Server(versions.programs(versions.MAIN))
    try:
        server.start()
        yield server
    finally:
        server.discard()


@pytest.fixture
def standby(primary):
    server = Standby(primary)
    try:
        server.start()
        yield server
    finally:
        server.discard()


@pytest.fixture
def behind(primary, standby, tmp_path, howdah):
    """A project on the primary, whose standby has stopped to replay for more than a second."""
    db = Database(primary, "postgres")
    howdah.env["HOWDAH_URL"] = db.url
    project = Project(tmp_path / "project", db, howdah)
    db.execute("CREATE TABLE t (id int PRIMARY KEY, n int)")
    db.execute("INSERT INTO t SELECT i, 0 FROM generate_series(1, 3000) AS i")
    project.revision("a1", None, "-- howdah: batch key=id size=1000\nUPDATE t SET n = 1;", "SELECT 1;")
    copy = Database(standby, "postgres")
    copy.execute("SELECT pg_wal_replay_pause()")
    copy.wait_until("SELECT pg_get_wal_replay_pause_state() = 'paused'")
    copy.close()
    db.execute("INSERT INTO t VALUES (3001, 0)")
    db.wait_until("SELECT replay_lag > '1 second' FROM pg_stat_replication", timeout=60)
    yield project
    db.close()


def test_batches_wait_for_a_standby_that_is_behind(behind, standby):
    behind.ini(max_lag="500ms")
    running = behind.start("upgrade", "head")
    running.wait_for("waiting for standby")
    assert behind.db.value("SELECT count(*) FROM t WHERE n = 1") <= 1000
    with standby.connect() as copy:
        copy.execute("SELECT pg_wal_replay_resume()")
    assert running.finish().returncode == 0
    assert behind.db.value("SELECT count(*) FROM t WHERE n <> 1") == 0


def test_without_the_setting_they_do_not(behind):
    assert "waiting for standby" not in behind.run("upgrade", "head").stderr
    assert behind.db.value("SELECT count(*) FROM t WHERE n <> 1") == 0
