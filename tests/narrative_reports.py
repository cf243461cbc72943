"""Narrative reports of other layouts, made here by several producers. The individuals are invented.

Each layout is given the same cases and says what must be found in it.
"""

# ruff: noqa: E501 - what the reports tell, a sentence after the other
from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

NOTICE = "SYNTHETIC SAMPLE for software testing. Not an ICE publication; individuals are invented."

PLACES = (
    "Multnomah County, Oregon",
    "Multnomah County, Oregon",
    "Denver County, Colorado",
    "Orleans Parish, Louisiana",
    "Suffolk County, Massachusetts",
    "Suffolk County, Massachusetts",
    "Prince George’s County, Maryland",
    "City of Philadelphia",
    "Travis County, Texas",
)

STORIES = (
    "On March 4, 2018, Portland police arrested a 31-year-old citizen of Mexico on suspicion of"
    " second-degree assault and jailed him in Multnomah County. An immigration detainer reached the"
    " jail that evening. The sheriff’s office let him go on March 6, 2018 without a word to ICE. He was"
    " arrested for burglary on May 19, 2018, and the detainer lodged then was declined as well. He"
    " remains at large.",
    "A Guatemalan man, 27, was booked into the Multnomah County Detention Center on January 9, 2018"
    " for driving under the influence of intoxicants and reckless endangerment. ICE filed a detainer"
    " (Form I-247A) within the hour. He walked free on January 11, 2018. Deportation officers found him"
    " in Gresham on February 2, 2018 and took him into custody; he was removed on March 30, 2018.",
    "Denver officers took a Honduran national, age 44, into custody on February 12, 2018 for"
    " possession of a controlled substance. The detainer of the same day was not honored: she was"
    " released on February 13, 2018. On April 1, 2018 she was convicted of the offense. To the best of"
    " ICE’s knowledge, she remains at large.",
    "On February 1, 2018, a citizen of El Salvador was arrested in New Orleans for aggravated battery."
    " A detainer was placed with the Orleans Justice Center the next day, and refused. He was released"
    " on February 8, 2018. The 22-year-old was arrested again on February 20, 2018, on a charge of"
    " armed robbery, and remains in local custody.",
    "An unlawfully present Brazilian national was arrested by the Boston Police Department on January"
    " 17, 2018 for larceny from a building. ICE lodged a detainer with the Suffolk County Jail. He was"
    " arraigned, posted bail, and was released on January 18, 2018 despite the detainer.",
    "A 19-year-old native of the Dominican Republic was arrested on March 2, 2018 for trafficking in"
    " fentanyl. The Suffolk County Sheriff’s Department did not comply with the detainer lodged against"
    " him, and he left its custody on March 9, 2018. ICE arrested him in Chelsea, Massachusetts, on"
    " April 11, 2018.",
    "On January 28, 2018, a citizen of Nigeria, aged 38, was arrested in Hyattsville for identity theft"
    " and fraud. The detention center received a detainer on January 29, 2018 and released her on"
    " January 30, 2018. Her whereabouts are not known.",
    "Philadelphia police arrested a Jamaican citizen, age 52, on February 22, 2018 for aggravated"
    " assault of a 61-year-old woman. A detainer was issued that day and ignored. He was released on"
    " February 24, 2018, and arrested by ICE officers on March 15, 2018.",
    "On March 11, 2018, the Austin Police Department arrested a man from Cuba, 35 years old, for"
    " unlawful carrying of a weapon. He was released from the Travis County Jail on March 13, 2018,"
    " although ICE had asked that he be held. He was arrested a second time on March 27, 2018 for"
    " evading arrest; a new detainer stands.",
)

INTRODUCTION = (
    "What follows are incidents chosen by field offices. In each of them a detainer was issued and the"
    " person was released from local custody before ICE could take custody. They are not a count of"
    " detainers, and agencies are named as they were named in the records."
)
NOTE = "A detainer is a request on Form I-247A; see 8 C.F.R. 287.7."
FULL = tuple(range(len(STORIES)))


@dataclass(frozen=True)
class Layout:
    """A report: who makes it, what it is made of, and what must be found."""

    name: str
    make: Callable[[Path], None]
    title: str
    period_text: str
    period: tuple[str, str]
    places: tuple[str | None, ...]
    texts: tuple[str, ...]
    tool: str = ""


def page(title: str, period: str, body: str, style: str = "", lead: str = INTRODUCTION) -> str:
    """An HTML page with a running foot that says that all is invented."""
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><style>
@page {{ size: letter; margin: 1in 0.9in;
  @bottom-center {{ content: "{NOTICE}  Page " counter(page); font-size: 7pt }} }}
body {{ font: 10.5pt/1.35 "Liberation Serif", serif }} h1 {{ font-size: 20pt; margin: 0 }}
h2 {{ font-size: 13pt; margin: 14pt 0 4pt; break-after: avoid }} p {{ margin: 0 0 7pt }}
{style}</style><body><h1>{title}</h1><p class="period">{period}</p><p>{lead}</p>{body}</body></html>"""


def weasy(text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        import weasyprint

        weasyprint.HTML(string=text).write_pdf(path)

    return make


def chromium(text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        source, profile = path.with_suffix(".html"), path.with_suffix(".profile")
        foot = f'<p style="font-size:7pt">{NOTICE}</p>'
        source.write_text(text.replace("</body>", f"{foot}</body>"), encoding="utf-8")
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={profile}", "--no-pdf-header-footer", f"--print-to-pdf={path}",
            source.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        shutil.rmtree(profile, ignore_errors=True)

    return make


def _headed(render: Callable[[int], str]) -> str:
    """The stories under the headings of their places."""
    parts, last = [], ""
    for n in FULL:
        if PLACES[n] != last:
            parts.append(f"<h2>{html.escape(PLACES[n])}</h2>")
        last = PLACES[n]
        parts.append(render(n))
    return "".join(parts)


def two_columns() -> Layout:
    """Justified, with hyphens, and footnotes at the foot of pages."""
    style = """.c { columns: 2; column-gap: 24pt; text-align: justify; hyphens: auto }
    .f { float: footnote; font-size: 8pt } ::footnote-call { font-size: 6pt; vertical-align: super }"""

    def story(n: int) -> str:
        foot = f'<span class="f">{NOTE}</span>' if n in (0, 4, 7) else ""
        return f"<p>{STORIES[n].replace('detainer', f'detainer{foot}', 1)}</p>"

    body = f'<div class="c">{_headed(story)}{_headed(story)}</div>'
    text = page("Report on Declined Detainers", "Second Quarter of Fiscal Year 2018", body, style)
    return Layout(
        "two columns", weasy(text), "Report on Declined Detainers",
        "Second Quarter of Fiscal Year 2018", ("2018-01-01", "2018-03-31"),
        PLACES * 2, STORIES * 2,
    )  # fmt: skip


def case_a_cell(ruled: str = "border: 0.6pt solid #444") -> Layout:
    """A table with number, place and case; rows run over the ends of pages."""
    rows = "".join(
        f"<tr><td>{n + 1}</td><td>{html.escape((PLACES * 3)[n])}</td><td>{(STORIES * 3)[n]}</td></tr>"
        for n in range(27)
    )
    body = (
        "<table><thead><tr><th>No.</th><th>Jurisdiction</th><th>Case</th></tr></thead>"
        f"{rows}</table>"
    )
    style = f"table {{ border-collapse: collapse }} td, th {{ {ruled}; padding: 3pt 4pt;"
    style += " vertical-align: top; text-align: left }"
    text = page("Detainers Not Honored: Individual Cases", "January – March 2018", body, style)
    return Layout(
        "a case a cell", weasy(text), "Detainers Not Honored: Individual Cases",
        "January – March 2018", ("2018-01-01", "2018-03-31"), PLACES * 3, STORIES * 3,
    )  # fmt: skip


def cards() -> Layout:
    """Two cases beside each other, each in a cell with its place above."""
    cells = [
        f"<td><b>{html.escape(PLACES[n])}</b><br>{STORIES[n]}</td>" for n in range(8)
    ]  # fmt: skip
    rows = "".join(f"<tr>{cells[n]}{cells[n + 1]}</tr>" for n in range(0, 8, 2))
    style = "td { border: 1pt solid black; padding: 5pt; width: 50%; vertical-align: top }"
    style += " table { border-collapse: collapse } tr { break-inside: avoid }"
    text = page(
        "Unhonored Detainers: A Summary of Incidents",
        "Calendar Year 2018",
        f"<table>{rows}</table>",
        style,
    )
    return Layout(
        "cards", weasy(text), "Unhonored Detainers: A Summary of Incidents", "Calendar Year 2018",
        ("2018-01-01", "2018-12-31"), PLACES[:8], STORIES[:8],
    )  # fmt: skip


def numbered() -> Layout:
    """Numbered items under field offices, a table by office before them."""
    office = ("Portland Field Office",) * 3 + ("Boston Field Office",) * 6
    items, last = [], ""
    for n in FULL:
        if office[n] != last:
            items.append(("</ol>" if last else "") + f'<h2>{office[n]}</h2><ol start="{n + 1}">')
        last = office[n]
        items.append(f"<li>{html.escape(PLACES[n])}: {STORIES[n]}</li>")
    counts = "".join(
        f"<tr><td>{o}</td><td>{k}</td></tr>"
        for o, k in (("Boston", 41), ("Denver", 17), ("Portland", 66))
    )
    body = (
        f'<table class="n"><tr><th>Office</th><th>Detainers declined</th></tr>{counts}</table>'
        + "".join(items) + "</ol><p>Questions on this report go to the office of public affairs.</p>"
    )  # fmt: skip
    style = ".n td, .n th { border: 0.5pt solid black; padding: 2pt 6pt } body { line-height: 2 }"
    text = page("Declined Detainers: Cases from the Field", "February 2018", body, style)
    return Layout(
        "numbered", weasy(text), "Declined Detainers: Cases from the Field", "February 2018",
        ("2018-02-01", "2018-02-28"), office,
        tuple(f"{p}: {s}" for p, s in zip(PLACES, STORIES, strict=True)),
    )  # fmt: skip


def _split(n: int) -> tuple[str, str]:
    """A story in two paragraphs, the second of which speaks of a person who is known."""
    for he in (" He was ", " She was ", " He ", " The 22-year-old "):
        at = STORIES[n].rfind(he)
        if at > 80:
            return STORIES[n][:at], STORIES[n][at + 1 :]
    return STORIES[n], ""


def paragraphs() -> Layout:
    """Labelled cases of several paragraphs, which only indents tell apart."""
    parts = []
    for n in FULL:
        first, second = _split(n)
        parts.append(
            f"<p><b>Case No. {n + 1}.</b> {first}</p>" + (f"<p>{second}</p>" if second else "")
        )
    style = "p { margin: 0; text-indent: 18pt; text-align: justify }"
    text = page("Declined Detainer Case Digest", "FY 2018, Q2", "".join(parts * 1), style)
    return Layout(
        "paragraphs", chromium(text), "Declined Detainer Case Digest", "FY 2018, Q2",
        ("2018-01-01", "2018-03-31"), (None,) * 9,
        tuple(f"Case No. {n + 1}. {STORIES[n]}" for n in FULL), tool="chromium",
    )  # fmt: skip


def bullets() -> Layout:
    """Chromium draws its bullets; items are nested under a line that tells of the person."""
    heads = (
        "Citizen of Mexico, 31 – Multnomah County, Oregon",
        "Guatemalan national, age 27 – Multnomah County, Oregon",
        "Honduran national, age 44 – Denver County, Colorado",
    )
    items = (
        ("March 4, 2018: arrested for assault", "March 6, 2018: released; the detainer was declined", "Remains at large"),
        ("January 9, 2018: booked into the Multnomah County Detention Center for driving under the influence of intoxicants, reckless driving and reckless endangerment of another", "January 11, 2018: released", "February 2, 2018: arrested by ICE"),
        ("February 12, 2018: arrested; a detainer was lodged", "February 13, 2018: released without notice to ICE"),
    )  # fmt: skip
    body = "".join(
        f"<li>{head}<ul>{''.join(f'<li>{x}</li>' for x in rows)}</ul></li>"
        for head, rows in list(zip(heads, items, strict=True)) * 6
    )
    text = page("Chronologies of Declined Detainers", "First quarter of 2018", f"<ul>{body}</ul>")
    told = tuple("\n".join((head, *rows)) for head, rows in zip(heads, items, strict=True)) * 6
    return Layout(
        "bullets", chromium(text), "Chronologies of Declined Detainers", "First quarter of 2018",
        ("2018-01-01", "2018-03-31"), (None,) * 18, told, tool="chromium",
    )  # fmt: skip


def word_processor() -> Layout:
    """A .docx printed by LibreOffice: headings with label and place, a note cuts a sentence."""
    heads = tuple(f"Case {n + 1} – {PLACES[n]}" for n in FULL)

    def make(path: Path) -> None:
        import docx

        file = docx.Document()
        file.sections[0].footer.paragraphs[0].text = NOTICE
        file.sections[0].header.paragraphs[0].text = "Homeland Security"
        file.add_heading("Detainers Declined by Local Agencies: Narratives", 0)
        file.add_paragraph("October 1, 2017 to March 31, 2018")
        file.add_paragraph(INTRODUCTION)
        for n in FULL:
            file.add_heading(heads[n], 2)
            for part in filter(None, _split(n)):
                file.add_paragraph(part)
        file.add_heading("About this report", 2)
        file.add_paragraph(
            "Detainers are requests. Agencies decide on them under the law of their state."
        )
        source = path.with_suffix(".docx")
        file.save(str(source))
        profile = path.with_suffix(".office")
        subprocess.run(
            ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
             "pdf", "--outdir", str(path.parent), str(source)],
            check=True, capture_output=True,
        )  # fmt: skip

    return Layout(
        "word processor", make, "Detainers Declined by Local Agencies: Narratives",
        "October 1, 2017 to March 31, 2018", ("2017-10-01", "2018-03-31"), heads, STORIES,
        tool="soffice",
    )  # fmt: skip


def frames() -> Layout:
    """ReportLab: two frames a page, bulleted paragraphs, footnotes under each column's text."""

    def make(path: Path) -> None:
        from reportlab.lib.pagesizes import letter
        from reportlab.lib.styles import getSampleStyleSheet
        from reportlab.platypus import (
            BaseDocTemplate,
            Frame,
            NextPageTemplate,
            PageTemplate,
            Paragraph,
            Spacer,
        )  # fmt: skip

        styles = getSampleStyleSheet()
        text = styles["BodyText"].clone("t", fontSize=9.5, leading=12)
        item = text.clone("i", leftIndent=12, bulletIndent=0, spaceAfter=5)

        def around(canvas: object, _: object) -> None:
            canvas.setFont("Helvetica", 7)  # type: ignore[attr-defined]
            canvas.drawString(54, 30, NOTICE)  # type: ignore[attr-defined]
            canvas.setFont("Helvetica", 7.5)  # type: ignore[attr-defined]
            canvas.drawString(54, 54, f"1 {NOTE}")  # type: ignore[attr-defined]
            canvas.drawString(318, 54, "2 Counties as of the day of arrest.")  # type: ignore[attr-defined]

        columns = [Frame(54, 70, 246, 640, id="l", leftPadding=0, rightPadding=0),
                   Frame(318, 70, 246, 640, id="r", leftPadding=0, rightPadding=0)]  # fmt: skip
        document = BaseDocTemplate(str(path), pagesize=letter)
        document.addPageTemplates([PageTemplate("two", columns, onPage=around)])
        flow = [NextPageTemplate("two"), Paragraph("Ignored Detainers: Case Reports", styles["Heading1"]),
                Paragraph("Fiscal Year 2018", text), Spacer(1, 6), Paragraph(INTRODUCTION, text)]  # fmt: skip
        last = ""
        for n in FULL * 3:
            if PLACES[n] != last:
                flow.append(Paragraph(f"<b>{PLACES[n]}</b>", text))
            last = PLACES[n]
            flow.append(Paragraph(STORIES[n], item, bulletText="•"))
        document.build(flow)

    return Layout(
        "frames", make, "Ignored Detainers: Case Reports", "Fiscal Year 2018",
        ("2017-10-01", "2018-09-30"), PLACES * 3, STORIES * 3,
    )  # fmt: skip


def lying_rules() -> Layout:
    """The same table with lying rules alone, which make no cells."""
    return replace(case_a_cell("border-bottom: 0.6pt solid #444"), name="lying rules")


def no_rules() -> Layout:
    """The same table without any rule: rows are a wide gap apart."""
    return replace(case_a_cell("border: 0; padding-bottom: 12pt"), name="no rules")


def boxes() -> Layout:
    """A box a case, with a label alone above each text."""
    parts = "".join(
        f'<div class="b"><b>CASE {n + 1}</b><br>{_split(n)[0]}<p>{_split(n)[1]}</p></div>'
        for n in FULL
    )
    style = ".b { border: 1pt solid black; padding: 6pt; margin-bottom: 8pt; break-inside: avoid }"
    text = page(
        "Declined Detainers in 2018: Profiles", "Fourth quarter, fiscal year 2018", parts, style
    )
    return Layout(
        "boxes", weasy(text), "Declined Detainers in 2018: Profiles",
        "Fourth quarter, fiscal year 2018", ("2018-07-01", "2018-09-30"), (None,) * 9, STORIES,
    )  # fmt: skip


def day_tables() -> Layout:
    """A table of days under the line that tells of each person."""
    heads = tuple(
        f"Individual {n}: {who}, {place}"
        for n, (who, place) in enumerate(
            (
                ("a 31-year-old citizen of Mexico", "Multnomah County, Oregon"),
                ("a 27-year-old citizen of Guatemala", "Denver County, Colorado"),
                ("a citizen of Honduras", "Travis County, Texas"),
            ),
            start=1,
        )
    )
    days = (
        ("03/04/2018", "Arrested by the local police for assault"),
        ("03/05/2018", "ICE issued a detainer"),
        ("03/09/2018", "Released without notice to ICE; the whereabouts of this person have not been known since, and no other agency has reported an encounter"),
    )  # fmt: skip
    rows = "".join(f"<tr><td>{day}</td><td>{what}</td></tr>" for day, what in days)
    head = "<tr><th>Date</th><th>Event</th></tr>"
    body = "".join(f"<p>{x}</p><table>{head}{rows}</table>" for x in heads)
    style = "td, th { border: 0.5pt solid black; padding: 2pt 5pt; text-align: left }"
    style += " table { border-collapse: collapse; margin-bottom: 12pt; width: 100% }"
    text = page("Timelines of Unheeded Detainers", "Fiscal year 2018", body, style)
    told = "\n".join(f"{day} {what}" for day, what in days)
    return Layout(
        "day tables", weasy(text), "Timelines of Unheeded Detainers", "Fiscal year 2018",
        ("2017-10-01", "2018-09-30"), (None,) * 3, tuple(f"{x}\n{told}" for x in heads),
    )  # fmt: skip


def plain_notes() -> Layout:
    """One page number a page, notes in the size of the text, labels with brackets."""
    note = '<div class="n">* Counties as of the day of arrest.</div>'
    parts = "".join(f"<p>Incident {n + 1}) {STORIES[n]}</p>" for n in FULL)
    style = ".n { position: running(n) } @page { @bottom-left { content: element(n) } }"
    text = page("Non-Honored Detainers: Incident Review", "July 2018", note + parts * 2, style)
    return Layout(
        "plain notes", weasy(text), "Non-Honored Detainers: Incident Review", "July 2018",
        ("2018-07-01", "2018-07-31"), (None,) * 18,
        tuple(f"Incident {n + 1}) {STORIES[n]}" for n in FULL) * 2,
    )  # fmt: skip


LAYOUTS = tuple(
    make()
    for make in (
        two_columns, case_a_cell, cards, numbered, paragraphs, bullets, word_processor, frames,
        lying_rules, no_rules, boxes, day_tables, plain_notes,
    )
)  # fmt: skip
