"""The user's decisions on texts that the rules leave unresolved: a CSV kept by the user.

A line is a decision: kind, raw text, code, the name that the code stands for (for the reader) and
a note. The file is sorted, so that it can be kept under version control.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import get_args

from detainer_cli.errors import UsageError
from detainer_cli.files import is_there, place_of, read_up_to, write_atomically
from detainer_cli.model.limits import MOST_TEXT
from detainer_cli.model.records import LocationText
from detainer_cli.model.resolutions import JurisdictionResolution, Kind, Resolution
from detainer_cli.normalize.citizenship import normalize_citizenship
from detainer_cli.normalize.jurisdictions import normalize_jurisdiction
from detainer_cli.normalize.names import Decisions, decision_key, resolution_of_code
from detainer_cli.text import printable

RULE = "decision of the user"
"""The rule name under which a decision is recorded."""


@dataclass(frozen=True, order=True)
class Decision:
    """A line of the file."""

    kind: str
    raw_text: str
    code: str
    value: str
    note: str = ""


_COLUMNS = [field.name for field in fields(Decision)]

_NEEDED = ("kind", "raw_text", "code")


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file; none if there is no such file.

    Raises UsageError for a file that cannot be read, with the line of the first bad one.
    """
    try:
        if not is_there(path):
            return []
        reader = csv.DictReader(read_up_to(path, MOST_TEXT).decode("utf-8-sig").splitlines())
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"the decisions cannot be read ({reason}).",
            "Expected a CSV in UTF-8; see --decisions.",
            file=str(path),
        ) from None
    if reader.fieldnames is not None and not set(_NEEDED) <= set(reader.fieldnames):
        raise UsageError(
            f"the first line of the decisions is “{','.join(reader.fieldnames)[:80]}”.",
            f"Expected the names of the columns: {','.join(_COLUMNS)}.",
            file=str(path),
        )
    decisions = []
    for number, row in enumerate(rows, start=2):
        values = {name: (row.get(name) or "").strip() for name in _COLUMNS}
        decision = Decision(**values)
        _checked(decision, f"{path}, line {number}")
        decisions.append(decision)
    return decisions


def as_rules(decisions: list[Decision]) -> Decisions:
    """The decisions in the form in which they are applied. Raises UsageError if two differ."""
    rules: dict[tuple[str, str], Resolution] = {}
    for decision in decisions:
        key = (decision.kind, decision_key(decision.raw_text))
        found = _resolution(decision, "the decisions")
        if rules.get(key, found).code != found.code:
            raise UsageError(
                f"the decisions give “{decision.raw_text}” two codes.", "Remove one of the lines."
            )
        rules[key] = found
    return rules


def _checked(decision: Decision, where: str) -> Resolution:
    """What a decision of the user says. Raises UsageError if it would decide on blank cells."""
    if not decision_key(decision.raw_text):
        raise UsageError(
            f"the text of a decision on a {decision.kind} is empty: a blank cell says nothing.",
            "Name a text, or take the line out.",
            file=where,
        )
    return _resolution(decision, where)


def _resolution(decision: Decision, where: str) -> Resolution:
    kinds = get_args(Kind)
    if decision.kind not in kinds:
        raise UsageError(
            f"“{decision.kind}” is no kind of value.", f"Kinds: {', '.join(kinds)}.", file=where
        )
    kind: Kind = next(k for k in kinds if k == decision.kind)
    found = resolution_of_code(kind, decision.raw_text, decision.code, RULE)
    if found is None:
        raise UsageError(
            f"there is no {kind} with the code “{decision.code}”.", _CODES[kind], file=where
        )
    return found


_CODES: dict[Kind, str] = {
    "jurisdiction": "Expected a county FIPS code such as 48453, or a state's USPS code.",
    "crime": "Expected an NCIC code of four digits such as 5404.",
    "citizenship": "Expected an ISO 3166 alpha-3 code such as MEX.",
}


def decide(
    path: Path, kind: str, raw_text: str, code: str, note: str, insists: bool = False
) -> tuple[Decision, Decision | None]:
    """Records a decision in the file; the second value is the one it takes the place of.

    Raises UsageError for an unknown kind or code, and for one that the text contradicts unless the
    user `insists`; the file is replaced whole or not at all.
    """
    found = _checked(Decision(kind, raw_text, code, ""), "review accept")
    if not insists:
        _require_possible(raw_text, found)
    key = decision_key(raw_text)
    made = Decision(kind, key, code.strip().upper(), found.value or "", note)
    before = read_decisions(path)
    others = [d for d in before if (d.kind, decision_key(d.raw_text)) != (kind, key)]
    _write(path, sorted([*others, made]))
    return made, next((d for d in before if d not in others and d != made), None)


def forget(path: Path, kind: str, raw_text: str) -> list[Decision]:
    """Takes the decisions on a text out of the file; which they were.

    Raises UsageError if there is none; the file is replaced whole or not at all.
    """
    key = (kind, decision_key(raw_text))
    before = read_decisions(path)
    others = [d for d in before if (d.kind, decision_key(d.raw_text)) != key]
    if len(others) == len(before):
        raise UsageError(
            f"no decision on the {kind} “{key[1]}” is recorded.",
            "`detainers review decisions` lists them.",
            file=str(path),
        )
    _write(path, others)
    return [d for d in before if d not in others]


def _require_possible(raw_text: str, found: Resolution) -> None:
    """The state that a text names, and the countries that it may mean, bound its code."""
    says = ""
    if isinstance(found, JurisdictionResolution):
        state = normalize_jurisdiction(LocationText(whole=raw_text)).state
        if state and found.state and state != found.state:
            says = f"names the state {state}, and {found.value} is in {found.state}"
    elif found.kind == "citizenship":
        meant = normalize_citizenship(raw_text)
        may_be = {candidate.code for candidate in meant.candidates}
        if meant.rule == "ambiguous" and found.code not in may_be:  # else they are but near
            says = f"may mean {', '.join(sorted(filter(None, may_be)))}, not {found.code}"
    if says:
        raise UsageError(f"“{raw_text}” {says}.", "If it is meant so, add --force.")


def require_decisions_place(path: Path) -> None:
    """Raises UsageError where no file of decisions can be: on a device, or in no folder."""
    try:
        place_of(path)
    except OSError as error:
        raise _unwritten(path, error) from None


def _unwritten(path: Path, error: OSError) -> UsageError:
    message = f"the decisions cannot be written ({error.strerror})."
    return UsageError(message, "Name another file with --decisions.", file=printable(path))


def _write(path: Path, decisions: list[Decision]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(decision) for decision in decisions)
    try:
        write_atomically(path, text.getvalue().encode("utf-8"))
    except OSError as error:
        raise _unwritten(path, error) from None
