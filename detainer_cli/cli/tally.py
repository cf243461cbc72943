"""Counts what became of the files of an ingest: for the last lines of it, and the exit code.

However many files there are, no more is kept of them than is printed in the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.cli.ingest_messages import tell_troubles
from detainer_cli.cli.messages import say
from detainer_cli.errors import DetainersError, ExitCode
from detainer_cli.ingest.batch import ToldError
from detainer_cli.ingest.report import Outcome


class Tally:
    """The outcomes so far; their `rows` for stdout only if it `keeps_rows`."""

    def __init__(self, keeps_rows: bool = False) -> None:
        self.rows: list[dict[str, object]] = []
        self._keeps_rows = keeps_rows
        self._same_trouble = 0
        self._unresolved = 0
        self._reports = 0
        self._code: int = ExitCode.OK

    def add(self, outcome: Outcome) -> None:
        """Counts an outcome."""
        if self._keeps_rows:
            self.rows.append(outcome.as_json())
        self._same_trouble += isinstance(outcome.error, ToldError)
        if outcome.error and not outcome.acknowledged:
            self._code = max(self._code, outcome.error.exit_code)
        is_new = outcome.status in {"loaded", "revised"}
        if is_new and outcome.stored and outcome.stored.unresolved:
            self._unresolved += outcome.stored.unresolved
            self._reports += 1

    def tell(self, log_troubles: Sequence[DetainersError], quiet: bool, dry_run: bool) -> None:
        """What is said when all files are tried: of all that met the same trouble, of the log."""
        if self._same_trouble:
            files = "file was" if self._same_trouble == 1 else "files were"
            say(f"detainers: {self._same_trouble} more {files} not loaded for the same reason.")
        if self._reports and not quiet:
            values = "one value" if self._unresolved == 1 else f"{self._unresolved} values"
            reports = "one report" if self._reports == 1 else f"{self._reports} reports"
            loaded = "would be" if dry_run else "was"
            hint = "" if dry_run else "; see them with: detainers review"
            say(f"detainers: note: unresolved in what {loaded} loaded: {values} of {reports}{hint}")
        tell_troubles(log_troubles)

    def exit_code(self, troubles: Sequence[DetainersError] = ()) -> int:
        """The largest code of all files and troubles but those that were told before."""
        return max(self._code, *(error.exit_code for error in troubles), 0)
