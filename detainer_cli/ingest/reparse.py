"""Reads the kept PDFs of loaded reports again, as a load would, and brings the reports up to date.

What happens is told as events, as by a batch (`batch.py`). Each PDF is taken from the database by
the thread that reads it, so that not all of them are in memory at once. Nothing is written before
all are read, and nothing at all if one of them is refused.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue

from detainer_cli.checks import check
from detainer_cli.db.connection import database_errors, nothing_loaded, open_as_it_is
from detainer_cli.db.decided import decided
from detainer_cli.db.kept_reports import KeptReport, kept_pdf, kept_reports
from detainer_cli.db.opening import open_for_reading, open_for_rehearsal, open_for_writing
from detainer_cli.db.reread import Difference, Reread, differences, write_reread
from detainer_cli.errors import CheckError, DetainersError
from detainer_cli.files import require_writable
from detainer_cli.ingest import launch
from detainer_cli.ingest.batch import FileStarted, PagesRead, Reading
from detainer_cli.ingest.sandbox import read_in_child
from detainer_cli.model.limits import DEFAULT_WAIT
from detainer_cli.model.pages import PageProgress
from detainer_cli.model.records import ParsedReport
from detainer_cli.normalize.names import Decisions
from detainer_cli.normalize.report import normalize


@dataclass(frozen=True)
class ReportRead:
    """A report was read again, or refused; these come as they are done."""

    kept: KeptReport
    found: Reread | DetainersError

    @property
    def path(self) -> str:
        return self.kept.title


@dataclass(frozen=True)
class ReparseDone:
    """The last event: what is different of each report, and why some could not be read.

    `written` says that the database is as today's program reads it.
    """

    found: tuple[Difference, ...]
    refused: tuple[DetainersError, ...]
    without_pdf: tuple[KeptReport, ...]
    written: bool


Event = FileStarted | PagesRead | ReportRead | ReparseDone


@dataclass(frozen=True)
class Options:
    """What to read again, and how: see `detainers reparse --help`. `wait` is in seconds."""

    db: Path
    reading: Reading
    week: str | None = None
    dry_run: bool = False
    wait: float = DEFAULT_WAIT
    decisions: Decisions = field(default_factory=dict)


def reparse(options: Options) -> Generator[Event, None, None]:
    """Reads every report again, all revisions, and writes what is different in one transaction.

    Raises DatabaseError, or UsageError if nothing is loaded.
    """
    db = options.db
    with closing(_open(options)) as conn, database_errors(db):
        reports = kept_reports(conn, options.week)
        decisions = {**decided(conn), **options.decisions}
        read: dict[int, Reread | DetainersError] = {}
        kept = [report for report in reports if report.has_pdf]
        for event in _read_all(db, kept, decisions, options.reading):
            if isinstance(event, ReportRead):
                read[event.kept.id] = event.found
            yield event
        every = [read[report.id] for report in kept]
        sound = [found for found in every if isinstance(found, Reread)]
        refused = tuple(found for found in every if isinstance(found, DetainersError))
        found = differences(conn, sound) if options.dry_run else []
    writes = not options.dry_run and not refused
    if writes:
        with closing(open_for_writing(db, options.wait)) as writer:
            found = write_reread(writer, db, sound)
    without = tuple(report for report in reports if not report.has_pdf)
    yield ReparseDone(tuple(found), refused, without, writes)


def _open(options: Options) -> sqlite3.Connection:
    """The database as it is; where it is to be written, that is seen to before hours of reading."""
    if options.dry_run:
        conn = open_for_rehearsal(options.db)
        if conn is None:
            raise nothing_loaded(options.db)
        return conn
    conn = open_for_reading(options.db)
    try:
        require_writable(options.db)
    except DetainersError:
        conn.close()
        raise
    return conn


# ------------------------------------------------------------------ the reading


def _read_all(
    db: Path, reports: Sequence[KeptReport], decisions: Decisions, reading: Reading
) -> Iterator[FileStarted | PagesRead | ReportRead]:
    """Reads the kept PDF of each report, so many at a time."""
    happened: SimpleQueue[FileStarted | PagesRead | Future[ReportRead]] = SimpleQueue()

    def read(kept: KeptReport, more: bool) -> ReportRead:
        happened.put(FileStarted(kept.title))

        def progress(done: int, total: int) -> None:
            happened.put(PagesRead(kept.title, done, total))

        try:
            return ReportRead(kept, _read(db, kept, decisions, reading, progress, more))
        except DetainersError as error:
            error.file = kept.title
            return ReportRead(kept, error)

    with ThreadPoolExecutor(reading.jobs) as pool:
        futures = [pool.submit(read, kept, n < len(reports)) for n, kept in enumerate(reports, 1)]
        for future in futures:
            future.add_done_callback(happened.put)
        left = len(futures)
        try:
            while left:
                event = happened.get()
                left -= isinstance(event, Future)
                yield event.result() if isinstance(event, Future) else event
        finally:
            for future in futures:
                future.cancel()
            if left:
                launch.end_running()
            launch.end_early()


def _read(
    db: Path,
    kept: KeptReport,
    decisions: Decisions,
    reading: Reading,
    progress: PageProgress,
    more: bool,
) -> Reread:
    """A report as a load would read it that accepts what was accepted. Raises DetainersError."""
    limits = reading.limits._replace(accept_ocr=kept.accepts_ocr)
    name = Path(kept.name).name
    content = _content(db, kept)
    document, report = read_in_child(content, name, reading.password, limits, progress, more)
    _require_same(kept, report)
    document = replace(document, sha256=kept.sha256)  # ours, whatever the child says
    normalized = normalize(report, decisions)
    findings = check(document, normalized, accept_unread=kept.accepts_unread)
    return Reread(kept, document, normalized, tuple(findings))


def _content(db: Path, kept: KeptReport) -> bytes:
    """The PDF that was loaded. Raises CheckError if the kept one is another."""
    conn = open_as_it_is(db)
    if conn is None:
        raise nothing_loaded(db)
    with closing(conn), database_errors(db):
        content = kept_pdf(conn, kept.id)
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise CheckError(
            "the kept PDF is not the one that was loaded (its checksum differs).",
            "Restore the last backup (detainers backup), or load the report anew.",
        )
    return content


def _require_same(kept: KeptReport, report: ParsedReport) -> None:
    """A report that would be of another period or kind has another place among the reports."""
    if (report.kind, report.period) != (kept.kind, kept.period):
        raise CheckError(
            f"it is read as a {report.kind} report of {report.period} today, and was loaded as a"
            f" {kept.kind} report of {kept.period}.",
            "Look at its first pages (detainers show REF --image), and load it into a new database"
            " if it is so.",
        )
