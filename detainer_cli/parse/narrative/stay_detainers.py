"""How detainers and releases add to the stays of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from detainer_cli.parse.narrative.dates import NotUnderstoodError
from detainer_cli.parse.narrative.stay import Draft, Stay, StaysTold, Told, is_label_alone


class Detainers(StaysTold):
    """A release while a detainer stands is a detainer declined and a release."""

    def _in_turn(self, told: Told, way: Callable[[Told], None]) -> None:
        """`detainers were lodged on May 2 and June 3`: one for each of the last stays."""
        stays = self.stays[-len(told.days) :]
        if len(stays) != len(told.days) or None in told.days:
            raise NotUnderstoodError("days of which arrests")
        after = self.stay
        for stay, day in zip(stays, told.days, strict=True):
            begun = (stay.arrest or stay.booking or Draft("arrest", 0, told.act.quote)).date
            if begun is None or str(day) < begun or stay.release:
                raise NotUnderstoodError("days that fit no arrests")
            self.stay = stay
            flags = told.act.flags - {"listed_issued", "listed_release"}
            act = replace(told.act, days=(), flags=flags)
            way(Told(act, told.sentence, day, told.dated, None, None))
        self.stay = after

    def _each_issued(self, told: Told) -> None:
        """`a detainer was lodged after both arrests`: for all stays that have none."""
        bare = [stay for stay in self.stays if not (stay.standing or stay.declined or stay.release)]
        if len(bare) < 2 or told.date or (told.act.all_of or len(bare)) != len(bare):
            raise NotUnderstoodError("detainers, and it is not known after which arrests")
        for stay in bare:
            self.stay = stay
            self._event("detainer_issued", told)
            stay.standing = 1

    def issued(self, told: Told) -> None:
        if _adds_none(told):
            return
        if told.act.has("issued_each"):
            self._each_issued(told)
            return
        if told.act.has("listed_issued"):
            self._in_turn(told, self.issued)
            return
        node = told.act.node
        is_told = node.has(*_TELLING)
        if node.has("detail") and not is_told:
            raise NotUnderstoodError("what happened to the detainer")  # `detainer under review`
        before = told.before
        is_by_ice = before and (before.kind == "issued" or before.node.has("ice"))
        if node.has("bare_asked") and not is_by_ice:
            raise NotUnderstoodError("who asked that somebody be held")
        is_told_here = node.has("detainer", "issued_np", "new_issued")
        is_bare = before and before.kind == "issued" and not is_told_here
        if is_bare or is_label_alone(before, "issued"):
            self._more_of_it(told)  # `was signed and delivered to the jail`: one detainer
            return
        if self._points_back(told):
            return
        if told.act.has("had_asked") and not node.has("ice"):
            raise NotUnderstoodError("the jail had been asked, and not by whom")
        stay = self._open()
        stay.standing += 1
        draft = self._event("detainer_issued", told)
        jail = stay.booking.place if stay.booking else None
        if draft.agency and jail and draft.place is None and draft.agency.text == jail.text:
            draft.agency, draft.place = None, draft.agency  # an agency that holds him

    def _points_back(self, told: Told) -> bool:
        """`Although a detainer had been lodged`, `the detainer was received`: told before."""
        act, node, stay = told.act, told.act.node, self.stay
        own = (e for e in reversed(self.events) if e.type == "detainer_issued" and e.stay is stay)
        draft = next(own, None)
        if stay is None or draft is None:
            return False
        is_known = act.has("known_detainer")
        if not stay.standing and not is_known and act.link != "after":
            return False
        if is_known and not stay.standing and told.date not in (None, draft.date):
            raise NotUnderstoodError("a detainer of another day than that which was told")
        is_asked = node.has("asked_to_hold") and not node.has("detainer") and told.date is None
        in_passing = is_asked or any(map(act.has, ("recalled", "standing_still", "had_asked")))
        if in_passing and told.date not in (None, draft.date):
            raise NotUnderstoodError("a detainer of another day, told in passing")
        same_day = told.date is not None and told.date == draft.date
        elsewhere = act.place and draft.place and act.place.text != draft.place.text
        if not (in_passing or is_known or act.link == "after" or (same_day and not elsewhere)):
            return False
        draft.place, draft.agency = draft.place or act.place, draft.agency or act.agency
        draft.spans += [act.quote, *told.dated]
        return True

    def declined(self, told: Told) -> None:
        if told.before and told.before.node.has("bare_issuance"):
            raise NotUnderstoodError("a detainer that was perhaps not issued")
        if told.act.has("refused_all"):
            self._all_declined(told)
        else:
            self._declined(told)

    def _all_declined(self, told: Told) -> None:
        """`Both detainers were declined`: those of all stays that have one."""
        standing = [stay for stay in self.stays if stay.standing and stay.declined is None]
        number = told.act.all_of or len(standing)
        if len(standing) < 2 or number != len(standing) or told.date:
            raise NotUnderstoodError("several detainers, and it is not known which")
        for stay in standing:
            self.stay = stay
            self._declined(told)

    def standing_honored(self, told: Told) -> None:
        """A detainer that is honored stands no longer; it makes no event."""
        stay = self._open()
        stay.standing, stay.honored = 0, True

    def _declined(self, told: Told) -> Draft:
        if told.act.kind == "declined" and told.act.has("until"):
            raise NotUnderstoodError("what was not done until a day was done then")
        stay = self.stay or self._open()
        if told.act.kind == "declined" and told.act.node.has("dated_detainer"):
            self._issued_before(told, stay)
        if stay.declined is not None:
            draft = stay.declined
            draft.add(told, "agency")
        else:
            draft = self._event("detainer_declined", told)
            draft.stay = stay
            if told.date is None and stay.release:
                draft.date = stay.release.date
            stay.declined = draft
        stay.standing = 0
        return draft

    def _require_release(self, told: Told) -> None:
        """Raises NotUnderstoodError for what tells no release, or not of which stay."""
        if told.before and told.before.kind == "filler" and told.act.link == "onward":
            raise NotUnderstoodError("a release that may be one to come")
        if self.stay is None and self.events and self.events[-1].type == "rearrest_by_ice":
            raise NotUnderstoodError("a release behind an arrest by ICE")
        if told.act.has("left_alone") and (told.before is None or told.before.kind != "declined"):
            raise NotUnderstoodError("it is not told what somebody left")
        if told.act.has("until"):
            raise NotUnderstoodError("who was free until a day was not released then")
        if self.stay and self.stay.standing and told.act.node.has("no_detainer_yet"):
            raise NotUnderstoodError("a detainer was told, and that there was none")

    def release(self, told: Told) -> None:
        self._require_release(told)
        if told.act.has("listed_release"):
            self._in_turn(told, self.release)
            return
        stay = self.stay or self._open()
        joined = not told.act.whens and _one_happening(told)
        date = told.date or (told.before_date if joined else None)
        if stay.release is not None:
            self._again_released(stay, told, date)
            return
        if told.act.node.has("dated_detainer"):
            self._issued_before(told, stay)
        elif any(node.has("ice") for node in told.act.node.all("had_lodged")):
            self._issued_in_passing(told, stay)
        if told.act.has("undeclared") or stay.standing or stay.declined:
            had = stay.declined
            declined = had or self._declined_by(told)
            declined.date = declined.date or date
            if had:
                declined.spans += [told.act.quote, *told.dated]
        self.stay = stay
        draft = self._event("release", told)
        draft.date = date
        stay.release = draft

    def _issued_before(self, told: Told, stay: Stay) -> None:
        """`was released despite a detainer lodged on May 2`: that detainer, if it was not told."""
        own = [e for e in self.events if e.type == "detainer_issued" and e.stay is stay]
        if stay.standing and [e.date for e in own] == list(told.days):
            return
        if own or stay.standing or stay.declined or len(told.days) != 1:
            raise NotUnderstoodError("a detainer that may have been told before")
        draft = self._event("detainer_issued", told)
        draft.stay, draft.date = stay, told.days[0]
        draft.agency = draft.town = draft.city = None
        draft.place = told.act.lodged_at
        stay.standing = 1

    def _issued_in_passing(self, told: Told, stay: Stay) -> None:
        """`was released although ICE had asked for him to be held`: that, if it was not told."""
        own = [n for n, event in enumerate(self.events) if event.stay is stay]
        is_missed = bool(own) and self.gap > own[0]
        is_told = any(self.events[n].type == "detainer_issued" for n in own)
        if is_told or is_missed or stay.standing or stay.declined:
            return
        draft = self._event("detainer_issued", told)
        draft.stay, draft.date = stay, None
        draft.agency = draft.town = draft.city = None
        draft.place = told.act.lodged_at

    def _declined_by(self, told: Told) -> Draft:
        draft = self._declined(told)
        draft.place = draft.town = None
        return draft

    def _again_released(self, stay: Stay, told: Told, date: str | None) -> None:
        """`He posted bond ... and was released ...`: one release."""
        first = stay.release
        assert first is not None
        if told.act.link == "" and told.act.whens and first.date != date:
            raise NotUnderstoodError("a release from a stay that was not told")
        if first.sentence == told.sentence and told.date:
            first.date = told.date
            if stay.declined and stay.declined.date is None:
                stay.declined.date = told.date  # as that of the release, told in two words
        first.spans += [told.act.quote, *told.dated]
        if told.act.has("undeclared") or stay.standing:
            declined = stay.declined or self._declined_by(told)
            declined.date = declined.date or first.date
            self.events.sort(key=lambda event: event is first)
        if stay.declined and stay.declined.sentence == told.sentence and told.date:
            stay.declined.date = told.date


_TELLING = ("lodges", "ice", "target", "facility", "issued_label")


def _adds_none(told: Told) -> bool:
    """`released before ICE had issued a detainer`; `arrested by ICE there, on the detainer`."""
    if told.before is None or told.date:
        return False
    is_late = told.act.link == "onward" and told.before.kind == "release"
    return is_late or (told.before.kind == "ice_arrest" and not told.act.node.has(*_TELLING))


def _one_happening(told: Told) -> bool:
    """Whether a release has the date of what its sentence tells before it."""
    before = told.before
    if before is None or told.act.whens:  # a day that is told, if not known, is its own
        return False
    return before.kind in ("declined", "release") or (
        before.kind in ("filler", "no_notice") and before.fronted and told.act.link == "and"
    )
