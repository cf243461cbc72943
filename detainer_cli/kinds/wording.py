"""The words that all kinds of reports share, from `wording.toml`: dates, dispositions, marks."""

from __future__ import annotations

import tomllib
from typing import Literal

import msgspec

from detainer_cli.kinds import FOLDER
from detainer_cli.kinds.descriptor import Field
from detainer_cli.kinds.once import once

Disposition = Literal["convicted", "charged"]


class Years(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first and the last year that a date may have."""

    first: int
    last: int


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words; `wording.toml` says of each what it is for."""

    date_formats: tuple[str, ...]
    month_formats: tuple[str, ...]
    years: Years
    disposition_qualifiers: frozenset[str]
    bullets: str
    dashes: str
    mark_letters: str
    sample_notice: str
    blank_page: str
    total_words: frozenset[str]
    total_more: frozenset[str]
    total_places: frozenset[str]
    dispositions: dict[str, Disposition]
    fields: tuple[Field, ...]


@once
def wording() -> Wording:
    """The words, as they are checked against their types."""
    text = (FOLDER / "wording.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Wording)
