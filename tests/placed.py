"""What a text alone is resolved to, as a person gives it."""

from __future__ import annotations

from datetime import date

from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import JurisdictionResolution
from detainer_cli.normalize.jurisdictions import normalize_jurisdiction


def explain_jurisdiction(text: str, on: date | None = None) -> JurisdictionResolution:
    """What a text alone is resolved to."""
    return normalize_jurisdiction(LocationText(whole=text), on)
