"""What the checks of a report found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "accepted", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found; an `error` refuses the report, a `warning` is shown and stored.

    What was `accepted` would have been an error: every answer over the report's week tells it.
    """

    severity: Severity
    check: str
    message: str
    page: int | None = None
    row: int | None = None
