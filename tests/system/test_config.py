"""Configuration as people have it: files, environments, variables."""
import configparser
import json
import random
import shutil
import subprocess

import pytest


def settings(howdah, *args, **kwargs):
    done = howdah(*args, "config", "show", "--json", **kwargs)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["settings"]


def test_each_value_is_shown_with_its_source(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\nrole = owner\n[env production]\nlock_timeout = 1s\n")
    shown = settings(howdah, "--env", "production", env={"HOWDAH_TRANSACTION": "all"})
    assert shown["role"] == {"value": "owner", "kind": "file", "source": "howdah.ini:2"}
    assert shown["lock_timeout"] == {"value": "1s", "kind": "env", "source": "howdah.ini:4"}
    assert shown["transaction"] == {"value": "all", "kind": "variable", "source": "HOWDAH_TRANSACTION"}
    assert shown["environment"] == {"value": "production", "kind": "flag", "source": "--env"}
    assert shown["version_table"] == {"value": "alembic_version", "kind": "default", "source": "default"}
    table = howdah("config", "show").stdout
    assert any(line.split() == ["role", "owner", "howdah.ini:2"] for line in table.splitlines())


@pytest.mark.parametrize("url", [
    "postgresql+asyncpg://app:s3cr3t@h/db", "host=h password=s3cr3t", "postgresql://h/db?user=u&password=s3cr3t",
])
def test_passwords_are_masked(howdah, url):
    for args, env in ((("--url", url), {}), ((), {"DATABASE_URL": url}), ((), {"HOWDAH_SCRATCH_URL": url})):
        for extra in ((), ("--json",)):
            done = howdah(*args, "config", "show", *extra, env=env)
            assert done.returncode == 0
            assert "s3cr3t" not in done.stdout + done.stderr
            assert "***" in done.stdout


def test_the_file_that_is_read_is_said(howdah):
    nothing = json.loads(howdah("config", "show", "--json").stdout)
    assert nothing["file"] is None and nothing["folder"] == str(howdah.cwd)
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n")
    inner = howdah.cwd / "a" / "b"
    inner.mkdir(parents=True)
    found = json.loads(howdah("config", "show", "--json", cwd=inner).stdout)
    assert found["file"] == str(howdah.cwd / "howdah.ini") and found["folder"] == str(howdah.cwd)


def test_mistakes_are_shown_with_their_line(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\nrole = x\nlock_timeout = soon\n")
    done = howdah("config", "show")
    assert done.returncode == 78
    assert done.stderr == (
        'howdah: error: invalid value "soon" of setting "lock_timeout"\n'
        "  howdah.ini:3:1\n"
        "    lock_timeout = soon\n"
        "    ^\n"
        "  hint: Write a number and a unit: ms, s, min, h or d.\n"
    )


def test_remarks_go_to_stderr_once_and_not_when_quiet(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\nlock_timout = 1s\n")
    done = howdah("config", "show")
    assert done.stderr == ('howdah: remark: howdah.ini:2: there is no setting "lock_timout"; '
                           'did you mean "lock_timeout"?\n')
    assert howdah("config", "show", "-q").stderr == ""


def test_the_same_folder_prefers_howdah_ini(howdah):
    (howdah.cwd / "alembic.ini").write_text("[alembic]\nscript_location = a\n")
    assert settings(howdah)["script_location"]["value"] == "a"
    (howdah.cwd / "howdah.ini").write_text("[howdah]\nscript_location = h\n")
    assert settings(howdah)["script_location"]["value"] == "h"


def test_a_pyproject_beside_the_ini_does_no_harm(howdah):
    (howdah.cwd / "alembic.ini").write_text("[alembic]\nscript_location = a\n")
    (howdah.cwd / "pyproject.toml").write_text("[tool.alembic]\nscript_location = 'b'\n")
    assert settings(howdah, "-c", "alembic.ini", "-c", "pyproject.toml")["script_location"]["value"] == "a"
    done = howdah("-c", "pyproject.toml", "config", "show")
    assert done.returncode == 78
    assert "is not read" in done.stderr


@pytest.mark.skipif(shutil.which("alembic") is None, reason="Debian's alembic is not installed")
@pytest.mark.parametrize("template", ["generic", "async", "multidb"])
def test_what_alembic_init_wrote_is_read_as_it_is(howdah, template):
    subprocess.run(["alembic", "init", "-t", template, "scripts"], cwd=howdah.cwd, check=True, capture_output=True,
                   env=howdah.env)
    done = howdah("config", "show", "--json")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)["settings"]
    assert shown["script_location"]["value"] == "scripts"
    assert shown["path_separator"]["value"] == "os"
    assert shown["url"]["value"] is None
    remarks = done.stderr.splitlines()
    if template == "multidb":
        assert len(remarks) == 1 and '"databases" cannot be honoured' in remarks[0]
    else:
        assert len(remarks) == 1 and "placeholder" in remarks[0]


TEXT_SETTINGS = ("role", "search_path", "timezone", "bin_dir")
LINES = ("[DEFAULT]", "[other]", "role = a", "Role: b", "search_path=%(role)s", "timezone = %(here)s/%(bin_dir)s",
         "bin_dir = 100%%", "bin_dir = 5%", "role = %(nothing)s", "role =", "  more", "\tmore = still", "    # not this",
         "# comment = x", "; comment", "", "  ", "timezone = x ; y # z", "nonsense", "bin_dir = a\r", "[howdah]",
         "  search_path = indented", "[a]b] c", "= x", "timezone = %(TIMEZONE)s")


def python_reads(text, folder):
    """The settings as Python's ConfigParser gives them, or None when it refuses."""
    parser = configparser.ConfigParser({"here": str(folder)})
    try:
        parser.read_string(text)
        return {key: parser.get("howdah", key, fallback="").strip() or None for key in TEXT_SETTINGS}
    except configparser.Error:
        return None


def test_files_are_read_as_python_reads_them(howdah):
    chance = random.Random(4)
    refused = 0
    for _ in range(300):
        text = "\n".join(["[howdah]", *(chance.choice(LINES) for _ in range(chance.randint(1, 7)))]) + "\n"
        (howdah.cwd / "howdah.ini").write_text(text, newline="")
        expected = python_reads(text, howdah.cwd)
        done = howdah("config", "show", "--json")
        if expected is None:
            refused += 1
            assert done.returncode == 78, text
            continue
        assert done.returncode == 0, text + done.stderr
        shown = json.loads(done.stdout)["settings"]
        assert {key: shown[key]["value"] for key in TEXT_SETTINGS} == expected, text
    assert 20 < refused < 280
def test_url_of_a_variable_names_the_database_over_the_file(project):
    project.ini(database="elsewhere")
    project.ok("current")
    done = project.run("current", env={"HOWDAH_URL": project.db.url.replace(project.db.name, "")})
    assert done.returncode == 69 and 'database "elsewhere" does not exist' in done.stderr
