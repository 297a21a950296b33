"""Networks that do what networks do: certificates, lines that go dead, servers that change places."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys

import psycopg
import pytest

import versions
from program import binary
from server import SETTINGS, Server
from test_runner import standby

CUT_LINE = pathlib.Path(__file__).parent / "programs" / "cut_line.py"


# TLS


def certificate(folder, name, *alternatives):
    """A certificate that signs itself, and its key."""
    cert, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "rsa:2048", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName={','.join(alternatives)}", "-out", cert, "-keyout", key],
                   check=True, capture_output=True)
    key.chmod(0o600)
    if os.getuid() == 0:
        os.chown(key, pwd.getpwnam("postgres").pw_uid, -1)
    return cert, key


class TlsServer(Server):
    """A server that takes nothing but TLS on 127.0.0.1, as localhost."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        super().__init__(versions.programs(versions.MAIN), {**SETTINGS, "listen_addresses": "127.0.0.1"})
        self.cert, key = certificate(self.top, "localhost", "DNS:localhost")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(f"port = {self.port}\nssl = on\nssl_cert_file = '{self.cert}'\nssl_key_file = '{key}'\n")
        (self.data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 trust\n")

    def connect(self, dbname="postgres", **kwargs):
        return super().connect(dbname, port=self.port, **kwargs)


@pytest.fixture(scope="module")
def tls():
    server = TlsServer()
    server.top.chmod(0o755)
    try:
        server.start()
        yield server
    finally:
        server.discard()


def run_tls(project, tls, *args, host="localhost", mode="verify-full", root=None):
    url = f"postgresql://postgres@{host}:{tls.port}/postgres?sslmode={mode}&sslrootcert={root or tls.cert}"
    return project.run("--url", url, *args)


def test_everything_works_over_tls_that_is_verified(project, tls):
    project.chain(2)
    done = run_tls(project, tls, "upgrade", "head")
    assert done.returncode == 0, done.stderr
    assert "r0002 (head)" in run_tls(project, tls, "current", mode="verify-ca").stdout
    shown = run_tls(project, tls, "psql", "-Atc", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    assert shown.stdout == "t\n"
    assert run_tls(project, tls, "downgrade", "base", "--allow-data-loss").returncode == 0


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
def test_a_certificate_that_nobody_vouches_for_is_refused(project, tls, tmp_path, mode):
    other, _ = certificate(tmp_path, "other", "DNS:localhost")
    done = run_tls(project, tls, "current", mode=mode, root=other)
    assert done.returncode == 69 and "certificate verify failed" in done.stderr


def test_a_certificate_for_another_host_is_refused(project, tls):
    done = run_tls(project, tls, "current", host="127.0.0.1")
    assert done.returncode == 69 and 'server certificate for "localhost"' in done.stderr
    assert run_tls(project, tls, "current", host="127.0.0.1", mode="verify-ca").returncode == 0


def test_a_server_that_wants_tls_is_not_talked_to_without(project, tls):
    done = run_tls(project, tls, "current", mode="disable")
    assert done.returncode == 69 and "no encryption" in done.stderr


# A line that goes dead


def may_cut():
    return shutil.which("unshare") is not None and \
        subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def run_that_is_cut_off(project, db, server):
    """An upgrade whose statement runs while the packets of its connection are dropped."""
    project.revision("a1", None, "CREATE TABLE t (id int);\nSELECT pg_advisory_xact_lock(77);",
                     up_options="lock_timeout=1h")
    with db.connect() as holder:
        holder.execute("SELECT pg_advisory_lock(77)")
        running = project.start("-n", sys.executable, CUT_LINE, server.top / ".s.PGSQL.5432", binary(), "--url",
                                f"postgresql://postgres@127.0.0.1:5432/{db.name}", "upgrade", "head", program="unshare")
        db.wait_until("SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'howdah upgrade' "
                      "AND wait_event = 'advisory'")
        running.send(signal.SIGUSR1)
        yield running
        holder.execute("SELECT pg_advisory_unlock(77)")


@pytest.mark.skipif(not may_cut(), reason="a network of its own needs unshare and root")
def test_a_line_that_goes_dead_is_noticed_and_told(project, db, server):
    project.ini(reconnect_budget="500ms")
    with run_that_is_cut_off(project, db, server) as running:
        running.wait_for("connection lost", timeout=60)
        done = running.finish()
    assert done.returncode == 76, done.stderr
    assert "Connection timed out" in done.stderr and "howdah log --attempt" in done.stderr


@pytest.mark.skipif(not may_cut(), reason="a network of its own needs unshare and root")
def test_a_line_that_comes_back_lets_the_run_find_out_what_became_of_it(project, db, server):
    with run_that_is_cut_off(project, db, server) as running:
        running.wait_for("connection lost", timeout=60)
        running.send(signal.SIGUSR2)
        running.wait_for("waiting for another howdah", timeout=60)
    done = running.finish()
    assert done.returncode == 0, done.stderr
    assert "the transaction was committed: it is in the journal" in done.stderr
    assert project.rows() == ["a1"] and db.value("SELECT count(*) FROM howdah.step") == 1


# Servers that change places


def test_after_a_failover_the_same_url_leads_to_the_new_primary(project, db, server):
    project.chain(1)
    project.ok("upgrade", "head")
    with standby(server) as host:
        url = f"host={server.top},{host} user=postgres dbname={db.name} target_session_attrs=read-write"
        turned = f"host={host},{server.top} user=postgres dbname={db.name} target_session_attrs=read-write"
        for each in (url, turned):
            assert "r0001" in project.run("--url", each, "current").stdout
        project.revision("r0002", "r0001", "CREATE TABLE later (id int);")
        db.close()
        server.stop()
        try:
            done = project.run("--url", url, "upgrade", "head")
            assert done.returncode == 69, done.stderr
            with psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True) as promoter:
                assert promoter.execute("SELECT pg_promote()").fetchone() == (True,)
            for each in (url, turned):
                done = project.run("--url", each, "upgrade", "head")
                assert done.returncode == 0, done.stderr
            assert "r0002 (head)" in project.run("--url", url, "current").stdout
        finally:
            server.start()
    assert project.rows() == ["r0001"]
