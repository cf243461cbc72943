"""The shapes of counties and states as a map needs them: one layer, without what others need."""

from __future__ import annotations

from functools import cache
from typing import Any

from detainer_cli.reference import shapes, table

_NOT_DRAWN = frozenset({"60", "66", "69", "72", "78"})
"""Territories that the projection of the fifty states (Albers USA) has no place for."""


@cache
def layer(name: str) -> dict[str, Any]:
    """A TopoJSON of `counties` or `states` alone, by their FIPS codes, of what can be drawn."""
    whole = shapes()
    places: dict[int, int] = {}
    found = [shape for shape in whole["objects"][name]["geometries"] if _is_drawn(shape["id"])]
    geometries = [
        {"type": shape["type"], "id": shape["id"], "arcs": _numbered(shape["arcs"], places)}
        for shape in found
    ]
    return {
        "type": "Topology",
        "transform": whole["transform"],
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [whole["arcs"][arc] for arc in places],
    }


@cache
def codes(name: str) -> frozenset[str]:
    """The FIPS codes that a map of `counties` or `states` has a shape for."""
    return frozenset(shape["id"] for shape in layer(name)["objects"][name]["geometries"])


@cache
def state_codes() -> dict[str, str]:
    """The FIPS codes of the states by those of the Postal Service."""
    return {row["usps"]: row["fips"] for row in table("states")}


def _is_drawn(code: str) -> bool:
    return code[:2] not in _NOT_DRAWN


def _numbered(arcs: Any, places: dict[int, int]) -> Any:
    """The arcs of a shape by their new places; one that is walked backwards is `~` its number."""
    if isinstance(arcs, list):
        return [_numbered(arc, places) for arc in arcs]
    place = places.setdefault(arcs if arcs >= 0 else ~arcs, len(places))
    return place if arcs >= 0 else ~place
