"""The command reference and the picture of the README are what the program says today."""

from __future__ import annotations

import pytest
from running import python
from samples import ROOT


@pytest.mark.parametrize("script", ["make_command_reference.py", "make_picture.py"])
def test_what_is_made_is_true(script: str) -> None:
    done = python(f"scripts/{script}", "--check", cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
