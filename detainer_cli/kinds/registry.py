"""The kinds of reports, each read from its folder and held against its types."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from detainer_cli.kinds import folders
from detainer_cli.kinds.descriptor import Kind
from detainer_cli.kinds.once import once
from detainer_cli.kinds.wording import wording


@once
def kinds() -> tuple[Kind, ...]:
    """All kinds of reports, by name. Raises ValueError if a descriptor is not as it must be."""
    return tuple(_read(folder) for folder in folders())


@cache
def kind_of(name: str) -> Kind:
    """The kind of a name. Raises KeyError if there is none."""
    return {kind.name: kind for kind in kinds()}[name]


def _read(folder: Path) -> Kind:
    path = folder / "kind.toml"
    try:
        kind = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Kind)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from None
    if kind.name != folder.name:
        raise ValueError(f"{path}: the kind is named {kind.name}, its folder {folder.name}")
    shared = wording().fields
    sections = tuple(msgspec.structs.replace(s, shared=shared) for s in kind.sections)
    return msgspec.structs.replace(kind, sections=sections)
