"""Writes reference/counties-10m.json: the shapes of counties and states, by their FIPS codes.

They are those of the npm package us-atlas, made from the U.S. Census Bureau's cartographic boundary
files of 2017, and are kept as the package has them, byte for byte. `make_shapes.py --check` only
says by its exit code whether the file is that of the package.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from npm_archive import members

PACKAGE, VERSION = "us-atlas", "3.0.1"
MEMBER = "package/counties-10m.json"
TARGET = Path(__file__).parent.parent / "detainer_cli" / "reference" / "counties-10m.json"

OF_THE_REPORTS = frozenset({"46102", "02158", "09001"})
"""Codes of 2017: Oglala Lakota and Kusilvak have theirs since 2015, Connecticut's counties had
theirs until 2022."""
OF_ANOTHER_TIME = frozenset({"46113", "02270", "09110", "02063"})


def require_vintage(shapes: bytes) -> None:
    """Raises ValueError if the shapes are of another time than the reports."""
    counties = json.loads(shapes)["objects"]["counties"]["geometries"]
    codes = {county["id"] for county in counties}
    if not codes >= OF_THE_REPORTS or codes & OF_ANOTHER_TIME:
        raise ValueError("these are not the counties of 2017")


def main() -> int:
    """Writes the file, or compares it."""
    (shapes,) = members(PACKAGE, VERSION, (MEMBER,))
    require_vintage(shapes)
    if "--check" in sys.argv:
        return 0 if TARGET.read_bytes() == shapes else 1
    TARGET.write_bytes(shapes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
