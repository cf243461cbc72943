"""A small ruled table on a page, and ways to draw on it: PDFs of a few kilobytes, made in place."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from detainer_cli.model.pages import Page

Draw = Callable[[Canvas], None]

XS, YS = [100.0, 220.0, 340.0, 460.0], [700.0, 670.0, 640.0, 610.0]
ALL = [[f"r{r} c{c}" for c in range(3)] for r in range(3)]


def each(*draws: Draw) -> Draw:
    """Draws one after the other."""

    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def pdf(*draws: Draw, size: tuple[float, float] = (612, 792)) -> bytes:
    """A PDF with a page for each function that draws."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for draw in draws:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def grid(canvas: Canvas, xs: list[float] = XS, ys: list[float] = YS) -> None:
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def say(canvas: Canvas, xs: list[float] = XS, ys: list[float] = YS) -> None:
    """Each cell says its row and column."""
    for r, y in enumerate(ys[:-1]):
        for c, x in enumerate(xs[:-1]):
            canvas.drawString(x + 4, y - 14, f"r{r} c{c}")


def filled(canvas: Canvas, xs: list[float] = XS, ys: list[float] = YS) -> None:
    """A table whose cells say their row and column."""
    grid(canvas, xs, ys)
    say(canvas, xs, ys)


def texts(page: Page, table: int = 0) -> list[list[str]]:
    """The texts of a table, ` / ` where a line breaks."""
    return [
        [" / ".join(line.text for line in cell.lines) for cell in row.cells]
        for row in page.tables[table].rows
    ]


def changed(content: bytes | Path, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The PDF after `change`."""
    given = io.BytesIO(content) if isinstance(content, bytes) else content
    out = io.BytesIO()
    with pikepdf.open(given) as document:
        change(document)
        document.save(out)
    return out.getvalue()
