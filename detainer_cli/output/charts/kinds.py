"""Which chart an answer gets, as `charts.toml` says by its columns."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from detainer_cli.model.summary import Summary


@dataclass(frozen=True)
class Panel:
    """Lines of one basis: the columns of their values, and what stands above them."""

    values: tuple[str, ...]
    basis: str
    title: str


@dataclass(frozen=True)
class Kind:
    """A chart: how it is drawn and from which columns (see `charts.toml`)."""

    columns: tuple[str, ...]
    draw: str
    label: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    noun: tuple[str, ...] = ()
    share: str = ""
    code: str = ""
    count: str = ""
    only: str = ""
    map_from: int = 0
    is_sorted: bool = False


@dataclass(frozen=True)
class Basis:
    """What a basis is, in a sentence; what one and several of it are called; whose reports."""

    told: str
    noun: tuple[str, ...]
    source: str
    source_name: str


@cache
def _read() -> Mapping[str, Any]:
    path = Path(__file__).with_name("charts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def kinds() -> tuple[Kind, ...]:
    """Every chart, in the order in which they are tried."""
    return tuple(_kind(entry) for entry in _read()["chart"])


def _kind(entry: Mapping[str, Any]) -> Kind:
    panels = tuple(
        Panel(tuple(panel["values"]), panel["basis"], panel["title"])
        for panel in entry.get("panels", ())
    )
    plain = {name: _plain(value) for name, value in entry.items() if name != "panels"}
    return Kind(**plain, panels=panels)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def kind_of(summary: Summary) -> Kind | None:
    """The chart of an answer; None if its columns call for none."""
    names = set(summary.names)
    group = next((c.kind.value for c in summary.columns if c.name == "group"), "")
    for kind in kinds():
        if names >= set(kind.columns) and (not kind.group or group in kind.group):
            return kind
    return None


def basis_of(name: str) -> Basis:
    """A basis by its name. Raises KeyError."""
    entry = _read()["basis"][name]
    source = entry["source"]
    return Basis(entry["told"], tuple(entry["noun"]), source, _read()["sources"][source])
