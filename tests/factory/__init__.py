"""Builds synthetic weekly reports with ReportLab: a content, printed in one of many layouts."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

from .content import Truth, make_content
from .grid import Grid
from .layouts import BEYOND, LAYOUTS, Layout
from .paper import NOTICE, Paper, move_origin
from .tables import Table, declined_table, issued_table, policy_table

__all__ = ["BEYOND", "LAYOUTS", "NOTICE", "Layout", "Truth", "build_report", "content_for",
           "make_content", "printed"]  # fmt: skip

SCOPE = (
    "Some field offices ceased issuing detainers to known uncooperative jurisdictions. Hence, "
    "the number of issued detainers is expected to increase over the next reporting periods.",
    "Section II counts a detainer in the week in which its decline was recorded, whatever the "
    "date of its issuance; Section I counts it in the week in which it was issued. The two numbers "
    "in Section I and Section II must not be compared.",
    "The criteria in Section III are those that were known to ICE field offices. Jurisdictions "
    "with recorded declined detainers are listed in Section II whether or not Section III names "
    "them.",
)
NOBODY = "No declined detainers were recorded during this reporting period."


def content_for(layout: Layout, seed: int = 0) -> Truth:
    """As much content as shows the layout best."""
    return make_content(seed, layout.rows, layout.policies, layout.week)


def printed(truth: Truth, layout: Layout) -> Truth:
    """The truth in the letters that the layout prints."""
    return truth.upper() if layout.upper else truth


def build_report(truth: Truth, layout: Layout, path: Path) -> None:
    starts: dict[int, int] = {}
    if layout.contents == "pages":  # the pages are known after a first printing
        starts = _print(truth, layout, BytesIO(), {}).starts
    _print(truth, layout, path, starts)
    if layout.origin != (0, 0):
        move_origin(path, layout.origin)


def _print(truth: Truth, layout: Layout, target: Path | BytesIO, starts: dict[int, int]) -> Paper:
    paper = Paper(target, layout)
    paper.turn()
    _cover(paper, truth, starts)
    tables = issued_table(truth, layout), declined_table(truth, layout), policy_table(truth, layout)
    for number, table in enumerate(tables, 1):
        _section(paper, number, truth, table)
    _open_section(paper, 4, truth, 90)
    for number, note in enumerate(SCOPE, 1):
        paper.write(f"{number}. {note}", indent=12)
    paper.finish()
    return paper


# ---------------------------------------------------------------- cover


def _cover(paper: Paper, truth: Truth, starts: dict[int, int]) -> None:
    paper.write("ENFORCEMENT AND REMOVAL OPERATIONS", 14, bold=True, center=True)
    paper.write("Weekly Declined Detainer Outcome Report", 13, bold=True, center=True)
    if paper.layout.title != "none":
        week = title_week(truth, paper.layout)
        paper.write(f"For Recorded Declined Detainers {week}", 12, center=True)
    paper.write("Published March 20, 2017", after=16, center=True)
    dated = "" if paper.layout.title == "none" else f" between {_span(truth, ', and ')}"
    paper.write("Summary", 11, bold=True)
    paper.write(
        "Pursuant to section 9(b) of Executive Order 13768, U.S. Immigration and Customs "
        "Enforcement (ICE) is making available for public release the non-Federal jurisdictions "
        "that release aliens from their custody. ICE compiled this report based on jurisdictions "
        f"with detainers that were recorded as declined{dated}, regardless of detainer issuance "
        "date.",
        after=10,
    )
    if paper.layout.contents != "none":
        _contents(paper, truth, starts)


def _contents(paper: Paper, truth: Truth, starts: dict[int, int]) -> None:
    """A list of the sections under the summary, or a page of its own with page numbers."""
    paged = paper.layout.contents == "pages"
    if paged:
        paper.turn()
        paper.write("Table of Contents", 12, bold=True)
    else:
        paper.write("This report is comprised of four sections:")
    for number in (1, 2, 3, 4):
        page = f" {'.' * 12} {starts.get(number, 0)}" if paged else ""
        paper.write(heading(number, truth, paper.layout) + page, indent=16)


def title_week(truth: Truth, layout: Layout) -> str:
    """`Jan. 28 – Feb. 3, 2017`, `Feb 4 – Feb 10, 2017` or `January 28 – February 3, 2017`."""
    start, end = _days(truth)
    year = f", {start.year}" if start.year != end.year else ""
    return (
        f"{_month(start, layout)} {start.day}{year} – {_month(end, layout)} {end.day}, {end.year}"
    )


def _month(day: date, layout: Layout) -> str:
    if layout.title == "full":
        return f"{day:%B}"
    return f"{day:%b}." if layout.title == "dots" else f"{day:%b}"


def _days(truth: Truth) -> tuple[date, date]:
    return date.fromisoformat(truth.start), date.fromisoformat(truth.end)


def _span(truth: Truth, between: str) -> str:
    start, end = (f"{day:%B} {day.day}, {day.year}" for day in _days(truth))
    return f"{start}{between}{end}"


# ---------------------------------------------------------------- sections


def heading(number: int, truth: Truth, layout: Layout) -> str:
    """The published wording of week 1, or of weeks 2 and 3."""
    span = f"between {_span(truth, ', and ' if layout.wording == 1 else ' and ')}"
    first, second = "Highest Volume of Detainers Issued", "with Recorded Declined Detainers"
    words = {
        (1, 1): f"{first} to Non-Cooperative Jurisdictions {span}",
        (1, 2): f"{first} {span} to Jurisdictions which {layout.restrict} Cooperation with ICE",
        (2, 1): f"Jurisdictions {second} Broken Down by Individuals Released {span}",
        (2, 2): f"Jurisdictions {second} {span}",
        (3, 0): "Table of Jurisdictions that have Enacted Policies which "
        f"{layout.restrict} Cooperation with ICE",
        (4, 0): "Report Scope and Data Fidelity",
    }
    text = words[number, layout.wording if number < 3 else 0]
    return f"Section {('I', 'II', 'III', 'IV')[number - 1]}: {text}"


def _open_section(paper: Paper, number: int, truth: Truth, least: float) -> None:
    """Writes the heading, on a new page unless it and what follows may stand on this one."""
    paper.section = number
    if not paper.layout.same_page or paper.room < least + 70:
        paper.turn()
    else:
        paper.y -= 14
    paper.starts[number] = paper.number
    words = heading(number, truth, paper.layout)
    words = words.replace(": ", ":\n") if paper.layout.heading_break else words
    words = {"upper": words.upper(), "lower": words.lower()}.get(paper.layout.heading_case, words)
    paper.write(words, 11, bold=True, width=paper.layout.heading_width)


def _section(paper: Paper, number: int, truth: Truth, table: Table) -> None:
    _open_section(paper, number, truth, Grid(paper, table).least_height + 60)
    if number == 1:
        paper.write(_total_sentence(paper, truth))
    elif number == 3:
        paper.write("Policies are listed by the month in which they were enacted, newest first.")
    if number == 2 and not table.rows:
        if paper.layout.empty != "table":
            paper.write(NOBODY)
        if paper.layout.empty == "sentence":
            return
    Grid(paper, table).draw()


def _total_sentence(paper: Paper, truth: Truth) -> str:
    """The one sentence that carries the week's total."""
    dated = paper.layout.title != "none"
    when = f"During the week of {_span(truth, ', through ')}" if dated else "In this period"
    total = f"ICE issued {truth.issued_total:,} detainers throughout the United States."
    if paper.layout.break_total:
        total = total.replace("issued ", "issued\n").replace("throughout ", "throughout\n")
    return (
        f"{when}, {total} The table below shows the jurisdictions with the highest volume of "
        "detainers issued that do not comply with detainers on a routine basis."
    )
