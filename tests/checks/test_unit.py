"""The unit tests, each as a test of its own in the count."""
import json

import pytest

from conftest import ROOT

INTRODUCTION = ROOT / "build" / "meson-info" / "intro-tests.json"
TESTS = json.loads(INTRODUCTION.read_text(encoding="utf-8")) if INTRODUCTION.exists() else []


@pytest.mark.parametrize("test", TESTS, ids=[test["name"] for test in TESTS])
def test_unit(test, succeeds):
    succeeds(*test["cmd"])


def test_there_are_unit_tests():
    """An empty list would pass as well as a full one."""
    assert len(TESTS) > 5
