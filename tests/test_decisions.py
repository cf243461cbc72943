"""The user's decisions: a sorted CSV, read with every defect named, written whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from detainer_cli.db.decisions import RULE, Decision, as_rules, decide, read_decisions
from detainer_cli.errors import UsageError
from detainer_cli.normalize.names import resolve_citizenship, resolve_crime


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.csv"


def test_no_file_means_no_decisions(path: Path) -> None:
    assert read_decisions(path) == []


def test_a_decision_is_recorded_with_the_name_of_its_code(path: Path) -> None:
    made, earlier = decide(
        path, "jurisdiction", "Main  Jail, Baltimore,\nMaryland", "24510", "by telephone"
    )
    expected = Decision(
        "jurisdiction",
        "Main Jail, Baltimore, Maryland",
        "24510",
        "Baltimore city, Maryland",
        "by telephone",
    )
    assert (made, earlier) == (expected, None)
    assert read_decisions(path) == [expected]


def test_the_file_is_sorted_and_a_new_decision_replaces_the_old(path: Path) -> None:
    decide(path, "crime", "Odd Crime", "1399", "")
    decide(path, "citizenship", "Mexixo", "HND", "")
    made, earlier = decide(path, "citizenship", "Mexixo", "mex", "")
    assert earlier is not None
    assert (made.code, earlier.code) == ("MEX", "HND")
    assert path.read_text().splitlines() == [
        "kind,raw_text,code,value,note",
        "citizenship,Mexixo,MEX,Mexico,",
        "crime,Odd Crime,1399,Assault,",
    ]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("jurisdiction", "99999"), ("crime", "9998"), ("citizenship", "XXX"), ("colour", "RED")],
)
def test_an_unknown_code_or_kind_is_refused_and_changes_nothing(
    path: Path, kind: str, code: str
) -> None:
    with pytest.raises(UsageError):
        decide(path, kind, "text", code, "")
    assert not path.exists()


def test_a_bad_line_is_named(path: Path) -> None:
    path.write_text("kind,raw_text,code,value,note\ncrime,Odd Crime,77,,\n")
    with pytest.raises(UsageError, match="line 2"):
        read_decisions(path)


def test_two_codes_for_one_text_are_refused() -> None:
    lines = [Decision("citizenship", "Mexixo", code, "") for code in ("MEX", "HND")]
    with pytest.raises(UsageError, match="two codes"):
        as_rules(lines)


def test_a_decision_resolves_what_the_rules_leave_open() -> None:
    rules = as_rules([Decision("citizenship", "Mexixo", "MEX", "")])
    found = resolve_citizenship(" Mexixo ", rules)
    assert (found.code, found.rule, found.resolved) == ("MEX", RULE, True)
    assert not resolve_citizenship("Mexixo", {}).resolved


def test_a_decision_never_overrules_a_rule() -> None:
    rules = as_rules([Decision("crime", "Assault", "1299", "")])
    assert resolve_crime("Assault", rules).code == "1399"


@pytest.mark.parametrize(
    ("kind", "text", "code", "says"),
    [
        ("jurisdiction", "Travis County Jail, Austin, Texas", "24510", "names the state TX"),
        ("citizenship", "Korea", "MEX", "may mean KOR, PRK, not MEX"),
    ],
)
def test_a_code_that_the_text_contradicts_needs_force(
    path: Path, kind: str, text: str, code: str, says: str
) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        decide(path, kind, text, code, "")
    assert "--force" in str(caught.value)
    assert not path.exists()
    decide(path, kind, text, code, "", insists=True)
    assert [d.code for d in read_decisions(path)] == [code]


@pytest.mark.parametrize("text", ["garbage,,,\n", "kind,text,code\ncrime,Odd Crime,1399\n"])
def test_a_file_without_the_names_of_its_columns_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(UsageError, match="the first line of the decisions is") as caught:
        read_decisions(path)
    assert "kind,raw_text,code" in str(caught.value)


def test_an_empty_file_has_no_decisions(path: Path) -> None:
    path.write_text("")
    assert read_decisions(path) == []
