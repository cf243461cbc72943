"""The week in a page: totals, changes, policies, what is unresolved, corrections. Weekly alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from detainer_cli.answers.applicable_caveats import caveats_of_page
from detainer_cli.answers.brief_sentences import ONLY, Sentence, counted, listed, said
from detainer_cli.answers.citations import Citation, cited_reports
from detainer_cli.answers.dossier import errata_told
from detainer_cli.answers.policies import policies
from detainer_cli.answers.question import UNRESOLVED, Question
from detainer_cli.answers.rows import rows
from detainer_cli.db.periods import ONE_WEEK, describe_period
from detainer_cli.db.row_reference import row_on_page
from detainer_cli.model.periods import Period
from detainer_cli.model.summary import Caveat

LINES = 6
"""Lines that one sentence has below it."""

Row = dict[str, object]
Places = dict[str, list[str]]
"""The references of the rows of each place."""

I, II, III = "section I", "section II", "section III"  # noqa: E741 - the report's own


@dataclass(frozen=True)
class Part:
    """A part of the page: its heading and its sentences."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Brief:
    """The page of a week; `report` is what it rests on, `before` the week it is compared with."""

    week: Period
    before: Period | None
    report: Citation
    parts: tuple[Part, ...]
    caveats: tuple[Caveat, ...]
    notices: tuple[str, ...]

    @property
    def days(self) -> str:
        """The days of the week in words."""
        return describe_period((self.week,))


@dataclass(frozen=True)
class Figures:
    """What the report of a week says, as published.

    `issued_total` and counts of `issued` are None where they are not known. `issued` are the
    entries of section I (place, detainers, ref), `declined` the rows of section II by place, with
    the dispositions of all in `split`; `policies` the entries of section III.
    """

    week: Period
    issued_total: int | None
    issued: tuple[tuple[str, int | None, str], ...]
    declined: Places
    split: Mapping[str, int]
    covered: tuple[str, ...]
    policies: tuple[Row, ...]

    def ref(self, section: str) -> str:
        """The reference of a whole section."""
        return f"{self.week.start}, {section}"

    @property
    def rows(self) -> int:
        return sum(map(len, self.declined.values()))

    @property
    def listed(self) -> Places:
        """The references of the places of section I."""
        return _by_place((place, ref) for place, _, ref in self.issued)


def brief(question: Question, loaded: Sequence[Period], today: date) -> Brief:
    """The page of the one week of a question, `loaded` being the weeks that it may compare with."""
    (week,) = question.weeks
    earlier = [other for other in loaded if other.end < week.start]
    is_next = bool(earlier) and earlier[-1].end + timedelta(days=1) == week.start
    now = _figures(question)
    before = _figures(question.within(earlier[-1])) if is_next else None
    (report,) = cited_reports(question, today)
    compared = (
        [
            Part("Changes since the week before", tuple(_changes(now, before))),
            Part("New and vanished jurisdictions", tuple(_moved(now, before))),
        ]
        if before
        else [Part("Changes since the week before", tuple(_gap(week, earlier)))]
    )
    return Brief(
        week,
        before.week if before else None,
        report,
        (
            Part("Totals", tuple(_totals(question, now))),
            *compared,
            Part("Policies", tuple(_policies(now, before))),
            Part("What is unresolved", tuple(_unresolved(question))),
            Part("Corrections", tuple(_corrections(question, now))),
        ),
        tuple(caveats_of_page(question)),
        (report.notice,) if report.notice else (),
    )


# ------------------------------------------------------------------ figures


def _figures(question: Question) -> Figures:
    (week,) = question.weeks
    ((total,),) = question.reports("f.detainers_issued")
    entries = question.select(
        "issued_row",
        f"coalesce(r.jurisdiction, '{UNRESOLVED} ' || r.raw_location), r.detainers_issued, r.page,"
        f" {row_on_page('r')}",
        "ORDER BY r.position",
    )
    found = rows(question).rows
    stated = [str(row["disposition"]) for row in found if row["disposition"]]
    split = {name: stated.count(name) for name in ("convicted", "charged")}
    return Figures(
        week,
        total,
        tuple((place, n, question.reference(week, *at)) for place, n, *at in entries),
        _by_place((str(row["jurisdiction"]), str(row["ref"])) for row in found),
        split | {"not_stated": len(found) - len(stated)},
        tuple(str(row["ref"]) for row in found if row["has_policy"]),
        tuple(policies(question).rows),
    )


def _by_place(pairs: Iterable[tuple[str, str]]) -> Places:
    found: Places = {}
    for place, ref in pairs:
        found.setdefault(place, []).append(ref)
    return found


# ------------------------------------------------------------------ the parts


def _totals(question: Question, now: Figures) -> Iterator[Sentence]:
    at = [now.ref(I)]
    if now.issued_total is None:
        yield said("issued_unread", ONLY, at)
    else:
        yield said("issued_total", now.issued_total, at)
    yield said("listed", len(now.listed), at)
    known = [count for _, count, _ in now.issued if count is not None]
    if unread := [ref for _, count, ref in now.issued if count is None]:
        yield said("counts_unread", len(unread), unread)
    elif known:
        first = {place: ref for place, count, ref in now.issued if count == max(known)}
        figure = f"{counted(max(known), 'detainer')} ISSUED"
        yield said(
            "most_issued", len(first), [*first.values()], figure=figure, places=_named(first)
        )
    yield said("declined", now.rows, [now.ref(II)])
    if now.rows:
        yield said("dispositions", ONLY, [now.ref(II)], **_formatted(now.split))
        yield _most_declined(now)
        yield said("covered", len(now.covered), now.covered or [now.ref(II), now.ref(III)])
    yield from _revisions(question)


def _most_declined(now: Figures) -> Sentence:
    most = max(map(len, now.declined.values()))
    first = {place: refs for place, refs in now.declined.items() if len(refs) == most}
    refs = [ref for of_place in first.values() for ref in of_place]
    figure = counted(most, "row")
    return said("most_declined", len(first), refs, figure=figure, places=_named(first))


def _revisions(question: Question) -> Iterator[Sentence]:
    (week,) = question.weeks
    found = question.conn.execute(
        "SELECT revision, is_current FROM main.weekly_report WHERE week_start = ?",
        [week.start.isoformat()],
    ).fetchall()
    if len(found) > 1:
        current = next(revision for revision, is_current in found if is_current)
        refs = [str(week.start)]
        yield said("revisions", len(found), refs, revision=current)


def _gap(week: Period, earlier: Sequence[Period]) -> Iterator[Sentence]:
    """That the week before is not loaded, and which is the last before it."""
    missing = Period(week.start - ONE_WEEK, week.start - timedelta(days=1))
    yield said("gap", ONLY, [str(week.start)], days=describe_period((missing,)))
    if earlier:
        start = earlier[-1].start
        yield said("earlier", ONLY, [f"detainers compare {start} {week.start}"], start=start)


def _changes(now: Figures, before: Figures) -> Iterator[Sentence]:
    at = [now.ref(I), before.ref(I)]
    if now.issued_total is None or before.issued_total is None:
        yield said("issued_no_change", ONLY, at)
    else:
        yield _change("issued_change", now.issued_total, before.issued_total, at)
    yield _change("declined_change", now.rows, before.rows, [now.ref(II), before.ref(II)])
    yield from _changed_places(now, before)


def _change(name: str, now: int, before: int, refs: Sequence[str]) -> Sentence:
    direction = "more" if now > before else "fewer"
    figures = {"now": f"{now:,}", "before": f"{before:,}"}
    return said(name, abs(now - before), refs, direction=direction, **figures)


def _changed_places(now: Figures, before: Figures) -> Iterator[Sentence]:
    changes = {
        place: len(now.declined.get(place, ())) - len(before.declined.get(place, ()))
        for place in now.declined | before.declined
    }
    changed = sorted((p for p, n in changes.items() if n), key=lambda p: (-abs(changes[p]), p))
    yield said("changed_places", len(changed), [now.ref(II), before.ref(II)])
    for place in changed[:LINES]:
        here, then = now.declined.get(place, []), before.declined.get(place, [])
        words = {"now": counted(len(here), "row"), "before": counted(len(then), "row")}
        told = said("changed_place", ONLY, here, 1, places=place, **words)
        yield replace(told, then=tuple(then)) if here else replace(told, refs=tuple(then))
    if more := len(changed[LINES:]):
        yield said("more", more, [now.ref(II), before.ref(II)], 1)


def _moved(now: Figures, before: Figures) -> Iterator[Sentence]:
    yield _only("new_listed", now.listed, before.listed, now.ref(I))
    yield _only("gone_listed", before.listed, now.listed, before.ref(I))
    yield _only("new_declined", now.declined, before.declined, now.ref(II))
    yield _only("gone_declined", before.declined, now.declined, before.ref(II))


def _only(name: str, here: Places, there: Places, section: str) -> Sentence:
    """Which places stand here and not there, each with its first row."""
    found = {place: refs[0] for place, refs in here.items() if place not in there}
    refs = [*found.values()] or [section]
    return said(name, len(found), refs, places=_named(found))


def _policies(now: Figures, before: Figures | None) -> Iterator[Sentence]:
    yield said("policies", len(now.policies), [now.ref(III)])
    if before is None:
        return
    for name, here, there in (("new_policies", now, before), ("gone_policies", before, now)):
        known = {_identity(row) for row in there.policies}
        found = [row for row in here.policies if _identity(row) not in known]
        yield said(name, len(found), [here.ref(III)])
        for row in found[:LINES]:
            enacted = f" (enacted {row['date_enacted']})" if row["date_enacted"] else ""
            words = {"places": row["jurisdiction"], "policy": f"{row['policy']}{enacted}"}
            yield said("policy", ONLY, [str(row["ref"])], 1, **words)
        if more := len(found[LINES:]):
            yield said("more", more, [here.ref(III)], 1)


def _identity(row: Row) -> tuple[object, ...]:
    """By what a policy of one list is found in another."""
    return row["jurisdiction"], row["kind"], row["policy"], row["date_enacted"]


def _unresolved(question: Question) -> Iterator[Sentence]:
    (week,) = question.weeks
    (report_id,) = question.week_of_report()
    found = question.conn.execute(
        'SELECT u.kind, u.raw_text, u."rows", u.first_page FROM main.unresolved u'
        " JOIN main.report_file f ON f.sha256 = u.report_sha256 WHERE f.id = ?",
        [report_id],
    ).fetchall()
    yield said("unresolved", len(found), [str(week.start)])
    for kind, text, count, page in found[:LINES]:
        at = [f"{week.start}/p{page}"]
        yield said("unresolved_text", count, at, 1, kind=kind.replace("_", " "), text=text)
    if more := len(found[LINES:]):
        yield said("more", more, ["detainers review"], 1)


def _corrections(question: Question, now: Figures) -> Iterator[Sentence]:
    found = errata_told(question)
    yield said("corrections", len(found), [str(now.week.start)])
    for told in found:
        yield said("correction", ONLY, ["detainers errata"], 1, told=told)


def _named(places: Iterable[str]) -> str:
    """Places with semicolons: their own names have commas."""
    return listed([*places], "; ")


def _formatted(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: f"{count:,}" for name, count in counts.items()}
