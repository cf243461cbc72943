"""Composes the stages for a file: read, normalize, check, store."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detainer_cli.db.connection import database_errors
from detainer_cli.db.opening import load_schema
from detainer_cli.db.report_connection import ReportConnection, connection_for_report
from detainer_cli.db.revisions import FileTime, name_of, standing, would_be_current
from detainer_cli.db.store import Stored, find_report, rows_before, store_report
from detainer_cli.errors import CheckError, DetainersError
from detainer_cli.ingest.file import File
from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.findings import Finding
from detainer_cli.model.limits import DEFAULT_WAIT
from detainer_cli.model.pages import Document
from detainer_cli.model.records import Accounting, ParsedReport
from detainer_cli.model.resolutions import Normalized
from detainer_cli.normalize.unresolved import unresolved_texts

if TYPE_CHECKING:
    from detainer_cli.normalize.names import Decisions

Check = Callable[[Document, Normalized, bool, bool], list[Finding]]
Normalize = Callable[[ParsedReport, "Decisions"], Normalized]
Read = Callable[[bytes, str], tuple[Document, ParsedReport]]
"""Reads the content of a file, given its name; raises DetainersError."""
Notes = tuple[str, ...]

COUNTS = ("declined", "issued_counties", "policies", "unresolved")
_ROWS = {"declined": "declined", "issued_counties": "issued", "policies": "policy"}
"""The keys of the contract for the rows of the weekly report's sections."""


@dataclass(frozen=True)
class Options:
    """How to ingest: see `detainers ingest --help`. `wait` is in seconds."""

    db: Path
    dry_run: bool = False
    strict: bool = False
    wait: float = DEFAULT_WAIT
    decisions: Decisions = field(default_factory=dict)
    accept_unread: bool = False
    keep_pdf: bool = True


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `status` is loaded, already loaded, revised or rejected.

    A failure is `acknowledged` if the same was told of the same content before.
    """

    path: str
    status: str
    stored: Stored | None = None
    error: DetainersError | None = None
    seconds: float = 0.0
    notes: Notes = ()
    acknowledged: bool = False

    def as_json(self) -> dict[str, object]:
        """The object that `ingest --format json` prints for this file."""
        stored = asdict(self.stored) if self.stored else {}
        rows, of_week = stored.get("rows", {}), stored.get("period") == "week"
        account = stored.get("accounting")
        if account:
            account = {"rows_seen": account.pop("seen")} | account
        return {
            "path": self.path,
            "status": self.status,
            "week_start": stored.get("start") if of_week else None,
            "week_end": stored.get("end") if of_week else None,
            **(counts_of(self.stored) if self.stored else dict.fromkeys(COUNTS)),
            "accounting": account,
            "error": str(self.error) if self.error else None,
            "kind": stored.get("kind"),
            "period_start": stored.get("start"),
            "period_end": stored.get("end"),
            "rows": rows or None,
        }


def counts_of(stored: Stored) -> dict[str, int | None]:
    """What the contract counts of a report; None for a section that its kind does not have."""
    rows = {key: stored.rows.get(section) for key, section in _ROWS.items()}
    return rows | {"unresolved": stored.unresolved}


@dataclass(frozen=True)
class _Checked:
    """A report that may be stored."""

    document: Document
    normalized: Normalized
    findings: list[Finding]
    dated: FileTime


def ingest_file(file: File, options: Options, read: Read, dated: FileTime | None = None) -> Outcome:
    """Loads one file, or says why not: a DetainersError becomes a rejected outcome.

    A file that is already loaded is known by its content before a page of it is read. `dated`
    orders it among the reports of its week; without it, it is of now.
    """
    started = time.monotonic()
    try:
        with connection_for_report(options.db, options.dry_run) as database:
            outcome = _ingest(file, options, read, dated or FileTime.now(), database)
    except DetainersError as error:
        error.file = error.file or file.name
        outcome = Outcome(file.name, "rejected", error=error)
    return replace(outcome, seconds=time.monotonic() - started)


def _ingest(
    file: File, options: Options, read: Read, dated: FileTime, database: ReportConnection
) -> Outcome:
    stored, notes = _already_loaded(file, database)
    if stored is not None:
        _require_resolved(stored, options)
        return Outcome(file.name, "already loaded", stored, notes=notes)
    is_first = database.conn is None and not options.dry_run
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(_load_stages, is_first)  # while the child reads
        document, report = read(file.content, Path(file.name).name)
        check, normalize = loading.result()
    document = replace(document, sha256=file.sha256)  # ours, whatever the child says
    normalized = normalize(report, options.decisions)
    findings = check(document, normalized, options.strict, options.accept_unread)
    checked = _Checked(document, normalized, findings, dated)
    if options.dry_run:
        status, notes = _foresee(checked, database)
    else:
        content = file.content if options.keep_pdf else None
        status, notes = _store(content, checked, options.wait, database)
    notes = (*notes, *_notes(document, normalized, findings))
    return Outcome(file.name, status, _counts(normalized), notes=notes)


def _load_stages(makes_database: bool) -> tuple[Check, Normalize]:
    """The stages behind the reading: a run that skips every file needs none of them."""
    from detainer_cli.checks import check
    from detainer_cli.normalize.names import load_reference
    from detainer_cli.normalize.report import normalize

    load_reference()
    if makes_database:
        load_schema()
    return check, normalize


def _already_loaded(file: File, database: ReportConnection) -> tuple[Stored | None, Notes]:
    """The report with this content, if the database has it; a note if it is not the current one."""
    if database.conn is None:
        return None, ()
    with database_errors(database.path):
        stored = find_report(database.conn, file.sha256)
        return stored, () if stored is None else _why_not_current(database.conn, file.sha256)


def _store(
    content: bytes | None, checked: _Checked, wait: float, database: ReportConnection
) -> tuple[str, Notes]:
    """Stores a report: the status that it has, and notes on what that means for its week."""
    document, normalized = checked.document, checked.normalized
    report = normalized.report

    def put(conn: sqlite3.Connection) -> tuple[str, Notes]:
        before = rows_before(conn, report.kind, report.period)
        written = (document, normalized, checked.findings, content, checked.dated)
        if not store_report(conn, database.path, *written):
            return "already loaded", ()
        why_not = _why_not_current(conn, document.sha256)
        is_revised = before is not None and not why_not
        return "revised" if is_revised else "loaded", why_not or _replaced(normalized, before)

    return database.write(wait, put)


def _foresee(checked: _Checked, database: ReportConnection) -> tuple[str, Notes]:
    """What storing the report would mean, without writing anything."""
    if database.conn is None:
        return "loaded", ()
    kind, period = checked.normalized.report.kind, checked.normalized.report.period
    with database_errors(database.path):
        before = rows_before(database.conn, kind, period)
        known = (checked.dated, checked.document.sha256)
        if before is None or would_be_current(database.conn, kind, period, *known):
            status = "loaded" if before is None else "revised"
            return status, _replaced(checked.normalized, before)
    return "loaded", (f"it would not be the current report of {name_of(period)}",)


def _why_not_current(conn: sqlite3.Connection, sha256: str) -> Notes:
    found = standing(conn, sha256)
    return (found.sentence(),) if found and not found.is_current else ()


def _require_resolved(stored: Stored, options: Options) -> None:
    """With --strict, a report that was loaded with unresolved values is refused, too."""
    if options.strict and stored.unresolved:
        raise CheckError(
            f"it is loaded with {stored.unresolved} unresolved values.",
            "See them with: detainers review",
        )


def _replaced(normalized: Normalized, before: dict[str, int] | None) -> Notes:
    """That a loaded period has other figures now is worth a line."""
    if before is None:
        return ()
    report = normalized.report
    name, what = next(iter(kind_of(report.kind).counts.items()))
    return (
        f"it takes the place of the report that was loaded for {name_of(report.period)}:"
        f" {len(report.sections[name])} {what}, where that had {before[name]}",
    )


def _counts(normalized: Normalized) -> Stored:
    report = normalized.report
    accounts = list(report.accounting.values())
    return Stored(
        report.kind,
        report.period.name,
        report.period.start.isoformat(),
        report.period.end.isoformat(),
        {name: len(records) for name, records in report.sections.items()},
        len(unresolved_texts(normalized)),
        Accounting(
            *(
                sum(getattr(account, name) for account in accounts)
                for name in ("seen", "header", "record", "continuation", "rejected")
            )
        ),
    )


def _notes(document: Document, normalized: Normalized, findings: list[Finding]) -> Notes:
    """What the user should know of a report that was loaded."""
    notes = []
    if document.restricted:
        notes.append(
            "the file carries its owner's restriction on copying; it is a public document and"
            " was read all the same (recorded in the database)"
        )
    texts = Counter(f"{f.check}: {f.message}" for f in findings if f.severity != "error")
    notes += [text if n == 1 else f"{text} ({n} times)" for text, n in texts.items()]
    rejected = [r for r in normalized.report.rejected if r.text]
    notes += [f"page {r.source.page}: {r.reason}, not a record: “{r.text}”" for r in rejected]
    return tuple(notes)
