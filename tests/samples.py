"""Where the sample reports are."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "sample_reports"
