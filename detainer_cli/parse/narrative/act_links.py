"""What an act of a sentence shares with the one before it: who did it, to whom, which day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from detainer_cli.parse.narrative.acts import Act
from detainer_cli.parse.narrative.dates import NotUnderstoodError
from detainer_cli.parse.narrative.sentence import Sentence

_OF_PERSONS = ("arrest", "booking", "release", "charge", "conviction", "ice_arrest", "removal")
_ANYBODY = (["person"], ["individual"], ["man"], ["woman"], ["inmate"], ["detainee"])


def came_later(act: Act, before: Act | None) -> bool:
    """`lodged a detainer on May 2, but it was ignored`: when it was is not told."""
    is_fate = before is None or before.kind in ("release", "declined")
    return act.kind == "declined" and not is_fate


def ends_what_was(act: Act, before: Act | None) -> bool:
    """`at large until May 3, when officers arrested him`, `held until May 3 and released`."""
    if before is None or not before.has("until_then"):
        return False
    return act.link == "same" or (act.link == "and" and act.kind == "release")


def brought_back(act: Act, before: Act | None) -> bool:
    """`was back behind bars on May 3, after the Dover police arrested him`: one day."""
    is_back = before is not None and before.kind == "back"
    return is_back and act.kind == "arrest" and act.link in ("same", "after")


def is_of_day(act: Act, before_date: str | None) -> bool:
    """`On May 3 the police arrest him, and he goes to the county jail`: of the day before it."""
    return before_date is not None and (act.kind == "booking" or joined(act))


def shares_subject(act: Act, before: Act | None) -> bool:
    """`On May 4 he pleaded guilty and was released`: one day for what one person did."""
    is_bare = act.kind in _OF_PERSONS and not act.whens and not act.node.has("person", "holder")
    return is_bare and before is not None and act.link == "and"


def require_subject(act: Act, before: Act | None) -> None:
    """Raises NotUnderstoodError for `the form was sent and delivered to the jail`: who was?"""
    is_bare = act.kind in _OF_PERSONS and act.kind != "release" and not act.node.has("person")
    if act.kind == "release" and before is not None and before.node.has("encounter"):
        raise NotUnderstoodError("a release of somebody who was stopped, not held")
    if act.node.has("bare_taking") and not (before and before.node.has("local", "agency")):
        raise NotUnderstoodError("it is not told who took somebody into custody")
    told = ("issued",) if act.kind == "ice_arrest" else ("issued", "standing_honored")
    of_detainer = before is not None and before.kind in told
    of_detainer = of_detainer and not act.node.has("ice_taken")  # no detainer is collected
    of_ice = before is not None and before.kind == "filler" and before.node.has("ice")
    if is_bare and (of_detainer or of_ice) and act.link == "and":
        raise NotUnderstoodError("it is not told who this happened to")


def require_actor(act: Act, before: Act | None) -> None:
    """Raises NotUnderstoodError for an arrest by nobody beside words that name ICE."""
    if act.kind != "arrest" or act.agency or act.node.has("agency_name", "town_police"):
        return
    by_local = act.node.has("local", "by")
    if act.has("of_agency") or (before and before.has("of_agency") and not by_local):
        raise NotUnderstoodError("an arrest that may be by ICE")


def is_by_nobody(act: Act) -> bool:
    """`He was taken into custody there`: neither by whom nor for what."""
    return act.kind == "arrest" and not (
        act.agency or act.offenses or act.node.has("local", "by", "charges")
    )


def placed(acts: Iterable[Act]) -> Iterator[Act]:
    """`booked into X, where ICE lodged a detainer`: what follows happened at X."""
    before: Act | None = None
    for act in acts:
        if act.link == "where" and before and act.place is None and act.kind == "issued":
            act = replace(act, place=before.place, link="same")
        elif before and act.has("received_it") and act.place is None:
            act = replace(act, place=before.place if before.kind == "booking" else None)
        elif act.link == "day_after":  # `booked on May 5, the day after deputies arrested him`
            act = replace(act, link="after", flags=act.flags | {"day_after"})
        elif act.link in ("where", "day"):
            act = replace(act, link="same", flags=act.flags | {act.link})
        elif before and _is_of_introduced(act, before):
            act = replace(act, link="after")
        if before and _same_actor(act, before):
            act = replace(act, agency=before.agency, place=before.place)
        yield act
        before = act


def is_of_anybody(act: Act, sentence: Sentence) -> bool:
    """`when a person enters the jail`: nothing is told of whom."""
    for node in act.node.all("description"):
        if [word.folded for word in sentence.words[node.first : node.end]][1:] in _ANYBODY:
            return True
    return False


def _is_of_introduced(act: Act, before: Act) -> bool:
    """`lodged a detainer for a citizen of Peru who had been arrested by ...`: arrested before."""
    if (act.kind, before.kind, act.link) != ("arrest", "issued", "and"):
        return False
    is_before = act.has("had_been") or act.node.rule == "arrested_one"
    return is_before and before.node.has("description") and not act.node.has("person")


def _same_actor(act: Act, before: Act) -> bool:
    """`The office declined it and released him`: who declined is who released."""
    if (act.kind, before.kind, act.link) != ("release", "declined", "and"):
        return False
    first = act.node.first
    return act.agency is None and any(node.first == first for node in act.node.all("released"))


def joined(act: Act) -> bool:
    return act.link in ("and", "same")
