"""The cases of narrative reports, from pages to text: every one whole, verbatim, in its place."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from narrative_openings import REPORTS, Report
from narrative_reports import (
    INTRODUCTION,
    LAYOUTS,
    NOTE,
    NOTICE,
    PLACES,
    STORIES,
    Layout,
    page,
    weasy,
)
from samples import SAMPLES

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.extract import extract, running_lines
from detainer_cli.extract.glyphs import plain_text
from detainer_cli.model.pages import Extraction
from detainer_cli.parse import narrative
from detainer_cli.parse.narrative import find_cases
from detainer_cli.parse.narrative.cases import find_parts
from detainer_cli.parse.narrative.flow import flow
from detainer_cli.parse.narrative.headings import is_place
from detainer_cli.parse.narrative.ledger import require_placed
from detainer_cli.parse.narrative.periods import period_in
from detainer_cli.parse.narrative.result import NarrativeText
from detainer_cli.parse.narrative.telling import introduces_person, label_of
from detainer_cli.parse.narrative.title import is_narrative, is_title, read_period

FOLDER = Path(__file__).parent / "narrative"
GIVEN = ("n1", "n2", "n3")


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(data: bytes) -> tuple[Extraction, NarrativeText]:
    extraction = extract(data, "report.pdf")
    return extraction, find_cases(extraction, running_lines(extraction.pages))


@pytest.fixture(scope="module")
def given() -> dict[str, tuple[Extraction, NarrativeText]]:
    return {name: read((FOLDER / f"{name}.pdf").read_bytes()) for name in GIVEN}


# ---------------------------------------------------------------- the three reports


@pytest.mark.parametrize("name", GIVEN)
def test_given_reports(name: str, given: dict[str, tuple[Extraction, NarrativeText]]) -> None:
    truth = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    _, found = given[name]
    assert found.title == truth["report"]["title"]
    assert found.period_text == truth["report"]["period_text"]
    start, end = truth["report"]["period_start"], truth["report"]["period_end"]
    assert str(found.period.start).startswith(start)
    assert end is None or str(found.period.end) == end
    assert [case.text for case in found.cases] == [case["text"] for case in truth["cases"]]
    for position, (case, true) in enumerate(zip(found.cases, truth["cases"], strict=True), start=1):
        assert case.position == position
        assert (case.place_heading, case.page) == (true["place_heading"], true["page"])
    assert found.doubts == ()


@pytest.mark.parametrize("name", GIVEN)
def test_lines_stand_where_they_say(
    name: str, given: dict[str, tuple[Extraction, NarrativeText]]
) -> None:
    """Each line of a case is one of its page, at its place, but for the mark of a list."""
    extraction, found = given[name]
    for case in found.cases:
        for line in case.lines:
            text = case.text[line.span.start : line.span.end]
            box = line.box
            near = [
                x for x in extraction.pages[line.page - 1].lines
                if x.text.endswith(text) and abs(x.box.x1 - box.x1) < 1 and x.box.y0 <= box.y0 + 1
            ]  # fmt: skip
            assert near, text


# ---------------------------------------------------------------- other layouts


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_other_layouts(layout: Layout, tmp_path: Path) -> None:
    if layout.tool and shutil.which(layout.tool) is None:
        pytest.skip(f"{layout.tool} is not installed")
    path = tmp_path / "report.pdf"
    layout.make(path)
    data = path.read_bytes()
    assert is_narrative(plain_text(data))
    extraction, found = read(data)
    assert all(NOTICE in " ".join(text.split()) for text in plain_text(data))
    assert (found.title, found.period_text) == (layout.title, layout.period_text)
    start, end = map(date.fromisoformat, layout.period)
    assert (found.period.start, found.period.end) == (start, end)
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, layout.texts))
    assert [case.place_heading for case in found.cases] == list(layout.places)
    require_placed(extraction, found)


def test_a_person_in_the_introduction_is_no_case(tmp_path: Path) -> None:
    lead = (
        "The cases are of many kinds: a 23-year-old citizen of Honduras, for one, was arrested and"
        " released ten times."
    )
    layout = next(x for x in LAYOUTS if x.name == "numbered")
    items = "".join(f"<li>{text}</li>" for text in layout.texts)
    text = page(layout.title, layout.period_text, f"<ul>{items}</ul>", lead=lead)
    weasy(text)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert len(found.cases) == len(layout.texts)
    assert [doubt.partition(":")[0] for doubt in found.doubts] == ["page 1"]


@pytest.mark.parametrize("other", REPORTS, ids=lambda other: other.name)
def test_other_openings(other: Report, tmp_path: Path) -> None:
    """Every case is found verbatim, or the report is refused with the words that are not plain."""
    if other.tool and shutil.which(other.tool) is None:
        pytest.skip(f"{other.tool} is not installed")
    path = tmp_path / "report.pdf"
    other.make(path)
    if other.refused:
        with pytest.raises(CheckError, match=re.escape(other.refused)) as caught:
            read(path.read_bytes())
        assert caught.value.page is not None
        return
    extraction, found = read(path.read_bytes())
    assert [(x.place_heading, squeezed(x.text)) for x in found.cases] == [
        (place, squeezed(text)) for place, text in other.cases
    ]
    assert len(found.doubts) == other.doubts
    require_placed(extraction, found)


# ---------------------------------------------------------------- lists without marks


LISTED = "p { margin: 0 } .c { margin-top: 14pt } .e { margin-left: 18pt } "
HANGING = LISTED + ".e { padding-left: 18pt; text-indent: -18pt }"
WHO = (
    "File 1. Honduran national, male, 29 years old. Sedgwick County, Kansas.",
    "File 2. Peruvian national, male, 44 years old. Johnson County, Kansas.",
)
LONG = (
    "Derby Police Department arrests subject for shoplifting and for possession of cocaine with"
    " intent to distribute, and books him into Sedgwick County Jail"
)
DATED = (
    f"2018-05-08 – {LONG}",
    "2018-05-09 to 2018-05-11 – ICE sends detainer.",
    "Same day | Let out; detainer refused.",
    "May 18, 2018: ICE removes subject to Honduras.",
    "Now: at large.",
    "File sent to the district attorney.",
)
SHEET = (
    "County: Yakima County, Washington",
    "Arrest: 10-05-2021, Toppenish Police Department",
    "Detainer: issued",
    "Result: detainer not honored, released 10-13-2021",
    "Now: local custody",
)
PERSONS = ("Person: male, age 28, Mexican citizen", "Person: female, age 35, Guatemalan citizen")
SHEETS = tuple(("\n".join((x, *SHEET))) for x in PERSONS)
COUNTY_FIRST = tuple("\n".join((SHEET[0], x, *SHEET[1:])) for x in PERSONS)
OTHER_DAYS = (
    f"08-May-2018 – {LONG}",
    "[2018-05-09] ICE sends detainer.",
    "[same day] Let out; detainer refused.",
    "18-May-2018 – ICE removes subject to Honduras.",
)
OTHERS = tuple("\n".join((x, *OTHER_DAYS)) for x in WHO)
LISTS = tuple("\n".join((x, *DATED)) for x in WHO)


@pytest.mark.parametrize("style", [LISTED, HANGING], ids=["set in", "hanging"])
@pytest.mark.parametrize(
    "cases",
    [LISTS, OTHERS, SHEETS, COUNTY_FIRST],
    ids=["days", "other days", "labels", "county"],
)
def test_lines_of_a_list_without_marks(cases: tuple[str, ...], style: str, tmp_path: Path) -> None:
    """Each is a line of its case whatever it tells, and goes on where it wraps."""
    body = ""
    for case in cases:
        head, *rest = case.split("\n")
        body += f'<p class="c">{head}</p>' + "".join(f'<p class="e">{x}</p>' for x in rest)
    text = page("Declined Detainer Report", "April – June 2018", body, style)
    weasy(text)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == list(cases)


def test_a_dated_paragraph_under_a_case_is_not_lost(tmp_path: Path) -> None:
    """It belongs to the case that it speaks of, or is told as a doubt; `May` is no `may`."""
    of_case = "The Reno Police Department then took note of the matter on 4 May 2018."
    of_none = "The county changed its policy on June 30, 2018."
    first, second = STORIES[:2]
    body = "".join(f"<h2>{PLACES[0]}</h2><p>{x}</p><p>{y}</p>"
                   for x, y in ((first, of_case), (second, of_none)))  # fmt: skip
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == [f"{first}\n{of_case}", second]
    assert [doubt.partition("“")[2] for doubt in found.doubts] == [f"{of_none}”"]


def _form(head: str, age: int, more: str = "") -> str:
    rows = (
        ("County:", "Kent County, Michigan"), ("Person:", f"male, {age}"),
        ("Citizenship:", "Ukraine"), ("Arrest:", "3/31/18, Wyoming Police Department, forgery."),
        ("Detainer:", "4/2/18, to Kent County Jail."), ("Response:", "denied, released 4/5/18."),
    )  # fmt: skip
    return f"<table>{head}{''.join(f'<tr><td>{x}<td>{y}' for x, y in rows)}{more}</table>"


FORMS = (
    "td { border: 1px solid #bbb; padding: 3pt }"
    " table { border-collapse: collapse; margin: 9pt 0; width: 100% }"
)


@pytest.mark.parametrize("head", ["<tr><td colspan=2>{}", "<tr><td>{}<td>"])
@pytest.mark.parametrize("named", ["Ref. 00{}", "00{}"])
def test_forms_by_the_number_under_which_they_are_filed(
    head: str, named: str, tmp_path: Path
) -> None:
    body = "".join(_form(head.format(named.format(n)), 30 + n) for n in (1, 2, 3))
    weasy(page("Declined Detainer Report", "May 2018", body, FORMS))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [re.findall(r"male, (\d+)", case.text) for case in found.cases] == [
        ["31"],
        ["32"],
        ["33"],
    ]
    assert found.doubts == ()


def test_a_form_of_two_persons_is_refused(tmp_path: Path) -> None:
    more = "<tr><td>Person:<td>male, 50<tr><td>Citizenship:<td>Peru"
    body = _form("", 31) + _form("", 32, more)
    weasy(page("Declined Detainer Report", "May 2018", body, FORMS))(tmp_path / "report.pdf")
    with pytest.raises(CheckError, match="of whom"):
        read((tmp_path / "report.pdf").read_bytes())


@pytest.mark.parametrize("above", ["Introduction", "About this report"])
def test_a_heading_of_cases_ends_the_part_before_it(above: str, tmp_path: Path) -> None:
    body = f"<h2>{above}</h2><p>Jails hold many.</p><h2>Cases</h2>"
    told = STORIES[:3]
    body += "".join(f"<p>{x}</p>" for x in told)
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == list(told)


@pytest.mark.parametrize("tag", ["li", "div"])
def test_a_note_among_the_lines_of_a_case_swallows_nothing(tag: str, tmp_path: Path) -> None:
    days = (
        "01/15/2018: Arrest by the Keizer Police Department (forgery).",
        "01/18/2018: Detainer denied and subject released.",
        "Note: A hearing before an immigration judge is set for 06/05/2018.",
    )
    heads = [f"Case {n}. Man, age 3{n}, citizen of Mexico" for n in (1, 2)]
    items = "".join(f"<{tag}>{day}</{tag}>" for day in days)
    body = "".join(f'<div class="c">{head}<div>{items}</div></div>' for head in heads)
    style = ".c { margin: 0 0 10pt } li { margin: 4pt 0 4pt 20pt }"
    weasy(page("Declined Detainer Report", "May 2018", body, style))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == ["\n".join([head, *days]) for head in heads]


_CARDS = """.c { float: left; width: 46%; margin: 0 3% 10pt 0 } .c div { margin: 0 0 4pt }
    h2 { clear: both }"""


def _cards(after: str, lines: int) -> tuple[str, list[str]]:
    """Two cards beside each other, the left one longer by so many lines, and what is below them."""
    heads = [f"Case {n}: Citizen of Mexico, male, 3{n} years old" for n in (1, 2)]
    days = (
        "Jan. 15, 2018: Arrest by the Keizer Police Department for forgery of a document.",
        "Jan. 16, 2018: Detainer lodged with the Marion County Jail.",
        "Jan. 18, 2018: Detainer denied and subject released.",
    )
    more = tuple(f"Feb. {n}, 2018: Arrest for theft." for n in range(1, lines))
    note = ("Note: A hearing before an immigration judge is set.",)
    told = [(heads[0], *days, *more), (heads[1], *days, *note)]
    cards = ["".join(f"<div>{line}</div>" for line in card) for card in told]
    return "".join(f'<div class="c">{x}</div>' for x in cards) + after, ["\n".join(x) for x in told]


def test_a_note_that_ends_a_card_is_its_own(tmp_path: Path) -> None:
    body, told = _cards("", 0)
    weasy(page("Declined Detainer Report", "May 2018", body, _CARDS))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == told


@pytest.mark.parametrize("place", [None, PLACES[0]])
def test_a_heading_below_cards_heads_none_of_them(place: str | None, tmp_path: Path) -> None:
    """It stands at the end of the left column, and its text is as wide as both."""
    about = "This report is published each quarter, and figures may be corrected later. " * 3
    body, told = _cards(f"<h2>About this report</h2><p>{about}</p>", 6)
    body = f"<h2>{place}</h2>{body}" if place else body
    weasy(page("Declined Detainer Report", "May 2018", body, _CARDS))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [(case.place_heading, case.text) for case in found.cases] == [(place, x) for x in told]


def test_a_table_that_tells_of_a_person_is_a_doubt(tmp_path: Path) -> None:
    table = "<table><tr><td>X<td>Y<td>Z<tr><td>Arrested 3/31/18<td>male, 29<td>at large</table>"
    body = f"<p>{STORIES[0]}</p>{table}"
    weasy(page("Declined Detainer Report", "May 2018", body, FORMS))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [doubt.partition("“")[2][:16] for doubt in found.doubts] == ["Arrested 3/31/18"]


# ---------------------------------------------------------------- nothing is lost


def test_a_case_that_is_dropped_is_seen(given: dict[str, tuple[Extraction, NarrativeText]]) -> None:
    extraction, found = given["n1"]
    with pytest.raises(CheckError, match="belongs to no case") as caught:
        require_placed(extraction, replace(found, cases=found.cases[:-1]))
    assert caught.value.page == 4
    assert "Montgomery" in str(caught.value)


def test_a_line_that_is_dropped_is_seen(given: dict[str, tuple[Extraction, NarrativeText]]) -> None:
    extraction, found = given["n2"]
    first = found.cases[0]
    cut = replace(first, lines=first.lines[:-1])
    with pytest.raises(CheckError, match="do not cover"):
        require_placed(extraction, replace(found, cases=(cut, *found.cases[1:])))
    words = replace(found, introduction=found.introduction[1:])
    with pytest.raises(CheckError, match="belongs to no case"):
        require_placed(extraction, words)


def test_a_line_in_two_places_is_seen(given: dict[str, tuple[Extraction, NarrativeText]]) -> None:
    extraction, found = given["n3"]
    twice = replace(found, headings=(*found.headings, found.headings[0]))
    with pytest.raises(CheckError, match="more than one part"):
        require_placed(extraction, twice)


@pytest.mark.parametrize("part", ["cases", "introduction", "headings", "footnotes"])
def test_a_finder_that_drops_blocks_is_caught(
    part: str,
    given: dict[str, tuple[Extraction, NarrativeText]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    extraction, _ = given["n3"]
    whole = find_parts

    def broken(*arguments: object) -> object:
        parts = whole(*arguments)  # type: ignore[arg-type]
        if part == "cases":
            parts.cases[4].blocks.pop()
        elif part == "footnotes":
            parts.introduction = [x for x in parts.introduction if "Dates" not in x.text]
        else:
            getattr(parts, part).pop()
        return parts

    monkeypatch.setattr(narrative, "find_parts", broken)
    with pytest.raises((CheckError, NotAReportError)):
        find_cases(extraction, running_lines(extraction.pages))


def test_text_that_goes_on_from_nowhere_is_refused(tmp_path: Path) -> None:
    layout = next(x for x in LAYOUTS if x.name == "numbered")
    body = (
        f"<h2>Cook County, Illinois</h2><p>{layout.texts[0]}</p><h2>Notes</h2><p>and of others.</p>"
    )
    weasy(page(layout.title, layout.period_text, body))(tmp_path / "report.pdf")
    with pytest.raises(CheckError, match="“and of others") as caught:
        read((tmp_path / "report.pdf").read_bytes())
    assert caught.value.page == 1


# ---------------------------------------------------------------- what is a narrative report


def test_weekly_reports_are_none() -> None:
    reports = sorted(SAMPLES.glob("*.pdf"))
    assert reports
    for path in reports:
        assert not is_narrative(plain_text(path.read_bytes()))


STORY = (
    "On March 4, 2018, a 31-year-old citizen of Mexico was arrested. ICE lodged a detainer, which"
    " was not honored, and he was released. "
)


@pytest.mark.parametrize(
    ("text", "narrative"),
    [
        (f"Declined Detainer Report\nFiscal Year 2018, Second Quarter\n{STORY}", True),
        (f"Declined\nDetainer\nReport\n{STORY * 2}", True),
        (f"Detainers That Went Unheeded: Case Histories\n{STORY * 3}", True),
        (f"Declined Detainer Report\n{STORY * 2} It follows the Weekly Declined Detainer Outcome"
         " Report.", True),
        (f"Weekly Declined Detainer Outcome Report\nDeclined Detainer Report\n{STORY * 2}", False),
        (f"News Release\nICE arrests man after declined detainer in case\n{STORY * 2}", False),
        (f"FOR IMMEDIATE RELEASE\nDeclined detainer case ends in arrest\nMay 2018\n{STORY}", False),
        ("Declined Detainer Report\nFiscal Year 2018\nField office 31\nTotal 485", False),
        (f"Enforcement and Removal Operations Report\nFiscal Year 2018\n{STORY * 4}", False),
        ("", False),
    ],
)  # fmt: skip
def test_which_documents_are_narrative(text: str, narrative: bool) -> None:
    assert is_narrative([text]) == narrative


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Fiscal Year 2018, Second Quarter", "2018-01-01", "2018-03-31"),
        ("Q4 FY19", "2019-07-01", "2019-09-30"),
        ("FY 2019, Quarter 2 (January 1, 2019 – March 31, 2019)", "2019-01-01", "2019-03-31"),
        ("Second Quarter of Calendar Year 2019", "2019-04-01", "2019-06-30"),
        ("June 2020", "2020-06-01", "2020-06-30"),
        ("October – December 2018", "2018-10-01", "2018-12-31"),
        ("December 2018 to February 2019", "2018-12-01", "2019-02-28"),
        ("Cases of January 1 through March 31, 2018", "2018-01-01", "2018-03-31"),
        ("Fiscal Year 2019", "2018-10-01", "2019-09-30"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("FY2020 Q3", "2020-04-01", "2020-06-30"),
        ("Quarter 4, Fiscal Year 2019", "2019-07-01", "2019-09-30"),
        ("Third Quarter FY 2018 (April-June 2018)", "2018-04-01", "2018-06-30"),
        ("January through March 2020", "2020-01-01", "2020-03-31"),
        ("Calendar Year 2019", "2019-01-01", "2019-12-31"),
        ("October 2019", "2019-10-01", "2019-10-31"),
        ("1 October 2018 - 31 December 2018", "2018-10-01", "2018-12-31"),
        ("1 January - 31 March 2018", "2018-01-01", "2018-03-31"),
        ("January 1–31, 2018", "2018-01-01", "2018-01-31"),
        ("Fiscal Year (FY) 2020, Quarter (Q) 1", "2019-10-01", "2019-12-31"),
        ("FY 2018 | Quarter Two", "2018-01-01", "2018-03-31"),
        ("Fourth fiscal quarter of 2019", "2019-07-01", "2019-09-30"),
        ("April, May and June 2018", "2018-04-01", "2018-06-30"),
        ("October 2018 through March 2019 (FY 2019 Q1–Q2)", "2018-10-01", "2019-03-31"),
    ],
)  # fmt: skip
def test_periods(text: str, start: str, end: str) -> None:
    period = period_in(text)
    assert period is not None
    assert (str(period.start), str(period.end)) == (start, end)


@pytest.mark.parametrize(
    "text", ["No period", "July 15, 2019", "FY 2018, Q2 (January 1 – June 30, 2018)"]
)
def test_no_periods(text: str) -> None:
    assert period_in(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "FY 2018, Q2 (January 1 – June 30, 2018)",
        "Second Half of Fiscal Year 2018",
        "Fiscal Years 2018 and 2019",
        "Q1–Q2 FY2019",
        "Third and Fourth Quarters, FY 2019",
        "Fiscal Year 2018 to date",
        "Quarter ending March 31, 2018",
    ],
)
def test_a_period_that_no_rule_reads_is_refused(text: str) -> None:
    """The next line with a date on it would be another period."""
    assert period_in(text) is None
    with pytest.raises(NotAReportError, match="cannot be told") as caught:
        read_period(["Declined Detainer Report", text, "July 2019"], [])
    assert text in str(caught.value)


# ---------------------------------------------------------------- marks of footnotes


_HIGH = '<span style="font-size: 58%; position: relative; top: -4.5pt; line-height: 0">1</span>'
_SMALL = '<sup style="font-size: 60%; line-height: 0">[1]</sup>'
_COLUMNS = " .c { columns: 2; column-gap: 20pt; text-align: justify; hyphens: auto }"


_JUSTIFIED_PAGE = " .c { text-align: justify; hyphens: auto }"


def _with_marks(text: str, mark: str) -> str:
    """Marks behind words of all lines, and behind the last."""
    return re.sub(r"(\b(?:and|jail|released)\b|\.$)", rf"\g<1>{mark}", text)


@pytest.mark.parametrize("style", ["", _COLUMNS], ids=["one column", "two columns"])
@pytest.mark.parametrize(
    "mark",
    [_HIGH, "<sup>1</sup>", _SMALL, "*"],
    ids=["a line of its own", "in its line", "with brackets", "a sign in the word"],
)
def test_marks_of_footnotes_are_no_text(mark: str, style: str, tmp_path: Path) -> None:
    """They neither part the line that they stand in nor are in it, wherever it is."""
    note = f'<div style="font-size: 8pt; margin-top: 20pt">{mark} See the annual report.</div>'
    told = [_with_marks(text, mark) for text in STORIES]
    body = "".join(f"<h2>{PLACES[n]}</h2><p>{text}</p>" for n, text in enumerate(told))
    text = page(
        "Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>{note}', style,
        _with_marks(INTRODUCTION, mark),
    )  # fmt: skip
    weasy(text)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES))
    assert "-\n" not in "".join(case.text for case in found.cases)
    assert [case.place_heading for case in found.cases] == list(PLACES)
    assert " ".join(line.text for line in found.introduction) == INTRODUCTION
    require_placed(extraction, found)


@pytest.mark.parametrize("style", ["", _JUSTIFIED_PAGE], ids=["ragged", "justified"])
@pytest.mark.parametrize("mark", ["1", "12"])
def test_a_mark_in_full_size_refers_to_the_note_of_its_page(
    mark: str, style: str, tmp_path: Path
) -> None:
    """Its glyph alone is raised; without such a note on the page a number is text."""
    note = f'<div style="font-size: 8pt; margin-top: 20pt">{mark}Status at the end of March.</div>'
    body = f"<p>{_with_marks(STORIES[0], mark)}</p><p>{_with_marks(STORIES[1], mark)}</p>"
    body += f'<p style="break-before: page">{STORIES[2]}{mark}</p>'
    body = body.replace('<p style="break', f'{note}<p style="break')
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    told = [STORIES[0], STORIES[1], f"{STORIES[2]}{mark}"]
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, told))
    assert any("Status at the end" in line.text for line in found.footnotes)
    require_placed(extraction, found)


@pytest.mark.parametrize("mark", [" †", " † "])
def test_a_sign_before_a_word_refers_to_the_note_that_begins_with_it(
    mark: str, tmp_path: Path
) -> None:
    told = STORIES[0].replace(". The sheriff", f".{mark}The sheriff")
    note = '<div style="font-size: 8pt; margin-top: 20pt">† As told by the office.</div>'
    body = f"<p>{told}</p><p>{STORIES[1]}</p>{note}"
    weasy(page("Declined Detainer Report", "July 2018", body))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:2]))
    require_placed(extraction, found)


_RAISED = '<span style="font-size: 58%; position: relative; top: -4.5pt; line-height: 0">th</span>'


@pytest.mark.parametrize("style", ["", _COLUMNS], ids=["one column", "two columns"])
@pytest.mark.parametrize(
    "letters", [_RAISED, "<sup>th</sup>", "th"], ids=["a line of its own", "in its line", "plain"]
)
def test_raised_letters_of_a_date_are_its_own(letters: str, style: str, tmp_path: Path) -> None:
    """Word processors raise them as one types: `March 4th, 2018`."""
    told = [re.sub(r"(\d), 2018", r"\1th, 2018", text) for text in STORIES]
    body = "".join(f"<p>{re.sub(r'(?<=[0-9])th', letters, text)}</p>" for text in told)
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [" ".join(case.text.split()) for case in found.cases] == told
    require_placed(extraction, found)


def test_only_signs_of_notes_are_no_text(tmp_path: Path) -> None:
    """A sign that no note explains is part of the text."""
    text = STORIES[0].replace("Portland police", "Portland police*")
    made = page("Declined Detainer Report", "July 2018", f"<p>{text}</p><p>{STORIES[1]}</p>")
    weasy(made)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == [squeezed(text), squeezed(STORIES[1])]


# ---------------------------------------------------------------- stretched lines


_JUSTIFIED = "text-align: justify; hyphens: none;"


@pytest.mark.parametrize(
    "style",
    [f"width: {width}pt; {_JUSTIFIED}" for width in (150, 180, 210)]
    + [f"columns: 2; column-gap: {gap}pt; {_JUSTIFIED}" for gap in (16, 30, 60)]
    + [f"columns: 3; column-gap: 16pt; {_JUSTIFIED}"],
)
def test_gaps_of_stretched_lines_are_no_columns(style: str, tmp_path: Path) -> None:
    """Gaps that stand below each other by chance part no text."""
    told = STORIES
    body = "".join(f"<h2>{PLACES[n]}</h2><p>{text}</p>" for n, text in enumerate(told))
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>',
                f" .c {{ {style} }}")  # fmt: skip
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, told))
    require_placed(extraction, found)


@pytest.mark.parametrize("height", [372, 376, 380])
@pytest.mark.parametrize("align", ["left", "justify"])
def test_columns_of_a_line_or_two_are_columns(align: str, height: int, tmp_path: Path) -> None:
    """The last page ends columns that the pages before it show."""
    style = f"@page {{ size: 500pt {height}pt }} .c {{ columns: 2; text-align: {align} }}"
    body = "".join(f"<p>{text}</p>" for text in STORIES)
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert len(extraction.pages[-1].lines) < 6  # of text, notice and page number
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES))
    require_placed(extraction, found)


_ABOUT = "<h2>About this report</h2><p>It is published every quarter by field offices, and may be"
_ABOUT += " corrected in a later issue, as is said in the one that follows upon it.</p>"


@pytest.mark.parametrize("align", ["left", "justify"])
@pytest.mark.parametrize("heading", [True, False], ids=["headings", "no headings"])
@pytest.mark.parametrize("margin", [4, 13])
@pytest.mark.parametrize("count", range(1, 6))
def test_text_below_two_columns_ends_them(
    count: int, margin: int, heading: bool, align: str, tmp_path: Path
) -> None:
    """Its heading stands on the left, and parts no sentence that goes on in the right column."""
    above = "<h2>{}</h2>" if heading else ""
    body = "".join(f"{above.format(PLACES[n])}<p>{STORIES[n]}</p>" for n in range(count))
    style = f".c {{ columns: 2; text-align: {align} }} h2 {{ margin-bottom: {margin}pt }}"
    body = f'<div class="c">{body}</div>{_ABOUT}'
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:count]))
    assert found.headings[-1].text == "About this report" or not found.headings
    require_placed(extraction, found)


def test_notes_below_two_columns_are_in_neither(tmp_path: Path) -> None:
    """A left column reaches down to them, where the right one ends: its end is no heading."""
    short = "A citizen of Peru, 30, was arrested on May 1, 2018. She was released on May 2, 2018."
    note = f"1 {NOTE} It is made out by an officer, and kept with the file of the person."
    told = [STORIES[0], short, STORIES[4]]
    body = "".join(
        f"<h2>{PLACES[n]}</h2><p>{text}</p>" for n, text in zip((0, 2, 4), told, strict=True)
    )
    body = f'<div class="c">{body}</div><div class="n">{note}</div>'
    style = ".c { columns: 2 } h2:last-of-type { break-before: column } .n { font-size: 8pt }"
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, told))
    require_placed(extraction, found)


def test_a_title_wider_than_its_column_is_no_measure_of_it(tmp_path: Path) -> None:
    """Full lines of the column do not look as if they ended before its edge."""
    body = f"<p>{STORIES[0]}</p><p>{STORIES[1]}</p>"
    style = f"p {{ width: 180pt; {_JUSTIFIED} }} h1 {{ font-size: 24pt }}"
    made = page("Declined Detainer Report", "July 2018", body, style)
    weasy(made)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:2]))


# ---------------------------------------------------------------- lines narrower than their column


@pytest.mark.parametrize("width", [40, 50, 60, 75])
@pytest.mark.parametrize("tag", ["p", "li", "h2"], ids=["prose", "list", "headings"])
def test_lines_narrower_than_the_text_below_are_whole(tag: str, width: int, tmp_path: Path) -> None:
    """A picture, or nothing, stands beside them: no line ends before its time."""
    above = "<h2>{}</h2><p>" if tag == "h2" else f"<{tag}>"
    body = "".join(f"{above.format(PLACES[n])}{text}" for n, text in enumerate(STORIES))
    made = page("Declined Detainer Report", "July 2018", f'<div class="k">{body}</div>{_ABOUT}',
                f"@page {{ size: 612pt 1800pt }} .k {{ width: {width}% }}")  # fmt: skip
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES))
    assert not any("\n" in case.text for case in found.cases)
    assert not found.doubts
    require_placed(extraction, found)


@pytest.mark.parametrize("cases", [LISTS, OTHERS], ids=["days", "other days"])
def test_lines_of_a_narrow_list_end_on_purpose(cases: tuple[str, ...], tmp_path: Path) -> None:
    """They are no full lines, though the edge is near to them."""
    lines = "".join(
        f'<p class="{"c" if n == 0 else "e"}">{line}</p>'
        for case in cases
        for n, line in enumerate(case.split("\n"))
    )
    made = page("Declined Detainer Report", "April – June 2018", f'<div class="k">{lines}</div>'
                + _ABOUT, f"{LISTED} .k {{ width: 45% }}")  # fmt: skip
    weasy(made)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == list(cases)


@pytest.mark.parametrize("is_above", [True, False], ids=["above", "below"])
@pytest.mark.parametrize(
    "caption",
    [
        "Table 1: Cases by field office",
        "Table 1. Cases by the field office that has reported them, as of the last day of the"
        " quarter, without those that were reported later and are told of in the next report",
    ],
    ids=["a line", "two lines"],
)
def test_captions_of_tables_head_no_case(caption: str, is_above: bool, tmp_path: Path) -> None:
    """They belong to the table, wherever it stands."""
    table = (
        "<table><tr><th>Office</th><th>Cases</th></tr><tr><td>Boston</td><td>4</td></tr></table>"
    )
    line = f'<div class="t">{caption}</div>'
    body = f"<p>{STORIES[0]}</p>{line + table if is_above else table + line}<p>{STORIES[1]}</p>"
    style = "td, th { border: 0.5pt solid black } table { border-collapse: collapse }"
    style += " .t { margin: 6pt 0 } .t + p { margin-top: 14pt }"
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:2]))
    assert [case.place_heading for case in found.cases] == [None, None]
    assert caption in " ".join(line.text for line in found.tables)
    require_placed(extraction, found)


def test_a_captioned_table_below_columns_parts_no_sentence(tmp_path: Path) -> None:
    """It floats to the foot of the page, below the notes of a column."""
    rows = "<tr><th>Office</th><th>Cases</th></tr><tr><td>Boston</td><td>4</td></tr>"
    foot = f'<div class="n">1 Status at the end of the quarter.</div><table>{rows}</table>'
    foot += '<div class="t">Table 1: Cases by field office</div>'
    body = "".join(f"<p>{text}</p>" for text in STORIES[:3])
    style = """@page { size: 600pt 680pt } td, th { border: 0.5pt solid black }
        .c { columns: 2; column-fill: auto; height: 250pt } table { border-collapse: collapse }
        .n { font-size: 8pt; margin: 4pt 0 8pt } .t { margin-top: 4pt }"""
    made = page(
        "Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>{foot}', style
    )
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert len(extraction.pages) == 1
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:3]))
    assert "Table 1: Cases by field office" in [line.text for line in found.tables]
    assert "Status at the end of the quarter." in found.footnotes[-1].text
    require_placed(extraction, found)


_CUT_SHORT = (
    "He was held until Dec. 31, 2018.",
    "He was taken to the city of St. Louis.",
    "A detainer went to Lt. Ann Smith.",
    "He is held by the U.S. Marshals.",
    "It is file No. 31 of the jail.",
)


@pytest.mark.parametrize("told", _CUT_SHORT)
@pytest.mark.parametrize("at", ["page", "column"])
def test_an_abbreviation_at_the_end_of_a_page_ends_no_sentence(
    at: str, told: str, tmp_path: Path
) -> None:
    above, below = re.split(r"(?<=[a-z]\.|S\.) ", told, maxsplit=1)
    text = f"{STORIES[0]} {told} {STORIES[0].split('. ')[-1]}"
    first, last = text.split(f" {below}", 1)[0], f"{below}{text.split(below, 1)[1]}"
    assert first.endswith(above)
    style = f".a {{ margin: 0; text-align-last: justify; break-after: {at} }}"
    style += ".c { columns: 2; column-fill: auto; height: 500pt }" if at == "column" else ""
    body = f'<div class="c"><p>{STORIES[2]}</p><p class="a">{first}</p><p>{last}</p>'
    body += f"<p>{STORIES[4]}</p><p>{STORIES[8]}</p></div>"
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == [STORIES[2], text, STORIES[4], STORIES[8]]
    require_placed(extraction, found)


@pytest.mark.parametrize("below", [STORIES[1], STORIES[8]])
def test_an_abbreviation_may_end_a_case(below: str, tmp_path: Path) -> None:
    """The next page begins as a sentence does, or tells of a new person."""
    text = f"{STORIES[0][:-1]} within the U.S."
    style = ".a { margin: 0; text-align-last: justify; break-after: page }"
    body = f'<p class="a">{text}</p><p>{below}</p>'
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == [text, below]


@pytest.mark.parametrize("size", [4, 6, 8, 10])
@pytest.mark.parametrize("sign", ["square", "circle", "•"])
def test_small_bullets_begin_the_lines_beside_them(sign: str, size: int, tmp_path: Path) -> None:
    """Their baseline is another than that of the text, and a second line has none."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, ListItem, Paragraph, SimpleDocTemplate

    style = getSampleStyleSheet()["BodyText"]
    told = [
        "10/03/2018: Booked into the Multnomah County Detention Center for second-degree assault.",
        "10/03/2018: ICE issued a detainer to the Multnomah County Detention Center.",
        "03/14/2019: Arrested by the Portland Police Bureau (criminal impersonation; theft; arson"
        " in the second degree; vandalism).",
        "03/17/2019: Released; detainer not honored.",
    ]
    head = "Case 1: Citizen of Mexico, male, age 34 – Multnomah County, Oregon"
    parts = [Paragraph(x, style) for x in ("Declined Detainer Report", "July 2018", head)]
    items = [ListItem(Paragraph(x, style)) for x in told]
    listed = ListFlowable(items, bulletType="bullet", start=sign, bulletFontSize=size)
    SimpleDocTemplate(str(tmp_path / "report.pdf")).build([*parts, listed])
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == ["\n".join([head, *told])]
    require_placed(extraction, found)


_ASIDE = """<b>What is a detainer?</b><br>A detainer asks a jail to tell ICE before a person is let
go and to keep the person for up to 48 hours. It goes with an administrative warrant."""
_RIGHT = "float: right; width: 150pt; margin: 0 0 6pt 12pt"


@pytest.mark.parametrize("look", ["border: 0.7pt solid #444", "background: #eef3f8"])
@pytest.mark.parametrize("size", [8, 10.5])
@pytest.mark.parametrize("place", ["margin: 12pt 0", _RIGHT])
def test_a_drawn_box_that_tells_of_nobody_is_no_part_of_a_case(
    place: str, size: float, look: str, tmp_path: Path
) -> None:
    box = f'<div style="{place}; {look}; padding: 6pt; font-size: {size}pt">{_ASIDE}</div>'
    told = [f"<p>{text}</p>" for text in STORIES]
    told[1] = f"{box}{told[1]}"
    made = page("Declined Detainer Report", "July 2018", "".join(told))
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == list(STORIES)
    aside = re.sub(r"<.*?>", " ", _ASIDE)
    assert squeezed(aside) in squeezed("".join(line.text for line in found.introduction))
    require_placed(extraction, found)


@pytest.mark.parametrize(
    "told",
    [
        "He was seen again by officers of the county, and they let him go on his way once more.",
        "The jail did not tell ICE before the release, and no word of it came to that office.",
        "Status: considered at large by the office, which goes on to look for the individual.",
    ],
)
def test_a_drawn_box_that_tells_of_the_person_is_part_of_the_case(
    told: str, tmp_path: Path
) -> None:
    box = f'<div style="margin: 6pt 0; background: #eee; width: 250pt">{told}</div>'
    made = page("Declined Detainer Report", "July 2018", f"<p>{STORIES[0]}</p>{box}")
    weasy(made)(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == [squeezed(STORIES[0] + told)]


def test_a_word_of_these_reports_is_one_though_its_pieces_are_words(tmp_path: Path) -> None:
    cut = STORIES[2].replace(" To the best", " She was rear-<br>rested on May 2, 2018. To the best")
    weasy(page("Declined Detainer Report", "July 2018", f"<p>{cut}</p>"))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert "She was rearrested on May 2" in found.cases[0].text


# ---------------------------------------------------------------- labels with a person


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("Individual C: Mexican, male, Montgomery County, Pennsylvania", False),
        ("Individual C: Mexican, Montgomery County, Pennsylvania", False),
        ("Individual C: Bernalillo County, New Mexico", True),
        ("Individual C: Atlanta, Georgia", True),
    ],
)
def test_a_citizenship_behind_a_label_is_of_the_case(
    line: str, is_heading: bool, tmp_path: Path
) -> None:
    """A label with a place alone heads the case below it."""
    told = [
        "Individual A: Guatemalan, male, 23, Berks County, Pennsylvania",
        "07/08/2019 – Arrested by the Reading Police Department for robbery.",
        line,
        "08/12/2019 – Arrested by the Norristown Police Department for theft.",
        "08/13/2019 – Discharged; the detainer was given no effect.",
    ]
    body = "".join(f"<p>{text}</p>" for text in told)
    weasy(page("Declined Detainer Report", "July – September 2019", body))(tmp_path / "x.pdf")
    _, found = read((tmp_path / "x.pdf").read_bytes())
    second = told[3:] if is_heading else told[2:]
    assert [case.text.split("\n") for case in found.cases] == [told[:2], second]
    assert found.cases[1].place_heading == (line if is_heading else None)


# ---------------------------------------------------------------- what stands above a title


@pytest.mark.parametrize("margin", [0, 40], ids=["text begins at one height", "title lower"])
@pytest.mark.parametrize("size", [9, 11])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("head", ["ERO Boston – Declined Detainers", "Seattle Field Office"])
def test_a_running_head_that_stands_once_is_in_no_case(
    head: str, side: str, size: int, margin: int, tmp_path: Path
) -> None:
    """A first page has none, so that a report of two pages shows it once, within a sentence."""
    style = f"""@page {{ size: 500pt 560pt }}
        @page {{ @top-{side} {{ content: "{head}"; font-size: {size}pt }} }}
        @page :first {{ @top-{side} {{ content: none }} }} h1 {{ margin-top: {margin}pt }}"""
    body = "".join(f"<p>{text}</p>" for text in STORIES)
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES))
    assert head in [line.text for line in found.furniture]
    require_placed(extraction, found)


@pytest.mark.parametrize(
    "head",
    ['"{} " "July 2018"', '"July 2018 | {} | " counter(page)', '"{}" " – Page 2"'],
    ids=["title and period", "with number", "with page"],
)
@pytest.mark.parametrize("height", [380, 420])
def test_a_running_head_of_lines_of_the_first_page_is_in_no_case(
    height: int, head: str, tmp_path: Path
) -> None:
    """Above two columns it parts no sentence, though it stands once and tells of a month."""
    head = head.format("Declined Detainer Report")
    style = f"""@page {{ size: 600pt {height}pt; @top-center {{ content: {head} }} }}
        @page :first {{ @top-center {{ content: none }} }} .c {{ columns: 2; column-fill: auto }}"""
    body = "".join(f"<p>{text}</p>" for text in STORIES[:6])
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert len(extraction.pages) == 2
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES[:6]))
    require_placed(extraction, found)


def test_a_page_number_above_columns_is_no_text(tmp_path: Path) -> None:
    """It stands beside a head that nothing else tells of, on the only page."""
    style = """@page { size: 11in 8.5in; @top-left { content: "Declined Detainer Report" }
        @top-right { content: counter(page) } } .c { columns: 3; column-gap: 22pt }"""
    body = "".join(f"<p>{text}</p>" for text in STORIES)
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, STORIES))
    assert "Declined Detainer Report 1" in [line.text for line in found.furniture]
    require_placed(extraction, found)


@pytest.mark.parametrize("height", [300, 330, 360])
@pytest.mark.parametrize("at", range(6))
def test_a_line_alone_at_the_top_of_a_column_is_text(at: int, height: int, tmp_path: Path) -> None:
    """Beside a column that begins lower it stands by itself, in the middle of a sentence."""
    told = [STORIES[n % len(STORIES)] for n in range(at, at + 5)]
    style = f"""@page {{ size: 500pt {height}pt }} .c {{ columns: 2; column-fill: auto }}
        h2 {{ break-before: column; margin-top: 30pt }}"""
    body = "".join(f"<p>{text}</p>" for text in told) + "<h2>About this report</h2><p>It ends.</p>"
    made = page("Declined Detainer Report", "July 2018", f'<div class="c">{body}</div>', style)
    weasy(made)(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [squeezed(case.text) for case in found.cases] == list(map(squeezed, told))
    require_placed(extraction, found)


def test_a_line_that_may_be_a_running_head_is_told_of(tmp_path: Path) -> None:
    """Where no sentence goes on behind it, nothing says whether it is one."""
    head = "ERO Boston – Declined Detainers"
    style = f"""@page {{ size: 500pt 520pt; @top-left {{ content: "{head}" }} }}
        @page :first {{ @top-left {{ content: none }} }} h1 {{ margin-top: 40pt }}"""
    body = "".join(f"<p>{text}</p>" for text in STORIES)
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert any(head in doubt and "page 2" in doubt for doubt in found.doubts)


_NUMBERS = ("1. 2. 3. 4.", "A. B. C. D.", "I. II. III. IV.", "1 2.1 2.2 3")


@pytest.mark.parametrize(
    ("numbers", "size"), [*((x, size) for x in _NUMBERS for size in (11, 14)), ("1 2 3 4", 14)]
)
def test_numbered_headings_are_no_items_of_a_case(numbers: str, size: int, tmp_path: Path) -> None:
    """A number alone may be a count of what it stands before, if the letters are no larger."""
    first, *two, last = numbers.split()
    body = f"<h2>{first} Introduction</h2><p>Accounts are arranged by county.</p>"
    for number, place, story in zip(two, PLACES[1:], STORIES[1:], strict=False):
        body += f"<h2>{number} {place}</h2><p>{story}</p>"
    body += f"<h2>{last} About this report</h2><p>Figures may be corrected later.</p>"
    style = f"body {{ font-size: 11pt }} h2 {{ font-size: {size}pt }}"
    weasy(page("Declined Detainer Report", "May 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    told = [(case.place_heading, case.text) for case in found.cases]
    assert told == list(zip(PLACES[1:3], STORIES[1:3], strict=True))
    require_placed(extraction, found)


@pytest.mark.parametrize(
    "how", ["{} (continued)", "{} (cont’d)", "{}, continued", "{} – Continued"]
)
def test_a_heading_that_is_continued_is_the_same(how: str, tmp_path: Path) -> None:
    heads = (PLACES[1], how.format(PLACES[1]), "Eugene, Oregon (2 cases)")
    body = "".join(f"<h2>{x}</h2><p>{y}</p>" for x, y in zip(heads, STORIES, strict=False))
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.place_heading for case in found.cases] == [PLACES[1], PLACES[1], heads[2]]


@pytest.mark.parametrize("tag", ["h2", "h5", "p"])
@pytest.mark.parametrize(
    ("county", "other"),
    [
        ("Monroe County, N.Y.", "Kent County, Mich."),
        ("Montgomery County, Md.", "FAIRFAX COUNTY, VA."),
        ("Monroe County in New York", "Kent County in Michigan"),
        ("New York: Monroe County", "Michigan: Kent County"),
        ("Rochester (Monroe County, N.Y.)", "Grand Rapids (Kent County, Mich.)"),
        ("Rochester, N.Y. (Monroe County)", "Grand Rapids, Mich. (Kent County)"),
        ("[Monroe County, New York]", "[Kent County, Michigan]"),
        ("*** Monroe County, New York ***", "*** Kent County, Michigan ***"),
        ("Monroe County, New York – Case 1", "Kent County, Michigan – Case 2"),
        ("Monroe County, New York: one case", "Kent County, Michigan: one case"),
        ("Kern County, Central Valley, California", "Kings County, Central Valley, California"),
        ("San Juan, P.R.", "Boston, Mass."),
    ],
)
def test_ways_to_write_a_heading(county: str, other: str, tag: str, tmp_path: Path) -> None:
    """However a place is written, the cases below stand under it, and not under the one before."""
    stories = (STORIES[1], STORIES[4])
    heads = (f"<{tag}>{x}</{tag}>" for x in (county, other))
    body = "".join(f"{x}<p>{y}</p>" for x, y in zip(heads, stories, strict=True))
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    told = [(case.place_heading, case.text) for case in found.cases]
    assert told == list(zip((county, other), stories, strict=True))


@pytest.mark.parametrize("label", ["Jurisdiction:", "County:", "Place —", "Location of arrest:"])
def test_lines_with_a_label_of_places_are_headings_if_the_first_is(
    label: str, tmp_path: Path
) -> None:
    places = (PLACES[1], PLACES[2], PLACES[2])
    pairs = list(zip(places, STORIES[1:4], strict=True))
    above = "".join(f"<p>{label} {x}</p><p>{y}</p>" for x, y in pairs)
    below = "".join(f"<p>{y}</p><p>{label} {x}</p>" for x, y in pairs)
    for body, headed in ((above, True), (below, False)):
        weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
        _, found = read((tmp_path / "report.pdf").read_bytes())
        assert [case.place_heading for case in found.cases] == [
            f"{label} {x}" if headed else None for x in places
        ]
        lines = [f"{label} {x}" for x in places]
        assert [case.text for case in found.cases] == [
            y if headed else f"{y}\n{x}" for y, x in zip(STORIES[1:4], lines, strict=True)
        ]


def test_a_line_below_a_case_that_names_another_place_is_told_of(tmp_path: Path) -> None:
    lines = [f"<h2>{PLACES[1]}</h2><p>{STORIES[1]}</p>", f"<p>Place: {PLACES[2]}</p>"]
    body = "".join([*lines, f"<p>{STORIES[2]}</p>"])
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    (doubt,) = found.doubts
    assert PLACES[1] in doubt
    assert f"Place: {PLACES[2]}" in doubt


def test_items_of_a_case_that_bear_numbers_are_no_headings(tmp_path: Path) -> None:
    lines = ("Kent County, Michigan", "Arrested on May 4, 2018", "Background", "Released")
    items = "".join(f"<li>{line}</li>" for line in lines)
    body = f"<p>{STORIES[0]}</p><ol>{items}</ol><p>{STORIES[1]}</p>"
    weasy(page("Declined Detainer Report", "May 2018", body))(tmp_path / "report.pdf")
    _, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.text for case in found.cases] == ["\n".join([STORIES[0], *lines]), STORIES[1]]


@pytest.mark.parametrize("above", ["Chicago Field Office", "Chicago Field Office Page 1"])
def test_what_stands_above_the_title_heads_no_case(above: str, tmp_path: Path) -> None:
    """In a report of one page a running head stands once, as a heading does."""
    style = f'@page {{ @top-left {{ content: "{above}"; font-size: 9pt }} }}'
    body = f"<p>{STORIES[2]}</p><p>{STORIES[4]}</p>"
    weasy(page("Declined Detainer Report", "July 2018", body, style))(tmp_path / "report.pdf")
    extraction, found = read((tmp_path / "report.pdf").read_bytes())
    assert [case.place_heading for case in found.cases] == [None, None]
    require_placed(extraction, found)


def test_a_heading_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    """Some fonts leave out the letters of a ligature: cases below have no place then."""
    heads = ("Denver County, Colorado", "Suffolk County, Massachusetts")
    body = "".join(f"<h2>{x}</h2><p>{STORIES[n]}</p>" for x, n in zip(heads, (2, 4), strict=True))
    weasy(page("Declined Detainer Report", "July 2018", body))(tmp_path / "report.pdf")
    extraction = extract((tmp_path / "report.pdf").read_bytes(), "report.pdf")
    found = flow(extraction, frozenset())
    for block in found.blocks:
        if block.text == heads[1]:
            words = block.lines[0].words
            block.lines[0] = replace(
                block.lines[0], words=(replace(words[0], text="Su\x1eolk"), *words[1:])
            )
    parts = find_parts(found.blocks, found.body)
    assert [case.place for case in parts.cases] == [heads[0], None]
    assert [doubt.endswith("“Su?olk County, Massachusetts”") for doubt in parts.doubts] == [True]


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("text", "introduces"),
    [
        ("On May 4, 2017, a 23-year-old citizen of Honduras was arrested.", True),
        ("An unlawfully present Cape Verdean national was booked.", True),
        ("Citizen of Laos, male", True),
        ("A woman from El Salvador, 44, was booked.", True),
        ("On May 4, 2018, a Honduran was arrested by Austin police.", True),
        ("A Mexican-born man was arrested.", True),
        ("The court in a Mexican town was told.", False),
        ("The 23-year-old was released.", False),
        ("The Honduran national was released.", False),
        ("He was arrested for assault of a 61-year-old woman.", False),
        ("Persons of age 18 and older are booked.", False),
        ("Detainers for citizens of twelve countries were declined.", False),
    ],
)
def test_who_is_introduced(text: str, introduces: bool) -> None:
    assert introduces_person(text) == introduces


def test_places_and_labels() -> None:
    for text in (
        "Cook County, Illinois",
        "Boston Field Office",
        "Orleans Parish, Louisiana",
        "Ohio",
        "Ohio (one case)",
        "Newark, New Jersey (2 cases)",
    ):
        assert is_place(text)
    for text in (
        "Declined Detainer Report", "Accounts are arranged by county.", "In sum",
        "He was released in Cook County, Illinois",
    ):  # fmt: skip
        assert not is_place(text)
    labels = (
        "Case 1: Citizen of Mexico",
        "Incident No. 12 – On May 4",
        "Case Summaries",
        "In 2018",
    )
    assert [label_of(x) for x in labels] == ["Case 1", "Incident No. 12", "", ""]


def test_titles() -> None:
    assert is_title("Immigration Detainers Not Honored: Selected Cases")
    assert not is_title("Weekly Declined Detainer Outcome Report")
    assert not is_title("Detainers were declined in each of these cases.")
    assert re.search("Declined", "Declined Detainers")
