"""Commands about names and codes: explain, review, renormalize."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional, get_args

import typer

from detainer_cli.cli.app import DetainersApp, DetainersGroup, app
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import DEFAULT_DB, Db, Format, OutputFormat
from detainer_cli.cli.stdout import print_rows
from detainer_cli.errors import UsageError

if TYPE_CHECKING:
    from detainer_cli.normalize import Decisions

NAMES = "Names and codes"
EXPLANATION = ("text", "resolved", "value", "code", "rule", "candidates")
OF_CRIMES = (*EXPLANATION, "category", "synonyms")
UNRESOLVED = ("kind", "raw_text", "candidates", "rows", "first_week", "first_page")
DECISIONS_NAME = "detainers-decisions.csv"

DecisionsFile = Annotated[
    Optional[Path],  # noqa: UP045 - typer reads this at run time, also on Python 3.10
    typer.Option(
        "--decisions",
        metavar="FILE",
        envvar="DETAINERS_DECISIONS",
        help="Your decisions [default: detainers-decisions.csv beside the database].",
    ),
]


KindName = Literal["jurisdiction", "crime", "citizenship"]
RoleName = Literal["location", "city", "issued", "policy"]


def decisions_path(db: Path, file: Path | None) -> Path:
    """The file named by the user, or the one beside the database."""
    return file or db.absolute().parent / DECISIONS_NAME


def _require_default(path: Path, file: Path | None) -> None:
    """A file of decisions that was named for this command must exist."""
    if file is not None and os.environ.get("DETAINERS_DECISIONS") != str(file):
        raise UsageError(
            "there is no such file of decisions.",
            "Check --decisions; `detainers review accept` makes the file.",
            file=str(path),
        )


def load_decisions(db: Path, file: Path | None) -> Decisions:
    """The decisions that apply to a database."""
    path = decisions_path(db, file)
    if not path.exists():
        _require_default(path, file)
        return {}
    from detainer_cli.db.decisions import as_rules, read_decisions

    return as_rules(read_decisions(path))


@app.command(rich_help_panel=NAMES)
def explain(
    kind: Annotated[KindName, typer.Argument(help="What the texts are.")],
    texts: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[TEXT…]", help="Texts; without any, a line each from stdin."),
    ] = None,
    on: Annotated[
        datetime,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day whose county names count."),
    ] = datetime(2017, 1, 28),
    role: Annotated[
        RoleName,
        typer.Option(
            "--role",
            help="Where a place stands: in section II (city: of a report that has cities in the"
            " place of counties), I or III, where a city alone is one.",
        ),
    ] = "location",
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
    format: OutputFormat = Format.TABLE,
) -> None:
    """Show how a text would be normalized, by which rule, or why it is not.

    Of a crime also its category and the groups of synonyms, by which `--crime DUI` finds it.

    Examples:

        detainers explain jurisdiction "Rikers Island, Queens, Queens, New York"

        detainers explain crime "AGGRAV ASSLT - WEAPON" --format json

        detainers explain citizenship < countries.txt --format csv
    """
    from detainer_cli.answers.explain import as_json, explain_all

    lines = texts or (line.rstrip("\r\n") for line in sys.stdin)
    made = load_decisions(db, decisions)
    found = explain_all(kind, lines, on.date(), role, made)
    rows = [as_json(text, resolution) for text, resolution in found]
    columns = OF_CRIMES if kind == "crime" else EXPLANATION
    print_rows(rows, columns, f"How each {kind} would be normalized", format)


review = DetainersApp(cls=DetainersGroup, invoke_without_command=True, no_args_is_help=False)
app.add_typer(review, name="review", rich_help_panel=NAMES)


@review.callback()
def review_values(
    context: typer.Context, db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE
) -> None:
    """List the values that are unresolved, with candidates and how many rows they stand in.

    Examples:

        detainers review

        detainers review accept jurisdiction "Main Jail, Baltimore, Maryland" 24510

        detainers review decisions
    """
    if context.invoked_subcommand is None:
        review_list(db, format)


@review.command("list")
def review_list(db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE) -> None:
    """List the values that are unresolved, like `detainers review` alone."""
    from detainer_cli.db.opening import open_for_reading
    from detainer_cli.db.renormalize import unresolved_values

    print_rows(unresolved_values(open_for_reading(db)), UNRESOLVED, "Unresolved values", format)


@review.command("accept")
def review_accept(
    kind: Annotated[KindName, typer.Argument(help="What the text is.")],
    raw_text: Annotated[str, typer.Argument(metavar="RAW_TEXT", help="As `review` lists it.")],
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="County FIPS or USPS, NCIC, or ISO alpha-3.")
    ],
    note: Annotated[str, typer.Option("--note", help="Why: kept in the file.")] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Also a code that the text contradicts.")
    ] = False,
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
) -> None:
    """Record what an unresolved text means, and apply it to what is loaded.

    A decision never overrules a rule: a text that the rules resolve is refused. So is a code that
    the text contradicts (a county of another state), without --force.
    """
    from datetime import date

    from detainer_cli.answers.explain import explain_all
    from detainer_cli.db.decisions import decide

    found = [
        resolution
        for role in get_args(RoleName)
        for _, resolution in explain_all(kind, [raw_text], date(2017, 1, 28), role, {})
    ]
    if all(resolution.resolved for resolution in found):
        raise UsageError(
            f"“{raw_text}” needs no decision: it is {found[0].value} ({found[0].rule}).",
            "If that is wrong, please report it.",
        )
    path = decisions_path(db, decisions)
    _apply(db, path)  # nothing is recorded for a database that cannot be written
    made, earlier = decide(path, kind, raw_text, code, note, force)
    rows = _apply(db, path)
    changed = f"{rows} rows changed" if rows else "no loaded row was waiting for it"
    say(f"“{made.raw_text}” is {made.value} ({made.code}): recorded in {path}; {changed}")
    if earlier is not None:
        say(f"it replaces the decision for {earlier.value} ({earlier.code}; {earlier.note})")
    candidates = {c.code: c.value for resolution in found for c in resolution.candidates if c.code}
    if candidates and made.code not in candidates:
        named = "; ".join(f"{value} ({code})" for code, value in candidates.items())
        say(f"detainers: note: {made.code} is none of the candidates, which are {named}")


@review.command("forget")
def review_forget(
    kind: Annotated[KindName, typer.Argument(help="What the text is.")],
    raw_text: Annotated[
        str, typer.Argument(metavar="RAW_TEXT", help="As `review decisions` lists it.")
    ],
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
) -> None:
    """Take a decision back: the text is unresolved again, also in what is loaded.

    Examples:

        detainers review forget jurisdiction "Main Jail, Baltimore, Maryland"
    """
    from detainer_cli.db.decisions import forget

    path = decisions_path(db, decisions)
    if not path.exists():
        _require_default(path, decisions)
    _apply(db, path)  # nothing is taken back for a database that cannot be written
    forgotten = forget(path, kind, raw_text)
    rows = _apply(db, path)
    changed = f"{rows} rows changed" if rows else "no loaded row had it"
    for decision in forgotten:
        meant = f"{decision.value} ({decision.code})"
        say(f"“{decision.raw_text}” is no longer {meant}: taken out of {path}; {changed}")


@review.command("decisions")
def review_decisions(
    db: Db = DEFAULT_DB, decisions: DecisionsFile = None, format: OutputFormat = Format.TABLE
) -> None:
    """List the decisions that are recorded."""
    from dataclasses import asdict

    from detainer_cli.db.decisions import read_decisions

    path = decisions_path(db, decisions)
    if not path.exists():
        _require_default(path, decisions)
    made = read_decisions(path)
    columns = ["kind", "raw_text", "code", "value", "note"]
    print_rows([asdict(decision) for decision in made], columns, "Decisions", format)


@app.command(rich_help_panel=NAMES)
def renormalize(
    db: Db = DEFAULT_DB,
    decisions: DecisionsFile = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, write nothing.")] = False,
    format: OutputFormat = Format.TABLE,
) -> None:
    """Apply today's reference data and your decisions to what is loaded, without the PDFs.

    Examples:

        detainers renormalize --dry-run

        detainers renormalize
    """
    from dataclasses import asdict

    from detainer_cli.db.connection import DEFAULT_WAIT
    from detainer_cli.db.opening import open_for_reading, open_for_writing
    from detainer_cli.db.renormalize import renormalize as run

    conn = open_for_reading(db)
    made = load_decisions(db, decisions)
    if not dry_run:
        conn.close()
        conn = open_for_writing(db, DEFAULT_WAIT)
    changes = run(conn, db, made, dry_run)
    title = "What would change" if dry_run else "What changed"
    columns = ["kind", "raw_text", "before", "after", "rows"]
    print_rows([asdict(change) for change in changes], columns, title, format)


def _apply(db: Path, decisions: Path) -> int:
    """Renormalizes a database, if there is one; how many rows changed."""
    from detainer_cli.db.opening import open_for_writing, open_if_loaded
    from detainer_cli.db.renormalize import renormalize as run

    conn = open_if_loaded(db)
    if conn is None:
        return 0
    conn.close()
    made = load_decisions(db, decisions if decisions.exists() else None)
    changes = run(open_for_writing(db), db, made, dry_run=False)
    return sum(change.rows for change in changes)
