"""The other ways to build, and what only they can find."""
import os

import pytest

from conftest import ROOT

FUZZ_SECONDS = 10


@pytest.mark.slow
def test_clang_has_no_warning_and_fuzzing_finds_nothing(built, succeeds, tmp_path):
    folder = built("build-fuzz", "-Dfuzz=true", "-Db_sanitize=address,undefined", "-Db_lundef=false",
                   "-Dc_args=-fsanitize=fuzzer-no-link", compiler="clang")
    targets = sorted(path for path in (folder / "tests" / "fuzz").glob("fuzz_*") if path.is_file())
    assert targets
    for target in targets:
        fresh = tmp_path / target.name
        fresh.mkdir()
        seeds = ROOT / "tests" / "fuzz" / "corpus" / target.name.removeprefix("fuzz_")
        succeeds(target, f"-max_total_time={FUZZ_SECONDS}", "-timeout=5", f"-artifact_prefix={tmp_path}/",
                 fresh, seeds)


@pytest.mark.slow
def test_installs_below_destdir(succeeds, tmp_path):
    succeeds("meson", "install", "-C", "build", "--no-rebuild", "--quiet", env={**os.environ, "DESTDIR": str(tmp_path)})
    installed = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert any(path.endswith("bin/howdah") for path in installed), installed
    assert any(path.endswith("man/man1/howdah.1") for path in installed), installed
    assert any("bash-completion" in path for path in installed), installed
    assert "usage" in succeeds(next(tmp_path.rglob("bin/howdah")), "--help").lower()
