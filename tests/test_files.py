"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detainer_cli.errors import OutputError, UsageError
from detainer_cli.files import output_error, put_in_new_place
from detainer_cli.text import printable


@pytest.mark.parametrize("has_links", [True, False])
def test_a_new_place_is_taken_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    part, path = tmp_path / "part", tmp_path / "file"
    part.write_text("first")
    put_in_new_place(part, path)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    part.write_text("second")
    with pytest.raises(FileExistsError):
        put_in_new_place(part, path)
    assert path.read_text() == "first"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (FileNotFoundError(2, "No such file or directory"), UsageError),
        (IsADirectoryError(21, "Is a directory"), UsageError),
        (OSError(28, "No space left on device"), OutputError),
        (PermissionError(13, "Permission denied"), OutputError),
        (OSError(30, "Read-only file system"), OutputError),
    ],
)
def test_a_wrong_place_is_told_from_one_that_takes_nothing(error: OSError, kind: type) -> None:
    found = output_error("it cannot be written", Path("x"), error)
    assert type(found) is kind
    assert str(found).startswith(f"x: it cannot be written ({error.strerror}).")


def test_every_name_can_be_printed() -> None:
    assert printable(os.fsdecode(b"a\xe9b")) == "a\\xe9b"
    assert printable(Path("é.pdf")) == "é.pdf"
