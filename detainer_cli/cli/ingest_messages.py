"""Says on stderr, and prints on stdout, what became of the files of an ingest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from detainer_cli.cli.messages import say
from detainer_cli.cli.options import Format
from detainer_cli.cli.stdout import print_rows
from detainer_cli.errors import DetainersError
from detainer_cli.ingest.batch import ToldError
from detainer_cli.ingest.folders import Found
from detainer_cli.ingest.report import COUNTS, Outcome
from detainer_cli.text import printable


def tell_folders(found: Found, talkative: bool) -> None:
    """What is wrong with a folder itself; if talkative, what of it was passed over."""
    tell_troubles(found.troubles)
    if talkative and not found.files and not found.troubles:
        say(f"no PDF is in {', '.join(map(printable, found.folders))}")
    if talkative and found.skipped:
        names = ", ".join(sorted(map(printable, found.skipped)))
        say(f"passed over, as files of other programs or not yet whole: {names}")


def tell_troubles(troubles: Sequence[DetainersError]) -> None:
    """What is wrong with something other than a file."""
    for trouble in troubles:
        say(f"detainers: {trouble}")


def describe(outcome: Outcome) -> str:
    """One line for a file that was loaded: week, counts, seconds."""
    stored = outcome.stored
    assert stored is not None
    return (
        f"{outcome.path}: {outcome.status}: {stored.told()}, {stored.unresolved} unresolved,"
        f" {outcome.seconds:.1f} s"
    )


def tell(outcome: Outcome, talkative: bool, quiet: bool, named: bool = True) -> None:
    """What stderr says of one file: errors, notes unless quiet, success if talkative.

    What was told before is told again only if talkative; so are the notes on a file that is
    loaded already, unless it was `named` by itself.
    """
    if isinstance(outcome.error, ToldError) or (outcome.acknowledged and not talkative):
        return
    if outcome.error is not None:
        say(f"detainers: {outcome.error}")
        for detail in outcome.error.details:
            say(f"  {detail}")
        return
    if talkative and not quiet:
        say(describe(outcome))
    if not quiet and (outcome.status != "already loaded" or talkative or named):
        for note in outcome.notes:
            say(f"detainers: {outcome.path}: note: {note}")


def tell_edition(db: Path) -> None:
    """Once of a database: that today's program reads more of its reports, or reads otherwise."""
    from detainer_cli.db.editions import older_reports_to_tell

    number = older_reports_to_tell(db)
    if number:
        reports = "one report was" if number == 1 else f"{number:,} reports were"
        say(
            f"detainers: note: {reports} read by an earlier version of this program, which read"
            " less or otherwise; `detainers reparse --dry-run` shows what would change. (Told"
            " once.)"
        )


def print_outcomes(outcomes: Sequence[dict[str, object]], found: Found, format: Format) -> None:
    """The outcomes on stdout as JSON, CSV, TSV or Markdown; nothing for a table.

    A folder that is not as it should be is a rejected one.
    """
    if format is not Format.TABLE:
        folders = [Outcome(str(e.file), "rejected", error=e) for e in found.failed]
        rows = [*outcomes, *(folder.as_json() for folder in folders)]
        of_week = ("path", "status", "week_start", "week_end", *COUNTS, "accounting", "error")
        columns = (*of_week, "kind", "period_start", "period_end", "rows")
        print_rows(rows, columns, "Loaded reports", format)
