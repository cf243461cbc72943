"""Writes the font of charts: Arimo in the letters of European languages, under a name of its own.

A picture has the same bytes on every machine only if no font of the system stands in for its own,
so that the font bears a name that no system has. It is that of the npm package named below (SIL
Open Font License 1.1, no reserved name), as wide as Arial letter by letter. Needs fontTools, which
the dependencies of the tests bring.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from npm_archive import members

PACKAGE, VERSION = "@expo-google-fonts/arimo", "0.4.3"
FAMILY = "Detainers Sans"
STYLES = {
    "Regular": "package/400Regular/Arimo_400Regular.ttf",
    "Bold": "package/700Bold/Arimo_700Bold.ttf",
}
LICENCE = "package/LICENSE_FONT"
FOLDER = Path(__file__).parent.parent / "detainer_cli" / "output" / "charts" / "fonts"
LETTERS = [*range(0x20, 0x250), *range(0x300, 0x370), *range(0x1E00, 0x1F00),
           *range(0x2010, 0x2060), 0x20AC, 0x2122, *range(0x2190, 0x2194), 0x2212, 0x2260, 0x2264,
           0x2265, 0xFFFD]  # fmt: skip


def named(content: bytes, style: str) -> bytes:
    """The font in these letters, without hints for screens, under its name."""
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    options = Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    called = {1: FAMILY, 3: f"{FAMILY} {style} of {PACKAGE} {VERSION}", 4: f"{FAMILY} {style}"}
    called[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for record in font["name"].names:
        if record.nameID in called:
            record.string = called[record.nameID]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> int:
    """Writes the fonts and their licence, or compares them (--check)."""
    *fonts, licence = members(PACKAGE, VERSION, (*STYLES.values(), LICENCE))
    made = {
        f"DetainersSans-{style}.ttf": named(content, style)
        for style, content in zip(STYLES, fonts, strict=True)
    }
    made["OFL.txt"] = licence
    if "--check" in sys.argv:
        return 0 if all((FOLDER / n).read_bytes() == c for n, c in made.items()) else 1
    FOLDER.mkdir(exist_ok=True)
    for name, content in made.items():
        (FOLDER / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
