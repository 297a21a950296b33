"""How howdah connects: what sessions look like, what goes wrong, and what is never shown."""
import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import threading
import time

import pytest

from program import beside
from server import unprivileged

CANARY = "c4n4ry-p4ss"
PGBOUNCER = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


@pytest.fixture
def check(howdah, db):
    """conn_check NAME on the test's database: check("cancel") gives its lines."""
    program = beside("conn_check")

    def run(name, conninfo=None, *args, **kwargs):
        return howdah(name, conninfo or db.url, *args, program=program, **kwargs).stdout.splitlines()

    return run


@pytest.fixture
def guarded(server, db):
    """A role that must give a password; gives its name."""
    name = f"guarded_{db.name}"
    hba = server.data / "pg_hba.conf"
    before = hba.read_text()
    db.execute(f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD '{CANARY}'")
    hba.write_text(f"local all {name} scram-sha-256\n{before}")
    reload(server)
    yield name
    hba.write_text(before)
    reload(server)
    db.execute(f"DROP ROLE {name}")


def reload(server):
    with server.connect() as admin:
        loaded = "SELECT pg_catalog.pg_conf_load_time()"
        before = admin.execute(loaded).fetchone()
        admin.execute("SELECT pg_catalog.pg_reload_conf()")
        while admin.execute(loaded).fetchone() == before:
            time.sleep(0.005)


def guarded_url(server, db, role, password=None):
    secret = "" if password is None else f":{password}"
    return f"postgresql://{role}{secret}@/{db.name}?host={server.top}"


# Sessions


@pytest.mark.smoke
def test_a_session_is_set_up_and_restored_in_one_message(check, db):
    db.execute(f"ALTER DATABASE {db.name} SET statement_timeout = '5min'")
    db.execute(f"ALTER DATABASE {db.name} SET howdah.environment = 'staging'")
    db.execute(f"CREATE ROLE role_{db.name}")
    lines = check("session", None, 'shop, "Back Room"', f"role_{db.name}")
    db.execute(f"DROP ROLE role_{db.name}")
    for line in ["application_name = howdah check", "client_connection_check_interval = 2000",
                 "client_encoding = UTF8", "idle_session_timeout = 0", "lock_timeout = 0",
                 "statement_timeout = 0", 'search_path = shop, "Back Room"',
                 "was: statement_timeout = 5min", "WARNING: look"]:
        assert line in lines
    assert "recovery 0; read-only 0; pooler 0; environment staging" in lines[-1]


@pytest.mark.smoke
@pytest.mark.parametrize("name, expected", [
    ("withdrawn", ["withdrawn: 0 calls; next"]),
    ("freed_in_callback", ["answered"]),
    ("freed_in_flight", ["0 calls"]),
    ("opening_withdrawn", ["withdrawn: 0 calls"]),
    ("cancel", ["canceling statement due to user request [57014] position 0"]),
    ("pipeline", ["affected 1; a 7; b null 1; failed 77",
                  'duplicate key value violates unique constraint "t_pkey" [23505] position 0',
                  "failed 1; there 1 0 0", "rows 1; in transaction 0"]),
    ("pipeline_commit", ['duplicate key value violates unique constraint "d_a_key" [23505] position 0',
                         "failed 2"]),
    ("pipeline_big", ["last 100000"]),
    ("errors", ['column "nothing" does not exist [42703] position 8',
                "division by zero [22012] position 0",
                "COPY FROM STDIN of the client is not possible here [] position 0",
                "COPY TO STDOUT of the client is not possible here [] position 0"]),
    ("terminated_in_pipeline", ["terminating connection due to administrator command [57P01] position 0",
                                "open 0; failed 3"]),
    ("terminated_idle", ["open 0",
                         "terminating connection due to administrator command [57P01] position 0"]),
])
def test_a_connection_keeps_its_promise(check, name, expected):
    assert check(name) == expected


def test_a_question_without_an_answer_in_time_ends_the_connection(check, server, db):
    lines = check("timeout")
    assert lines == ["no answer from the server within 100 ms; open 0",
                     f"connection to {server.top}:5432/{db.name} is closed [] position 0"]


def test_a_terminated_session_says_who_ended_it(check, server, db):
    lines = check("terminated")
    assert lines[:2] == ["terminating connection due to administrator command [57P01] position 0", "open 0"]


def test_a_search_path_or_role_that_is_wrong_is_named(check):
    assert 'error: role "nobody_here" does not exist [22023]' in check("session", None, "", "nobody_here")


# Poolers


@pytest.fixture
def bouncer(server, db):
    """PgBouncer in front of the server: bouncer("transaction") gives a conninfo through it."""
    if not os.path.exists(PGBOUNCER):
        pytest.skip("PgBouncer is not installed")
    with contextlib.ExitStack() as started:
        def start(mode):
            ini = server.top / "bouncer.ini"
            ini.write_text("[databases]\n"
                           f"* = host={server.top} port=5432 user=postgres\n"
                           "[pgbouncer]\nlisten_addr =\nlisten_port = 6432\n"
                           f"unix_socket_dir = {server.top}\npool_mode = {mode}\nauth_type = any\n"
                           "default_pool_size = 1\nlogfile =\n")
            log = started.enter_context(open(server.top / "bouncer.log", "wb"))
            process = subprocess.Popen([*unprivileged(), PGBOUNCER, str(ini)], stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log, cwd="/")
            started.callback(lambda: (process.terminate(), process.wait()))
            path = server.top / ".s.PGSQL.6432"
            while not path.exists():
                assert process.poll() is None, (server.top / "bouncer.log").read_text()
                time.sleep(0.01)
            return f"host={server.top} port=6432 user=postgres dbname={db.name}"
        yield start


def test_a_transaction_pooler_is_recognised_and_gets_no_settings(check, bouncer, db):
    db.execute(f"ALTER DATABASE {db.name} SET statement_timeout = '7min'")
    conninfo = bouncer("transaction")
    lines = check("session", conninfo, "shop")
    assert "pooler 1" in lines[-1]
    # The one server session of the pool is as it was for everybody else.
    assert "statement_timeout = 420000" in lines
    assert 'search_path = "$user", public' in lines


def test_commands_refuse_a_pooler_and_say_what_to_do(project, bouncer):
    project.chain(1)
    done = project.run("upgrade", "head", env={"HOWDAH_URL": bouncer("transaction")})
    assert done.returncode == 77
    assert "goes through a pooler" in done.stderr
    assert "--session-pooler" in done.stderr


# What goes wrong


@pytest.mark.parametrize("change, status, message, hint", [
    ({"dbname": "nowhere"}, 69, 'database "nowhere" does not exist', 'createdb'),
    ({"user": "stranger"}, 69, 'role "stranger" does not exist', "createuser"),
    ({"port": "1"}, 69, "No such file or directory", "Is PostgreSQL running"),
    ({"host": "/nowhere"}, 69, "No such file or directory", "Is PostgreSQL running"),
    ({"host": "127.0.0.1", "port": "1"}, 69, "Connection refused", "Is PostgreSQL running"),
    ({"host": "no-such-host.invalid"}, 69, "could not translate host name", ""),
    ({"sslmode": "sometimes"}, 69, 'invalid sslmode value: "sometimes"', ""),
    ({"color": "red"}, 78, "invalid connection option", "KEYWORD=VALUE"),
])
def test_a_connection_that_fails_is_explained(project, server, db, change, status, message, hint):
    parts = {"host": server.top, "user": "postgres", "dbname": db.name, **change}
    url = " ".join(f"{name}={value}" for name, value in parts.items())
    done = project.run("current", env={"HOWDAH_URL": url, "HOWDAH_CONNECT_BUDGET": "0"})
    assert (done.returncode, message in done.stderr, hint in done.stderr) == (status, True, True), done.stderr


def test_a_full_server_is_explained(project, server, db):
    db.execute(f"CREATE ROLE crowd_{db.name} LOGIN CONNECTION LIMIT 0")
    url = f"host={server.top} user=crowd_{db.name} dbname={db.name}"
    done = project.run("current", env={"HOWDAH_URL": url, "HOWDAH_CONNECT_BUDGET": "0"})
    db.execute(f"DROP ROLE crowd_{db.name}")
    assert done.returncode == 69
    assert f'too many connections for role "crowd_{db.name}"' in done.stderr
    assert "a limit of the role or the database is reached" in done.stderr.lower()
    assert '"howdah show connections"' in done.stderr and '"howdah terminate --idle-for 10m"' in done.stderr


def test_an_error_as_json_has_the_sqlstate(project, server):
    url = f"host={server.top} user=postgres dbname=nowhere"
    done = project.run("log", "--json", env={"HOWDAH_URL": url})
    assert json.loads(done.stderr)["error"]["sqlstate"] == "3D000"


@contextlib.contextmanager
def fake_server(answer):
    """A TCP port that sends answer to whoever says something; gives the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.recv(4096)
                    client.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def test_a_server_without_tls_is_explained(project):
    with fake_server(b"N") as port:
        url = f"host=127.0.0.1 port={port} user=x dbname=x sslmode=require"
        done = project.run("current", env={"HOWDAH_URL": url})
    assert done.returncode == 69
    assert "does not support SSL" in done.stderr
    assert "sslmode=prefer" in done.stderr


def test_a_server_that_starts_within_the_budget_is_waited_for(project, server):
    server.stop()
    late = project.run("current", env={"HOWDAH_CONNECT_BUDGET": "0"})
    assert late.returncode == 69
    waiting = project.start("current", env={"HOWDAH_CONNECT_BUDGET": "60s"})
    server.start()
    assert waiting.finish().returncode == 0


# Secrets


def shown(done):
    return done.stdout + done.stderr


def test_a_wrong_password_is_refused_and_never_shown(project, server, db, guarded):
    for options in [["current"], ["--raiseerr", "current"], ["log", "--json"], ["config", "show"],
                    ["upgrade", "head"]]:
        done = project.run(*options, env={"HOWDAH_URL": guarded_url(server, db, guarded, CANARY + "x")})
        assert CANARY not in shown(done)
        if "show" not in options:
            assert done.returncode == 69
            assert "password authentication failed" in done.stderr
            assert ".pgpass" in done.stderr
    missing = project.run("current", env={"HOWDAH_URL": guarded_url(server, db, guarded)})
    assert "no password supplied" in missing.stderr


@pytest.mark.parametrize("url", [
    f"postgresql://me:{CANARY}@{CANARY}@localhost/x",
    f"postgresql://me:{CANARY}/{CANARY}@localhost/x",
    f"postgresql://me:%zz{CANARY}@localhost/x",
    f"postgresql://me:{CANARY}@[::1/x",
    f"host=localhost pass {CANARY}",
    f"host=localhost password='{CANARY}",
    f"host=localhost password={CANARY} {CANARY}",
    f"host=localhost passwort={CANARY}",
])
def test_a_connection_string_with_a_mistake_is_not_echoed(project, url):
    done = project.run("current", env={"HOWDAH_URL": url, "HOWDAH_CONNECT_BUDGET": "0"})
    assert done.returncode in (69, 78), shown(done)
    assert CANARY not in shown(done)
    assert "hint:" in done.stderr


def test_the_right_password_may_stand_in_the_url(project, server, db, guarded):
    project.ok("current", env={"HOWDAH_URL": guarded_url(server, db, guarded, CANARY)})


def test_psql_gets_the_password_where_nobody_sees_it(project, server, db, guarded):
    url = guarded_url(server, db, guarded, CANARY)
    running = project.start("psql", "-X", "-c", f"SELECT pg_sleep(600) AS {guarded}", env={"HOWDAH_URL": url})
    db.wait_until("SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = %s AND query LIKE '%%pg_sleep%%'",
                  (guarded,))
    command_line = pathlib.Path(f"/proc/{running.pid}/cmdline").read_bytes().decode()
    db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (guarded,))
    done = running.finish()
    assert "pg_sleep" in command_line
    assert CANARY not in command_line + shown(done)


# What libpq does for us


def test_the_password_may_stand_in_pgpass(project, server, db, guarded):
    file = pathlib.Path(project.program.env["HOME"]) / ".pgpass"
    file.write_text(f"*:*:*:{guarded}:{CANARY}\n")
    file.chmod(0o600)
    project.ok("current", env={"HOWDAH_URL": guarded_url(server, db, guarded)})


def test_a_service_file_names_the_server(project, server, db):
    file = project.folder / "services.conf"
    file.write_text(f"[shop]\nhost={server.top}\nuser=postgres\ndbname={db.name}\n")
    variables = {"HOWDAH_URL": None, "PGSERVICEFILE": str(file)}
    project.chain(1)
    project.ok("upgrade", "head", env={**variables, "PGSERVICE": "shop"})
    assert project.rows() == ["r0001"]
    assert "r0001" in project.ok("--url", "service=shop", "current", env=variables)


def test_variables_of_libpq_name_the_server(project, server, db):
    project.chain(1)
    project.ok("upgrade", "head", env={"HOWDAH_URL": None, "PGHOST": str(server.top), "PGUSER": "postgres",
                                       "PGDATABASE": db.name})
    assert project.rows() == ["r0001"]


@contextlib.contextmanager
def refusing():
    yield 1


@contextlib.contextmanager
def accepting_and_silent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextlib.contextmanager
def dropping():
    """A port whose queue is full: the kernel drops what comes, as a dead host does."""
    with contextlib.ExitStack() as sockets:
        listener = sockets.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            client = sockets.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.mark.parametrize("first", [refusing, accepting_and_silent, dropping])
def test_a_dead_first_host_is_passed_over(check, server, db, first):
    with first() as port:
        conninfo = (f"host=127.0.0.1,{server.top} port={port},5432 user=postgres dbname={db.name} "
                    "connect_timeout=2")
        assert check("session", conninfo)[-1].startswith(f"host {server.top}:5432/{db.name};")


@pytest.mark.parametrize("only", [accepting_and_silent, dropping])
def test_a_silent_host_is_given_up_in_time(check, only):
    with only() as port:
        lines = check("session", f"host=127.0.0.1 port={port} user=x dbname=x connect_timeout=2")
    assert "no answer within the connect_timeout" in lines[0]
    assert "firewall" in lines[1]


# The mark of an environment


def test_a_command_refuses_a_database_of_another_environment(project, db):
    project.chain(1)
    assert project.ok("environment") == ""
    assert project.ok("environment", "production") == "production\n"
    done = project.run("upgrade", "head")
    assert done.returncode == 77
    assert f'database "{db.name}" is marked as environment "production"' in done.stderr
    assert "--env production" in done.stderr
    assert project.rows() == []

    (project.folder / "howdah.ini").write_text("[howdah]\nscript_location = migrations\n[env production]\n"
                                               "[env staging]\n")
    assert project.run("--env", "staging", "upgrade", "head").returncode == 77
    project.ok("--env", "production", "upgrade", "head")
    assert project.rows() == ["r0001"]


def test_the_mark_can_be_shown_by_all_and_changed_by_those_who_name_it(project, db):
    (project.folder / "howdah.ini").write_text("[howdah]\n[env production]\n")
    project.ok("environment", "production")
    assert json.loads(project.ok("environment", "--json")) == {"database": db.name, "environment": "production"}
    for change in (["environment", "test"], ["environment", "--clear"]):
        assert project.run(*change).returncode == 77
    project.ok("--env", "production", "environment", "--clear")
    assert project.ok("environment") == ""
    assert project.run("environment", "a b").returncode == 64
    assert project.run("environment", "x", "--clear").returncode == 64


def test_who_may_not_mark_is_told_who_may(project, server, db):
    db.execute(f"CREATE ROLE plain_{db.name} LOGIN")
    url = f"host={server.top} user=plain_{db.name} dbname={db.name}"
    done = project.run("environment", "test", env={"HOWDAH_URL": url})
    db.execute(f"DROP ROLE plain_{db.name}")
    assert done.returncode == 69
    assert "superuser" in done.stderr


# psql


def test_psql_opens_the_projects_database_with_its_settings(project, db):
    project.ini(search_path="shop, public")
    assert project.ok("psql", "-XAtc", "SELECT current_database(), current_setting('search_path')") == \
        f"{db.name}|shop, public\n"
    assert project.ok("psql", "-XAt", "-d", "postgres", "-c", "SELECT current_database()") == "postgres\n"
    assert project.ok("psql", "-XAt", "template1", "-c", "SELECT current_database()") == "template1\n"
    assert project.run("psql", "-X", "-v", "ON_ERROR_STOP=1", "-c", "SELECT 1/0").returncode == 1
