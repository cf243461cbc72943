"""How a synthetic report looks, as data: every layout says what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LETTER, LETTER_WIDE = (612.0, 792.0), (792.0, 612.0)
A4, A4_WIDE = (595.28, 841.89), (841.89, 595.28)
SHORT = (97.0, 131.0, 113.0, 149.0, 88.0)  # heights that cut many rows

# (field, header words). "|" puts the first words in a row of their own over all columns that share
# them; a line feed breaks the line inside the cell.
Columns = tuple[tuple[str, str], ...]

ISSUED: Columns = (("jurisdiction", "Jurisdiction"), ("count", "Detainers Issued"))
DECLINED: Columns = (
    ("location", "Detention Location"),
    ("citizenship", "Citizenship"),
    ("issued", "Detainer Issued Date"),
    ("declined", "Detainer Declined Date"),
    ("crime", "Notable Criminal Activity"),
)
POLICY: Columns = (
    ("jurisdiction", "Jurisdiction (AOR)"),
    ("enacted", "Date Enacted"),
    ("policy", "Policy"),
    ("criteria", "Criteria for Honoring Detainer"),
)
PLACES_APART: Columns = (
    ("state", "State"),
    ("county", "County"),
    ("facility", "Detention Facility"),
    ("citizenship", "Country of Citizenship"),
    ("issued", "Date Issued"),
    ("declined", "Date Declined"),
    ("crime", "Criminal Activity"),
    ("disposition", "Disposition"),
)


@dataclass(frozen=True)
class Layout:
    """One way to print a report; the defaults are those of the published weeks."""

    name: str
    proves: str
    # pages
    page: tuple[float, float] = LETTER_WIDE  # as it is seen, whatever `rotate`
    rotate: tuple[int, ...] = (0,)  # /Rotate, in turn over the pages
    origin: tuple[float, float] = (0, 0)  # of the MediaBox
    turned: tuple[int, ...] = ()  # sections on pages of the other orientation
    depths: tuple[float, ...] = ()  # height for rows, in turn over a table's pages; () is all
    same_page: bool = False  # a section may start under the table of the one before
    furniture: Literal["top", "bottom"] = "bottom"  # the notice and the page number
    page_number: str = "{notice}   Page {page}"
    running: str = ""  # a line at the other end of each page
    # words
    wording: Literal[1, 2] = 1  # section headings of week 1, or of weeks 2 and 3
    restrict: str = "Limit"  # ... or "Restrict"
    heading_case: Literal["as is", "upper", "lower"] = "as is"
    heading_break: bool = False  # `Section I:` on a line of its own
    heading_width: float = 1.0  # share of the text width
    title: Literal["dots", "plain", "full", "none"] = "dots"
    contents: Literal["list", "pages", "none"] = "list"
    break_total: bool = False  # breaks the sentence with the week's total over lines
    upper: bool = False  # the whole report
    empty: Literal["sentence", "table", "both"] = "sentence"  # a week without declined detainers
    total_row: bool = False  # under section I
    # columns
    issued: Columns = ISSUED
    declined: Columns = DECLINED
    policy: Columns = POLICY
    convicted: str = "{} (Conviction)"  # or the words of the column `disposition`
    charged: str = "{} (Charged)"
    dates: str = "{0.month}/{0.day}/{0.year}"
    bullet: str = "•"  # "1." counts
    hang: bool = True  # wrapped lines of a bullet stand under its first word, not its bullet
    # tables
    font: Literal["Helvetica", "Times-Roman", "Courier", "Vera"] = "Helvetica"
    size: float = 9
    padding: float = 3
    width: float = 1.0  # share of the text width
    centered: bool = False
    valign: Literal["top", "middle", "bottom"] = "top"
    repeat_header: bool = True
    header_fill: bool = True
    cut: Literal["never", "lines", "cells"] = "lines"  # `cells`: each cell by a line of its own
    open_cuts: bool = False  # no rule where a row is cut
    merged: tuple[str, ...] = ()  # columns where equal neighbours share one cell
    merged_text: Literal["top", "middle", "each"] = "top"  # `each`: again on every page
    rules: Literal["lines", "boxes", "fills", "rows", "none"] = "lines"
    shaded: bool = False
    # what shows it best
    rows: int = 40
    policies: int = 14
    week: date = date(2017, 1, 28)


_ALL = (
    Layout("week_one", "headings, title and page furniture of the first week", bullet="\uf0b7"),
    Layout(
        "week_two",
        "headings and title of the later weeks; header words on the first page only",
        wording=2, restrict="Restrict", title="plain", bullet="\uf0b7", repeat_header=False,
        header_fill=False, week=date(2017, 2, 4),
    ),
    Layout(
        "columns_reordered",
        "columns found by header words: other order, synonyms; `Assault - Convicted`",
        page=A4_WIDE, convicted="{} - Convicted", charged="{} - Charged", bullet="-",
        issued=(("count", "Number of Detainers Issued"), ("jurisdiction", "Jurisdiction")),
        declined=(
            ("crime", "Criminal Activity"), ("declined", "Declined Date"),
            ("issued", "Issue Date"), ("location", "Detention Facility"),
            ("citizenship", "Country of Citizenship"),
        ),
        policy=(
            ("enacted", "Enacted"), ("criteria", "Criteria for Honoring Detainers"),
            ("policy", "Policy"), ("jurisdiction", "Jurisdiction (AOR)"),
        ),
    ),
    Layout(
        "places_apart",
        "state, county and facility, disposition, and area of responsibility in own columns",
        convicted="Convicted", charged="Charged", declined=PLACES_APART,
        issued=(("state", "State"), ("county", "County"), ("count", "Detainers")),
        policy=(
            ("jurisdiction", "Jurisdiction"), ("aor", "AOR"), ("enacted", "Date Enacted"),
            ("policy", "Policy"), ("criteria", "Criteria"),
        ),
    ),
    Layout(
        "disposition_first",
        "`Charged: Assault`; facility before county; area of responsibility spelled out",
        page=A4, size=8, convicted="Convicted: {}", charged="Charged: {}", bullet="·",
        dates="{0:%m/%d/%Y}",
        declined=(
            ("citizenship", "Citizenship"), ("facility", "Facility"), ("county", "County"),
            ("state", "State"), ("issued", "Date Detainer Issued"),
            ("declined", "Date Detainer Declined"), ("crime", "Notable Criminal Activity"),
        ),
        policy=(
            ("aor", "Area of Responsibility"), ("jurisdiction", "Jurisdiction"),
            ("policy", "Policy"), ("enacted", "Date Enacted"), ("criteria", "Criteria"),
        ),
    ),
    Layout(
        "two_row_header",
        "header in two rows, one cell over two columns; rules as stroked boxes",
        rules="boxes", dates="{0:%m/%d/%Y}", centered=True, page_number="{page}", bullet="–",
        declined=(
            ("location", "Detention Location"), ("citizenship", "Citizenship"),
            ("issued", "Detainer|Issued Date"), ("declined", "Detainer|Declined Date"),
            ("crime", "Notable Criminal Activity"),
        ),
    ),
    Layout(
        "two_line_header",
        "header cells broken over lines, on the first page only; two-digit years",
        page=LETTER, size=8, repeat_header=False, dates="{0:%m/%d/%y}", bullet="o", hang=False,
        declined=(
            ("location", "Detention\nLocation"), ("citizenship", "Country of\nCitizenship"),
            ("issued", "Detainer\nIssued\nDate"), ("declined", "Detainer\nDeclined\nDate"),
            ("crime", "Notable\nCriminal\nActivity"),
        ),
        policy=(
            ("jurisdiction", "Jurisdiction\n(AOR)"), ("enacted", "Date\nEnacted"),
            ("policy", "Policy"), ("criteria", "Criteria for\nHonoring\nDetainer"),
        ),
    ),
    Layout(
        "upper_case", "everything in capitals; table of contents with page numbers",
        upper=True, wording=2, title="full", contents="pages", page_number="Page {page}",
        week=date(2017, 2, 11),
    ),
    Layout(
        "headings_broken",
        "week only in the section headings: capitals, number on its own line, broken over lines",
        title="none", heading_case="upper", heading_break=True, heading_width=0.55,
        break_total=True, page=LETTER, size=8,
    ),
    Layout(
        "headings_lower", "headings in small letters; no table of contents; no title week",
        title="none", heading_case="lower", wording=2, contents="none", font="Times-Roman",
    ),
    Layout(
        "year_end", "a week over New Year, in the title and the headings",
        week=date(2016, 12, 31), title="dots", wording=2,
        declined=(
            ("location", "Facility"), ("citizenship", "Citizenship"),
            ("issued", "Detainer Issue Date"), ("declined", "Detainer Declined Date"),
            ("crime", "Notable Criminal Activity"),
        ),
        policy=(*POLICY[:3], ("criteria", "Criteria for Honoring Detainer(s)")),
    ),
    Layout(
        "same_page", "sections start where another ends; total row; page number at the top",
        same_page=True, page=LETTER, size=8, total_row=True, furniture="top", rows=31,
        page_number="Page {page}", running="Weekly Declined Detainer Outcome Report",
    ),
    Layout(
        "cut_lines", "rows cut by the page break at a line, header above the remainder",
        depths=SHORT, width=0.6, rows=60, policies=20,
    ),
    Layout(
        "cut_lines_no_header", "the same, and the remainder stands at the top of the page",
        depths=SHORT, width=0.6, rows=60, policies=20, repeat_header=False, rules="fills",
        total_row=True,
    ),
    Layout(
        "cut_middle", "a cut where short cells stand in the middle: they can be on either page",
        depths=SHORT, width=0.6, rows=60, policies=20, valign="middle", rules="boxes",
    ),
    Layout(
        "cut_bottom", "short cells stand at the bottom: the first part holds the long cell only",
        depths=SHORT, width=0.6, rows=60, policies=20, valign="bottom", repeat_header=False,
    ),
    Layout(
        "cut_cells", "each cell is cut by a line of its own, some leave nothing on one page",
        depths=SHORT, width=0.6, rows=60, policies=20, cut="cells", bullet="1.",
    ),
    Layout(
        "cut_cells_places_apart", "the same with every field in its own column, no header",
        depths=SHORT, width=0.9, rows=60, policies=20, cut="cells", declined=PLACES_APART,
        rules="boxes", convicted="Conviction", charged="Charge", repeat_header=False, size=8,
        bullet="o",
    ),
    Layout(
        "cut_twice", "rows over three pages: the middle page has room for a line or two",
        depths=(22, 33, 95, 22, 54), width=0.6, rows=20, policies=12, bullet="\uf0b7",
    ),
    Layout(
        "cut_twice_no_header", "the same, cut anywhere, without a header on the later pages",
        depths=(22, 33, 95, 22, 54), width=0.6, rows=20, policies=12, cut="cells",
        repeat_header=False, rules="fills", bullet="-",
    ),
    Layout(
        "merged_states", "state and county merged down, text at the top, also over page breaks",
        declined=PLACES_APART, merged=("state", "county"), depths=(320, 250), cut="never",
        convicted="Convicted", charged="Charged", rows=60,
    ),
    Layout(
        "merged_middle", "merged down with the text in the middle; rows cut as well; no header",
        declined=PLACES_APART, merged=("state",), merged_text="middle", rules="boxes",
        depths=(320, 250), convicted="Convicted", charged="Charged", repeat_header=False, rows=60,
    ),
    Layout(
        "merged_each_page", "a merged cell says its text again on each page; thin filled rules",
        declined=PLACES_APART, merged=("state", "county", "facility"), merged_text="each",
        rules="fills", depths=(320, 250), convicted="Conviction", charged="Charged", rows=60,
        cut="never",
    ),
    Layout(
        "shaded", "every second row shaded, rules as lines; a running line of text",
        shaded=True, running="For Official Release", font="Vera", size=8,
    ),
    Layout(
        "shaded_filled_rules", "every second row shaded, rules as thin filled rectangles",
        shaded=True, rules="fills", header_fill=False, valign="middle", furniture="top",
        page_number="- {page} -", repeat_header=False,
    ),
    Layout("rotate_90", "/Rotate 90", rotate=(90,)),
    Layout("rotate_180", "/Rotate 180", rotate=(180,), page=LETTER, size=8, rules="boxes"),
    Layout("rotate_270", "/Rotate 270", rotate=(270,), rules="fills", depths=(190, 240)),
    Layout(
        "rotate_mixed", "every page turned in another way, and one section in landscape",
        rotate=(0, 90, 180, 270), page=LETTER, turned=(2,), wording=2,
    ),
    Layout("origin_moved", "a MediaBox that starts elsewhere", origin=(-120, 340), page=A4_WIDE),
    Layout(
        "origin_rotated", "both: the page turned and its origin moved", origin=(50, -75),
        rotate=(90, 270), page=A4, size=8, rules="boxes",
    ),
    Layout("no_declined", "a week without a declined detainer: a sentence says so", rows=0),
    Layout("no_declined_table", "the same, an empty table", rows=0, empty="table", wording=2),
    Layout(
        "no_declined_same_page", "such a week with both, all sections on the same pages",
        rows=0, empty="both", same_page=True, page=A4, size=8, title="none",
    ),
    Layout(
        "narrow", "narrow columns: many wrapped lines, two points of padding",
        page=LETTER, size=7, padding=2, width=0.62, font="Times-Roman", rules="fills",
    ),
    Layout("monospaced", "a typewriter font: wide words, few to a line", font="Courier", size=7),
)  # fmt: skip
LAYOUTS = {layout.name: layout for layout in _ALL}

# Not asked of the first version; a program may refuse these, but must not load them wrongly.
_BEYOND = (
    Layout("open_cuts", "no rule where a row is cut", open_cuts=True, depths=(187, 232, 141)),
    Layout(
        "open_cuts_no_header", "the same, no header on later pages",
        open_cuts=True, depths=(187, 232, 141), repeat_header=False, rules="fills",
    ),
    Layout("rules_between_rows", "horizontal rules only", rules="rows"),
    Layout("shaded_without_rules", "only shading shows the rows", rules="none", shaded=True),
    Layout(
        "rarer_header_words", "header words that may be unknown",
        declined=(
            ("location", "Detention Location"), ("citizenship", "Nationality"),
            ("issued", "Issued"), ("declined", "Decline Date"),
            ("crime", "Most Serious Crime"), ("disposition", "Convicted/Charged"),
        ),
        policy=(
            ("jurisdiction", "Jurisdiction (AOR)"), ("enacted", "Date Enacted"),
            ("policy", "Policy Name"), ("criteria", "Criteria"),
        ),
        convicted="Convicted", charged="Charged",
    ),
    Layout("dates_with_dashes", "`2-1-2017`", dates="{0.month}-{0.day}-{0.year}"),
    Layout("dates_in_words", "`Feb. 1, 2017`", dates="{0:%b}. {0.day}, {0.year}"),
)  # fmt: skip
BEYOND = {layout.name: layout for layout in _BEYOND}
