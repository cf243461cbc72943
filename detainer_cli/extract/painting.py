"""What a page paints besides its glyphs, as values: see `painted.py`, which reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from detainer_cli.model.pages import Box

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Segment = tuple[float, float, float, float]

_HIDDEN_MODES = frozenset(
    {pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP}
)


class Colour(NamedTuple):
    """Red, green, blue and opacity, each from 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int

    @property
    def brightness(self) -> float:
        """From 0 (black) to 1 (white), weighted as the eye does (ITU-R BT.601)."""
        return (0.299 * self.red + 0.587 * self.green + 0.114 * self.blue) / 255


@dataclass(frozen=True, slots=True)
class Area:
    """A filled area, a picture or a shading; `colour` is None where it has more than one.

    `order` is its place in the order of painting.
    """

    order: int
    box: Box
    colour: Colour | None


@dataclass(frozen=True, slots=True)
class TextState:
    """How an object of text is painted. `key` is its address, by which glyphs name it.

    `colour` is None where pdfium cannot tell it; `clip` is the box of its clip path, None without
    one; `is_plain` is False where only the pixels tell (a transparent group, a clip that is no
    rectangle). `angle` is the direction it runs in, in degrees counter-clockwise, `size` that of
    its font in points, across or upright, whichever is less. `in_layer` says that optional content
    may hide it.
    """

    key: int
    handle: Any
    order: int
    mode: int
    colour: Colour | None
    clip: Box | None
    box: Box
    is_plain: bool
    angle: float
    size: float
    in_layer: bool

    @property
    def is_hidden(self) -> bool:
        """True if its own state says that nothing of it is painted."""
        return self.mode in _HIDDEN_MODES or (self.colour is not None and self.colour.alpha == 0)


@dataclass
class Painting:
    """Everything that a page paints besides glyphs, and the states of its texts.

    `shapes` are those of the marks that are no rectangles, `annotations` those that add to the
    page or cover it, by their kind.
    """

    rules: list[Segment] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    texts: list[TextState] = field(default_factory=list)
    shapes: list[Box] = field(default_factory=list)
    annotations: list[tuple[str, Box]] = field(default_factory=list)
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class Frame:
    """What an object inherits from the forms around it."""

    matrix: Matrix
    clip: Box | None
    is_plain: bool
    depth: int
