"""The unit tests of the build, and of the one with the sanitizers, each as a test of its own in the count."""
import json
import os
import pathlib

import pytest

from conftest import ROOT

PROGRAMS = [ROOT / "build" / "howdah", *filter(None, [os.environ.get("HOWDAH_SANITIZED")])]


def listed(folder):
    introduction = folder / "meson-info" / "intro-tests.json"
    return json.loads(introduction.read_text(encoding="utf-8")) if introduction.exists() else []


TESTS = [pytest.param(test["cmd"], id=f"{folder.name}-{test['name']}")
         for folder in (pathlib.Path(program).parent for program in PROGRAMS) for test in listed(folder)]


@pytest.mark.parametrize("command", TESTS)
def test_unit(command, succeeds):
    succeeds(*command)


def test_there_are_unit_tests():
    """An empty list would pass as well as a full one."""
    assert len(TESTS) > 5
