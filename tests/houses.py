"""Copies of the program that a test may change: what a newcomer would edit, and nothing else."""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path

from running import command, environment

import detainer_cli

PACKAGE = Path(detainer_cli.__file__).parent
_BUILT = ("__pycache__", ".mypy_cache")


class House:
    """A copy of the program in a folder of its own, with a database beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package = folder / "detainer_cli"
        shutil.copytree(PACKAGE, self.package, ignore=shutil.ignore_patterns(*_BUILT))

    def write(self, path: str, text: str) -> None:
        """Adds a file to the package."""
        (self.package / path).parent.mkdir(exist_ok=True)
        (self.package / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, before: str, after: str) -> None:
        """Changes the one place of a file that has these words."""
        text = (self.package / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, (path, text.count(before))
        self.write(path, text.replace(before, after))

    def append(self, path: str, line: str) -> None:
        """Adds a line to a file."""
        text = (self.package / path).read_text(encoding="utf-8")
        self.write(path, f"{text.rstrip()}\n{line}\n")

    def changed(self) -> set[str]:
        """The files that are others than in the program, or are not in it."""
        mine = {
            str(path.relative_to(self.package))
            for path in self.package.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        return {
            name
            for name in mine
            if not (PACKAGE / name).exists()
            or not filecmp.cmp(PACKAGE / name, self.package / name, shallow=False)
        }

    def run(self, *args: object) -> subprocess.CompletedProcess[str]:
        """`detainers` of this house, on its own database."""
        return self._run(command(*args))

    def python(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Python with the package of this house."""
        return self._run([sys.executable, *args])

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        ours = {"PYTHONPATH": str(self.folder), "DETAINERS_DB": str(self.folder / "x.db")}
        return subprocess.run(
            arguments,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=environment(**ours),
            timeout=60,
        )
