"""The doctor: true findings, in order, with statuses that scripts and monitoring can use."""
import json

import pytest

# The tests' servers are fast and unsafe on purpose, and each CREATE DATABASE asks for a checkpoint.
SILENCES = ("\n[silences]\nsettings-advice = 2999-01-01 a server for tests\n"
            "checkpoints = 2999-01-01 a database for each test\n"
            "backup-age = 2999-01-01 a database for a test\n"
            "habits = 2999-01-01 a server for tests\n")


@pytest.fixture
def clinic(project):
    ini = project.folder / "howdah.ini"
    ini.write_text(ini.read_text(encoding="utf-8") + SILENCES, encoding="utf-8")
    project.revision("a1", None, "CREATE TABLE users (id int PRIMARY KEY);", "DROP TABLE users;", message="add users")
    project.ok("upgrade", "head")
    return project


def append(project, text):
    ini = project.folder / "howdah.ini"
    ini.write_text(ini.read_text(encoding="utf-8") + text, encoding="utf-8")


def diagnose(project, *args):
    done = project.run("doctor", "--json", *args)
    assert done.returncode in (0, 1), done.stderr
    answer = json.loads(done.stdout)
    assert done.returncode == (1 if answer["findings"] else 0)
    return answer


def apart_from_drift(project):
    """Of a database in which a test has made tables by hand."""
    return [f for f in diagnose(project)["findings"] if f["rule"] != "drift"]


def project_rules(project):
    return {f["rule"] for f in diagnose(project, "--only", "project")["findings"]}


@pytest.mark.smoke
def test_a_sound_project_on_a_sound_server_has_no_findings(clinic):
    done = clinic.run("doctor")
    if clinic.db.conn.info.server_version < 150000:
        found = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
        assert len(found) == 1 and "security: schema public: everybody can create" in found[0]
        return
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("Nothing to complain about.\n")


def test_revisions_that_are_not_applied(clinic):
    assert "unapplied" not in project_rules(clinic)
    clinic.revision("b2", "a1", "SELECT 1;", "SELECT 1;", message="add orders")
    assert project_rules(clinic) == {"unapplied", "unverified"}
    clinic.ok("verify")
    assert project_rules(clinic) == {"unapplied"}
    clinic.revision("c3", "b2", "SELECT 2;", "SELECT 1;", message="add sites")
    assert project_rules(clinic) == {"unapplied", "unverified"}


def test_a_database_that_was_changed_by_hand(clinic):
    assert project_rules(clinic) == set()
    clinic.db.execute("ALTER TABLE users ADD COLUMN nickname text")
    (found,) = diagnose(clinic, "--only", "project")["findings"]
    assert found["rule"] == "drift" and "+ column public.users.nickname" in found["evidence"]
    clinic.revision("b2", "a1", "CREATE TABLE more (i int);", "DROP TABLE more;", message="add more")
    assert "drift" not in project_rules(clinic)  # it is compared when it has all revisions


def test_models_that_no_revision_makes(clinic):
    models = clinic.folder / "models"
    models.mkdir()
    (models / "users.sql").write_text("CREATE TABLE users (id int PRIMARY KEY);")
    assert project_rules(clinic) == set()
    (models / "users.sql").write_text("CREATE TABLE users (id int PRIMARY KEY, name text);")
    (found,) = diagnose(clinic, "--only", "project")["findings"]
    assert found["rule"] == "models" and "+ column public.users.name" in found["evidence"]


def test_several_heads(clinic):
    clinic.revision("b2", "a1", "SELECT 1;", "SELECT 1;", message="add orders")
    clinic.revision("c3", "a1", "SELECT 1;", "SELECT 1;", message="add sites")
    clinic.ok("upgrade", "heads")
    found = diagnose(clinic, "--only", "project")["findings"]
    assert [(f["rule"], f["evidence"]) for f in found] == [("several-heads", "b2, c3")]


def test_files_that_were_edited_or_deleted_after_they_were_applied(clinic):
    path = next(clinic.versions.glob("*_a1.sql"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("id int", "id bigint"), encoding="utf-8")
    found = diagnose(clinic, "--only", "project")["findings"]
    assert [(f["rule"], f["level"], f["subject"]) for f in found] == [("changed-files", "critical", "a1")]
    path.write_text(text, encoding="utf-8")
    assert project_rules(clinic) == set()
    path.unlink()
    clinic.revision("z9", None, "SELECT 1;", "SELECT 1;", message="another beginning")
    assert "changed-files" in project_rules(clinic)


def test_messages_that_say_nothing(clinic):
    clinic.revision("b2", "a1", "SELECT 1;", "SELECT 1;", message="wip")
    clinic.ok("upgrade", "head")
    found = diagnose(clinic, "--only", "project")["findings"]
    assert [(f["rule"], f["evidence"]) for f in found] == [("messages", "b2")]


def test_bad_rows_of_reports_are_findings_with_evidence_and_fix(clinic):
    clinic.db.execute("CREATE SEQUENCE s AS smallint; SELECT setval('s', 32000)")
    clinic.db.execute("CREATE TABLE pair (a int); ALTER TABLE pair ADD CHECK (a > 0) NOT VALID")
    found = apart_from_drift(clinic)
    assert [(f["level"], f["rule"], f["subject"]) for f in found] == [
        ("critical", "sequences", "public.s"), ("warning", "constraints", "public.pair.pair_a_check")]
    assert found[0]["evidence"] == "used 97.7 %"
    clinic.db.execute(found[1]["fix"])
    assert [f["rule"] for f in apart_from_drift(clinic)] == ["sequences"]
    assert diagnose(clinic, "--only", "indexes")["findings"] == []


@pytest.fixture
def app_role(clinic):
    """A role that owns a table; its habits are not silenced."""
    ini = clinic.folder / "howdah.ini"
    ini.write_text(ini.read_text(encoding="utf-8").replace("habits =", "habits/pg-stat-statements NAME =".replace("NAME", clinic.db.name)),
                   encoding="utf-8")
    role = f"{clinic.db.name}_app"
    clinic.db.execute(f"CREATE ROLE {role} LOGIN; ALTER TABLE users OWNER TO {role}")
    yield role
    clinic.db.execute(f"REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}")


def habits(project):
    return {f["subject"]: f for f in diagnose(project, "--only", "server")["findings"] if f["rule"] == "habits"}


@pytest.mark.smoke
def test_a_role_that_waits_for_locks_without_end(clinic, app_role):
    found = habits(clinic)
    assert set(found) == {f"lock-timeout {app_role}"}
    clinic.db.execute(found[f"lock-timeout {app_role}"]["fix"])
    assert habits(clinic) == {}
    clinic.db.execute(f"ALTER ROLE {app_role} IN DATABASE {clinic.db.name} SET lock_timeout = '0'")
    assert set(habits(clinic)) == {f"lock-timeout {app_role}"}
    clinic.db.execute(f"ALTER ROLE {app_role} IN DATABASE {clinic.db.name} RESET lock_timeout; ALTER ROLE {app_role} RESET lock_timeout")
    clinic.db.execute(f"ALTER DATABASE {clinic.db.name} SET lock_timeout = '3s'")
    assert habits(clinic) == {}


def test_commits_that_a_crash_loses(clinic, app_role):
    clinic.db.execute(f"ALTER ROLE {app_role} SET lock_timeout = '3s'")
    clinic.db.execute(f"ALTER ROLE {app_role} IN DATABASE {clinic.db.name} SET synchronous_commit = off")
    found = habits(clinic)
    assert set(found) == {f"synchronous-commit {app_role}"}
    clinic.db.execute(found[f"synchronous-commit {app_role}"]["fix"])
    assert habits(clinic) == {}
    clinic.db.execute(f"ALTER DATABASE {clinic.db.name} SET synchronous_commit = off")
    assert set(habits(clinic)) == {f"synchronous-commit {clinic.db.name}"}


def test_statements_that_nobody_counts(clinic):
    ini = clinic.folder / "howdah.ini"
    ini.write_text(ini.read_text(encoding="utf-8").replace("habits = 2999", "habits = 2001"), encoding="utf-8")
    found = habits(clinic)
    assert set(found) == {f"pg-stat-statements {clinic.db.name}"}
    assert "shared_preload_libraries" in found[f"pg-stat-statements {clinic.db.name}"]["fix"]


def test_environments_that_share_a_database_or_are_not_marked(clinic):
    append(clinic, f"\n[env test]\nurl = {clinic.db.url}\n")
    assert project_rules(clinic) == set()
    append(clinic, "\n[env production]\nurl = postgresql:///elsewhere\n")
    assert project_rules(clinic) == {"no-mark"}
    append(clinic, f"\n[env staging]\nurl = {clinic.db.url}\n")
    found = {f["rule"]: f for f in diagnose(clinic, "--only", "project")["findings"]}
    assert set(found) == {"no-mark", "shared-database"}
    assert found["shared-database"]["subject"] == "test staging" and found["shared-database"]["level"] == "critical"
    clinic.ok("--env", "test", "environment", "test", env={"HOWDAH_URL": None})
    done = clinic.run("--env", "test", "doctor", "--only", "project", "--json", env={"HOWDAH_URL": None})
    assert {f["rule"] for f in json.loads(done.stdout)["findings"]} == {"shared-database"}


def test_thresholds_of_the_project_win(clinic):
    clinic.db.execute("CREATE SEQUENCE s AS smallint; SELECT setval('s', 17000)")
    assert apart_from_drift(clinic) == []
    append(clinic, "\n[thresholds]\nsequences.used = 50 90\n")
    assert apart_from_drift(clinic)[0]["level"] == "warning"
    rows = json.loads(clinic.ok("show", "sequences", "--json"))["rows"]
    assert [r["level"] for r in rows if r["name"] == "s"] == ["warning"]


def test_a_threshold_that_makes_no_sense_is_refused_with_its_place(clinic):
    append(clinic, "\n[thresholds]\nsequences.colour = 1 2\n")
    done = clinic.run("doctor")
    assert done.returncode not in (0, 1) and "howdah.ini:" in done.stderr and "colour" in done.stderr


def test_a_silence_needs_an_end_and_a_reason(clinic):
    clinic.db.execute("CREATE SEQUENCE s AS smallint; SELECT setval('s', 32000); CREATE SEQUENCE r AS smallint; SELECT setval('r', 32000)")
    append(clinic, "sequences/public.s = 2999-12-31 it is never used up\n")
    assert [f["subject"] for f in apart_from_drift(clinic)] == ["public.r"]
    append(clinic, "sequences = 2001-01-01 long ago\n")
    answer = diagnose(clinic)
    assert [f["subject"] for f in answer["findings"] if f["rule"] != "drift"] == ["public.r"]
    assert any("has expired" in note for note in answer["notes"])
    append(clinic, "bloat = for ever\n")
    assert "has no end or no reason" in clinic.run("doctor").stderr


def test_names_in_the_settings_that_nothing_has_are_told(clinic):
    append(clinic, "drift = 2999-12-31 known\nsequences/public.s = 2999-12-31 fine\nsequenzes/public.s = 2999-12-31 a slip\n"
                   "\n[thresholds]\nsequences.used = 50 90\ntabels.size = 1 2\n")
    notes = [note for note in diagnose(clinic)["notes"] if "there is no" in note]
    assert len(notes) == 2 and 'there is no rule "sequenzes"' in notes[0] and 'there is no report "tabels"' in notes[1]


def test_as_a_monitoring_plugin(clinic):
    done = clinic.run("doctor", "--plugin")
    assert done.returncode == 0 and done.stdout.startswith("HOWDAH OK - 0 critical, 0 warning | critical=0;;0 warning=0;0; time=")
    clinic.revision("b2", "a1", "SELECT 1;", "SELECT 1;", message="add orders")
    assert clinic.run("doctor", "--plugin").returncode == 1
    clinic.db.execute("CREATE SEQUENCE s AS smallint; SELECT setval('s', 32000)")
    done = clinic.run("doctor", "--plugin")
    assert done.returncode == 2 and "sequences public.s; unapplied; unverified" in done.stdout
    done = clinic.run("doctor", "--plugin", env={"HOWDAH_URL": "postgresql:///x?host=/nowhere", "HOWDAH_CONNECT_BUDGET": "0"})
    assert done.returncode == 3 and done.stdout.startswith("HOWDAH UNKNOWN - ")


def test_what_could_not_be_looked_at_is_said(clinic):
    answer = diagnose(clinic, "--only", "queries")
    assert answer["findings"] == []
    role = f"{clinic.db.name}_plain"
    clinic.db.execute(f"CREATE ROLE {role} LOGIN")
    try:
        answer = diagnose(clinic, "--url", clinic.db.url.replace("postgres@", f"{role}@"))
        assert any(": needs role pg_read_all_stats: " in note and note.endswith(";") and "GRANT" in note for note in answer["notes"])
        assert [note for note in answer["notes"] if note.startswith("hba: needs a superuser")]
        assert [note for note in answer["notes"] if note.startswith("bloat, index-bloat: needs role pg_read_all_data")]
        lacks = [note.split(": ", 1)[1] for note in answer["notes"] if ": needs " in note]
        assert len(set(lacks)) == len(lacks), "each once"
    finally:
        clinic.db.execute(f"DROP ROLE {role}")


def test_an_unknown_group_is_refused(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    assert howdah("doctor", "--only", "nonsense").returncode == 64
