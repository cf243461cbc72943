"""check: every check again on what is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from databases import ask, change, sound_rows, store
from running import complaint, detainers

from detainer_cli.db.audit import audit


@pytest.fixture
def db(tmp_path: Path) -> Path:
    store(tmp_path / "two.db", 0)
    return store(tmp_path / "two.db", 1)


def found(db: Path) -> list[tuple[str, str, str | None]]:
    return [(f.severity, f.check, f.week) for f in audit(db)]


WEEK = "2017-03-04"


def test_a_sound_database_has_no_finding(db: Path) -> None:
    assert audit(db) == []


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("DELETE FROM declined_row WHERE id = 1", "row accounting"),
        ("UPDATE issued_row SET report_id = 2 WHERE id = 1", "row accounting"),
        ("INSERT INTO rejected_row VALUES (1, 1, 'policy', 1, 1, 'x', 'y')", "row accounting"),
        ("DELETE FROM section_accounting WHERE report_id = 1 AND section = 'policy'",
         "row accounting"),
        ("UPDATE declined_row SET declined_date = '2016-01-01' WHERE id = 1",
         "date outside the week"),
        ("UPDATE declined_row SET issued_date = '2017-03-30' WHERE id = 1",
         "issued after declined"),
        ("UPDATE report_file SET is_current = 0 WHERE id = 1", "current revision"),
        ("UPDATE report_pdf SET content = x'00' WHERE report_id = 1", "stored PDF"),
        ("DELETE FROM report_pdf WHERE report_id = 1", "stored PDF"),
    ],
)  # fmt: skip
def test_what_was_changed_since_is_an_error(db: Path, statement: str, check: str) -> None:
    change(db, statement)
    assert ("error", check, WEEK) in found(db)


def test_two_current_revisions(db: Path) -> None:
    store(db, 0, content=b"again")
    change(db, "DROP INDEX one_current_revision", "UPDATE report_file SET is_current = 1")
    assert ("error", "current revision", WEEK) in found(db)


def test_a_revision_is_no_error(db: Path) -> None:
    store(db, 0, content=b"again")
    assert audit(db) == []


def test_rows_without_their_report(db: Path) -> None:
    change(db, "UPDATE declined_row SET report_id = 77 WHERE id = 1")
    assert ("error", "foreign keys", None) in found(db)


def test_a_damaged_file_is_a_finding_and_no_crash(db: Path) -> None:
    root = 4096 * 6
    content = bytearray(db.read_bytes())
    content[root : root + 4096 * 3] = b"\xee" * 4096 * 3
    db.write_bytes(content)
    findings = audit(db)
    assert findings[0].severity == "error"
    assert {"integrity"} <= {f.check for f in findings}


def test_odd_dates_known_at_the_load_are_warnings(tmp_path: Path) -> None:
    rows = sound_rows()
    rows[0][2] = "3/7/2017"
    rows.append([*rows[1][:3], "2/1/2017", rows[1][4]])
    findings = audit(store(tmp_path / "odd.db", 0, rows))
    assert [(f.severity, f.check, f.page) for f in findings] == [
        ("warning", "date outside the week", 3),
        ("warning", "issued after declined", 3),
        ("warning", "issued after declined", 3),
    ]


def test_gap_and_overlap(db: Path) -> None:
    store(db, 4)
    (gap,) = audit(db)
    assert (gap.severity, gap.check, gap.week) == ("note", "gap between weeks", "2017-04-01")
    assert "2017-03-18 to 2017-03-31 (14 days" in gap.message
    change(db, "UPDATE report_file SET period_end = '2017-03-12' WHERE id = 1")
    assert ("warning", "overlapping weeks", "2017-03-11") in found(db)


def test_unresolved_values_are_a_note(tmp_path: Path) -> None:
    rows = sound_rows()
    rows[0][1] = rows[1][1] = "Atlantis"
    (note,) = audit(store(tmp_path / "u.db", 0, rows))
    assert (note.severity, note.check, note.page) == ("note", "unresolved", 3)
    assert note.message.startswith("1 citizenship texts in 2 rows")


@pytest.mark.parametrize(("revision", "severity"), [(1, "error"), (2, "warning")])
def test_published_totals_are_those_of_the_first_issue(
    db: Path, revision: int, severity: str
) -> None:
    change(
        db,
        "UPDATE report_file SET period_start = '2017-01-28' WHERE id = 1",
        "UPDATE report_file SET period_end = '2017-02-03' WHERE id = 1",
        f"UPDATE report_file SET revision = {revision} WHERE id = 1",  # noqa: S608
        "UPDATE declined_row SET issued_date = NULL, declined_date = NULL WHERE report_id = 1",
    )
    totals = [f for f in audit(db) if f.check == "published totals"]
    assert {f.severity for f in totals} == {severity}
    assert [f.message.partition(" (")[0] for f in totals] == [
        "charged: 1 loaded, 116 published",
        "convicted: 1 loaded, 90 published",
        "declined: 2 loaded, 206 published",
        "policies: 1 loaded, 118 published",
    ]


def test_command(db: Path) -> None:
    sound = detainers("check", "--db", db)
    assert (sound.returncode, sound.stdout, sound.stderr) == (0, "Every check passed.\n", "")
    change(db, "DELETE FROM declined_row WHERE id = 1")
    run = detainers("check", "--db", db, "--format", "json")
    assert run.returncode == 5
    assert "one finding is an error" in complaint(run)
    answer = json.loads(run.stdout)
    assert answer["columns"] == ["severity", "check", "week", "page", "message"]
    assert answer["weeks"] == [WEEK, "2017-03-11"]
    assert [row["check"] for row in answer["rows"]] == ["row accounting"]


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE issued_row SET detainers_issued = 999 WHERE id = 1", "raw text"),
        ("UPDATE declined_row SET days_to_decline = days_to_decline + 1 WHERE id = 1", "raw text"),
        ("UPDATE declined_row SET raw_crime = 'Rape (Charged)' WHERE id = 1", "raw text"),
        ("UPDATE policy_row SET date_enacted = '2011-11' WHERE id = 1", "raw text"),
        ("UPDATE declined_row SET crime = 'Rape' WHERE id = 1", "rules"),
        ("UPDATE declined_row SET ncic_code = '1101' WHERE id = 1", "rules"),
        ("UPDATE declined_row SET county_fips = '48001' WHERE id = 1", "rules"),
        ("UPDATE declined_row SET has_policy = 1 - has_policy WHERE id = 1", "rules"),
        ("UPDATE declined_row SET citizenship = 'Peru' WHERE id = 1", "rules"),
    ],
)
def test_a_value_that_was_changed_is_an_error(db: Path, statement: str, check: str) -> None:
    change(db, statement)
    assert [(severity, name) for severity, name, _ in found(db)] == [("error", check)]


def test_a_report_of_an_older_version_had_other_rules(db: Path) -> None:
    change(
        db,
        "UPDATE declined_row SET crime = 'Rape' WHERE id = 1",
        "UPDATE report_file SET tool_version = '0.0.1' WHERE id = 1",
    )
    assert [(severity, name) for severity, name, _ in found(db)] == [("note", "rules")]


def test_what_the_user_decided_is_no_error(tmp_path: Path) -> None:
    """A policy's place, too, on which `has_policy` of other rows depends."""
    rows = sound_rows()
    rows[1][1] = "Mexixo"
    db = store(tmp_path / "x.db", 0, rows)
    columns = ["jurisdiction_rule", "raw_location", "county_fips"]
    text = "Somewhere, Texas"
    policy = f"UPDATE policy_row SET raw_location = '{text}', location_whole = '{text}',"  # noqa: S608
    change(db, f"{policy} jurisdiction = NULL, jurisdiction_resolved = 0")
    file = tmp_path / "decisions.csv"
    for kind, raw, code in [("citizenship", "Mexixo", "MEX"), ("jurisdiction", text, "48453")]:
        run = detainers("review", "accept", kind, raw, code, "--db", db, "--decisions", file)
        assert run.returncode == 0, run.stderr
    stored = ask(db, f"SELECT {', '.join(columns)} FROM policy_row")  # noqa: S608
    assert stored == [("decision of the user", text, "48453")]
    assert [f.severity for f in audit(db)] == []
