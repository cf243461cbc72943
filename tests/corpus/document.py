"""A report as a document: what is printed, before any producer sets it.

Texts are final here (case, dates, wording); a producer adds nothing but the look. `expected` says
what must be found in the database, and `printed` each declined row as its cells show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from .content import NOTICE, Content, Individual, Policy, make_content
from .traits import Abilities, Traits, draw

CellText = str | tuple[str, ...]  # a tuple is a list of items
NUMERALS = ("I", "II", "III", "IV")
SCOPE = (
    "Some field offices ceased issuing detainers to known uncooperative jurisdictions. Hence, "
    "the number of issued detainers is expected to increase over the next reporting periods.",
    "Section II counts a detainer in the week in which its decline was recorded, whatever the "
    "date of its issuance; Section I counts it in the week in which it was issued. The two "
    "numbers must not be compared.",
    "The criteria in Section III are those that were known to ICE field offices.",
)


@dataclass(frozen=True)
class Column:
    field: str
    header: str


@dataclass
class Table:
    """Rows of cells; `spans` says of a cell (row, column) over how many rows it goes."""

    section: int
    columns: list[Column]
    rows: list[list[CellText]]
    spans: dict[tuple[int, int], int] = field(default_factory=dict)
    widths: list[float] = field(default_factory=list)  # in points, set by `widths.fit`

    def covered(self) -> set[tuple[int, int]]:
        """Places that a merged cell above covers."""
        return {(row + k, col) for (row, col), n in self.spans.items() for k in range(1, n)}

    def groups(self) -> list[range]:
        """Rows that merged cells hold together."""
        first = next(iter({col for _, col in self.spans}), None)
        if first is None:
            return [range(row, row + 1) for row in range(len(self.rows))]
        starts = [row for row in range(len(self.rows)) if (row, first) not in self.covered()]
        ends = [*starts[1:], len(self.rows)]
        return [range(a, b) for a, b in zip(starts, ends, strict=True)]


@dataclass
class Section:
    heading: str
    paragraphs: list[str]
    table: Table | None = None


@dataclass
class Document:
    seed: str
    traits: Traits
    notice: str
    titles: list[str]
    summary: list[str]
    sections: list[Section]
    expected: dict[str, Any]
    printed: list[list[str]]

    @property
    def tables(self) -> list[Table]:
        return [section.table for section in self.sections if section.table]


def make_document(seed: str, can: Abilities, **fixed: Any) -> Document:
    """The report of a seed for a producer that can do `can`; `fixed` overrides traits."""
    rng = Random(seed)
    traits = replace(draw(rng, can), **fixed)
    content = make_content(rng)
    writer = _Writer(content, traits, rng)
    return writer.document(seed)


class _Writer:
    """Writes a content in the words of its traits."""

    def __init__(self, content: Content, traits: Traits, rng: Random) -> None:
        self.content, self.traits, self.rng = content, traits, rng

    def document(self, seed: str) -> Document:
        traits = self.traits
        issued, declined, policy = self._issued(), self._declined(), self._policy()
        sections = [
            Section(self._heading(1), [self._total()], issued),
            Section(self._heading(2), [], declined),
            Section(self._heading(3), ["Policies are listed by date, newest first."], policy),
            Section(self._heading(4), [f"{n}. {text}" for n, text in enumerate(SCOPE, 1)]),
        ]
        if traits.upper:
            for section in sections:
                section.paragraphs = [text.upper() for text in section.paragraphs]
        return Document(
            seed, traits, NOTICE, self._titles(), self._summary(), sections,
            self._expected(issued, declined, policy),
            [[_line(cell) for cell in row] for row in _uncovered(declined)],
        )  # fmt: skip

    # ------------------------------------------------------------ words around the tables

    def _titles(self) -> list[str]:
        start, end = self.content.start, self.content.end
        year = f", {start.year}" if start.year != end.year else ""
        week = f"{self._month(start)} {start.day}{year} – {self._month(end)} {end.day}, {end.year}"
        return [
            "ENFORCEMENT AND REMOVAL OPERATIONS",
            "Weekly Declined Detainer Outcome Report",
            f"For Recorded Declined Detainers {week}",
        ]

    def _month(self, day: date) -> str:
        if self.traits.title == "full":
            return f"{day:%B}"
        return f"{day:%b}." if self.traits.title == "dots" and day.month != 5 else f"{day:%b}"

    def _summary(self) -> list[str]:
        published = self.content.end + timedelta(days=31)
        return [
            f"Published {published:%B} {published.day}, {published.year}",
            "Pursuant to section 9(b) of Executive Order 13768, U.S. Immigration and Customs "
            "Enforcement (ICE) is making available for public release the non-Federal "
            "jurisdictions that release aliens from their custody. ICE compiled this report based "
            "on jurisdictions with detainers that were recorded as declined between "
            f"{self._span(', and ')}, regardless of detainer issuance date.",
        ]

    def _span(self, between: str) -> str:
        days = (self.content.start, self.content.end)
        return between.join(f"{day:%B} {day.day}, {day.year}" for day in days)

    def _heading(self, number: int) -> str:
        traits = self.traits
        span = f"between {self._span(', and ' if traits.wording == 1 else ' and ')}"
        first, second = "Highest Volume of Detainers Issued", "with Recorded Declined Detainers"
        cooperation = f"{traits.restrict} Cooperation with ICE"
        words = {
            (1, 1): f"{first} to Non-Cooperative Jurisdictions {span}",
            (1, 2): f"{first} {span} to Jurisdictions which {cooperation}",
            (2, 1): f"Jurisdictions {second} Broken Down by Individuals Released {span}",
            (2, 2): f"Jurisdictions {second} {span}",
            (3, 0): f"Table of Jurisdictions that have Enacted Policies which {cooperation}",
            (4, 0): "Report Scope and Data Fidelity",
        }
        text = words[number, traits.wording if number < 3 else 0]
        heading = f"Section {NUMERALS[number - 1]}: {text}"
        return heading.upper() if traits.heading_upper or traits.upper else heading

    def _total(self) -> str:
        return (
            f"During the week of {self._span(', through ')}, ICE issued {self.content.total:,} "
            "detainers throughout the United States. The table below shows the jurisdictions with "
            "the highest volume of detainers issued that do not comply with detainers on a routine "
            "basis."
        )

    # ------------------------------------------------------------ tables

    def _issued(self) -> Table:
        apart = self.traits.issued_apart
        names = ["county", "state", "count"] if apart else ["jurisdiction", "count"]
        records: list[dict[str, CellText]] = [
            {
                "jurisdiction": f"{county.full}, {county.state}",
                "county": county.name,
                "state": county.state,
                "count": str(count),
            }
            for county, count in self.content.issued
        ]
        if self.traits.total_row:
            total = f"{sum(count for _, count in self.content.issued):,}"
            records.append({names[0]: "Total", "count": total, "ordinal": ""})
        if self.traits.shuffled:
            self.rng.shuffle(names)
            names.sort(key=lambda name: name == "count")  # `Total` stands before its number
        words = {"jurisdiction": "Jurisdiction"}
        return self._table(1, names, records, words)

    def _declined(self) -> Table:
        place = {
            "one": ["location"],
            "two": ["jurisdiction", "facility"],
            "three": ["state", "county", "facility"],
        }[self.traits.place]
        others = ["citizenship", "issued", "declined", "crime"]
        others += [] if self.traits.behind else ["disposition"]
        names = [*place, *others]
        if self.traits.shuffled:
            self.rng.shuffle(names)
        table = self._table(2, names, [self._individual(r) for r in self.content.declined])
        for name in self.traits.merged:
            self._merge(table, name)
        return table

    def _individual(self, row: Individual) -> dict[str, CellText]:
        words = self.traits.dispositions[0 if row.disposition == "convicted" else 1]
        return {
            "location": f"{row.facility}, {row.county.name}, {row.county.state}",
            "jurisdiction": f"{row.county.full}, {row.county.state}",
            "facility": row.facility,
            "county": row.county.name,
            "state": row.county.state,
            "citizenship": row.citizenship,
            "issued": in_form(row.issued, self.traits.dates),
            "declined": in_form(row.declined, self.traits.dates),
            "crime": words.format(row.crime) if self.traits.behind else row.crime,
            "disposition": words,
        }

    def _merge(self, table: Table, name: str) -> None:
        """Merges equal neighbours of a column, where the columns before it are equal as well."""
        column = next(i for i, item in enumerate(table.columns) if item.field == name)
        before = [
            i for i, item in enumerate(table.columns[: column + 1]) if item.field != "ordinal"
        ]
        keys = [[row[i] for i in before] for row in table.rows]
        start = 0
        for row in range(1, len(keys) + 1):
            if row == len(keys) or keys[row] != keys[start]:
                if row - start > 1:
                    table.spans[start, column] = row - start
                start = row

    def _policy(self) -> Table:
        names = ["jurisdiction", *(["aor"] if self.traits.aor_apart else [])]
        names += ["enacted", "policy", "criteria"]
        if self.traits.shuffled:
            self.rng.shuffle(names)
        words = {"jurisdiction": "Jurisdiction" if self.traits.aor_apart else "Jurisdiction (AOR)"}
        return self._table(3, names, [self._one_policy(p) for p in self.content.policies], words)

    def _one_policy(self, policy: Policy) -> dict[str, CellText]:
        apart = self.traits.aor_apart
        return {
            "jurisdiction": policy.jurisdiction + ("" if apart else f" ({policy.aor})"),
            "aor": policy.aor,
            "enacted": in_form(policy.enacted, self.traits.months),
            "policy": policy.policy,
            "criteria": policy.criteria,
        }

    def _table(
        self,
        section: int,
        names: list[str],
        records: list[dict[str, CellText]],
        words: dict[str, str] | None = None,
    ) -> Table:
        if self.traits.ordinal:
            names = ["ordinal", *names]
            records = [{"ordinal": str(n), **record} for n, record in enumerate(records, 1)]
        used = {**self.traits.words, **(words or {})}
        upper = self.traits.header_upper or self.traits.upper
        headers = [used[name].upper() if upper else used[name] for name in names]
        rows = [[record.get(name, "") for name in names] for record in records]
        if self.traits.upper:
            rows = [[_upper(cell) for cell in row] for row in rows]
        return Table(section, [Column(*pair) for pair in zip(names, headers, strict=True)], rows)

    # ------------------------------------------------------------ truth

    def _expected(self, issued: Table, declined: Table, policy: Table) -> dict[str, Any]:
        people, policies = self.content.declined, self.content.policies
        counties = self.content.issued
        return {
            "week": {
                "week_start": self.content.start.isoformat(),
                "week_end": self.content.end.isoformat(),
                "detainers_issued": self.content.total,
            },
            "issued": [
                {"place": _places(issued, row), "detainers_issued": count}
                for row, (_, count) in zip(issued.rows, counties, strict=False)
            ],
            "declined": [
                {
                    "place": _places(declined, row),
                    "raw_citizenship": _cell(declined, row, "citizenship"),
                    "crime_text": self._cased(person.crime),
                    "raw_crime": _cell(declined, row, "crime"),
                    "disposition": person.disposition,
                    "issued_date": person.issued.isoformat(),
                    "declined_date": person.declined.isoformat(),
                }
                for row, person in zip(declined.rows, people, strict=True)
            ],
            "policy": [
                {
                    "place": _places(policy, row),
                    "raw_aor": _cell(policy, row, "aor"),
                    "date_enacted": f"{p.enacted:%Y-%m}",
                    "policy": _cell(policy, row, "policy"),
                    "criteria": [self._cased(item) for item in p.criteria],
                }
                for row, p in zip(policy.rows, policies, strict=True)
            ],
        }

    def _cased(self, text: str) -> str:
        return text.upper() if self.traits.upper else text


def in_form(day: date, form: str) -> str:
    """A day in one of the forms of `traits`."""
    return form.format(
        d=day.day, m=day.month, y=day.year, dd=f"{day:%d}", mm=f"{day:%m}", yy=f"{day:%y}",
        mon=f"{day:%b}", month=f"{day:%B}",
    )  # fmt: skip


def _places(table: Table, row: list[CellText]) -> list[str]:
    """The texts of the row's place in the order facility, whole, county, state."""
    order = ("facility", "location", "jurisdiction", "county", "state")
    texts = [_cell(table, row, name) for name in order]
    return [text for text in texts if text]


def _cell(table: Table, row: list[CellText], name: str) -> str:
    for column, cell in zip(table.columns, row, strict=True):
        if column.field == name:
            return _line(cell)
    return ""


def _uncovered(table: Table) -> list[list[CellText]]:
    covered = table.covered()
    return [
        ["" if (r, c) in covered else cell for c, cell in enumerate(row)]
        for r, row in enumerate(table.rows)
    ]


def _line(cell: CellText) -> str:
    return cell if isinstance(cell, str) else " ".join(cell)


def _upper(cell: CellText) -> CellText:
    return cell.upper() if isinstance(cell, str) else tuple(item.upper() for item in cell)
