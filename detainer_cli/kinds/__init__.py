"""The kinds of reports that this program knows: a folder each.

A folder has the descriptor of its kind (`kind.toml`), the columns of its views (`columns.csv`),
what its numbers do not say (`caveats.csv`) and the migrations that make its tables
(`NNNN_<name>.sql`). A new kind is a new folder and no other edit. Light: answers read the caveats.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def folders() -> list[Path]:
    """The folders of all kinds, by name."""
    return sorted(path.parent for path in FOLDER.glob("*/kind.toml"))
