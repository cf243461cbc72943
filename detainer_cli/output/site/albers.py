"""The United States on a plane: Albers' equal-area conic, Alaska and Hawaii inset below the rest.

The conventional map of the country (as in d3-geo's AlbersUsa), 975 by 610 units. Alaska is drawn at
0.35 of the scale of the others. Other territories have no place on it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

WIDTH, HEIGHT = 975, 610
_SCALE = 1300.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Conic:
    """A conic equal-area projection: its standard parallels and its middle, in degrees.

    `turn` is the meridian that stands upright (west is negative); `size` the scale; `at` where the
    middle lies on the plane, from its upper left corner.
    """

    parallels: Point
    turn: float
    middle: Point
    size: float
    at: Point

    def place(self, longitude: float, latitude: float) -> Point:
        """Where a point of the globe (in degrees) lies on the plane."""
        east = (longitude - self.turn + 180) % 360 - 180
        x, y = self._raw(east, latitude)
        x0, y0 = self._raw(*self.middle)
        return self.at[0] + self.size * (x - x0), self.at[1] - self.size * (y - y0)

    def _raw(self, east: float, latitude: float) -> Point:
        low, high = (sin(radians(parallel)) for parallel in self.parallels)
        n = (low + high) / 2
        c = 1 + low * (2 * n - low)
        radius = sqrt(c - 2 * n * sin(radians(latitude))) / n
        turned = radians(east) * n
        return radius * sin(turned), sqrt(c) / n - radius * cos(turned)


def _at(x: float, y: float) -> Point:
    return WIDTH / 2 + x * _SCALE, HEIGHT / 2 + y * _SCALE


LOWER = Conic((29.5, 45.5), -96, (-0.6, 38.7), _SCALE, _at(0, 0))
ALASKA = Conic((55, 65), -154, (-2, 58.5), 0.35 * _SCALE, _at(-0.307, 0.201))
HAWAII = Conic((8, 18), -157, (-3, 19.9), _SCALE, _at(-0.205, 0.212))

_INSETS = {"02": ALASKA, "15": HAWAII}
_FIRST_TERRITORY = "57"
"""The FIPS codes of states end below it."""


def projection_of(state_fips: str) -> Conic | None:
    """How a state (by its two-digit FIPS code) is drawn; None if it has no place on the map."""
    return None if state_fips >= _FIRST_TERRITORY else _INSETS.get(state_fips, LOWER)
