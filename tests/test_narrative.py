"""Narrative reports from the command line: loaded, asked, shown, and never mixed with the weeks."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from databases import change
from houses import House
from narrative_openings import KNOWN
from narrative_reports import page, weasy
from PIL import Image
from provenance import Pages
from samples import SAMPLES

from detainer_cli.ingest.file import File
from detainer_cli.ingest.reading import read_report
from detainer_cli.ingest.report import Options, ingest_file
from detainer_cli.parse.notice import sample_notice

FOLDER = Path(__file__).parent / "narrative"
GIVEN = ("n1", "n2", "n3")


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three reports, for reading."""
    path = tmp_path_factory.mktemp("narrative") / "cases.db"
    for name in GIVEN:
        content = (FOLDER / f"{name}.pdf").read_bytes()
        outcome = ingest_file(File(f"{name}.pdf", content), Options(db=path), read_report)
        assert outcome.error is None, outcome.error
    return path


def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def rows(db: Path, query: str, *values: object) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(db)) as conn:
        conn.row_factory = sqlite3.Row
        return [dict(row) for row in conn.execute(query, values)]


def answer(detainers: Run, db: Path, *args: object) -> Any:
    done = detainers(*args, "--db", db, "-f", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def cases_of(db: Path, name: str) -> list[dict[str, Any]]:
    return rows(
        db,
        "SELECT v.* FROM cases v JOIN report f ON f.sha256 = v.report_sha256"
        " WHERE f.source_name = ? ORDER BY position",
        f"{name}.pdf",
    )


@pytest.mark.parametrize("name", GIVEN)
def test_every_case_is_whole_with_its_facts(db: Path, name: str) -> None:
    known = truth(name)
    found = cases_of(db, name)
    assert len(found) == len(known["cases"])
    for case, told in zip(found, known["cases"], strict=True):
        assert "".join(case["text"].split()) == "".join(told["text"].split())
        for fact in (
            "place_heading", "page", "age", "sex", "arrests", "detainers_issued",
            "detainers_declined", "outcome",
        ):  # fmt: skip
            assert case[fact] == told[fact], (case["ref"], fact)
        assert case["country_alpha_3"] == (told["citizenship"] or {}).get("alpha_3")
        assert case["report_title"] == known["report"]["title"]
        assert case["period_start"].startswith(known["report"]["period_start"])


@pytest.mark.parametrize("name", GIVEN)
def test_no_event_is_wrong_and_nearly_all_are_read(db: Path, name: str) -> None:
    """Type, date, agency, place and offenses; a place or a category that is unresolved is blank."""
    right = total = 0
    for case, told in zip(cases_of(db, name), truth(name)["cases"], strict=True):
        found = rows(
            db, "SELECT * FROM case_events WHERE case_id = ? ORDER BY position", case["id"]
        )
        total += len(told["events"])
        left = [dict(event) for event in told["events"]]
        for event in found:
            event["offenses"] = json.loads(event["offenses"])
            same = [
                t
                for t in left
                if all(event[k] == t[k] for k in ("type", "date", "agency", "place", "offenses"))
                and all(event[k] in (t[k], None) for k in ("state", "county_fips", "ncic_category"))
            ]
            assert same or case["unread"], (case["ref"], event)
            if same:
                left.remove(same[0])
                right += 1
            assert event["quote"] in case["text"]
    assert right >= 0.95 * total


def test_the_case_of_ten_arrests(detainers: Run, db: Path) -> None:
    (case,) = answer(detainers, db, "cases", "--min-arrests", "10")["rows"]
    assert case["place_heading"] == "San Francisco County, California"
    counts = (case["arrests"], case["detainers_issued"], case["detainers_declined"])
    assert counts == (10, 10, 10)
    shown = answer(detainers, db, "show", case["ref"])
    types = [event["type"] for event in shown["timeline"]]
    assert (types.count("arrest"), types.count("detainer_declined")) == (10, 10)
    assert all(event["quote"] for event in shown["timeline"])


def test_filters_find_the_cases_that_have_it(detainers: Run, db: Path) -> None:
    whole = answer(detainers, db, "cases")["rows"]
    assert len(whole) == sum(len(truth(name)["cases"]) for name in GIVEN)
    for how, kept in (
        (("--citizenship", "Honduras"), lambda c: c["citizenship"] == "Honduras"),
        (("--outcome", "at_large"), lambda c: c["outcome"] == "at_large"),
        (("--outcome", "removed", "--outcome", "ice_custody"),
         lambda c: c["outcome"] in ("removed", "ice_custody")),
    ):  # fmt: skip
        found = answer(detainers, db, "cases", *how)["rows"]
        assert found == [case for case in whole if kept(case)]
        assert found
    events = answer(detainers, db, "cases", "--county", "King County, Washington", "--events")
    refs = {row["ref"] for row in events["rows"]}
    assert refs == {
        row["ref"] for row in answer(detainers, db, "cases", "--county", "53033")["rows"]
    }
    assert any(row["county_fips"] == "53033" for row in events["rows"])
    assert answer(detainers, db, "cases", "--state", "Washington")["rows"]
    robbery = answer(detainers, db, "cases", "--crime", "robbery", "--events")["rows"]
    assert any("robbery" in json.dumps(row["offenses"]).casefold() for row in robbery)
    for how in (("--state", "Atlantis"), ("--outcome", "nothing")):
        done = detainers("cases", *how, "--db", db)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_the_weeks_and_the_cases_are_never_added(
    detainers: Run, db: Path, loaded_db: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for path in (*SAMPLES.glob("*.pdf"), *FOLDER.glob("*.pdf")):
        shutil.copy(path, inbox)
    both = tmp_path / "both.db"
    assert detainers("ingest", inbox, "--db", both).returncode == 0
    for command in (("split",), ("breakdown", "--by", "county"), ("trend",), ("top-counties",)):
        mixed, weeks = (answer(detainers, path, *command) for path in (both, loaded_db))
        assert mixed["rows"] == weeks["rows"]
        assert mixed["weeks"] == weeks["weeks"]
    assert answer(detainers, both, "cases")["rows"] == answer(detainers, db, "cases")["rows"]
    kinds = rows(both, "SELECT kind, count(*) AS n FROM report GROUP BY 1 ORDER BY 1")
    assert kinds == [{"kind": "narrative", "n": 3}, {"kind": "weekly", "n": 3}]
    assert any("never counted" in text for text in answer(detainers, both, "reports")["caveats"])
    assert is_loaded_whole(both)
    checked = answer(detainers, both, "check")
    assert not [row for row in checked["rows"] if row["severity"] == "error"]
    assert "No row." in detainers("renormalize", "--db", both, "--dry-run").stdout
    caveats = " ".join(answer(detainers, both, "cases")["caveats"])
    assert "never added" in caveats
    assert "individuals are invented" in caveats


def is_loaded_whole(db: Path) -> bool:
    """The database is sound; `is_whole` counts the rows of weekly reports only."""
    with closing(sqlite3.connect(db)) as conn:
        return bool(conn.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_dry_run_again_and_strict(detainers: Run, tmp_path: Path) -> None:
    db, path = tmp_path / "new.db", FOLDER / "n2.pdf"
    assert detainers("ingest", path, "--db", db, "--dry-run").returncode == 0
    assert not db.exists()
    first = detainers("ingest", path, "--db", db, "--format", "json")
    (told,) = json.loads(first.stdout)
    assert (told["status"], told["kind"]) == ("loaded", "narrative")
    assert (told["week_start"], told["period_start"]) == (None, "2020-06-01")
    assert told["rows"]["cases"] == 16
    (again,) = json.loads(detainers("ingest", path, "--db", db, "--format", "json").stdout)
    assert again["status"] == "already loaded"
    done = detainers("reparse", "--dry-run", "--db", db)
    assert done.returncode == 0
    assert "nothing changes" in done.stdout + done.stderr


def test_a_case_is_shown_cited_and_pictured(detainers: Run, db: Path, tmp_path: Path) -> None:
    ref = "2018-01-01/p1/c2"
    done = detainers("show", ref, "--image", "case.png", "--db", db)
    assert done.returncode == 0, done.stderr
    assert "What happened, in the order of the text" in done.stdout
    assert (tmp_path / "case.png").read_bytes().startswith(b"\x89PNG")
    cited = detainers("cite", ref, "--db", db)
    assert "Declined Detainer Report, 1 January to 31 March 2018" in cited.stdout
    assert ref in cited.stdout
    missing = detainers("show", "2018-01-01/p1/c9", "--db", db)
    assert missing.returncode == 2


def test_a_fact_that_its_words_do_not_carry_is_caught(tmp_path: Path) -> None:
    """The reader is broken on purpose: an agency that stands nowhere, a quote of another case."""
    for old, new in (
        ('"agency": event.agency or "",', '"agency": "The Agency",'),
        ('"quote": _words(case, event.quote),', '"quote": "He was released.!",'),
        ('"text": case.text,', '"text": case.text + " Zzzz",'),
    ):
        house = House(tmp_path / str(abs(hash(old))))
        text = (house.package / "parse" / "prose.py").read_text("utf-8")
        assert old in text
        (house.package / "parse" / "prose.py").write_text(text.replace(old, new), "utf-8")
        done = house.run("ingest", FOLDER / "n1.pdf")
        assert done.returncode == 5, done.stderr
        assert "misread" in done.stderr


@pytest.mark.parametrize("lost", ["[1:]", "[:-1]", "[::2]"])
def test_a_sentence_that_the_reader_passes_over_is_caught(tmp_path: Path, lost: str) -> None:
    house = House(tmp_path / "house")
    path = house.package / "parse" / "narrative" / "facts.py"
    text, old = path.read_text("utf-8"), "enumerate(sentences(case.text))"
    assert old in text
    path.write_text(text.replace(old, f"list({old}){lost}"), "utf-8")
    done = house.run("ingest", FOLDER / "n2.pdf")
    assert done.returncode == 5, done.stderr
    assert "the sentences of a case do not cover" in done.stderr


def test_a_second_issue_is_a_revision_that_diff_compares(
    detainers: Run, db: Path, tmp_path: Path
) -> None:
    """The same pages in a file with other bytes: another revision, and nothing changed."""
    mine = tmp_path / "mine.db"
    with closing(sqlite3.connect(db)) as conn, closing(sqlite3.connect(mine)) as copy:
        conn.backup(copy)
    again = tmp_path / "again.pdf"
    again.write_bytes((FOLDER / "n1.pdf").read_bytes() + b"\n% issued again\n")
    done = detainers("ingest", again, "--db", mine)
    assert done.returncode == 0, done.stderr
    assert len(answer(detainers, mine, "cases")["rows"]) == 41
    same = answer(detainers, mine, "diff", "2018-02-01")
    assert same["rows"] == []
    with closing(sqlite3.connect(mine)) as conn:
        conn.execute(
            "UPDATE case_row SET age = 99, raw_age = '99' WHERE position = 1 AND report_id ="
            " (SELECT id FROM report_file WHERE source_name = 'again.pdf')"
        )
        conn.commit()
    (changed,) = answer(detainers, mine, "diff", "2018-01-01")["rows"]
    assert (changed["section"], changed["field"], changed["after"]) == ("cases", "age", "99")
    assert "/c1" in changed["ref_before"]


@pytest.fixture(scope="module")
def with_unread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with two sentences that no rule understands, in its second case."""
    places = "".join(
        f"<h2>{place}</h2><p>{text}</p>"
        for place, text in (
            ("Washoe County, Nevada", KNOWN),
            ("Lane County, Oregon", f"{KNOWN} The moon was full then. Nobody saw it."),
        )
    )
    path = tmp_path_factory.mktemp("unread") / "unread.pdf"
    weasy(page("Declined Detainer Report", "Fiscal Year 2018", places))(path)
    return path


def test_strict_names_every_sentence_that_is_not_read(
    detainers: Run, with_unread: Path, tmp_path: Path
) -> None:
    db = tmp_path / "strict.db"
    done = detainers("ingest", "--strict", with_unread, "--db", db)
    assert done.returncode == 5
    assert "page 1, row 2: the sentence “The moon was full then.” cannot be read." in done.stderr
    assert "  page 1: the sentence “Nobody saw it.” cannot be read." in done.stderr
    assert not db.exists() or rows(db, "SELECT * FROM report_file") == []


def test_review_names_the_case_of_a_sentence(
    detainers: Run, with_unread: Path, tmp_path: Path
) -> None:
    db = tmp_path / "unread.db"
    assert detainers("ingest", with_unread, "--db", db).returncode == 0
    found = {row["raw_text"]: row for row in answer(detainers, db, "review")}
    for text in ("The moon was full then.", "Nobody saw it."):
        assert found[text]["kind"] == "sentence"
        assert found[text]["case"] == "2017-10-01/p1/c2"
    assert text in detainers("show", found[text]["case"], "--db", db).stdout
    change(db, "UPDATE report_file SET sample_notice = 'Individuals are invented.'")
    told = detainers("review", "--db", db)
    assert "says: “Individuals are invented.”" in told.stderr


def test_errata_are_for_weekly_rows(detainers: Run, loaded_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "errata.csv"
    path.write_text(
        "id,week_start,section,jurisdiction,effect,statement,authority,citation\n"
        'one,2018-01-01,cases,"Cook County, Illinois",withdraw,not so,somebody,a letter\n',
        "utf-8",
    )
    done = detainers("errata", "--errata", path, "--db", loaded_db)
    assert done.returncode == 2
    assert "section “cases” is of narrative reports; errata are for issued" in done.stderr


# ------------------------------------------------------------------ as the weekly rows


@pytest.mark.parametrize("form", ["text", "bibtex", "csl-json"])
def test_a_case_is_cited_with_its_report(detainers: Run, mixed_db: Path, form: str) -> None:
    done = detainers("cite", "2018-01-01/p2/c1", "--format", form, "--db", mixed_db)
    assert (done.returncode, done.stderr) == (0, "")
    sha = hashlib.sha256((FOLDER / "n1.pdf").read_bytes()).hexdigest()
    for part in (
        "Declined Detainer Report, 1 January to 31 March 2018, the cases, page 2, case 1",
        "n1.pdf", sha, "2018-01-01/p2/c1", "individuals are invented",
    ):  # fmt: skip
        assert part in done.stdout


def test_narrative_reports_and_answers_of_cases_are_cited(
    detainers: Run, db: Path, mixed_db: Path
) -> None:
    def cited(*args: object, path: Path = mixed_db) -> list[dict[str, Any]]:
        done = detainers("cite", *args, "--format", "json", "--db", path)
        assert (done.returncode, done.stderr) == (0, "")
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return found

    def sources(*args: object, path: Path = mixed_db) -> list[str]:
        return [item["source"] for item in cited(*args, path=path)]

    assert sources("2018-02-10") == ["n1.pdf"]
    assert sources(path=db) == ["n1.pdf", "n3.pdf", "n2.pdf"]
    assert len(sources()) == 6
    assert sources("latest") == ["ddor2017_02-11to02-17.pdf"]
    answered, *reports = cited("cases", "--min-arrests", "10")
    assert answered["source"] == "detainers cases --min-arrests 10"
    assert [item["source"] for item in reports] == ["n1.pdf", "n3.pdf", "n2.pdf"]
    for wrong in (("cases", "--week", "2017"), ("2018-02-10", "--revision", 1), ("2016-01-01",)):
        done = detainers("cite", *wrong, "--db", mixed_db)
        assert (done.returncode, done.stdout) == (2, "")


def test_rows_are_of_weeks_and_point_to_the_cases(detainers: Run, db: Path, mixed_db: Path) -> None:
    whole = answer(detainers, mixed_db, "rows")
    assert {row["ref"][:4] for row in whole["rows"]} == {"2017"}
    assert any("detainers cases" in text for text in whole["caveats"])
    for how, path in ((("--week", "2018-01-01"), mixed_db), ((), db)):
        done = detainers("rows", *how, "--db", path)
        assert (done.returncode, done.stdout) == (2, "")
        assert "detainers cases" in done.stderr
    unasked = detainers("rows", "--week", "2019-05-01", "--db", mixed_db)
    assert "detainers cases" not in unasked.stderr


def test_cases_are_exported_with_and_without_weeks(
    detainers: Run, db: Path, mixed_db: Path, tmp_path: Path
) -> None:
    tables = []
    for number, path in enumerate((db, mixed_db)):
        folder = tmp_path / f"export{number}"
        done = detainers("export", folder, "--only", "csv", "--db", path)
        assert done.returncode == 0, done.stderr
        tables.append({v: (folder / f"{v}.csv").read_bytes() for v in ("cases", "case_events")})
        assert "individuals are invented" in (folder / "CAVEATS.md").read_text("utf-8")
    refs = [
        {row["ref"] for row in csv.DictReader(io.StringIO(t["cases"].decode()))} for t in tables
    ]
    assert refs[0] == refs[1] == {r["ref"] for r in answer(detainers, db, "cases")["rows"]}
    counts = [len(list(csv.reader(io.StringIO(t["case_events"].decode())))) - 1 for t in tables]
    assert counts == [len(answer(detainers, db, "cases", "--events")["rows"])] * 2


def test_the_picture_of_a_case_is_its_text(detainers: Run, mixed_db: Path, tmp_path: Path) -> None:
    done = detainers("show", "2018-01-01/p2/c1", "--image", "case.png", "--db", mixed_db)
    assert done.returncode == 0
    assert done.stderr.splitlines() == ["wrote case.png"]
    with Image.open(tmp_path / "case.png") as picture:
        found = {color for _, color in picture.convert("RGB").getcolors(1 << 24) or ()}
        assert picture.width > 2 * picture.height > 400
    assert {(0, 0, 0), (255, 255, 255), (255, 0, 0)} <= found  # text, paper, the frames of events


@pytest.mark.parametrize("name", GIVEN)
def test_the_place_of_an_event_holds_its_words_and_no_others(db: Path, name: str) -> None:
    """pdfium reads what stands in each place; all that an event rests on has one."""
    pages = Pages(FOLDER / f"{name}.pdf")
    events = rows(
        db,
        "SELECT e.quote, e.spans, e.sources, c.text FROM case_event_row e JOIN case_row c"
        " ON c.report_id = e.report_id AND c.position = e.case_position"
        " JOIN report_file f ON f.id = e.report_id WHERE f.source_name = ?",
        f"{name}.pdf",
    )
    others = 0
    for event in events:
        told: dict[str, str] = {"quote": "", "spans": ""}
        for piece in json.loads(event["sources"]):
            ((cell, box),) = piece["cells"].items()
            told[cell] += "".join(glyph.text for glyph in pages.inside(piece["page"], box))
        spans = [event["text"][start:end] for start, end in json.loads(event["spans"])]
        assert letters(told["quote"]) == letters(event["quote"])
        for words in spans:
            assert letters(words) in letters(told["quote"] + "/" + told["spans"])
        others += bool(told["spans"])
    assert len(events) > 100
    assert others


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize(
    ("reference", "said"),
    [("2018-01-01/p2/c9", "no case stands at"), ("2018-01-02/p2/c1", "no report of the period")],
)
def test_a_case_that_is_not_there(
    detainers: Run, mixed_db: Path, reference: str, said: str
) -> None:
    for command in ("cite", "show"):
        done = detainers(command, reference, "--db", mixed_db)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "SYNTHETIC SAMPLE. Individuals are invented.",
        "SYNTHETIC SAMPLE. Individuals are invented. 12",
        "SYNTHETIC SAMPLE. Individuals are invented. 1of 9",
        "SYNTHETIC SAMPLE. Individuals are invented. 3 / 12",
        "SYNTHETIC SAMPLE. Individuals are invented. | Page 3 of 8",
    ],
)
def test_the_notice_has_no_page_number(line: str) -> None:
    assert sample_notice([line]) == "SYNTHETIC SAMPLE. Individuals are invented."
