"""The commands about values that are unresolved, and what the user decided on them: review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from detainer_cli.cli.command import CommandApp, DetainersGroup
from detainer_cli.cli.decisions_option import (
    DecisionsFile,
    are_decisions_there,
    decisions_path,
    load_decisions,
    require_default,
)
from detainer_cli.cli.messages import say
from detainer_cli.cli.options import (
    DEFAULT_DB,
    Db,
    Format,
    KindName,
    OutputFormat,
    Panel,
    RoleName,
)
from detainer_cli.cli.stdout import print_rows
from detainer_cli.errors import UsageError

app = CommandApp(
    name="review",
    cls=DetainersGroup,
    invoke_without_command=True,
    no_args_is_help=False,
)

UNRESOLVED = ("kind", "raw_text", "candidates", "rows", "first_week", "first_page", "case")


@app.callback(rich_help_panel=Panel.NAMES)
def review_values(
    context: typer.Context, db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE
) -> None:
    """List the values that are unresolved, with candidates and how many rows they stand in.

    A sentence of a narrative report that no rule understands is told with its case.

    Examples:

        detainers review

        detainers review accept jurisdiction "Main Jail, Baltimore, Maryland" 24510

        detainers review decisions
    """
    if context.invoked_subcommand is None:
        review_list(db, format)


@app.command("list")
def review_list(db: Db = DEFAULT_DB, format: OutputFormat = Format.TABLE) -> None:
    """List the values that are unresolved, like `detainers review` alone."""
    from detainer_cli.answers.cases import sample_notices
    from detainer_cli.db.opening import open_for_reading
    from detainer_cli.db.renormalize import unresolved_values

    conn = open_for_reading(db)
    rows = unresolved_values(conn)
    for notice in sample_notices(conn) if any(row["case"] for row in rows) else ():
        say(f"detainers: note: from a sample or reconstruction, which says: “{notice}”")
    print_rows(rows, UNRESOLVED, "Unresolved values", format)


@app.command("accept")
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
    from detainer_cli.db.decisions import decide, require_decisions_place

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
    require_decisions_place(path)
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


@app.command("forget")
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
    from detainer_cli.db.decisions import forget, require_decisions_place

    path = decisions_path(db, decisions)
    if not are_decisions_there(path):
        require_default(path, decisions)
    require_decisions_place(path)
    _apply(db, path)  # nothing is taken back for a database that cannot be written
    forgotten = forget(path, kind, raw_text)
    rows = _apply(db, path)
    changed = f"{rows} rows changed" if rows else "no loaded row had it"
    for decision in forgotten:
        meant = f"{decision.value} ({decision.code})"
        say(f"“{decision.raw_text}” is no longer {meant}: taken out of {path}; {changed}")


@app.command("decisions")
def review_decisions(
    db: Db = DEFAULT_DB, decisions: DecisionsFile = None, format: OutputFormat = Format.TABLE
) -> None:
    """List the decisions that are recorded."""
    from dataclasses import asdict

    from detainer_cli.db.decisions import read_decisions

    path = decisions_path(db, decisions)
    if not are_decisions_there(path):
        require_default(path, decisions)
    made = read_decisions(path)
    columns = ["kind", "raw_text", "code", "value", "note"]
    print_rows([asdict(decision) for decision in made], columns, "Decisions", format)


def _apply(db: Path, decisions: Path) -> int:
    """Renormalizes a database, if there is one; how many rows changed."""
    from detainer_cli.db.opening import open_for_writing, open_if_loaded
    from detainer_cli.db.renormalize import renormalize as run

    conn = open_if_loaded(db)
    if conn is None:
        return 0
    conn.close()
    made = load_decisions(db, decisions if are_decisions_there(decisions) else None)
    changes = run(open_for_writing(db), db, made, dry_run=False)
    return sum(change.rows for change in changes)
