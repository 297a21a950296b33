"""The embedded cluster: made, found, shared, crashed, moved, refused."""
import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time

import pytest

from program import Program, binary

ROOT_ONLY = pytest.mark.skipif(os.getuid() != 0, reason="only root changes to another user")


class Home:
    """A folder with a howdah.ini and no database configured."""

    def __init__(self, folder, home):
        self.folder = folder
        self.program = Program(folder, home)
        self.dot = folder / ".howdah"

    def ini(self, **settings):
        lines = ["[howdah]", *(f"{name} = {value}" for name, value in settings.items())]
        (self.folder / "howdah.ini").write_text("\n".join(lines) + "\n")

    def run(self, *args, **kwargs):
        return self.program(*args, cwd=self.folder, **kwargs)

    def ok(self, *args, **kwargs):
        done = self.run(*args, **kwargs)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, sql, **kwargs):
        return self.ok("psql", "-XAtc", sql, **kwargs).strip()

    def status(self):
        return json.loads(self.ok("embedded", "status", "--json"))

    @property
    def data(self):
        return pathlib.Path(self.status()["data"])

    def stop(self):
        return self.ok("embedded", "stop")


@contextlib.contextmanager
def made_home(tmp_path, folder=None):
    """Folders of pytest are closed to other users; the server's user must get in."""
    top = pathlib.Path(tempfile.mkdtemp(prefix="hde-"))
    top.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    place = top / (folder or "app")
    place.mkdir(parents=True)
    project = Home(place, home)
    project.ini()
    try:
        yield project
    finally:
        for ini in top.rglob("howdah.ini"):
            Home(ini.parent, home).run("embedded", "stop")
        project.program.close()
        shutil.rmtree(top, ignore_errors=True)


@pytest.fixture
def fresh(tmp_path):
    with made_home(tmp_path) as project:
        yield project


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """The .howdah of a stopped cluster: copying one is quicker than making one."""
    with made_home(tmp_path_factory.mktemp("template")) as project:
        project.ok("embedded", "start")
        project.stop()
        yield project.dot


@pytest.fixture
def project(tmp_path, template):
    """A project whose cluster is made, and does not run."""
    with made_home(tmp_path) as project:
        subprocess.run(["cp", "-a", template, project.dot], check=True)
        yield project


def wait_until(condition, timeout=20):
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def gone(pid):
    """Ended, or waiting for whoever takes its exit status."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


# The ordinary way


def test_the_first_command_makes_it_and_the_next_finds_it(fresh):
    first = fresh.run("psql", "-XAtc", "CREATE TABLE kept (a int)")
    assert first.returncode == 0, first.stderr
    assert "making an embedded PostgreSQL" in first.stderr
    state = fresh.status()
    assert (state["made"], state["running"]) == (True, True)

    second = fresh.run("psql", "-XAtc", "SELECT count(*) FROM kept")
    assert (second.stdout, second.stderr) == ("0\n", "")
    assert fresh.status()["pid"] == state["pid"]
    assert sorted(os.listdir(fresh.folder)) == [".howdah", "howdah.ini"]
    assert (fresh.dot / ".gitignore").read_text() == "*\n"
    settings = "SELECT current_setting('listen_addresses'), current_setting('data_checksums'), " \
               "pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    assert fresh.ask(settings) == "|on|UTF8"


def test_it_is_only_for_its_owner(project):
    project.ok("embedded", "start")
    folder = os.stat(project.status()["socket"])
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert folder.st_uid == os.stat(f"/proc/{project.status()['pid']}").st_uid != 0


def test_the_projects_database_is_created(project):
    project.ini(database="Shop floor")
    assert project.ask("SELECT current_database()") == "Shop floor"
    assert project.ask("SELECT current_database()") == "Shop floor"


def test_no_other_database_is_created(project):
    project.ask("SELECT 1")
    done = project.run("diff", "mistyped", "database")
    assert done.returncode == 69 and 'database "mistyped" does not exist' in done.stderr
    assert project.ask("SELECT count(*) FROM pg_database WHERE datname = 'mistyped'") == "0"


def test_migrations_run_on_it(project):
    versions_folder = project.folder / "migrations" / "versions"
    versions_folder.mkdir(parents=True)
    (versions_folder / "a1.sql").write_text(
        "-- Add\n--\n-- Revision ID: a1\n-- Revises:\n\n-- howdah: upgrade\nCREATE TABLE t ();\n\n"
        "-- howdah: downgrade\nDROP TABLE t;\n")
    project.ok("upgrade", "head")
    assert project.ok("current").strip() == "a1 (head)"


def test_it_stops_and_starts_with_its_data(project):
    project.ask("CREATE TABLE kept (a int)")
    pid = project.status()["pid"]
    stopped = project.run("embedded", "stop")
    assert "is stopped" in stopped.stderr
    assert gone(pid)
    assert project.status()["running"] is False
    assert "was not running" in project.run("embedded", "stop").stderr
    assert project.ask("SELECT count(*) FROM kept") == "0"


def test_status_changes_nothing(tmp_path):
    with made_home(tmp_path) as untouched:
        assert untouched.status()["made"] is False
        assert "not made yet" in untouched.ok("embedded", "status")
        untouched.stop()
        assert os.listdir(untouched.folder) == ["howdah.ini"]


@ROOT_ONLY
def test_an_ordinary_user_runs_it_as_himself(tmp_path, template):
    user = pwd.getpwnam("nobody")
    with made_home(tmp_path) as project:
        subprocess.run(["cp", "-a", template, project.dot], check=True)
        for path in [project.folder, *project.folder.rglob("*")]:
            os.lchown(path, user.pw_uid, user.pw_gid)
        as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        howdah = project.folder.parent / "howdah"
        shutil.copy(binary(), howdah)

        def run(*args):
            return subprocess.run([*as_user, howdah, *args], cwd=project.folder, env=project.program.env,
                                  capture_output=True, text=True, check=False)

        done = run("psql", "-XAtc", "SELECT 1")
        assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
        assert os.stat(f"/proc/{project.status()['pid']}").st_uid == user.pw_uid
        assert run("embedded", "stop").returncode == 0


def test_scratch_databases_are_made_on_it_when_the_role_may_not_make_them_elsewhere(project, db):
    role = f"poor_{db.name}"
    db.execute(f"CREATE ROLE {role} LOGIN")
    versions_folder = project.folder / "migrations" / "versions"
    versions_folder.mkdir(parents=True)
    for number, down in ((1, ""), (2, " a1")):
        (versions_folder / f"a{number}.sql").write_text(
            f"-- Add\n--\n-- Revision ID: a{number}\n-- Revises:{down}\n\n-- howdah: upgrade\n"
            f"CREATE TABLE t{number} ();\n\n-- howdah: downgrade\nDROP TABLE t{number};\n")
    done = project.run("--url", f"{db.url}&user={role}", "squash", "a1:a2")
    db.execute(f"DROP ROLE {role}")
    assert done.returncode == 0, done.stderr
    assert "scratch databases are made on the embedded PostgreSQL" in done.stderr
    assert "Proved on two scratch databases" in done.stderr
    assert project.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah%'") == "0"


# Several commands


def test_commands_that_start_it_at_once_share_one(fresh):
    started = [fresh.program.start("psql", "-XAtc", "SELECT pg_postmaster_start_time()", cwd=fresh.folder)
               for _ in range(5)]
    finished = [running.finish() for running in started]
    assert [done.returncode for done in finished] == [0] * 5, [done.stderr for done in finished]
    assert len({done.stdout for done in finished}) == 1
    assert sum("making an embedded" in done.stderr for done in finished) == 1


def test_a_command_killed_while_it_makes_the_cluster_leaves_no_trap(fresh):
    running = fresh.program.start("embedded", "start", cwd=fresh.folder)
    wait_until(lambda: (fresh.dot / "embedded" / "data.new" / "PG_VERSION").exists())
    running.kill()
    assert fresh.ask("SELECT 1") == "1"
    assert not (fresh.dot / "embedded" / "data.new").exists()


# Crashes


def test_it_comes_back_after_its_postmaster_was_killed(project):
    project.ask("CREATE TABLE kept (a int); INSERT INTO kept VALUES (7)")
    os.kill(project.status()["pid"], signal.SIGKILL)
    assert project.ask("SELECT a FROM kept") == "7"


def test_a_backend_that_outlives_its_postmaster_does_not_keep_it_down(project):
    running = project.program.start("psql", "-XAtc", "SELECT pg_backend_pid(), pg_sleep(0)", "-c",
                                    "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$", cwd=project.folder)
    running.wait_for("|")
    backend = int(running.stdout.split("|")[0])
    os.kill(project.status()["pid"], signal.SIGKILL)
    assert project.ask("SELECT 1") == "1"
    wait_until(lambda: gone(backend))
    running.finish()


def test_a_pid_file_whose_number_is_another_programs_is_no_obstacle(project):
    with subprocess.Popen(["sleep", "600"]) as other:
        owner = os.stat(project.data)
        file = project.data / "postmaster.pid"
        file.write_text(f"{other.pid}\n{project.data}\n1\n5432\n{project.dot}\n\n1 1\nready   \n")
        os.chown(file, owner.st_uid, owner.st_gid)
        assert project.status()["running"] is False
        assert project.ask("SELECT 1") == "1"
        assert other.poll() is None
        other.kill()


def test_a_server_that_lost_its_socket_is_started_again(project):
    project.ok("embedded", "start")
    (pathlib.Path(project.status()["socket"]) / ".s.PGSQL.5432").unlink()
    done = project.run("psql", "-XAtc", "SELECT 1")
    assert done.stdout == "1\n"
    assert "lost its socket" in done.stderr


# Places


@pytest.mark.parametrize("folder", ["x" * 60 + "/" + "y" * 60, "a,b 'c' \"d\" \\e", "dé mo"])
def test_any_name_of_a_folder_will_do(tmp_path, template, folder):
    with made_home(tmp_path, folder) as project:
        subprocess.run(["cp", "-a", template, project.dot], check=True)
        assert project.ask("SELECT 1") == "1"
        assert project.ask("SELECT 2") == "2"
        aside = pathlib.Path(project.status()["socket"])
        project.stop()
        assert aside == project.dot / "embedded" or not aside.exists()


def test_a_project_can_be_renamed_and_copied(project):
    project.ask("CREATE TABLE original ()")
    project.stop()
    copy = Home(project.folder.parent / "copy", project.program.env["HOME"])
    subprocess.run(["cp", "-a", project.folder, copy.folder], check=True)
    copy.ask("CREATE TABLE copied ()")
    project.folder.rename(project.folder.parent / "renamed")
    renamed = Home(project.folder.parent / "renamed", project.program.env["HOME"])
    tables = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    assert renamed.ask(tables) == "original"
    assert copy.ask(tables) == "copied\noriginal"


@ROOT_ONLY
def test_below_a_closed_folder_roots_cluster_is_kept_elsewhere(tmp_path):
    with made_home(tmp_path) as project:
        project.folder.parent.chmod(0o700)
        done = project.run("embedded", "start", "--json")
        assert done.returncode == 0, done.stderr
        assert "cannot reach" in done.stderr
        base = pathlib.Path(json.loads(done.stdout)["data"]).parent
        try:
            assert not base.is_relative_to(project.folder)
            assert str(base) in done.stderr and str(base) in (project.dot / "embedded.conf").read_text()
            assert project.ask("SELECT 1") == "1"
            copy = Home(project.folder.parent / "copy", project.program.env["HOME"])
            subprocess.run(["cp", "-a", project.folder, copy.folder], check=True)
            assert copy.status()["made"] is False
            project.ask("CREATE TABLE kept ()")
            project.stop()
            shutil.rmtree(project.dot)
            again = project.run("embedded", "start")
            assert f"going on with the embedded PostgreSQL 15 in {base}, which was made for {project.dot} before" \
                in again.stderr
            assert project.ask("SELECT to_regclass('kept')") == "kept"
            project.stop()
            shutil.rmtree(project.dot)
            (base / "data" / "PG_VERSION").write_text("11\n")
            refused = project.run("embedded", "start")
            assert refused.returncode == 73 and f'delete "{base}"' in refused.stderr
        finally:
            project.stop()
            shutil.rmtree(base)


# Refusals


def fake_programs(folder, initdb):
    """A bin_dir of PostgreSQL 15 whose initdb is a script."""
    folder.mkdir()
    for name, text in (("postgres", "echo 'postgres (PostgreSQL) 15.1'"), ("initdb", initdb)):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def test_a_bin_dir_without_a_server_is_refused(fresh):
    fresh.ini(bin_dir="/usr/share")
    done = fresh.run("embedded", "start")
    assert done.returncode == 66
    assert 'bin_dir "/usr/share" has no PostgreSQL server programs' in done.stderr


def test_a_full_disk_is_told_and_leaves_nothing_behind(fresh):
    programs = fake_programs(fresh.folder.parent / "bin",
                             'mkdir -p "$2"; echo "could not write file: No space left on device" >&2; exit 1')
    fresh.ini(bin_dir=programs)
    done = fresh.run("embedded", "start")
    assert done.returncode == 74
    assert "initdb failed with exit status 1" in done.stderr
    assert "No space left on device" in done.stderr
    assert "Make room on the disk" in done.stderr
    assert os.listdir(fresh.dot / "embedded") == []


def test_data_of_a_version_that_is_not_installed_are_left_alone(project):
    version = project.data / "PG_VERSION"
    version.write_text("11\n")
    done = project.run("psql", "-c", "SELECT 1")
    assert done.returncode == 73
    assert "was made by PostgreSQL 11, which is not installed" in done.stderr
    assert "Install PostgreSQL 11" in done.stderr
    project.ini(bin_dir=fake_programs(project.folder.parent / "bin", "exit 1"))
    assert project.run("psql", "-c", "SELECT 1").returncode == 73


def test_a_server_that_does_not_start_shows_its_last_words(project):
    with open(project.data / "postgresql.conf", "a", encoding="utf-8") as conf:
        conf.write("nonsense = on\n")
    done = project.run("embedded", "start")
    assert done.returncode == 74
    assert "did not start" in done.stderr
    assert 'unrecognized configuration parameter "nonsense"' in done.stderr
    assert "postgresql.log" in done.stderr


def test_another_users_cluster_is_not_touched(project):
    if os.getuid() == 0:
        pytest.skip("root may touch all")
    project.dot.chmod(0o500)
    done = project.run("embedded", "start")
    assert done.returncode == 74


@ROOT_ONLY
def test_root_does_not_take_over_what_another_user_has_made(tmp_path):
    with made_home(tmp_path) as project:
        base = project.dot / "embedded"
        base.mkdir(parents=True, mode=0o700)
        os.chown(base, 65534, 65534)
        done = project.run("embedded", "start")
        assert done.returncode == 77
        assert 'belongs to user "nobody", and would now be run by "postgres"' in done.stderr
        assert 'Run howdah as "nobody"' in done.stderr


def test_quiet_does_not_tell_that_it_starts(project):
    project.stop()
    done = project.run("-q", "ensure_version")
    assert done.returncode == 0 and done.stderr == ""
