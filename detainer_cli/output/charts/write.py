"""A chart as a file: SVG, PNG or HTML, with its text for who does not see it.

The same chart gives the same bytes. Nothing is asked of another host, when it is drawn and when it
is opened.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from detainer_cli.answers.citations import PROGRAM
from detainer_cli.errors import UsageError
from detainer_cli.model.summary import Summary
from detainer_cli.output.cells import cells, heads, to_right
from detainer_cli.output.charts.draw import Chart, chart
from detainer_cli.output.charts.library import vega_lite, vl_convert

_SCALE = 2.0
"""Pixels of a PNG for one of the chart: sharp in print at half its width."""
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def picture(summary: Summary, ending: str) -> tuple[bytes, str]:
    """An answer as a picture with this ending (`svg`, `png`, `html`), and what it shows in words.

    Raises UsageError for another ending, for an answer without a chart, and without the extra
    `charts`.
    """
    write = _WRITERS[require_ending(ending)]
    drawn = chart(summary)
    return write(drawn, summary), drawn.text


def require_ending(ending: str) -> str:
    """The ending in lower case. Raises UsageError if no picture has it."""
    if ending.lower() not in ENDINGS:
        named = f"“.{ending}”" if ending else "no ending"
        known = ", ".join(f".{e}" for e in ENDINGS)
        raise UsageError(
            f"a chart is a file that ends in {known}; this has {named}.",
            "Name it so: --chart week.svg",
        )
    return ending.lower()


def as_svg(drawn: Chart, summary: Summary) -> bytes:
    """The chart as SVG; its `title` and `desc` are what a screen reader reads."""
    return _told(_svg(drawn.specification), drawn).encode("utf-8", "backslashreplace")


def _svg(specification: Mapping[str, Any]) -> str:
    made: str = vl_convert().vegalite_to_svg(
        dict(specification), vl_version=vega_lite(), allowed_base_urls=[]
    )
    return made


def _told(svg: str, drawn: Chart) -> str:
    """The picture with the words for it in its root."""
    root, end, rest = svg.partition(">")
    if not root.startswith("<svg "):
        raise ValueError("vl-convert drew no SVG")
    words = f'<title id="t">{escape(drawn.title)}</title><desc id="d">{escape(drawn.text)}</desc>'
    return f'{root} role="img" aria-labelledby="t d"{end}{words}{rest}\n'


def as_png(drawn: Chart, summary: Summary) -> bytes:
    """The chart as PNG, with its title and what it shows in words as text of the file.

    A chart has few colours: as a palette it takes a third of the room, and no colour differs by
    more than an eye sees.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    made = vl_convert().vegalite_to_png(
        dict(drawn.specification), vl_version=vega_lite(), scale=_SCALE, allowed_base_urls=[]
    )
    info = PngInfo()
    told = {"Title": drawn.title, "Description": drawn.text, "Comment": " ".join(drawn.remarks)}
    for name, text in (told | {"Software": PROGRAM}).items():
        info.add_itxt(name, text.encode("utf-8", "backslashreplace").decode())
    out = io.BytesIO()
    with Image.open(io.BytesIO(made)) as image:
        few = image.convert("RGB").quantize(
            256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        few.save(out, "PNG", pnginfo=info, optimize=True)
    return out.getvalue()


def as_html(drawn: Chart, summary: Summary) -> bytes:
    """The chart as a page with all that it needs: the library, the data, the answer as a table.

    Its policy lets no other script run and nothing be loaded.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent.parent / "templates"
    made = Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    library = _library()
    page = made.get_template("chart.html.j2").render(
        title=drawn.title,
        text=drawn.text,
        remarks=drawn.remarks,
        heads=list(zip(heads(summary), to_right(summary), strict=True)),
        rows=[
            list(zip(cells(summary, row, False), to_right(summary), strict=True))
            for row in summary.rows
        ],
        specification=_script(drawn.specification),
        library=library,
        hash=base64.b64encode(hashlib.sha256(library.encode()).digest()).decode(),
    )
    return page.encode("utf-8", "backslashreplace")


_SHOW = """
const told = document.getElementById("specification").textContent;
vegaEmbed("#chart", JSON.parse(told), {
  actions: false, renderer: "svg", ast: true, defaultStyle: false
});
"""


@cache
def _library() -> str:
    """Vega, and what shows the chart with it, as one script that may stand in a page."""
    made: str = vl_convert().javascript_bundle(_SHOW, vl_version=vega_lite())
    if "</script" in made.lower() or "<!--" in made:
        raise ValueError("the library cannot stand in a page")
    return made


def _script(value: object) -> str:
    """JSON that can stand in a page, whatever the texts in it are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_UNSAFE.get(char, char) for char in text)


_WRITERS: dict[str, Callable[[Chart, Summary], bytes]] = {
    "svg": as_svg,
    "png": as_png,
    "html": as_html,
}
ENDINGS = tuple(_WRITERS)
"""The endings of pictures, by which they are chosen."""
