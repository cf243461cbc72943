"""The user's decisions as the stored rows show them."""

from __future__ import annotations

import sqlite3

from detainer_cli.db.decisions import RULE, Decision, as_rules
from detainer_cli.kinds.descriptor import NameKind
from detainer_cli.kinds.registry import kinds
from detainer_cli.normalize.names import Decisions


def decided(conn: sqlite3.Connection) -> Decisions:
    """The decisions that rows were resolved by, whichever file they came from."""
    found = [
        Decision(what, text, code, "")
        for kind in kinds()
        for section in kind.sections
        for what, raw in section.names
        for text, code in conn.execute(
            f"SELECT DISTINCT {raw}, {_CODES[what]} FROM {section.table}"  # noqa: S608
            f" WHERE {what}_rule = ?",
            [RULE],
        )
    ]
    return as_rules(found)


_CODES: dict[NameKind, str] = {
    "jurisdiction": "coalesce(county_fips, state)",
    "crime": "ncic_code",
    "citizenship": "country_alpha_3",
}
