"""docs/guide.md: every command in it runs, and every line of the page that it replaces has its row."""
import gzip
import re

import pytest

from program import ROOT

PAGE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| in the guide")]
COMMANDS = sorted({command for row in ROWS for cell in row[1:] for command in re.findall(r"`howdah ([^`]+)`", cell)})

# What must have been done before a command makes sense.
BEFORE = {
    "upgrade +1": ["downgrade base"], "upgrade ID": ["downgrade base"], "upgrade head": ["downgrade base"],
    "upgrade head --dry-run": ["downgrade base"], "upgrade head --backup": ["downgrade base"],
    "downgrade -1": ["upgrade head"], "downgrade ID": ["upgrade head"], "downgrade base": ["upgrade head"],
    "backup -t users -t public.t*": ["upgrade head"],
    "restore --as rescued": ["backup"], "backup drill": ["backup"], "backup verify": ["backup"],
    "backup prune": ["backup"], "restore --swap --yes --terminate": ["backup"],
    "restore undo --yes --terminate": ["backup", "restore --swap --yes --terminate"],
    "check": ["upgrade head"], "doctor --only project": ["upgrade head", "backup"], "history": ["upgrade head"], "current": ["upgrade head"],
}


def words(command):
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command)]


USERS = "CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY, email text); "
SQL_FILE = "CREATE TABLE rescued (id int);\n--\n-- PostgreSQL database dump complete\n--\n"


@pytest.fixture
def service(project, server, db, howdah):
    """A project with three revisions, a second environment, and dumps as the guide makes them."""
    for number, down in ((1, None), (2, "r0001"), (3, "r0002")):
        project.revision(f"r000{number}", down, f"{USERS if number == 1 else ''}CREATE TABLE tr000{number} (id int);",
                         f"{'DROP TABLE users; ' if number == 1 else ''}DROP TABLE tr000{number};",
                         message=f"add table {number}")
    db.execute(USERS)
    ini = project.folder / "howdah.ini"
    text = ini.read_text(encoding="utf-8")
    ini.write_text(text + f"\n[env test]\nurl = {db.url}\n", encoding="utf-8")
    (project.folder / "backup.sql").write_text(SQL_FILE, encoding="utf-8")
    (project.folder / "backup.sql.gz").write_bytes(gzip.compress(SQL_FILE.encode()))
    yield project
    with server.connect() as admin:
        aside = admin.execute("SELECT datname FROM pg_database WHERE datname = 'rescued' OR starts_with(datname, %s)",
                              (db.name + "__",)).fetchall()
        for name, in aside:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_runs(service, command):
    env = {"PAGER": "", "HOWDAH_URL": None} if "--env" in command else {}
    if "--autogenerate" in command:
        service.ok("upgrade", "head")
        (service.folder / "models").mkdir()
        (service.folder / "models" / "users.sql").write_text("CREATE TABLE users (id bigint PRIMARY KEY);")
    for before in BEFORE.get(command, []):
        service.ok(*words(before))
    done = service.run(*[word.replace("ID", "r0002") if word == "ID" else word for word in words(command)], env=env)
    assert done.returncode == 0, done.stderr + done.stdout


def test_there_are_commands_and_open_ends_in_the_page():
    assert len(COMMANDS) > 30
    assert all(row[1] for row in ROWS), ROWS


# What the page that is replaced tells to do, to run and not to do, in words that its rows have.
TOLD = ("revision --autogenerate", "alembic revision -m", "upgrade head", "upgrade +1", "upgrade ae1234", "downgrade -1", "downgrade ae1234",
        "downgrade base", "alembic current", "alembic history`", "history --verbose", "stamp head", "psql -d postgres", "psql -d test_db",
        "\\dt", "\\d+ users", "\\d+ organizations", "\\l", "\\c database_name", "\\di", "\\d+ table_name", "\\q", "n_live_tup",
        "state = 'active'", "database size", "pg_total_relation_size", "BaseModel", "relationships", "pg_dump postgres > backup.sql",
        "-t users -t organizations", "gzip", "psql postgres < backup.sql", "gunzip -c backup.sql.gz", "\"ANALYZE;\"", "\"VACUUM;\"",
        "VACUUM FULL", "circular foreign keys", "count(*) FROM pg_stat_activity", "idle for 10 minutes", "find blocking queries",
        "kill the blocking process", "idx_scan = 0", "CREATE INDEX idx_users_email", "\\timing", "EXPLAIN ANALYZE", "mean_exec_time",
        "always use migrations", "test migrations locally", "small and focused", "meaningful messages", "backup before major changes",
        "modify the schema directly", "create_all", "delete migration files", "share a database between environments", "synchronous operations")


def test_everything_that_the_replaced_page_tells_has_a_row():
    told = [row[0] for row in ROWS]
    assert [line for line in TOLD if not any(line in row for row in told)] == []
