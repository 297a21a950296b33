"""howdah check: models = migrations replayed = database, each pair."""
import json

import pytest

from test_diff_sides import SCRATCH, USERS, model, settings

NAME = "ALTER TABLE users ADD name text;"
CURRENT = "No new upgrade operations detected.\n"


@pytest.fixture
def service(project):
    """Database, migrations and models are the same."""
    project.revision("a1", None, USERS, "DROP TABLE users;")
    model(project, users=USERS)
    project.ok("upgrade", "head")
    return project


def pairs(project):
    done = project.run("check", "--json")
    assert done.returncode in (0, 1), done.stderr
    found = {f"{pair['from']} {pair['to']}": [f"{each['change']} {each['identity']}" for each in pair["differences"]]
             for pair in json.loads(done.stdout)["pairs"]}
    assert (done.returncode == 0) == all(not differences for differences in found.values())
    return found


def test_all_three_are_the_same(service):
    assert service.ok("check") == CURRENT
    assert pairs(service) == {"database models": [], "migrations models": [], "database migrations": []}
    assert service.db.value(SCRATCH) == 0


def test_new_models_are_new_upgrade_operations(service):
    model(service, users=USERS + NAME)
    done = service.run("check")
    assert done.returncode == 1
    assert "New upgrade operations detected: added column 'users.name'" in done.stderr
    assert "revision --autogenerate" in done.stderr
    assert done.stdout == ("What makes the database like the models:\n  + column public.users.name\n"
                           "What makes the migrations like the models:\n  + column public.users.name\n")
    assert pairs(service) == {"database models": ["create public.users.name"],
                              "migrations models": ["create public.users.name"], "database migrations": []}


def test_many_differences_are_counted_and_the_rest_is_a_command_away(service):
    model(service, users=USERS + "".join(f"CREATE TABLE t{i:02} ();" for i in range(50)))
    done = service.run("check")
    assert done.stdout.count("  + table public.t") == 2 * 40
    assert '  ... and 10 more: "howdah diff database models" lists them all\n' in done.stdout
    assert service.run("diff", "database", "models").stdout.count("+ table public.t") == 50
    assert len(pairs(service)["database models"]) == 50


def test_a_schema_older_than_its_migrations_is_said_to_need_a_first_one(service):
    service.revision("b2", "a1", "ALTER TABLE older ADD COLUMN x int;", "ALTER TABLE older DROP COLUMN x;")
    service.db.execute("CREATE TABLE older ()")
    service.ok("upgrade", "head")
    done = service.run("check")
    assert 'relation "older" does not exist' in done.stderr
    assert "what was there before them needs a first one" in done.stderr


def test_a_database_that_was_changed_by_hand_is_named(service):
    service.db.execute(NAME)
    done = service.run("check")
    assert done.returncode == 1 and "the database was changed by other means" in done.stderr
    assert pairs(service) == {"database models": ["drop public.users.name"], "migrations models": [],
                              "database migrations": ["drop public.users.name"]}


def test_migrations_that_lack_what_models_and_database_have_are_named(service):
    service.db.execute(NAME)
    model(service, users=USERS + NAME)
    done = service.run("check")
    assert done.returncode == 1
    assert "the migrations do not make what the models declare: added column 'users.name'" in done.stderr
    assert pairs(service) == {"database models": [], "migrations models": ["create public.users.name"],
                              "database migrations": ["drop public.users.name"]}


def test_a_database_that_lacks_revisions_is_told_first(service):
    service.revision("b2", "a1", NAME, "ALTER TABLE users DROP name;")
    done = service.run("check")
    assert done.returncode == 1 and "Target database is not up to date." in done.stderr
    assert pairs(service) == {"migrations models": ["drop public.users.name"]}


def test_when_nothing_has_changed_no_scratch_server_is_asked(service, server):
    service.ok("check")
    with server.configured(log_statement="ddl"):
        before = server.log.read_text().count("CREATE DATABASE")
        assert service.ok("check") == CURRENT
        assert server.log.read_text().count("CREATE DATABASE") == before
        model(service, users=USERS + "-- another text")
        assert service.ok("check") == CURRENT
        assert server.log.read_text().count("CREATE DATABASE") == before + 1


def test_no_models_compares_revisions_only(service):
    model(service, users=USERS + NAME)
    assert service.ok("check", "--no-models") == CURRENT
    assert json.loads(service.ok("check", "--no-models", "--json"))["pairs"] is None


def test_a_project_without_models_is_checked_as_before(service):
    (service.folder / "models" / "users.sql").unlink()
    assert service.ok("check") == CURRENT
    assert json.loads(service.ok("check", "--json"))["pairs"] is None


def test_what_the_settings_leave_out_is_no_difference(service):
    model(service, users=USERS + NAME)
    settings(service, diff={"exclude": "public.users.name"})
    assert service.ok("check") == CURRENT


def test_the_models_of_a_setting_are_compared_wherever_they_are(service):
    (service.folder / "models").rename(service.folder / "schema")
    settings(service, models={"source": "schema"})
    assert pairs(service)["database models"] == []
