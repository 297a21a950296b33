"""What "meson install" puts in place, DESTDIR honoured."""
import subprocess

from conftest import ROOT


def test_program_pages_and_completion_are_installed(built, succeeds, tmp_path):
    folder = built("build")
    succeeds("meson", "install", "-C", folder, "--no-rebuild", "--destdir", tmp_path)
    prefix = tmp_path / "usr" / "local"
    done = subprocess.run([prefix / "bin" / "howdah", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("howdah ")
    names = [path.stem for path in (ROOT / "src" / "cli" / "commands").glob("*.c")]
    pages = {path.name for path in (prefix / "share" / "man" / "man1").iterdir()}
    assert pages == {"howdah.1", *(f"howdah-{name.replace('_', '-')}.1" for name in names)}
    completion = prefix / "share" / "bash-completion" / "completions" / "howdah.bash"
    succeeds("bash", "-n", completion)
    assert not (prefix / "bin" / "alembic").exists()
