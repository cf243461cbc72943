"""Narrative reports in wordings and layouts of which no rule was made. The individuals are invented.

Each says which cases must be found in it, or with which words it must be refused.
"""

# ruff: noqa: E501 - what the reports tell, a sentence after the other
from __future__ import annotations

import html
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative_reports import INTRODUCTION, NOTICE, chromium, page, weasy

TITLE, PERIOD = "Declined Detainer Report", "Fiscal Year 2018, Third Quarter"

HONDURAN = (
    "A Honduran was arrested by Tukwila police on April 4, 2018, for robbery and taken to the county jail."
    " ICE asked by detainer that he be held. He walked out on April 6, 2018, and nobody told ICE."
)
NAMED = (
    "Juan Doe, 34, of Guatemala, was booked into the Yakima County Jail on May 2, 2018, on a charge of"
    " burglary. The detainer lodged on May 3, 2018 was refused, and he was let go the same evening."
)
BORN = (
    "A Mexican-born man was picked up by Fresno deputies on April 19, 2018, for car theft. ICE placed a"
    " detainer; the jail released him on April 21, 2018 without a call."
)
BRACKETS = (
    "A noncitizen (El Salvador; 29; male) was arrested in Nashua on June 3, 2018, for fraud. The detainer"
    " of June 4, 2018 was not honored and he was released on June 9, 2018."
)
IN_WORDS = (
    "Topeka officers arrested a thirty-one-year-old from Peru on May 11, 2018 for shoplifting. A detainer"
    " was lodged the next day. She was released on May 14, 2018 despite it."
)
AGE_ONLY = (
    "On May 20, 2018, police in Kent arrested a 40-year-old for reckless driving. ICE lodged a detainer on"
    " May 21, 2018. It went unanswered, and he was released on May 22, 2018."
)
BARE = (
    "On June 8, 2018, a man was arrested by Austin police for forgery. ICE sent a detainer to the jail that"
    " day; it was disregarded and he was released on June 10, 2018."
)
FIFTIES = (
    "One individual, an Iraqi in his fifties, came into the custody of the Macomb County Jail on April 30,"
    " 2018 after an arrest for assault. He was released on May 4, 2018; the detainer was ignored."
)
FELON = (
    "Reno officers arrested a previously removed felon on June 12, 2018 for possession of a firearm. The"
    " detainer lodged on June 13, 2018 was declined on June 15, 2018, when he posted bond."
)
COUNTRY = (
    "Jamaica; female; 47. Arrested on April 9, 2018 by the Hartford Police Department for larceny. Detainer"
    " lodged on April 10, 2018. Released on April 12, 2018 without notice."
)
INITIALS = (
    "M.R., a Colombian aged 26, was jailed in Ada County on May 15, 2018, for battery. ICE’s detainer reached"
    " the jail on May 16, 2018. She was released on May 17, 2018, the detainer notwithstanding."
)
SUBJECT = (
    "Deputies in Lane County arrested a Vietnamese citizen on April 25, 2018 for arson. He was released on"
    " April 27, 2018, though a detainer had been lodged on April 26, 2018."
)

STORIES = (
    SUBJECT, HONDURAN, NAMED, BORN, BRACKETS, IN_WORDS, AGE_ONLY, BARE, FIFTIES, FELON, COUNTRY, INITIALS,
)  # fmt: skip

KNOWN = (
    "On April 2, 2018, a 23-year-old citizen of Honduras was arrested by the Reno Police Department for"
    " burglary. ICE lodged a detainer on April 3, 2018. He was released on April 5, 2018."
)
AGAIN = (
    "On May 9, 2018, he was arrested again, for theft. A new detainer was lodged the same day.",
    "The individual was released once more on May 12, 2018, and the detainer was declined.",
    "ICE officers found him in Sparks on June 1, 2018. He was removed on June 20, 2018.",
    "A second detainer was lodged on May 30, 2018 with the Washoe County Detention Facility.",
    "To the best of ICE’s knowledge, this national of Honduras remains at large.",
)

Case = tuple[str | None, str]


@dataclass(frozen=True)
class Report:
    """A report: the cases that must be found (heading and text), or the words of its refusal."""

    name: str
    make: Callable[[Path], None]
    cases: tuple[Case, ...] = ()
    refused: str = ""
    title: str = TITLE
    period: tuple[str, str] = ("2018-04-01", "2018-06-30")
    tool: str = ""
    doubts: int = 0


REPORTS: list[Report] = []


def report(name: str, body: str, cases: Sequence[Case] = (), *, refused: str = "", style: str = "",
           lead: str = INTRODUCTION, doubts: int = 0, by: Callable[[str], Callable[[Path], None]] = weasy,
           tool: str = "") -> None:  # fmt: skip
    make = by(page(TITLE, PERIOD, body, style, lead))
    REPORTS.append(Report(name, make, tuple(cases), refused, tool=tool, doubts=doubts))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


WASHOE = "Washoe County, Nevada"
HEAD = f"<h2>{WASHOE}</h2>"


def head(place: str) -> str:
    return f"<h2>{place}</h2>"


# ---------------------------------------------------------------- openings

report("all in one", HEAD + paragraphs(*STORIES), [(WASHOE, x) for x in STORIES])
report("no heading", paragraphs(*STORIES), [(None, x) for x in STORIES])

report(
    "goes on all",
    HEAD + paragraphs(KNOWN, *AGAIN, SUBJECT),
    [(WASHOE, "\n".join((KNOWN, *AGAIN))), (WASHOE, SUBJECT)],
)

# ---------------------------------------------------------------- who is meant is unclear

UNCLEAR = {
    "bare name": "Officers held Juan Doe for theft on May 4, 2018, and let go of him on May 6, 2018.",
    "name passive": "On May 4, 2018, Juan Doe was arrested by Sparks police for theft. His detainer was declined.",
    "two more": "On May 4, 2018, two citizens of Mexico were arrested by Sparks police. Both were released on May 6, 2018.",
    "both men": "Both men were arrested on May 4, 2018 by Sparks police for theft and released on May 5, 2018.",
    "no one": "On May 4, 2018, Sparks police made an arrest for theft, and the jail released the man in custody on May 6, 2018 without notice; the brother had been arrested on May 5, 2018.",
    "another": "Another was arrested on May 4, 2018, for theft and released on May 6, 2018.",
}
for _name, _text in UNCLEAR.items():
    report(_name, HEAD + paragraphs(KNOWN, _text), refused=_text[:25])

TWO_IN_ONE = (
    "A 31-year-old citizen of Mexico was arrested by Elko police on April 3, 2018, for theft, and released on"
    " April 4, 2018 despite a detainer. A 27-year-old Guatemalan man was arrested on April 9, 2018 for battery"
    " and released on April 12, 2018; the detainer was declined."
)
TOGETHER = (
    "On April 3, 2018, Elko police arrested a 23-year-old citizen of Honduras and a 25-year-old citizen of"
    " Mexico for theft. Detainers were lodged; they were released on April 5, 2018."
)
report("two in one", HEAD + paragraphs(TWO_IN_ONE), refused="A 27-year-old Guatemalan")
report("together", HEAD + paragraphs(TOGETHER), refused="On April 3, 2018, Elko")
report("together again", HEAD + paragraphs(KNOWN, TOGETHER), refused="On April 3, 2018, Elko")

VICTIM = (
    "On April 2, 2018, a 23-year-old citizen of Honduras was arrested in Reno for the assault of a 61-year-old"
    " woman. A 12-year-old girl was hurt. He was released on April 5, 2018 although a detainer had been lodged."
    " He is a 23-year-old citizen of Honduras and was removed on June 1, 2018. His victim, a 61-year-old woman,"
    " has recovered."
)
report("victims", HEAD + paragraphs(VICTIM, KNOWN), [(WASHOE, VICTIM), (WASHOE, KNOWN)])

CITIZEN_HE = "A citizen of Honduras, he was removed to that country on June 20, 2018."
report("citizen he", HEAD + paragraphs(KNOWN, CITIZEN_HE), [(WASHOE, f"{KNOWN}\n{CITIZEN_HE}")])
DESPITE = "Despite two detainers, the agencies released him on June 3, 2018."
report("several and he", HEAD + paragraphs(KNOWN, DESPITE), [(WASHOE, f"{KNOWN}\n{DESPITE}")])

# ---------------------------------------------------------------- what is no case

POLICY = "The county changed its policy on June 30, 2018. A jail may hold a person for 48 hours on a detainer. Detainers are requests."
STATISTICS = "From April 1 to June 30, 2018, 485 individuals were released although a detainer had been lodged, and 31 of them were arrested again."
CONTACT = (
    "Questions go to the office of public affairs, which released this report on July 15, 2019."
)
for _name, _text in {"policy": POLICY, "statistics": STATISTICS, "contact": CONTACT}.items():
    report(
        _name,
        HEAD + paragraphs(KNOWN, SUBJECT) + "<h2>Conclusion</h2>" + paragraphs(_text),
        [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
    )
    report(
        f"{_name} before",
        "<h2>Background</h2>" + paragraphs(_text) + HEAD + paragraphs(KNOWN, SUBJECT),
        [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
    )
    report(
        f"{_name} bare",
        HEAD + paragraphs(KNOWN, SUBJECT, _text),
        [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
    )
SINGLE = "One example stands for many: a 23-year-old citizen of Honduras was arrested and released on April 5, 2018, and is at large."
report(
    "single in conclusion",
    HEAD
    + paragraphs(KNOWN, SUBJECT)
    + head("Elko County, Nevada")
    + paragraphs(BORN, INITIALS)
    + "<h2>Conclusion</h2>"
    + paragraphs(SINGLE),
    [
        (WASHOE, KNOWN),
        (WASHOE, SUBJECT),
        ("Elko County, Nevada", BORN),
        ("Elko County, Nevada", INITIALS),
    ],
    doubts=1,
)
report(
    "single in background",
    "<h2>Background</h2>"
    + paragraphs(SINGLE)
    + HEAD
    + paragraphs(KNOWN, SUBJECT)
    + head("Elko County, Nevada")
    + paragraphs(BORN, INITIALS),
    [
        (WASHOE, KNOWN),
        (WASHOE, SUBJECT),
        ("Elko County, Nevada", BORN),
        ("Elko County, Nevada", INITIALS),
    ],
    doubts=1,
)
report(
    "he in conclusion",
    HEAD
    + paragraphs(KNOWN, SUBJECT)
    + "<h2>Conclusion</h2>"
    + paragraphs("He was arrested again on July 1, 2018, after the period, and is held in Elko."),
    refused="He was arrested again",
)
report(
    "quotation",
    HEAD
    + paragraphs(KNOWN)
    + "<blockquote>“The jail cannot hold a person on a request alone,” the sheriff said on May 4, 2018.</blockquote>"
    + paragraphs(SUBJECT),
    [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
)

# ---------------------------------------------------------------- headings

report(
    "state then county",
    head("Nevada")
    + "<h3>Washoe County</h3>"
    + paragraphs(KNOWN, HONDURAN)
    + "<h3>Elko County</h3>"
    + paragraphs(BORN)
    + head("Oregon")
    + "<h3>Lane County</h3>"
    + paragraphs(SUBJECT),
    [
        ("Washoe County", KNOWN),
        ("Washoe County", HONDURAN),
        ("Elko County", BORN),
        ("Lane County", SUBJECT),
    ],
    style="h3 { font-size: 11pt; margin: 8pt 0 3pt }",
)
report(
    "towns alone",
    head("Washoe County, Nevada")
    + paragraphs(KNOWN)
    + head("Los Angeles")
    + paragraphs(SUBJECT)
    + head("Chicago")
    + paragraphs(BORN),
    [(WASHOE, KNOWN), ("Los Angeles", SUBJECT), ("Chicago", BORN)],
)
report(
    "run-in places",
    paragraphs(
        f"Travis County, Texas. {BARE}",
        f"Macomb County, Michigan. {FIFTIES}",
        f"Lane County, Oregon — {SUBJECT}",
    ),
    [
        (None, f"Travis County, Texas. {BARE}"),
        (None, f"Macomb County, Michigan. {FIFTIES}"),
        (None, f"Lane County, Oregon — {SUBJECT}"),
    ],
)
report(
    "parts of cases",
    "".join(
        f"<h2>Individual No. {n + 11}</h2><h3>Arrest</h3>"
        + paragraphs(x.partition(". ")[0] + ".")
        + "<h3>Outcome</h3>"
        + paragraphs(x.partition(". ")[2])
        for n, x in enumerate((KNOWN, BORN, SUBJECT))
    ),
    [(None, x.replace(". ", ".\n", 1)) for x in (KNOWN, BORN, SUBJECT)],
    style="h3 { font-size: 10.5pt; margin: 4pt 0 }",
)
for _name, _labels in {
    "subjects": ("Subject 1.", "Subject 2.", "Subject 3."),
    "examples": ("Example 1 –", "Example 2 –", "Example 3 –"),
    "individuals": ("Individual No. 12:", "Individual No. 13:", "Individual No. 14:"),
}.items():
    report(
        _name,
        paragraphs(
            *(
                f"{a} {b}"
                for a, b in zip(_labels, (BARE, UNCLEAR["name passive"], FELON), strict=True)
            )
        ),
        [
            (None, f"{a} {b}")
            for a, b in zip(_labels, (BARE, UNCLEAR["name passive"], FELON), strict=True)
        ],
    )
report(
    "letters",
    paragraphs(
        *(f"{a}. {b}" for a, b in zip("ABC", (KNOWN, UNCLEAR["name passive"], FELON), strict=True))
    ),
    [(None, x) for x in (KNOWN, UNCLEAR["name passive"], FELON)],
)
_INDIVIDUALS = (
    "Individual A was arrested by Reno police on April 2, 2018 for theft. A detainer was lodged.",
    "Individual A was released on April 5, 2018.",
    "Individual B was booked into the county jail on May 1, 2018 for arson. The detainer was declined on May 3, 2018.",
)
report(
    "individual a",
    HEAD + paragraphs(*_INDIVIDUALS),
    [(WASHOE, "\n".join(_INDIVIDUALS[:2])), (WASHOE, _INDIVIDUALS[2])],
)

# ---------------------------------------------------------------- persons in apposition

_APPOSED = (
    "The subject, a 31-year-old citizen of Guatemala, was arrested by the Reno Police Department on April 3, 2018 for assault. The detainer was not honored, and he was released on April 6, 2018.",
    "On April 9, 2018, the Sparks Police Department arrested the subject (citizen of Laos, female, 53) for retail theft. She was released on April 12, 2018; a detainer was ignored.",
    "On May 3, 2018, the individual, a 22-year-old citizen of Cuba, was arrested in Reno for larceny. He was released on May 6, 2018 despite a detainer.",
)
report("the subject, a citizen", HEAD + paragraphs(*_APPOSED), [(WASHOE, x) for x in _APPOSED])
report(
    "the same subject, a citizen",
    HEAD + paragraphs(_APPOSED[0], _APPOSED[0]),
    refused="The subject, a 31",
)
report(
    "the subject in another's case",
    HEAD + paragraphs(f"{_APPOSED[0]} {_APPOSED[2]}"),
    refused="On May 3, 2018, the individual",
)

# ---------------------------------------------------------------- forms

_FORMS = (
    (("Person", "male, 35, citizen of Senegal"), ("County", "Franklin County, Ohio"),
     ("Arrest", "Columbus police, 03-Aug-2018 (theft)"), ("Detainer", "issued next day"),
     ("Result", "declined, released 06-Aug-2018"), ("Status", "at large")),
    (("Person", "female, 24, citizen of Mexico"), ("Booked", "Franklin County Jail, 20-Sep-2018"),
     ("Detainer", "issued same date"), ("Result", "not honored; released 22-Sep-2018")),
)  # fmt: skip
_FORM_STYLE = "table { border-collapse: collapse; width: 90%; margin: 9pt 0; break-inside: auto }"
_FORM_STYLE += " td { border: 0.6pt solid #444; padding: 3pt 5pt; vertical-align: top }"


def _form(rows: Sequence[tuple[str, str]], colon: str) -> str:
    cells = (f"<tr><td>{label}{colon}</td><td>{value}</td></tr>" for label, value in rows)
    return "".join(cells)


def _told(rows: Sequence[tuple[str, str]], colon: str) -> str:
    return "\n".join(f"{label}{colon} {value}" for label, value in rows)


for _colon in (":", ""):
    _cases = [(None, _told(rows, _colon)) for rows in _FORMS]
    _each = "".join(f"<table>{_form(rows, _colon)}</table>" for rows in _FORMS)
    _one = f"<table>{''.join(_form(rows, _colon) for rows in _FORMS)}</table>"
    report(f"forms{_colon}", _each, _cases, style=_FORM_STYLE)
    report(f"a form of several{_colon}", _one, _cases, style=_FORM_STYLE)
report(
    "forms over pages",
    "".join(f"<table>{_form(_FORMS[n % 2], ':')}</table>" for n in range(14)),
    [(None, _told(_FORMS[n % 2], ":")) for n in range(14)],
    style=_FORM_STYLE,
)
report(
    "forms under places",
    "".join(f"{HEAD}<table>{_form(rows, ':')}</table>" for rows in _FORMS),
    [(WASHOE, _told(rows, ":")) for rows in _FORMS],
    style=_FORM_STYLE,
)

# ---------------------------------------------------------------- lists

_MORE = "Two more arrests by the Reno Police Department followed in 2018, each with the same result: a detainer from ICE and a release without regard to it."
report(
    "an item that introduces nobody",
    HEAD + f"<ul><li>{KNOWN}</li><li>{_MORE}</li><li>He remains at large.</li></ul>",
    [(WASHOE, f"{KNOWN}\n{_MORE}\nHe remains at large.")],
)

report(
    "numbered",
    HEAD + "<ol>" + "".join(f"<li>{x}</li>" for x in (*STORIES, UNCLEAR["name passive"])) + "</ol>",
    [(WASHOE, x) for x in (*STORIES, UNCLEAR["name passive"])],
)
report(
    "bullets",
    "<ul>" + "".join(f"<li>{x}</li>" for x in (*STORIES, UNCLEAR["bare name"])) + "</ul>",
    [(None, x) for x in (*STORIES, UNCLEAR["bare name"])],
)
_DAYS = (
    "April 2, 2018: arrested by the Reno Police Department for burglary",
    "April 3, 2018: detainer lodged",
    "April 5, 2018: released, detainer declined",
)
_PERSON = "A 23-year-old citizen of Honduras was arrested several times in Reno:"
report(
    "days of a person",
    HEAD + (f"<p>{_PERSON}</p><ul>" + "".join(f"<li>{x}</li>" for x in _DAYS) + "</ul>") * 2,
    [(WASHOE, "\n".join((_PERSON, *_DAYS)))] * 2,
)
_LINE = "Citizen of Honduras, male, 23"
report(
    "days in paragraphs",
    HEAD + paragraphs(_LINE, *_DAYS, _LINE, *_DAYS),
    [(WASHOE, "\n".join((_LINE, *_DAYS)))] * 2,
)
_ELLIPTIC = (
    "Arrested on April 2, 2018 by the Reno Police Department for burglary.",
    "Detainer lodged on April 3, 2018.",
    "Released on April 5, 2018; the detainer was not honored.",
)
report(
    "elliptic",
    HEAD + paragraphs(_LINE, *_ELLIPTIC, _LINE, *_ELLIPTIC),
    [(WASHOE, "\n".join((_LINE, *_ELLIPTIC)))] * 2,
)
report(
    "victims in a list",
    "<ul>" + "".join(f"<li>{x}</li>" for x in (VICTIM, BORN, HONDURAN)) + "</ul>",
    [(None, x) for x in (VICTIM, BORN, HONDURAN)],
)

# ---------------------------------------------------------------- layouts

_HEADED = "".join(
    head(p) + paragraphs(*STORIES[k : k + 3])
    for k, p in zip(
        (0, 3, 6, 9),
        (WASHOE, "Lane County, Oregon", "Ada County, Idaho", "Kent County, Michigan"),
        strict=True,
    )
)
_TRUE = [
    (p, x)
    for k, p in zip(
        (0, 3, 6, 9),
        (WASHOE, "Lane County, Oregon", "Ada County, Idaho", "Kent County, Michigan"),
        strict=True,
    )
    for x in STORIES[k : k + 3]
]
report(
    "three columns",
    f'<div class="c">{_HEADED * 2}</div>',
    _TRUE * 2,
    style="@page { size: 14in 8.5in } .c { columns: 3; column-gap: 22pt; font-size: 9.5pt }",
)
report(
    "mirrored",
    _HEADED * 3,
    _TRUE * 3,
    style="@page :left { margin-left: 0.6in; margin-right: 1.6in; @top-left { content: 'Declined detainers, 2018' } } @page :right { margin-left: 1.6in; margin-right: 0.6in; @top-right { content: 'Enforcement and Removal Operations' } }",
)
report(
    "justified",
    _HEADED,
    _TRUE,
    style="p { text-align: justify; hyphens: auto; text-indent: 14pt; margin: 0 }",
)
report(
    "drop caps",
    "".join(head(p) + paragraphs(x) for p, x in _TRUE),
    refused="a large letter “D”",
    style="h2 + p::first-letter { font-size: 28pt; float: left; line-height: 0.9; padding-right: 3pt }",
    by=chromium,
    tool="chromium",
)
report(
    "sidebar",
    f'<div style="float: right; width: 30%; border: 1pt solid; padding: 5pt; font-size: 8.5pt">A detainer asks an agency to hold a person for up to 48 hours. It is a request.</div>{_HEADED}',
    _TRUE,
)
report(
    "boxes",
    "".join(
        f'<div style="border: 1pt solid; padding: 5pt; margin: 6pt 0">{head(p)}{paragraphs(x)}</div>'
        for p, x in _TRUE
    ),
    _TRUE,
)
report(
    "bold openings",
    HEAD + "".join(f"<p><b>{x[:30]}</b>{x[30:]}</p>" for x in STORIES),
    [(WASHOE, x) for x in STORIES],
)
report(
    "case a cell",
    "<table>" + "".join(f"<tr><td>{p}</td><td>{x}</td></tr>" for p, x in _TRUE) + "</table>",
    _TRUE,
    style="td { border: 0.5pt solid; padding: 3pt; vertical-align: top } table { border-collapse: collapse }",
)
report(
    "numbered cells",
    "<table>"
    + "".join(f"<tr><td>{n}</td><td>{x}</td></tr>" for n, (p, x) in enumerate(_TRUE, 1))
    + "</table>",
    [(None, x) for _, x in _TRUE],
    style="td { border: 0.5pt solid; padding: 3pt; vertical-align: top } table { border-collapse: collapse }",
)
report(
    "page breaks",
    "".join(
        f'<h2>{p}</h2><p>{x[:150]}<span style="display: block; break-before: page"></span>{x[150:]}</p>'
        for p, x in _TRUE[:6]
    ),
    refused="14, 2018 despite it",
)
report(
    "captions",
    HEAD
    + paragraphs(KNOWN)
    + "<p style='font-size: 8pt; text-align: center'>Figure 1. Detainers declined by quarter, 2018.</p>"
    + paragraphs(SUBJECT),
    [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
)
report("chromium", _HEADED * 2, _TRUE * 2, by=chromium, tool="chromium")
report("double spaced", _HEADED, _TRUE, style="body { line-height: 2.2 }")
report("centred headings", _HEADED, _TRUE, style="h2 { text-align: center; font-size: 10.5pt }")

# ---------------------------------------------------------------- found in later reports

report(
    "quote block",
    HEAD
    + paragraphs(KNOWN)
    + "<blockquote>“I was held for three days and then let go,” one of them told a newspaper on June 1, 2018.</blockquote>"
    + paragraphs(SUBJECT),
    [(WASHOE, KNOWN), (WASHOE, SUBJECT)],
)
report(
    "years at the foot",
    "".join(head(p) + f"<ul><li>{x}</li></ul>" for p, x in _TRUE * 4),
    _TRUE * 4,
    style="@page { size: 5.2in 6.1in }",
)
report(
    "capitals",
    "".join(f'<h2 style="font-size: 10.5pt">{p.upper()}</h2>{paragraphs(x)}' for p, x in _TRUE * 3),
    [(p.upper(), x) for p, x in _TRUE * 3],
)
_WHO = "Individual 1: Juan Doe, Mexico"
_TABLE = (
    "<table><tr><th>Date</th><th>Event</th></tr>"
    + "".join(
        f"<tr><td>{day}</td><td>{what}</td></tr>"
        for day, what in (
            ("April 3, 2018", "Arrested by local police for theft"),
            ("April 4, 2018", "ICE issued a detainer"),
            ("April 6, 2018", "Released; detainer not honored"),
        )
    )
    + "</table>"
)
report(
    "days under a label",
    f"<p>{_WHO}</p>{_TABLE}<p>Individual 2: a 31-year-old citizen of Peru</p>{_TABLE}",
    [
        (
            None,
            "April 3, 2018 Arrested by local police for theft\nApril 4, 2018 ICE issued a detainer\nApril 6, 2018 Released; detainer not honored",
        ),
        (
            None,
            "Individual 2: a 31-year-old citizen of Peru\nApril 3, 2018 Arrested by local police for theft\nApril 4, 2018 ICE issued a detainer\nApril 6, 2018 Released; detainer not honored",
        ),
    ],
    style="td, th { border: 0.5pt solid; padding: 2pt } table { border-collapse: collapse; width: 100% }",
)
report(
    "looking ahead",
    _HEADED
    + "<h2>Looking ahead</h2>"
    + paragraphs(
        "Cases such as that of a 24-year-old citizen of Eritrea, who was arrested in Seattle, will be told then."
    ),
    _TRUE,
    doubts=1,
)
report(
    "accents in chromium",
    "<table>"
    + "".join(f"<tr><td>{p}</td><td>José D., 41, of Ecuador: {x}</td></tr>" for p, x in _TRUE * 2)
    + "</table>",
    [(p, f"José D., 41, of Ecuador: {x}") for p, x in _TRUE * 2],
    style="td { border: 0.5pt solid; padding: 3pt; vertical-align: top } table { border-collapse: collapse }",
    by=chromium,
    tool="chromium",
)

_HEADS = (
    "Honduran male, 31, Cook County, Illinois",
    "Juan Doe, Kane County, Illinois",
    "Citizen of India, female, Lake County, Illinois",
)
_ITEMS = (
    "May 1, 2018: Arrested for theft by local police",
    "May 2, 2018: ICE lodged a detainer",
    "May 3, 2018: Released",
)
report(
    "days of each item",
    "<ol>"
    + "".join(
        f"<li>{h}<ul>" + "".join(f"<li>{x}</li>" for x in _ITEMS) + "</ul></li>" for h in _HEADS
    )
    + "</ol>",
    [(None, "\n".join((h, *_ITEMS))) for h in _HEADS],
)


def latex(options: str, packages: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        body = "".join(f"\\section*{{{p}}}\n{x}\n\n" for p, x in _TRUE * 3).replace("’", "'")
        text = f"\\documentclass[10pt{options}]{{article}}\\usepackage[T1]{{fontenc}}{packages}\\usepackage[margin=1in]{{geometry}}"
        text += f"\\usepackage{{fancyhdr}}\\pagestyle{{fancy}}\\fancyhf{{}}\\fancyfoot[C]{{\\tiny {NOTICE}}}"
        text += f"\\begin{{document}}\\begin{{center}}{{\\LARGE {TITLE}}}\\\\[6pt]{{\\large {PERIOD}}}\\end{{center}}\n\n{INTRODUCTION}\n\n{body}\\end{{document}}"
        source = path.with_suffix(".tex")
        source.write_text(text, encoding="utf-8")
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", source.name],
            cwd=path.parent,
            check=True,
            capture_output=True,
        )

    return make


def word(render: Callable[[Any], None]) -> Callable[[Path], None]:
    """A .docx printed by LibreOffice."""

    def make(path: Path) -> None:
        import docx

        file = docx.Document()
        file.sections[0].footer.paragraphs[0].text = NOTICE
        file.add_heading(TITLE, 0)
        for text in (PERIOD, INTRODUCTION):
            file.add_paragraph(text)
        render(file)
        source, profile = path.with_suffix(".docx"), path.with_suffix(".office")
        file.save(str(source))
        command = [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(path.parent),
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True)

    return make


def _word_items(file: Any) -> None:
    for place, text in _TRUE * 2:
        file.add_heading(place, 2)
        file.add_paragraph(text, style="List Number")


def _word_table(file: Any) -> None:
    rows = file.add_table(rows=1, cols=2)
    rows.style = "Table Grid"
    rows.rows[0].cells[0].text, rows.rows[0].cells[1].text = "County", "What happened"
    for place, text in _TRUE * 2:
        cells = rows.add_row().cells
        cells[0].text, cells[1].text = place, text


REPORTS += [
    Report("latex", latex("", "\\usepackage{lmodern}"), tuple(_TRUE * 3), tool="pdflatex"),
    Report(
        "latex in two columns",
        latex(",twocolumn", "\\usepackage{lmodern}"),
        tuple(_TRUE * 3),
        tool="pdflatex",
    ),
    Report("letters that cannot be read", latex("", ""), refused="cannot be read", tool="pdflatex"),
    Report("numbers of a word processor", word(_word_items), tuple(_TRUE * 2), tool="soffice"),
    Report("rows of a word processor", word(_word_table), tuple(_TRUE * 2), tool="soffice"),
]
