"""Which names of a clause are those of its act: agency, place, town, state, offenses."""

from __future__ import annotations

from collections.abc import Iterator

from detainer_cli.parse.narrative.lexicon import offense_items
from detainer_cli.parse.narrative.matching import Node
from detainer_cli.parse.narrative.sentence import Named, Sentence
from detainer_cli.parse.narrative.states import state_code

IN_PASSING = ("had_lodged", "ices_request", "no_detainer_yet")
"""What a release tells of a detainer, with names that are not of the release."""


def first_name(sentence: Sentence, core: Node, rule: str) -> Named | None:
    return next(iter(sentence.names(core, rule)), None)


def place_of(sentence: Sentence, core: Node) -> Named | None:
    """The facility, unless somebody was moved from it; else an agency's.

    Neither is it where an officer of ICE has a desk, nor where a detainer told in passing went; of
    several times it is that to which the detainers went.
    """
    if core.has("group_parts", "date_list"):
        told = next(core.all("gissued"), None)
        return first_name(sentence, told, "facility_name") if told else None
    group = ("group_end",) if core.rule == "groups" else ()
    others = core.all("left_jail", "ice_post", "dated_detainer", *IN_PASSING, *group)
    left = {id(node) for jail in others for node in jail.all("facility_name")}
    found = [node for node in core.all("facility_name") if id(node) not in left]
    return sentence.named(found[0]) if found else _agency_as_place(sentence, core)


def agency_of(sentence: Sentence, core: Node) -> Named | None:
    """The agency, unless it helped another, or is that into whose keeping somebody came."""
    of_ice = ("ice",) if core.rule == "ice_arrest" else ()
    beside = core.all("into", "assisting", "dated_detainer", *IN_PASSING, *of_ice)
    kept = {id(node) for other in beside for node in other.all("agency_name")}
    found = [node for node in core.all("agency_name") if id(node) not in kept]
    return sentence.named(found[0]) if found else None


def _agency_as_place(sentence: Sentence, core: Node) -> Named | None:
    for into in core.all("into"):
        return first_name(sentence, into, "agency_name")
    return None


_SEATS = ("ice_seat", "ice_seat_office", "ice_seat_from")
WITHOUT_TOWN = ("conviction", "removal")
"""`A Ramsey County jury` and `by way of El Paso` are not where it happened."""


def town_of(sentence: Sentence, core: Node) -> Named | None:
    """The place that is told; who acts (`King County does not ...`) is none."""
    actors = {
        id(node)
        for who in core.all("holder", "county_name", "target", "court", *_SEATS)
        for node in who.all("TOWN")
    }
    if core.rule in WITHOUT_TOWN:
        return None
    persons = {person.end for person in core.all("person")}
    for node in core.all("TOWN"):
        named = sentence.named(node)
        is_beside = node.first - 1 in persons and sentence.words[node.first - 1].text == "("
        if id(node) not in actors and state_code(named.text) is None and not is_beside:
            return named  # not `a man, 46 (Kent County, Michigan)`
    return None


def city_of_act(sentence: Sentence, core: Node) -> Named | None:
    """A city without its state; where an office of ICE sits (`the office in Miami`) is none."""
    seats = {id(node) for seat in core.all(*_SEATS) for node in seat.all("CITY")}
    found = (sentence.named(node) for node in core.all("CITY") if id(node) not in seats)
    return next(found, None)


def state_of(sentence: Sentence, core: Node) -> Named | None:
    """A state that stands alone (`in Maryland`)."""
    found = sentence.names(core, "TOWN")
    return next((named for named in found if state_code(named.text)), None)


def offenses_of(sentence: Sentence, lists: tuple[Node, ...]) -> Iterator[Named]:
    for node in lists:
        for first, end in offense_items(sentence.words, node.first, node.end):
            yield sentence.named(Node("item", first, end, ()))
