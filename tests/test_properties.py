"""Parsing never loses or invents a row, and the accounting always adds up.

Tables are made of invented records and cut over pages at random, straight as `Extraction` values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sheets import UP, report, rows_of, whole

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.model.pages import Extraction
from detainer_cli.model.records import ParsedReport
from detainer_cli.parse import parse

many = settings(max_examples=300, deadline=None)

FACILITIES = (
    "Travis County Jail", "Hillsboro - Washington\nCounty Jail", "D.C. Jail",
    "Cook County Jail,\nDivision 5", "Turner Guilford Knight\nCorr. Center\n(TGK)", "Rikers Island",
)  # fmt: skip
COUNTIES = ("Travis", "Prince\nGeorge's", "Cook", "Miami-\nDade")
STATES = ("Texas", "New\nYork", "Illinois")
CITIZENSHIPS = ("Mexico", "El\nSalvador", "Korea,\nSouth", "Guinea-\nBissau", "Cuba")
CRIMES = (
    "Assault", "Driving Under\nInfluence\nLiquor", "Sex Offense Against\nChild-\nFondling",
    "Flight To Avoid\n(prosecution,\nconfinement, etc.)", "Obscene Material -\nPossession",
)  # fmt: skip
WORDS = {
    "location": ("Detention Location", "Jurisdiction", "DETENTION\nFACILITY", "Location"),
    "facility": ("Detention Facility", "Facility", "Facility Name", "Name of\nFacility"),
    "county": ("County", "COUNTY", "County Name"),
    "state": ("State", "STATE"),
    "citizenship": ("Citizenship", "Country of\nCitizenship", "Nationality"),
    "issued": ("Detainer Issued Date", "Date Issued", "Issue Date", "Date Detainer\nIssued"),
    "declined": ("Detainer Declined\nDate", "Date Declined", "Declined Date"),
    "crime": ("Notable Criminal Activity", "Crime", "Criminal\nActivity", "Notable Crime"),
    "disposition": ("Disposition", "Status", "Convicted or\nCharged"),
    "jurisdiction": ("Jurisdiction (AOR)", "Jurisdiction"),
    "enacted": ("Date Enacted", "Enacted", "Date\nEnacted"),
    "policy": ("Policy", "Policy Name"),
    "criteria": ("Criteria for Honoring Detainer", "Criteria"),
}  # fmt: skip
WEEK = date(2017, 1, 28)

Record = dict[str, str]


@dataclass
class Pages:
    """Rows over pages, and what the accounting must say of them."""

    tables: list[list[list[str]]] = field(default_factory=list)
    header: int = 0
    continuation: int = 0
    rejected: int = 0


# ---------------------------------------------------------------- records


@st.composite
def days(draw: st.DrawFn, first: int, last: int) -> str:
    """A day so many days after the week's start, with or without leading zeros."""
    day = WEEK + timedelta(days=draw(st.integers(first, last)))
    return draw(st.sampled_from([f"{day:%m/%d/%Y}", f"{day.month}/{day.day}/{day.year}"]))


@st.composite
def declined_records(draw: st.DrawFn, columns: list[str]) -> list[Record]:
    """Individuals; some have a day that does not exist, or no disposition."""
    count = draw(st.integers(0, 14))
    found = []
    for _ in range(count):
        facility, county, state = (
            draw(st.sampled_from(values)) for values in (FACILITIES, COUNTIES, STATES)
        )
        crime, word = draw(st.sampled_from(CRIMES)), draw(st.sampled_from(("Charged", "Convicted")))
        own = "disposition" in columns
        record = {
            "location": f"{facility},\n{county},\n{state}",
            "facility": facility,
            "county": county,
            "state": state,
            "citizenship": draw(st.sampled_from(CITIZENSHIPS)),
            "issued": draw(days(-900, 0)),
            "declined": draw(days(0, 6)),
            "crime": crime if own else f"{crime}\n({word})",
            "disposition": word,
        }
        odd = draw(st.integers(0, 20))
        if odd == 0:
            record["issued"] = "2/30/2017"
        elif odd == 1 and not own:
            record["crime"] = crime
        found.append(record)
    return found


@st.composite
def policy_records(draw: st.DrawFn) -> list[Record]:
    places = ("Ithaca,\nNew York", "Iowa City,\nJohnson County,\nIowa", "Connecticut")
    criteria = ("Will not honor\nany ICE detainer", "Will hold 48 hours", "Form I-\n247N only")
    bullet = draw(st.sampled_from(["•", "\uf0b7", "-", "o", "–", "▪"]))
    count = draw(st.integers(1, 8))
    found = []
    for _ in range(count):
        items = draw(st.lists(st.sampled_from(criteria), min_size=1, max_size=4))
        month = WEEK - timedelta(days=draw(st.integers(0, 2000)))
        found.append(
            {
                "jurisdiction": draw(st.sampled_from(places)) + "\n(Buffalo)",
                "enacted": f"{month:%B %Y}",
                "policy": draw(st.sampled_from(("Ordinance", "Municipal Code\nTitle 12", "Order"))),
                "criteria": "\n".join(f"{bullet} {item}" for item in items),
            }
        )
    return found


# ---------------------------------------------------------------- pages


@st.composite
def cut(draw: st.DrawFn, row: list[str]) -> tuple[list[str], list[str]] | None:
    """A row in two pieces, each cell cut between two of its lines or left on one of the pages.

    None where one of the pieces would be empty: then nothing was cut.
    """
    above, below = [], []
    for text in row:
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines)))
        above.append("\n".join(lines[:at]))
        below.append("\n".join(lines[at:]))
    return (above, below) if any(above) and any(below) else None


@st.composite
def pieces(draw: st.DrawFn, row: list[str]) -> list[list[str]]:
    """A row in up to three pieces."""
    first = draw(cut(row))
    if first is None:
        return [row]
    second = draw(cut(first[1])) if draw(st.booleans()) else None
    return [first[0], *(second or [first[1]])]


@st.composite
def over_pages(
    draw: st.DrawFn, columns: list[str], records: list[Record], blanks: bool = True
) -> Pages:
    """The records as tables over pages, cut at random between rows and within them."""
    header = [draw(st.sampled_from(WORDS[name])) for name in columns]
    repeat = draw(st.booleans())
    pages = Pages([[header]], header=1)

    def turn() -> None:
        pages.tables.append([header] if repeat else [])
        pages.header += repeat

    for record in records:
        row = [record[name] for name in columns]
        what = draw(st.integers(0, 9))
        if what == 0:
            first, *rest = draw(pieces(row))
            pages.tables[-1].append(first)
            for piece in rest:
                turn()
                pages.tables[-1].append(piece)
                pages.continuation += 1
            continue
        if what == 1:
            turn()
        pages.tables[-1].append(row)
        if what == 2 and blanks:
            pages.tables[-1].append([""] * len(columns))
            pages.rejected += 1
    pages.tables = [table for table in pages.tables if table]
    return pages


def folded(text: str) -> str:
    """A cell's lines as one text: broken after a hyphen without a space."""
    return text.replace(" -\n", " - ").replace("-\n", "-").replace("\n", " ")


def account(found: ParsedReport, section: str, pages: Pages, records: int) -> None:
    seen = sum(len(table) for table in pages.tables)
    expected = (seen, pages.header, records, pages.continuation, pages.rejected)
    assert whole(found.accounting[section]) == expected


# ---------------------------------------------------------------- properties

PLACES = st.sampled_from([["location"], ["facility", "county", "state"]])


@st.composite
def declined_reports(draw: st.DrawFn) -> tuple[list[str], list[Record], Pages]:
    columns = [*draw(PLACES), "citizenship", "issued", "declined", "crime"]
    columns += draw(st.sampled_from([[], ["disposition"]]))
    columns = draw(st.permutations(columns))
    records = draw(declined_records(columns))
    return columns, records, draw(over_pages(columns, records))


@many
@given(declined_reports())
def test_every_declined_row_is_read_once(made: tuple[list[str], list[Record], Pages]) -> None:
    columns, records, pages = made
    found = parse(report(declined=[[table] for table in pages.tables]))
    account(found, "declined", pages, len(records))
    for row, record in zip(found.sections["declined"], records, strict=True):
        for name in ("facility", "county", "state"):
            if name in columns:
                assert getattr(row.location, name) == folded(record[name])
        if "location" in columns:
            assert row.location.whole == folded(record["location"])
        assert row.raw["citizenship"] == folded(record["citizenship"])
        assert row.raw["issued_date"] == record["issued"]
        assert row.raw["declined_date"] == record["declined"]
        assert row.raw["crime"] == folded(record["crime"])
        assert row.values["declined_date"] is not None
        assert (row.values["issued_date"] is None) == (record["issued"] == "2/30/2017")
        expected = record["disposition"].lower()
        assert row.values["disposition"] == (
            expected if "disposition" in columns or "(" + record["disposition"] in record["crime"]
            else None
        )  # fmt: skip
    unread = sum(r.values["issued_date"] is None for r in found.sections["declined"])
    unread += sum(r.values["disposition"] is None for r in found.sections["declined"])
    assert len(found.unread) == unread


@st.composite
def policy_reports(draw: st.DrawFn) -> tuple[list[Record], Pages]:
    columns = draw(st.permutations(["jurisdiction", "enacted", "policy", "criteria"]))
    records = draw(policy_records())
    return records, draw(over_pages(columns, records))


@many
@given(policy_reports())
def test_every_policy_is_read_once(made: tuple[list[Record], Pages]) -> None:
    records, pages = made
    found = parse(report(policy=[[table] for table in pages.tables]))
    account(found, "policy", pages, len(records))
    for row, record in zip(found.sections["policy"], records, strict=True):
        assert row.location.whole == folded(record["jurisdiction"])
        assert row.values["policy"] == folded(record["policy"])
        assert row.values["date_enacted"] is not None
        lines = folded(record["criteria"])
        bullet = lines[0]
        assert row.values["criteria"] == tuple(
            item.strip() for item in (" " + lines).split(f" {bullet} ") if item.strip()
        )


@st.composite
def merged_reports(draw: st.DrawFn) -> tuple[list[Record], list[list[list[str]]]]:
    """State and county merged down over neighbours, on pages cut between rows only.

    Where a merged state goes on over a page break, it may say its name on the first page only.
    """
    columns = ["state", "county", "facility", "citizenship", "issued", "declined", "crime"]
    records = sorted(
        draw(declined_records(columns)), key=lambda record: (record["state"], record["county"])
    )
    header = [WORDS[name][0] for name in columns]
    tables = [[header]]
    before: Record | None = None
    for record in records:
        row = [record[name] for name in columns]
        if before is not None and before["state"] == record["state"]:
            if draw(st.integers(0, 4)) > 0:
                row[0] = UP
                row[1] = UP if before["county"] == record["county"] else row[1]
            else:
                tables.append([header])
                row[0] = draw(st.sampled_from(["", row[0]]))
        tables[-1].append(row)
        before = record
    merges = any(row[0] == UP for table in tables for row in table)
    assume(merges or all(row[0] for table in tables for row in table))
    return records, tables


@many
@given(merged_reports())
def test_merged_cells_count_for_every_row(
    made: tuple[list[Record], list[list[list[str]]]],
) -> None:
    records, tables = made
    found = parse(report(declined=[[table] for table in tables]))
    places = [(row.location.state, row.location.county) for row in found.sections["declined"]]
    assert places == [(folded(r["state"]), folded(r["county"])) for r in records]


# ---------------------------------------------------------------- anything at all

cells = st.sampled_from(
    ["", "Texas", "Travis County Jail, Travis, Texas", "2/1/2017", "Assault (Charged)", "51",
     "Mexico", "Total", "Jurisdiction", "Detainers Issued", "Citizenship", "January 2017", UP,
     "• Only with a warrant", "Date Issued", "Date Declined", "Crime", "Policy", "Criteria"]
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 6))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6))
    return [[("" if text == UP and r == 0 else text) for text in row] for r, row in enumerate(rows)]


@many
@given(grids(), grids())
def test_any_table_is_accounted_for_or_refused(
    first: list[list[str]], second: list[list[str]]
) -> None:
    """Whatever the tables of section II hold: all rows are counted, or the report is refused."""
    made: Extraction = report(declined=[[first], [second]])
    try:
        found = parse(made)
    except (NotAReportError, CheckError):
        return
    assert sum(account.seen for account in found.accounting.values()) == rows_of(made)
    assert all(account.adds_up for account in found.accounting.values())
    records = (
        len(found.sections["issued"]),
        len(found.sections["declined"]),
        len(found.sections["policy"]),
    )
    assert tuple(account.record for account in found.accounting.values()) == records
