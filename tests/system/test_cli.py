"""The command line itself: help, wrong lines, errors, what goes to which stream."""
import json
import os
import pathlib
import pty
import re
import shlex
import signal
import subprocess
import sys

import pytest

from program import ROOT, binary


def overview(howdah):
    return howdah("help").stdout


def commands(howdah):
    """All commands: the registry names them when none is given."""
    short = " ".join(howdah().stderr.split("Commands: ")[1].split("howdah: error:")[0].split())
    return [name.strip() for name in short.rstrip(". ").split(",")]


def test_version_is_printed(howdah):
    done = howdah("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"howdah \d+\.\d+\.\d+\n", done.stdout)


def test_no_command_gives_a_short_overview_and_64(howdah):
    done = howdah()
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith("Usage: howdah")
    assert "howdah: error: no command given" in done.stderr


@pytest.mark.parametrize("line", ["help", "--help", "-h", "-q help"])
def test_help_goes_to_stdout_and_succeeds(howdah, line):
    done = howdah(*line.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == overview(howdah)


def test_every_command_is_in_the_overview_and_has_help(howdah):
    listed = overview(howdah)
    assert len(commands(howdah)) >= 2
    for command in commands(howdah):
        assert re.search(rf"^  {re.escape(command)}\b", listed, re.M), f"{command} is in no group of hd_groups"
        by_option, by_help = howdah(*command.split(), "--help"), howdah("help", *command.split())
        assert (by_option.returncode, by_option.stderr) == (0, "")
        assert by_option.stdout == by_help.stdout
        assert by_help.stdout.startswith(f"Usage: howdah {command}")
        assert len(by_help.stdout.splitlines()) >= 4


def test_a_group_has_help(howdah):
    assert howdah("config", "--help").stdout == howdah("help", "config").stdout
    assert howdah("help", "config").stdout.startswith("Usage: howdah config ")
    assert howdah("help", "revisions").stdout.count("Usage: howdah ") > 1


def test_help_fits_80_columns(howdah):
    texts = [overview(howdah), howdah("help", "settings").stdout, howdah("help", "exit-codes").stdout]
    texts += [howdah("help", *command.split()).stdout for command in commands(howdah)]
    for text in texts:
        wide = [line for line in text.splitlines() if len(line) > 80 and not line.startswith(("  howdah", "Usage:"))]
        assert not wide


@pytest.mark.parametrize("line, message, hint", [
    ("confg show", 'unknown command "confg"', None),
    ("config shwo", 'unknown command "config shwo"', 'Did you mean "config show"?'),
    ("hepl", 'unknown command "hepl"', 'Did you mean "help"?'),
    ("help hepl", 'unknown command "hepl"', 'Did you mean "help"?'),
    ("help --formt x", 'command "help" has no option "--formt"', 'Did you mean "--format"?'),
    ("help --format pdf", 'unknown format "pdf"', "It is one of these: text man markdown bash"),
    ("config show more", 'unexpected argument "more" after command "config show"', 'Write "howdah config show'),
    ("--url", 'option "--url" needs a value', 'Write "--url=URL".'),
    ("--url= config show", 'value of "--url" is empty', None),
])
def test_a_wrong_line_gets_a_sentence_a_hint_and_64(howdah, line, message, hint):
    done = howdah(*line.split())
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.splitlines()[0] == f"howdah: error: {message}"
    if hint is not None:
        assert f"  hint: {hint}" in done.stderr


def test_errors_are_json_when_json_is_asked_for(howdah):
    for line in ("config show --json -c gone.ini", "--json nonsense", "config --json"):
        done = howdah(*line.split())
        error = json.loads(done.stderr)["error"]
        assert error["exit_status"] == done.returncode != 0
        assert error["message"]
        assert done.stdout == ""
    missing = json.loads(howdah("config", "show", "--json", "-c", "gone.ini").stderr)["error"]
    assert missing["code"] == "missing"
    assert "where" not in missing


def test_raiseerr_shows_the_place_in_the_source(howdah):
    done = howdah("--raiseerr", "config", "show", "-c", "gone.ini")
    assert re.search(r"^  raised at: .*\.c:\d+$", done.stderr, re.M)
    assert "raised at" not in howdah("config", "show", "-c", "gone.ini").stderr


def on_terminal(argv, env):
    """What the program prints on a terminal."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(argv[0], argv, env)
    printed = b""
    try:
        while chunk := os.read(terminal, 65536):
            printed += chunk
    except OSError:
        pass  # the terminal ends with the program
    os.waitpid(child, 0)
    os.close(terminal)
    return printed.decode()


def test_colours_are_for_terminals_that_want_them(howdah):
    argv, env = [binary(), "nonsense"], {**howdah.env, "TERM": "xterm"}
    assert "\x1b[" in on_terminal(argv, env)
    assert "\x1b[" not in on_terminal(argv, {**env, "NO_COLOR": "1"})
    assert "\x1b[" in on_terminal(argv, {**env, "NO_COLOR": ""})
    assert "\x1b[" not in on_terminal(argv, {**env, "TERM": "dumb"})
    assert "\x1b[" not in on_terminal([binary(), "help", "--no-color", "zzzz"], env)
    assert "\x1b[" not in howdah("nonsense", env={"TERM": "xterm"}).stderr


def test_called_alembic_it_behaves_the_same(howdah, tmp_path):
    link = tmp_path / "alembic"
    link.symlink_to(binary())
    (howdah.cwd / "alembic.ini").write_text("[alembic]\nscript_location = here\n")
    assert howdah("--version", program=link).stdout == howdah("--version").stdout
    assert howdah("config", "show", program=link).stdout == howdah("config", "show").stdout


def test_x_is_accepted_and_remarked_once(howdah):
    done = howdah("-x", "a=1", "-x", "b=2", "config", "show")
    assert done.returncode == 0
    assert done.stderr.count("remark") == 1
    assert howdah("-q", "-x", "a=1", "config", "show").stderr == ""


def test_a_full_disk_is_an_error(howdah):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([binary(), "help"], env=howdah.env, stdout=full, stderr=subprocess.PIPE, text=True,
                              check=False)
    assert done.returncode == 74
    assert "could not write to standard output: No space left on device" in done.stderr


def test_a_closed_output_is_an_error(howdah):
    done = subprocess.run(["bash", "-c", 'exec "$0" help >&-', binary()], env=howdah.env, capture_output=True,
                          text=True, check=False)
    assert done.returncode == 74


def test_a_reader_that_goes_away_ends_it_quietly(howdah):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([binary(), "help"], env=howdah.env, stdout=writer, stderr=subprocess.PIPE, text=True,
                          check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, "")


def test_a_password_in_the_line_is_hidden_from_ps(howdah):
    fifo = howdah.cwd / "fifo.ini"
    os.mkfifo(fifo)
    running = howdah.start("--url", "postgresql://me:secret@h/d", "-c", fifo, "config", "show")
    running.wait_for("a password on the command line")
    line = pathlib.Path(f"/proc/{running.pid}/cmdline").read_bytes()
    assert b"postgresql://me:***@h/d" in line and b"secret" not in line
    fifo.write_text("[howdah]\n")
    done = running.finish()
    assert done.returncode == 0
    assert "postgresql://me:***@h/d" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_passwords_are_in_no_error(howdah):
    for url in ("mysql://u:secret@h/d", "u:secret@h", "postgresql://u:secret@h/d", "host=h password=secret"):
        done = howdah("--url", url, "config", "show")
        assert "secret" not in done.stdout + done.stderr
    for line in (["config", "show", "postgresql://u:secret@h/d"], ["postgresql://u:secret@h/d"]):
        done = howdah(*line)
        assert done.returncode == 64
        assert "secret" not in done.stdout + done.stderr


def roff(howdah, *words):
    return howdah("help", "--format=man", *words).stdout


def test_man_pages_are_good_roff(howdah):
    for words in [[], *[command.split() for command in commands(howdah)]]:
        done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-"], input=roff(howdah, *words), text=True,
                              capture_output=True, check=True, env={**howdah.env, "MANWIDTH": "80"})
        assert done.stderr == ""
        name = "-".join(["howdah", *words])
        assert re.search(rf"^NAME\n\s+{name} ", done.stdout, re.M)


def complete(howdah, line):
    """What bash offers for the last word of the line."""
    words = shlex.split(line) + ([""] if line.endswith(" ") else [])
    script = (f'{howdah("help", "--format=bash").stdout}\nhowdah() {{ "$HOWDAH" "$@"; }}\n'
              f'COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}\n_howdah\n'
              'printf "%s\\n" "${COMPREPLY[@]}"\n')
    done = subprocess.run(["bash", "-c", script], env={**howdah.env, "HOWDAH": binary()}, cwd=howdah.cwd,
                          capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_bash_completes_commands_and_options(howdah):
    firsts = {command.split()[0] for command in commands(howdah)}
    assert set(complete(howdah, "howdah ")) == firsts
    assert complete(howdah, "howdah hel") == ["help"]
    assert "show" in complete(howdah, "howdah config ")
    assert complete(howdah, "howdah -c x config show --js") == ["--json"]
    assert complete(howdah, "howdah --no-c") == ["--no-color"]
    assert complete(howdah, "howdah help hel") == ["help"]
    assert complete(howdah, "howdah --env ") == []


def test_bash_completes_values_that_can_be_told(howdah):
    assert complete(howdah, "howdah upgrade --transaction ") == ["each", "all", "none"]
    assert complete(howdah, "howdah upgrade --transaction = a") == ["all"]
    assert complete(howdah, "howdah upgrade --transaction =") == ["each", "all", "none"]
    assert complete(howdah, "howdah help --format ma") == ["man", "markdown"]
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n[env staging]\n[env production]\n")
    assert complete(howdah, "howdah --env ") == ["staging", "production"]
    assert complete(howdah, "howdah --env = pro") == ["production"]
    assert complete(howdah, "howdah --env = production upgrade --transaction n") == ["none"]


def test_bash_completes_the_arguments_of_each_place(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n[env staging]\n")
    (howdah.cwd / "old project").mkdir()
    kinds = ["alembic", "dbmate", "flyway", "golang-migrate", "sqitch"]
    assert complete(howdah, "howdah import ") == kinds
    for kind in kinds:
        assert howdah("import", kind, "none").returncode == 66
        assert complete(howdah, f"howdah import {kind} --dry-run o") == ["old", "project"]
    assert complete(howdah, "howdah import alembic . --section ") == ["howdah"]
    assert complete(howdah, "howdah environment ") == ["staging"]
    assert complete(howdah, "howdah show lock") == ["locks"]
    assert complete(howdah, "howdah show locks lock") == []
    assert complete(howdah, "howdah doctor --only rep") == ["replication"]
    assert complete(howdah, "howdah lint --fail-on w") == ["warning"]
    assert complete(howdah, "howdah lint --explain char") == ["char-type"]
    assert complete(howdah, "howdah backup --prove ") == ["read", "restore"]
    assert complete(howdah, "howdah init -t a") == ["async"]
    assert complete(howdah, "howdah help set") == ["settings"]
    assert complete(howdah, "howdah help config s") == ["settings", "show"]
    assert complete(howdah, "howdah -c howdah.i") == ["howdah.ini"]
    assert complete(howdah, "howdah diff database mod") == ["models"]


def test_bash_completes_a_command_that_is_a_group_as_well(howdah):
    assert "verify" in complete(howdah, "howdah backup ")
    assert complete(howdah, "howdah backup --pr") == ["--prove"]
    assert complete(howdah, "howdah backup verify --al") == ["--all"]


def test_bash_completion_runs_nothing_that_stands_in_files(howdah):
    (howdah.cwd / "howdah.ini").write_text("[howdah]\n[env $(touch${IFS}ran)]\n[env `echo`]\n")
    assert complete(howdah, "howdah --env ") == ["$(touch${IFS}ran)", "`echo`"]
    assert not (howdah.cwd / "ran").exists()


def write_two_revisions(folder):
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "howdah.ini").write_text("[howdah]\n")
    body = "\n-- howdah: upgrade\nSELECT 1;\n\n-- howdah: downgrade\nSELECT 1;\n"
    (versions / "a.sql").write_text(f"-- One, two\n--\n-- Revision ID: aa11\n-- Revises:\n{body}")
    (versions / "b.sql").write_text(f"-- Three\n--\n-- Revision ID: bb22\n-- Revises: aa11\n{body}")


def test_bash_completes_revisions(howdah):
    write_two_revisions(howdah.cwd)
    assert complete(howdah, "howdah upgrade ") == ["head", "heads", "base", "bb22", "aa11"]
    assert complete(howdah, "howdah upgrade --sql b") == ["base", "bb22"]
    assert complete(howdah, "howdah --url postgres : //h/d upgrade a") == ["aa11"]
    assert complete(howdah, "howdah upgrade aa11 b") == []
    assert complete(howdah, "howdah merge aa11 bb") == ["bb22"]
    assert "bb22" in complete(howdah, "howdah show b")
    assert complete(howdah, "howdah rebase --onto bb") == ["bb22"]
    assert complete(howdah, "howdah log --revision aa") == ["aa11"]


def test_bash_completes_both_ends_of_a_range(howdah):
    write_two_revisions(howdah.cwd)
    assert complete(howdah, "howdah squash aa") == ["aa11"]
    assert complete(howdah, "howdah squash aa11 : bb") == ["bb22"]
    assert complete(howdah, "howdah squash aa11:bb") == ["aa11:bb22"]
    assert complete(howdah, "howdah history -r aa11 :") == ["head", "heads", "base", "bb22", "aa11"]


def test_bash_completes_what_the_named_file_has(howdah):
    other = howdah.cwd / "other"
    write_two_revisions(other)
    (other / "howdah.ini").write_text("[howdah]\n[env far]\n")
    assert complete(howdah, "howdah -c other/howdah.ini upgrade b") == ["base", "bb22"]
    assert complete(howdah, "howdah --config = other/howdah.ini --env ") == ["far"]


def test_pages_of_the_documentation_are_in_step():
    done = subprocess.run([sys.executable, ROOT / "tools" / "update_docs.py", "--check", binary()],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_timing_says_how_long_the_command_took_and_leaves_the_answer_alone(howdah, db):
    howdah.env["HOWDAH_URL"] = db.url
    done = howdah("show", "databases", "--json", "--timing")
    assert done.returncode == 0 and done.stderr.startswith("howdah: took ") and done.stdout.startswith("{")
    assert "took" not in howdah("show", "databases").stderr
    done = howdah("--timing", "show", "databases", env={"HOWDAH_URL": "postgresql:///x?host=/nowhere", "HOWDAH_CONNECT_BUDGET": "0"})
    assert done.returncode == 69 and done.stderr.splitlines()[-1].startswith("howdah: took ")
