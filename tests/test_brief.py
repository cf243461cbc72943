"""The week on a page: its numbers are those of the answers, its sentences right for any count."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from conftest import Run
from databases import sound_rows, store
from hypothesis import given
from hypothesis import strategies as st
from test_dossier import Parsed

from detainer_cli import __version__
from detainer_cli.answers.brief import LINES
from detainer_cli.answers.brief_sentences import MOST, counted, listed, said, templates

FOLDER = Path(__file__).parent / "briefs"
"""The pages of the sample weeks, each read by a person before it was put here."""

TODAY = ("--today", "2026-11-25")
WEEKS = ("2017-01-28", "2017-02-04", "2017-02-11")
ROW = re.compile(r"\d{4}-\d\d-\d\d/p\d+/r\d+")


def page(detainers: Run, db: Path, *args: object) -> str:
    done = detainers("brief", *args, *TODAY, "--db", db)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def answer(detainers: Run, db: Path, *args: object) -> Any:
    done = detainers(*args, "--db", db, "-f", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# ------------------------------------------------------------------ the samples


@pytest.mark.parametrize("week", WEEKS)
def test_the_pages_of_the_samples(detainers: Run, loaded_db: Path, week: str) -> None:
    known = (FOLDER / f"{week}.md").read_text("utf-8")
    assert page(detainers, loaded_db, "--week", week) == known.replace("{version}", __version__)


def test_the_latest_week_is_the_one_without_an_option(detainers: Run, loaded_db: Path) -> None:
    assert page(detainers, loaded_db) == page(detainers, loaded_db, "--week", "2017-02-14")


@pytest.mark.parametrize("week", WEEKS)
def test_its_numbers_are_those_of_the_answers(detainers: Run, loaded_db: Path, week: str) -> None:
    text = page(detainers, loaded_db, "--week", week)
    (trend,) = answer(detainers, loaded_db, "trend", "--week", week)["rows"]
    assert f"ICE issued {trend['issued']:,} detainers in the week" in text
    assert f"Section II records {trend['declined']:,} detainers as DECLINED." in text
    assert f"{trend['convicted']} convicted, {trend['charged']} charged, 0 not stated" in text
    having, _ = answer(detainers, loaded_db, "coverage", "--week", week)["rows"]
    assert f"{having['detainers']} rows of section II come from a place with a policy" in text
    policies = answer(detainers, loaded_db, "policies", "--week", week)["total"]
    assert f"Section III lists {policies} policies." in text
    top = answer(detainers, loaded_db, "top-counties", "--week", week)["rows"][0]
    assert f"with {top['detainers']} detainers ISSUED. [" in text
    assert f"The first in its list is {top['county']}," in text


def test_a_row_count_that_changed_shows_rows_of_both_weeks_and_how_many_more(
    detainers: Run, loaded_db: Path
) -> None:
    """Every change names its week's rows, or the first of them and the number of the others."""
    changes = 0
    for week in WEEKS[1:]:
        text = page(detainers, loaded_db, "--week", week)
        for now, before, refs in re.findall(
            r"(\d+|no) rows? against (\d+|no) rows?\\?\. \[(.*)\]", text
        ):
            shown = 0
            for of_week in refs.split("; "):
                assert len({ref[:10] for ref in ROW.findall(of_week)}) == 1
                more = re.search(r" and ([\d,]+) more$", of_week)
                shown += len(ROW.findall(of_week)) + (int(more[1]) if more else 0)
            assert shown == sum(int(count) for count in (now, before) if count != "no")
            changes += 1
    assert changes > 6


def test_policies_say_by_what_they_are_compared(detainers: Run, loaded_db: Path) -> None:
    text = page(detainers, loaded_db, "--week", WEEKS[1])
    (new, gone) = re.findall(r".*by jurisdiction, wording and date of enactment:", text)
    assert "that it did not list in the week before" in new
    assert "are not listed again" in gone


def test_what_moved_is_what_the_views_say(detainers: Run, loaded_db: Path) -> None:
    def places(view: str, week: str) -> set[str]:
        with closing(sqlite3.connect(loaded_db)) as conn:
            sql = f"SELECT DISTINCT jurisdiction FROM {view} WHERE week_start = ?"  # noqa: S608
            return {place for (place,) in conn.execute(sql, [week])}

    for before, week in itertools.pairwise(WEEKS):
        text = page(detainers, loaded_db, "--week", week)
        for view, number in (("issued", "I"), ("declined", "II")):
            now, then = places(view, week), places(view, before)
            new = rf"^- Section {number} .*did not list|^- Section {number} has rows of .*"
            (line,) = re.findall(rf"(?:{new}).*$", text, re.MULTILINE)[:1]
            ends = r"(; |\. \[| and \d+ more\.)"
            named = [place for place in now | then if re.search(re.escape(place) + ends, line)]
            assert set(named) <= now - then
            assert len(named) == min(len(now - then), MOST), line
        changes = answer(detainers, loaded_db, "compare", before, week, "--by", "county")["rows"]
        changed = [row for row in changes if row["change"]]
        assert f"- {len(changed)} jurisdictions have another number of rows" in text
        for row in changed[:LINES]:
            figures = f"{counted(row['second'], 'row')} against {counted(row['first'], 'row')}"
            assert f"  - {row['group']}: {figures}." in text


@pytest.mark.parametrize("week", WEEKS)
def test_every_reference_is_one_of_a_row(detainers: Run, loaded_db: Path, week: str) -> None:
    text = page(detainers, loaded_db, "--week", week)
    with closing(sqlite3.connect(loaded_db)) as conn:
        known = {
            ref
            for view in ("declined", "issued", "policy")
            for (ref,) in conn.execute(f"SELECT ref FROM {view}")  # noqa: S608
        }
    assert set(ROW.findall(text)) <= known
    sentences = [line for line in text.partition("## What the numbers")[0].splitlines()
                 if line.lstrip().startswith("- ")]  # fmt: skip
    assert len(sentences) > 10
    assert all(re.search(r"[.:] \[[^\]]+\]$", line) for line in sentences)


def test_narrative_cases_are_not_in_it(detainers: Run, loaded_db: Path, mixed_db: Path) -> None:
    assert page(detainers, mixed_db) == page(detainers, loaded_db)


# ------------------------------------------------------------------ sentences for any count


NOUNS = "detainer|row|jurisdiction|policy|text|correction|number|report|declined detainer"
PLURALS = "detainers|rows|jurisdictions|policies|texts|corrections|numbers|reports"
ONE_OF_MANY = re.compile(rf"(?<![\d,])1 (?:declined )?(?:{PLURALS})\b")
MANY_OF_ONE = re.compile(rf"\b(?!1 )[\d,]*\d (?:{NOUNS})\b(?! detainers)")
WRONG_VERB = re.compile(
    rf"(?<![\d,])1 (?:{NOUNS})\b(?: \w+){{0,4}}? (?:are|have|come|were)\b"
    rf"|\b(?!1 )[\d,]*\d (?:{PLURALS})\b (?:of section II )?(?:is|has|comes|was)\b"
)


@pytest.mark.parametrize("name", templates())
@given(count=st.integers(0, 3) | st.integers(0, 10**7), other=st.integers(0, 5))
def test_a_sentence_is_right_for_none_one_and_many(name: str, count: int, other: int) -> None:
    forms = templates()[name]
    fields = {f for form in forms.values() for _, f, _, _ in Formatter().parse(form) if f}
    words: dict[str, object] = dict.fromkeys(fields - {"count"}, "X")
    if "figure" in words:
        words["figure"] = counted(other, "row")
    if len(forms) < 3:  # it is never said of others
        count = max(count, 1 if "one" in forms else 2)
    text = said(name, count, **words).text
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith((".", ":"))
    assert "{" not in text
    for wrong in (ONE_OF_MANY, MANY_OF_ONE, WRONG_VERB):
        assert not wrong.search(text), text
    if count == 0 and "none" in forms:
        assert not re.search(r"\b0\b", text)


def test_the_check_of_grammar_sees_what_is_wrong() -> None:
    for wrong in ("1 rows of it", "2,000 row of it", "1 row of section II come", "2 rows is"):
        assert any(p.search(wrong) for p in (ONE_OF_MANY, MANY_OF_ONE, WRONG_VERB)), wrong
    for right in (
        "1 row comes",
        "21 rows come",
        "1,001 detainers",
        "no row",
        "2 declined detainers",
    ):
        assert not any(p.search(right) for p in (ONE_OF_MANY, MANY_OF_ONE, WRONG_VERB)), right


@given(st.integers(0, 10**7))
def test_counted(count: int) -> None:
    text = counted(count, "row")
    assert (text.endswith("s"), text.startswith("no ")) == (count > 1, count == 0)


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_none_of_a_list_is_lost(parts: list[str]) -> None:
    shown, _, more = listed(parts).partition(" and ")
    assert len(shown.split(", ")) * bool(parts) + int(more.split()[0] if more else 0) == len(parts)


# ------------------------------------------------------------------ none, one, many, and gaps


def made(path: Path, weeks: dict[int, int]) -> Path:
    """A database of weeks with so many rows each."""
    for week, rows in weeks.items():
        assert rows <= 4
        store(path, week, (sound_rows(week) * 2)[:rows])
    return path


def test_a_week_with_one_row_and_the_week_before_with_two(detainers: Run, tmp_path: Path) -> None:
    text = page(detainers, made(tmp_path / "x.db", {0: 2, 1: 1}))
    assert "- Section II records 1 detainer as DECLINED. [2017-03-11, section II]" in text
    assert "- The jurisdiction with the most rows is Travis County, Texas, with 1 row." in text
    assert (
        "- Section II records 1 declined detainer fewer than in the week before: 1 against 2."
        in text
    )
    assert "- 1 jurisdiction has another number of rows in section II" in text
    assert "  - Cook County, Illinois: no row against 1 row." in text
    assert "- 1 jurisdiction that had rows in section II in the week before has none: Cook" in text
    assert "- Section II has rows of no jurisdiction that had none" in text
    assert "- Every jurisdiction that section I listed in the week before is listed again." in text
    assert "- ICE issued as many detainers in the whole country as in the week before:" in text
    assert "- Section III lists no policy that it did not list in the week before, by " in text


def test_a_tie_and_more_than_before(detainers: Run, tmp_path: Path) -> None:
    text = page(detainers, made(tmp_path / "x.db", {0: 1, 1: 2}))
    assert "most rows are 2, with 1 row each: Travis County, Texas; Cook County, Illinois." in text
    assert "- Section II records 1 declined detainer more than in the week before" in text
    assert "- Section II has rows of 1 jurisdiction that had none in the week before: Cook" in text


def test_a_gap_is_said_and_nothing_is_compared(detainers: Run, tmp_path: Path) -> None:
    text = page(detainers, made(tmp_path / "x.db", {0: 2, 2: 1}))
    assert "- No report of the week before (11 to 17 March 2017) is loaded" in text
    assert "- The last week loaded before that is the week of 2017-03-04." in text
    assert "than in the week before" not in text
    assert "New and vanished" not in text
    first = page(detainers, tmp_path / "x.db", "--week", "2017-03-04")
    assert "(25 February to 3 March 2017) is loaded" in first
    assert "The last week loaded" not in first


def test_what_is_unread_and_unresolved_is_told(detainers: Run, tmp_path: Path) -> None:
    db = made(tmp_path / "x.db", {0: 2, 1: 2})
    with closing(sqlite3.connect(db)) as conn:
        conn.execute("UPDATE report_file SET detainers_issued = NULL WHERE revision = 1 AND id = 2")
        conn.execute("UPDATE issued_row SET detainers_issued = NULL WHERE report_id = 2")
        conn.execute(
            "UPDATE declined_row SET crime = NULL, crime_resolved = 0, disposition = NULL,"
            " has_policy = 0 WHERE report_id = 2 AND position = 1"
        )
        conn.commit()
    text = page(detainers, db)
    assert "does not say how many detainers ICE issued" in text
    assert "could not be read. [2017-03-11/p" in text
    assert "The first in its list" not in text
    assert "cannot be compared: one of them is not known" in text
    assert "1 not stated." in text
    assert "- 1 text of the report could not be resolved or read" in text
    assert re.search(r"  - crime “[^”]+”, in 1 row\. \[2017-03-11/p\d+\]", text)


# ------------------------------------------------------------------ its forms


def test_html_is_whole_and_asks_for_nothing(
    detainers: Run, loaded_db: Path, tmp_path: Path
) -> None:
    done = detainers("brief", "-o", "week.html", *TODAY, "--db", loaded_db)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrote week.html\n")
    text = (tmp_path / "week.html").read_text("utf-8")
    assert text == page(detainers, loaded_db, "--format", "html")
    parsed = Parsed(text)
    assert (parsed.open, parsed.others, parsed.images) == ([], [], [])
    assert "individuals are invented" in text
    markdown = page(detainers, loaded_db)
    for line in re.findall(r"^- (ICE issued .*?\.) \[", markdown, re.MULTILINE):
        assert line in text


def test_what_a_report_says_is_no_markup(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    db = tmp_path / "bad.db"
    bad = "<script>alert(1)</script>|[x](y)\x1b[31m\u202e"
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(db)) as mine:
        conn.backup(mine)
        mine.execute("UPDATE declined_row SET jurisdiction = ? WHERE id > 270", [bad])
        mine.execute("UPDATE policy_row SET policy = ?, jurisdiction = ?", [bad, bad])
        mine.execute("UPDATE report_file SET sample_notice = ?, source_name = ?", [bad, bad])
        mine.commit()
    html = page(detainers, db, "--format", "html")
    assert Parsed(html).others == []
    assert "&lt;script&gt;" in html
    markdown = page(detainers, db)
    assert "<script>" not in markdown
    assert "[x](y)" not in markdown
    for char in "\x1b\u202e":
        assert char not in html + markdown


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--week", "2017-01-28..2017-02-17"), "names 3 weeks where one is needed"),
        (("--week", "2016-01-01"), "no loaded week holds"),
        (("-o", "week.txt"), "says no form"),
        (("-o", "week.md", "--format", "html"), "is no name of a page in html"),
        (("-o", "no/such/folder/week.md"), "cannot be written"),
        (("--week", "2018-02-01"), "detainers cases"),
    ],
)
def test_what_makes_no_page(
    detainers: Run, mixed_db: Path, args: tuple[str, ...], said: str
) -> None:
    done = detainers("brief", *args, "--db", mixed_db)
    assert done.returncode in (2, 8)
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr
