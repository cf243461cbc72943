"""The shapes of counties on the map, as paths of SVG, from the TopoJSON in `reference/`.

A border that two counties share is one arc of the file, so that the net of all borders is drawn
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from detainer_cli.output.site.albers import HEIGHT, WIDTH, Conic, Point, projection_of
from detainer_cli.reference import shapes

SMALL = 6.0
"""Units of the map: a county that is narrower is drawn with a dot, so that it can be seen."""

Tenths = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """A county: its path, and where a dot for it stands. `is_small`: it would hardly be seen."""

    path: str
    middle: Point
    is_small: bool


def shape_of(fips: str) -> Shape | None:
    """The shape of a county; None if the map has none."""
    return _shapes().get(fips)


@cache
def _shapes() -> dict[str, Shape]:
    found = {}
    for county in shapes()["objects"]["counties"]["geometries"]:
        fips = str(county["id"])
        if projection := projection_of(fips[:2]):
            rings = [ring for part in _parts(county) for ring in part]
            drawn = [_ring(ring, projection) for ring in rings]
            found[fips] = _shape([ring for ring in drawn if ring])
    return found


def _shape(rings: list[list[Tenths]]) -> Shape:
    path = "".join(f"{_path(ring)}z" for ring in rings if len(ring) > 2)
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    middle = round((min(xs) + max(xs)) / 20, 1), round((min(ys) + max(ys)) / 20, 1)
    is_small = min(max(xs) - min(xs), max(ys) - min(ys)) < SMALL * 10
    return Shape(path, middle, is_small)


def _area(ring: list[Tenths]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]])) / 2


def base_map() -> str:
    """All borders of counties and, heavier, of states: a picture that goes under the values."""
    counties, states = _net("counties"), _net("states")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#8a8f98" stroke-linejoin="round">'
        f'<path stroke-opacity=".55" stroke-width=".4" d="{counties}"/>'
        f'<path stroke-width="1" d="{states}"/></svg>\n'
    )


def _net(layer: str) -> str:
    """Every border of a layer once."""
    drawn: dict[int, Conic] = {}
    for area in shapes()["objects"][layer]["geometries"]:
        if projection := projection_of(str(area["id"])[:2]):
            arcs = (arc for part in _parts(area) for ring in part for arc in ring)
            drawn |= {arc if arc >= 0 else ~arc: projection for arc in arcs}
    return "".join(_path(_projected(arc, drawn[arc])) for arc in sorted(drawn))


def _parts(area: dict[str, Any]) -> list[list[list[int]]]:
    """The polygons of a shape, each of rings of arcs."""
    arcs = area.get("arcs", [])
    return [arcs] if area.get("type") == "Polygon" else arcs


def _ring(arcs: list[int], projection: Conic) -> list[Tenths]:
    """The points of a ring; the last is not the first again."""
    points: list[Tenths] = []
    for arc in arcs:
        found = _projected(arc if arc >= 0 else ~arc, projection)
        points += (found if arc >= 0 else found[::-1])[:-1]
    return list(_without_repeats(points))


@cache
def _projected(arc: int, projection: Conic) -> list[Tenths]:
    """An arc on the map, in tenths of its units."""
    points = (projection.place(*point) for point in _arc(arc))
    return list(_without_repeats((round(x * 10), round(y * 10)) for x, y in points))


def _arc(number: int) -> Iterator[Point]:
    """The points of an arc, in degrees: they are stored as steps from one to the next."""
    topology = shapes()
    (x_scale, y_scale), (x_shift, y_shift) = (
        topology["transform"][name] for name in ("scale", "translate")
    )
    x = y = 0
    for dx, dy in topology["arcs"][number]:
        x, y = x + dx, y + dy
        yield x * x_scale + x_shift, y * y_scale + y_shift


def _without_repeats(points: Iterable[Tenths]) -> Iterator[Tenths]:
    before: Tenths | None = None
    for point in points:
        if point != before:
            yield point
        before = point


def _path(points: list[Tenths]) -> str:
    """A line through points given in tenths, in steps from one to the next."""
    if not points:
        return ""
    start = ",".join(_tenths(v) for v in points[0])
    steps = "".join(_step(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))
    return f"M{start}{f'l{steps.strip()}' if steps else ''}"


def _step(dx: int, dy: int) -> str:
    return f" {_tenths(dx)},{_tenths(dy)}"


def _tenths(value: int) -> str:
    """`-0.3` as `-.3`."""
    whole, rest = divmod(abs(value), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if value < 0 else text
