"""A server that is older than what howdah's questions are written for: PostgreSQL 13, as it calls itself here."""
import socket
import threading

import pytest

CONFLICT = 73


def pump(source, sink, altered):
    """A first message says the version, so that it is never cut in two on a local socket."""
    try:
        while data := source.recv(65536):
            sink.sendall(altered(data))
    except OSError:
        pass
    finally:
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@pytest.fixture
def old(project, server, db, pg_version):
    """The project on a server whose greeting says 13."""
    ends, said, name = [], f"server_version\0{pg_version}".encode(), b"server_version\x0013"

    def accept():
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            behind = socket.socket(socket.AF_UNIX)
            behind.connect(f"{server.top}/.s.PGSQL.5432")
            ends.extend((client, behind))
            for source, sink, altered in ((client, behind, lambda data: data),
                                          (behind, client, lambda data: data.replace(said, name))):
                threading.Thread(target=pump, args=(source, sink, altered), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        port = listener.getsockname()[1]
        url = f"postgresql://postgres@127.0.0.1:{port}/{db.name}?sslmode=disable&gssencmode=disable"
        project.program.env["HOWDAH_URL"] = url
        yield project
        listener.shutdown(socket.SHUT_RDWR)
    for end in ends:
        end.close()


def test_migrations_that_are_written_by_hand_run(old, db):
    old.revision("a1", None, "CREATE TABLE t (id int); CREATE INDEX CONCURRENTLY i ON t (id);", "DROP TABLE t;")
    old.ok("upgrade", "head")
    assert old.rows() == ["a1"] and db.exists("t")
    assert old.ok("current") == "a1 (head)\n"
    old.ok("downgrade", "base", "--allow-data-loss")
    assert old.rows() == [] and not db.exists("t")


@pytest.mark.parametrize("command", ["inspect", "diff database migrations", "verify", "show sizes", "doctor",
                                     "top --once", "backup"])
def test_what_asks_catalogs_and_statistics_says_that_it_cannot(old, command):
    old.revision("a1", None, "CREATE TABLE t (id int);", "DROP TABLE t;")
    done = old.run(*command.split())
    assert done.returncode == CONFLICT
    assert done.stderr == "howdah: error: the server is of version 13\n  hint: PostgreSQL 14 or later is required.\n"
