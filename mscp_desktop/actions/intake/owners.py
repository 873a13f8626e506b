"""Whose an action of a log is: a seat, a person or an agency, known, asked where that is unsure, else left to notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import seat_title
from mscp_desktop.actions.rules.owners import seats_on
from mscp_desktop.groups.rules.groups import group_names
from mscp_desktop.parties.rules.matching import (
    Match,
    MatchStatus,
    NameIndex,
    index_of,
    match_in,
    organisation_index,
    person_index,
)
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, What
from mscp_desktop.roster.intake.words import is_body, is_nothing, role_of

NOBODY = Answer(name="")
"""The answer that a name means no owner or group: its words go to the notes."""
SHOWN = 6
LONGEST_INITIALS = 4


@dataclass(frozen=True, slots=True)
class Whose:
    """What a name means: the kind and uid of a record; `uid` None with a kind for one that is to be made.

    `asked` is the key of its question, `exact` says that the record says as much as the words.
    """

    kind: str | None = None
    uid: str | None = None
    name: str = ""
    asked: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Seat:
    uid: str
    title: str
    names: frozenset[str]
    group: str
    group_uid: str
    role: str
    holder: str


@dataclass(slots=True)
class Owners:
    """Answers the names in a log from what the vault holds and what a person has answered so far."""

    answers: Mapping[str, Answer]
    people: NameIndex
    bodies: NameIndex
    groups: dict[str, tuple[str, str]]  # normal name: uid and name
    group_index: NameIndex
    seats: list[_Seat]
    questions: dict[str, Question] = field(default_factory=dict)

    def group_named(self, written: str) -> str | None:
        """Return the uid of the group that words name: by one of its names, or by one that stands within them."""
        plain = normal_name(written)
        if plain in self.groups:
            return self.groups[plain][0]
        within = [name for name in self.groups if " " in name and f" {name} " in f" {plain} "]
        return self.groups[max(within, key=len)][0] if within else None

    def group_in(self, titles: Sequence[str]) -> str | None:
        """Return the name of the group whose name or short name stands in titles of a log; None for none, or several.

        A word of a title may be a short name by chance, so this is to be proposed only.
        """
        plain = [f" {normal_name(one)} " for one in titles]
        within = [name for name in self.groups if any(f" {name} " in one for one in plain)]
        longest = max(map(len, within), default=0)
        found = {self.groups[name][1] for name in within if len(name) == longest}
        return found.pop() if len(found) == 1 else None

    def group(self, written: str) -> Whose:
        """Return which group a cell means."""
        uid = self.group_named(written)
        key = f"group:{normal_name(written)}"
        if uid is not None and key not in self.answers:
            return Whose("group", uid, self.group_index.titles[uid], exact=True)
        match = match_in(self.group_index, written)
        options = [Option(Answer(one.uid), one.name, one.why) for one in match.candidates]
        options.append(Option(NOBODY, "No group: the name goes to the notes"))
        return self._answer(
            Question(
                key, What.GROUP, written, f"Which group is “{written}”?", tuple(options), bool(match.candidates),
                NOBODY, remembered=False,
            ),
            "group", self.group_index,
        )  # fmt: skip

    def agency(self, written: str) -> Whose:
        """Return which organisation a cell means."""
        match = match_in(self.bodies, written)
        if match.status is MatchStatus.KNOWN and match.uid is not None:
            return Whose("organisation", match.uid, match.name or written, exact=True)
        options = [Option(Answer(one.uid), one.name, one.why) for one in match.candidates]
        options.append(Option(NOBODY, "No agency: the name goes to the notes"))
        options.append(Option(Answer(name=f"organisation:{written}"), written, "is a new organisation"))
        key = f"organisation:{normal_name(written)}"
        words = f"Which organisation is “{written}”?"
        return self._answer(
            Question(
                key, What.ORGANISATION, written, words, tuple(options), bool(match.candidates), NOBODY, remembered=False
            ),
            "organisation", self.bodies,
        )  # fmt: skip

    def owner(self, written: str, group_uid: str | None, agency: Whose | None) -> Whose:
        """Return who owns an action, as its cell says; a post or a role is looked for in its own group first."""
        if is_nothing(written):
            return Whose()
        known, seats = self._known(written, group_uid, agency.uid if agency else None)
        place = group_uid or ""
        key = f"owner:{normal_name(written)}:{agency.uid if agency and agency.uid else ''}:{place if seats else ''}"
        if len(known) == 1 and key not in self.answers:
            return known[0]
        options = [
            *(Option(Answer(f"{one.kind}:{one.uid}"), one.name, f"is exactly this {one.kind}") for one in known),
            *self._near(written, seats, agency.uid if agency else None),
        ]
        options = list({one.answer.uid: one for one in reversed(options)}.values())[::-1][:SHOWN]
        needed = bool(options)
        options.append(Option(NOBODY, f"{_stand_in(agency)}: the name goes to the notes"))
        new = ("organisation", "is a new organisation") if is_body(written) else ("person", "is somebody new")
        options.append(Option(Answer(name=f"{new[0]}:{written}"), written, new[1]))
        words = f"Who or what is “{written}”?"
        question = Question(  # a seat or nobody as an answer gets no other name, so that is not promised
            key, What.OWNER, written, words, tuple(options), needed, NOBODY, remembered=False
        )  # fmt: skip
        return self._answer(question, "", self.people)

    def guess_words(self, written: str, whose: Whose) -> list[str]:
        """Return a sentence on whom a role alone is taken for, as "Chair": its holder now, in the group of the log."""
        seat = next((one for one in self.seats if one.uid == whose.uid), None)
        if seat is None or normal_name(written) in seat.names:
            return []
        return [
            f"“{written}” is taken for the seat {seat.title} in {seat.group}, held by {seat.holder or 'nobody now'}."
        ]

    # ---- how it is found

    def _known(self, written: str, group_uid: str | None, agency: str | None) -> tuple[list[Whose], list[_Seat]]:
        """Return what has exactly this name, and the seats that may be meant where it is a post or a role."""
        plain, role = normal_name(written), role_of(written)
        found = [self._whose("person", match_in(self.people, written, agency))]
        found.append(self._whose("organisation", match_in(self.bodies, written)))
        seats = [one for one in self.seats if plain in one.names or (role is not None and one.role == role)]
        if not seats and " " in plain:  # "Designated Nurse" for "Designated Nurse for Child Protection"
            seats = [one for one in self.seats if any(name.startswith(f"{plain} ") for name in one.names)]
        here = [one for one in seats if one.group_uid == group_uid]
        if len(here) == 1 and (plain in here[0].names or role is not None):
            found.append(Whose("seat", here[0].uid, here[0].title, exact=True))
        return [one for one in found if one is not None], here or seats

    def _whose(self, kind: str, match: Match) -> Whose | None:
        if match.status is not MatchStatus.KNOWN or match.uid is None:
            return None
        return Whose(kind, match.uid, match.name or "", exact=True)

    def _near(self, written: str, seats: list[_Seat], agency: str | None) -> list[Option]:
        found = [
            Option(Answer(f"seat:{one.uid}"), one.title, f"is a seat in {one.group}{_held(one)}")
            for one in seats[:SHOWN]
        ]
        for kind, index in (("person", self.people), ("organisation", self.bodies)):
            match = match_in(index, written, agency if kind == "person" else None)
            found += [Option(Answer(f"{kind}:{one.uid}"), one.name, one.why) for one in match.candidates]
        letters = written.replace(".", "").replace(" ", "")
        if letters.isupper() and letters.isalpha() and 1 < len(letters) <= LONGEST_INITIALS:
            for uid, name in self.people.titles.items():
                if letters in _initials(name):
                    found.append(Option(Answer(f"person:{uid}"), name, "has these initials"))
        return found

    def _answer(self, question: Question, kind: str, index: NameIndex) -> Whose:
        self.questions[question.key] = question
        answer = self.answers.get(question.key)
        if answer is None:
            return Whose(asked=question.key, name=question.written)
        if answer.uid is not None:
            own, _, uid = answer.uid.rpartition(":")
            titles = {**self.bodies.titles, **self.people.titles, **{one.uid: one.title for one in self.seats}}
            name = index.titles.get(uid) or titles.get(uid) or answer.name or question.written
            return Whose(own or kind, uid, name, question.key)
        own, _, name = (answer.name or "").partition(":")
        return Whose(own, None, name, question.key) if name else Whose(asked=question.key, name=question.written)


def _stand_in(agency: Whose | None) -> str:
    return f"{agency.name} owns it" if agency is not None and agency.kind else "No owner"


def _held(seat: _Seat) -> str:
    return f", held by {seat.holder}" if seat.holder else ""


def _initials(name: str) -> set[str]:
    """Return how somebody's name may be shortened: all initials, or the first and the last."""
    whole = "".join(part[0] for part in name.replace("-", " ").split() if part[0].isalpha()).upper()
    return {whole, whole[:1] + whole[-1:]}


def owners_of(session: Session, answers: Mapping[str, Answer], day: date) -> Owners:
    """Return what answers the names of a log, from the people, seats, organisations and groups of a day."""
    groups = group_names(session)
    return Owners(
        answers, person_index(session), organisation_index(session), groups,
        index_of(dict(groups.values()), people=False), _seats(session, day),
    )  # fmt: skip


def _seats(session: Session, day: date) -> list[_Seat]:
    made = []
    for seat, body, group, holder in seats_on(session, day):
        title = seat_title(seat, body)
        names = {title, seat.post or "", f"{seat.post} ({body.short})" if body and body.short and seat.post else ""}
        names |= {f"{body.short or body.name} {seat.post}"} if body and seat.post else set()
        made.append(
            _Seat(seat.uid, title, frozenset(normal_name(one) for one in names if one), group.short or group.name,
                  group.uid, seat.role.value, holder.name if holder else "")
        )  # fmt: skip
    return made
