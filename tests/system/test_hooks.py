"""Post-write hooks: programs that run on each new revision file."""
import pytest

from project import Project


@pytest.fixture
def files(tmp_path, howdah):
    return Project(tmp_path / "project", None, howdah)


def hooks(files, text):
    files.ini()
    with open(files.folder / "howdah.ini", "a", encoding="utf-8") as ini:
        ini.write("\n[post_write_hooks]\n" + text)


def script(folder, name, text):
    path = folder / name
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def test_hooks_run_in_order_on_the_new_file(files):
    mark = script(files.folder, "mark", 'for last; do :; done\necho "-- $@" >>"$last"\necho ran\n')
    hooks(files, f"""hooks = one, two
one.type = exec
one.executable = {mark}
one.options = a "b c" REVISION_SCRIPT_FILENAME
two.type = exec
two.executable = {mark}
""")
    out = files.ok("revision", "-m", "x", "--rev-id", "r1")
    path = files.versions / "r1_x.sql"
    assert out == (f"Generating {path} ...  done\nRunning post write hook 'one' ...\nran\n  done\n"
                   "Running post write hook 'two' ...\nran\n  done\n")
    assert path.read_text().endswith(f"-- a b c {path}\n-- {path}\n")


def test_console_scripts_are_found_in_path_and_options_go_behind_the_file(files):
    folder = files.folder / "bin"
    folder.mkdir()
    script(folder, "formatter", 'echo "$@"\n')
    hooks(files, "hooks = f\nf.type = console_scripts\nf.entrypoint = formatter\nf.options = -l 79\n")
    out = files.ok("merge", "heads", "-m", "x", "--rev-id", "r1", env={"PATH": f"{folder}:/usr/bin:/bin"})
    assert f"\n{files.versions / 'r1_x.sql'} -l 79\n" in out


def test_modules_run_with_python_in_the_folder_given(files):
    other = files.folder / "other"
    other.mkdir()
    (other / "hooked.py").write_text("import os, sys\nprint(os.getcwd(), sys.argv[1:])\n")
    hooks(files, "hooks = m\nm.type = module\nm.module = hooked\nm.options = REVISION_SCRIPT_FILENAME -v\n"
                 "m.cwd = %(here)s/other\n")
    out = files.ok("revision", "-m", "x", "--rev-id", "r1")
    assert f"\n{other} ['{files.versions / 'r1_x.sql'}', '-v']\n" in out


def test_a_failing_hook_is_told_and_the_file_stays(files):
    hooks(files, "hooks = bad, never\nbad.type = exec\nbad.executable = false\nnever.type = exec\n"
                 "never.executable = touch\nnever.options = REVISION_SCRIPT_FILENAME.touched\n")
    done = files.run("revision", "-m", "x", "--rev-id", "r1")
    path = files.versions / "r1_x.sql"
    assert done.returncode == 74
    assert '"false" failed with exit status 1' in done.stderr
    assert 'while running post write hook "bad"' in done.stderr
    assert f'The file "{path}" has been written and stays.' in done.stderr
    assert path.exists() and not list(files.versions.glob("*.touched"))


def test_a_hook_that_breaks_the_file_is_told(files):
    breaker = script(files.folder, "breaker", 'echo "-- howdah: upgrade" >>"$1"\n')
    hooks(files, f"hooks = b\nb.type = exec\nb.executable = {breaker}\n")
    done = files.run("revision", "-m", "x", "--rev-id", "r1")
    assert done.returncode == 78
    assert 'section "upgrade" is given twice' in done.stderr
    assert "r1_x.sql:" in done.stderr


@pytest.mark.parametrize("text, message", [
    ("hooks = a\n", "Key a.type is required for post write hook 'a'"),
    ("hooks = a\na.type = exec\n", "Key a.executable is required for post write hook 'a'"),
    ("hooks = a\na.type = console_scripts\n", "Key a.entrypoint is required for post write hook 'a'"),
    ("hooks = a\na.type = magic\n", "No writer named 'magic' registered"),
    ("hooks = a\na.type = exec\na.executable = true\na.options = 'x\n", "quote without end"),
    ("hooks = a\na.type = exec\na.executable = no-such-program\n", 'program "no-such-program" was not found'),
])
def test_wrong_hooks_are_told(files, text, message):
    hooks(files, text)
    done = files.run("revision", "-m", "x")
    assert done.returncode != 0
    assert message in done.stderr
