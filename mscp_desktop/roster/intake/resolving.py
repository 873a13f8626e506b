"""Whom and what the names in a table mean: known, new, or asked; an answer holds for every row with the same name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import group_names
from mscp_desktop.parties.records import Organisation, OrganisationAlias, Person, PersonAlias
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
from mscp_desktop.roster.intake.entries import Entry, Known, ReadPerson

MOST_COMPARED = 200  # new organisations of one list, each of which is compared with the others
MOST_WORDS = 0.6
NEW_HERE = "new:"  # begins the key of something that this table brings


class What(StrEnum):
    """What a question is about."""

    GROUP = "group"
    ORGANISATION = "organisation"
    PERSON = "person"
    SEAT = "seat"
    OWNER = "owner"
    STATUS = "status"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered: a record that is there, a new one of this name, or to leave the rows out."""

    uid: str | None = None
    name: str | None = None
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered; `why` says what speaks for it."""

    answer: Answer
    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about a name; one that is not `needed` is answered already, and can be answered otherwise.

    `default` is the answer of one that is not needed, the last option where it is None. `remembered` says that the
    answer is kept as another name of what it means.
    """

    key: str
    what: What
    written: str
    words: str
    options: tuple[Option, ...]
    needed: bool
    default: Answer | None = None
    remembered: bool = True


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that is meant: its uid, or None for one that is to be made under this name."""

    uid: str | None
    name: str

    @property
    def key(self) -> str:
        """What two refs to one record have in common."""
        return self.uid or f"{NEW_HERE}{normal_name(self.name)}"


@dataclass(slots=True)
class Resolver:
    """Answers names from what the vault holds, what the table brings, and what a person has answered so far."""

    answers: Mapping[str, Answer]
    bodies: NameIndex
    people: NameIndex
    groups: dict[str, tuple[str, str]]  # normal name: uid and name
    group_index: NameIndex
    emails: dict[str, tuple[str, str]]  # uid and name
    questions: dict[str, Question] = field(default_factory=dict)
    settled: dict[str, Ref | Answer | None] = field(default_factory=dict)  # organisations, by their key
    own_bodies: dict[str, str] = field(default_factory=dict)  # new in this table, by key
    own_named: dict[str, list[str]] = field(default_factory=dict)  # keys of new people by their normal name
    own_people: dict[str, tuple[str, str]] = field(default_factory=dict)  # by key: name and the organisation's key

    def ask(self, question: Question) -> Answer | None:
        """Keep a question, and return its answer where there is one."""
        self.questions[question.key] = question
        return self.answers.get(question.key)

    def group(self, written: str | None) -> Ref | Answer | None:
        """Return the group that is meant, the answer to leave it out, or None where it must be asked."""
        if written is None:
            options = tuple(Option(Answer(uid), name) for uid, name in self._group_list())
            answer = self.ask(
                Question("group:", What.GROUP, "", "Which group is this the membership of?", options, True)
            )
            return self._taken(answer, None) if answer is not None else None
        key = f"group:{normal_name(written)}"
        found = self.groups.get(normal_name(written))
        if found is not None and key not in self.answers:
            return Ref(*found)
        match = match_in(self.group_index, written)
        unsure = match.status is MatchStatus.UNSURE
        words = f"Which group is “{written}”?"
        return self._settle(
            key, What.GROUP, written, words, match if unsure else Match(MatchStatus.UNKNOWN), unsure, ()
        )

    def body(self, written: str) -> Ref | Answer | None:
        """Return the organisation that is meant, as `group` does."""
        key = f"organisation:{normal_name(written)}"
        if key not in self.settled:
            self.settled[key] = self._settle_body(key, written)
        return self.settled[key]

    def _settle_body(self, key: str, written: str) -> Ref | Answer | None:
        match = match_in(self.bodies, written)
        if match.status is MatchStatus.KNOWN and match.uid is not None and match.name is not None:
            return Ref(match.uid, match.name)
        here = self._like_new(written, key)
        needed = bool(match.candidates or here)
        return self._settle(key, What.ORGANISATION, written, f"Which organisation is “{written}”?", match, needed, here)

    def person(self, read: ReadPerson, body: Ref | None) -> Ref | Answer | None:
        """Return the person who is meant, as `group` does; a namesake elsewhere, or one e-mail address, is asked of."""
        key = f"person:{normal_name(read.name)}:{body.key if body else ''}"
        match = match_in(self.people, read.name, body.uid if body else None)
        if match.status is MatchStatus.KNOWN and match.uid is not None and match.name is not None:
            return Ref(match.uid, match.name)
        if key in self.own_people and key not in self.answers:  # settled by a row above
            return PersonRef(None, self.own_people[key][0], key)
        candidates = list(match.candidates)
        owner = self.emails.get((read.email or "").casefold())
        options = [Option(Answer(one.uid), one.name, one.why) for one in candidates]
        if owner is not None and owner[0] not in {one.uid for one in candidates}:
            options.insert(0, Option(Answer(owner[0]), owner[1], "has this e-mail address"))
        for other in self.own_named.get(normal_name(read.name), ()):
            name, place = self.own_people[other]
            if other != key and place != (body.key if body else ""):
                options.append(Option(Answer(name=other), name, "stands in this list too, beside another organisation"))
        where = f" of {body.name}" if body else ""
        words = f"Who is “{read.name}”{where}?"
        question = Question(
            key, What.PERSON, read.name, words, (*options, Option(Answer(name=key), read.name, "is somebody new")),
            bool(options),
        )  # fmt: skip
        answer = self.ask(question)
        if answer is None and options:
            return None
        if answer is not None and answer.leave:
            return answer
        if answer is not None and answer.uid is not None:
            return Ref(answer.uid, self.people.titles.get(answer.uid, read.name))
        own = answer.name if answer is not None and answer.name in self.own_people else key
        if (own or key) not in self.own_people:
            self.own_named.setdefault(normal_name(read.name), []).append(own or key)
        name, _ = self.own_people.setdefault(own or key, (read.name, body.key if body else ""))
        return PersonRef(None, name, own or key)

    def _settle(
        self, key: str, what: What, written: str, words: str, match: Match, needed: bool, here: tuple[Option, ...]
    ) -> Ref | Answer | None:
        options = (
            *(Option(Answer(one.uid), one.name, one.why) for one in match.candidates), *here,
            Option(Answer(name=written), written, f"is a new {what.value}"),
        )  # fmt: skip
        answer = self.ask(Question(key, what, written, words, options, needed))
        if answer is None:
            return None if needed else Ref(None, written)
        return self._taken(answer, written)

    def _taken(self, answer: Answer, written: str | None) -> Ref | Answer:
        if answer.leave:
            return answer
        if answer.uid is not None:
            titles = {**self.bodies.titles, **dict(self.groups.values())}
            return Ref(answer.uid, titles.get(answer.uid, written or ""))
        name = answer.name or written or ""
        other = f"organisation:{normal_name(name)}"
        again = self.answers.get(other)
        if written is not None and normal_name(name) != normal_name(written):
            if again is not None and (again.leave or again.uid is not None):
                return self._taken(again, name)
            match = match_in(self.bodies, name)
            if match.status is MatchStatus.KNOWN and match.uid is not None:
                return Ref(match.uid, match.name or name)
        return Ref(None, name)

    def _like_new(self, written: str, key: str) -> tuple[Option, ...]:
        """Return the longer names in this table, of no known organisation, that may mean the same."""
        if len(self.own_bodies) > MOST_COMPARED:
            return ()
        longer = {
            own: name
            for own, name in self.own_bodies.items()
            if own != key and (len(name), name) > (len(written), written)
        }
        match = match_in(index_of(longer, people=False), written)
        return tuple(
            Option(Answer(name=one.name), one.name, f"stands in this list too, and {one.why}")
            for one in match.candidates
            if not one.why.startswith("shares") or _share_most(written, one.name)
        )

    def _group_list(self) -> list[tuple[str, str]]:
        return list(dict.fromkeys(self.groups.values()))


@dataclass(frozen=True, slots=True)
class PersonRef(Ref):
    """A person who is new in this table; two of one name are told apart by `own`."""

    own: str

    @property
    def key(self) -> str:
        """What two refs to one person have in common."""
        return f"{NEW_HERE}{self.own}"


def _share_most(one: str, other: str) -> bool:
    """Say whether two names share most of their words: two bodies of one place share its name only."""
    first, second = set(normal_name(one).split()), set(normal_name(other).split())
    return len(first & second) >= MOST_WORDS * len(first | second)


def resolver(session: Session, entries: Iterable[Entry], answers: Mapping[str, Answer]) -> Resolver:
    """Return what answers the names of a table."""
    groups = group_names(session)
    bodies = organisation_index(session)
    emails = {
        email.casefold(): (uid, name)
        for uid, name, email in session.execute(
            select(Person.uid, Person.name, Person.email).where(Person.email.is_not(None))
        )
        if email
    }
    made = Resolver(
        answers, bodies, person_index(session), groups,
        index_of(dict(groups.values()), people=False), emails,
    )  # fmt: skip
    for entry in entries:
        written = entry.organisation
        if written and not entry.out and not entry.refused:
            key = f"organisation:{normal_name(written)}"
            if match_in(bodies, written).status is not MatchStatus.KNOWN and key not in made.own_bodies:
                answer = answers.get(key)
                if answer is None or (answer.uid is None and not answer.leave):
                    made.own_bodies[key] = written
    return made


def known_names(session: Session) -> Known:
    """Return the names that the vault holds, in their normal form."""
    bodies = [*session.scalars(select(Organisation.name)), *session.scalars(select(OrganisationAlias.name))]
    bodies += [one for one in session.scalars(select(Organisation.short)) if one]
    groups: list[str] = []
    for name, short, aliases in session.execute(select(Group.name, Group.short, Group.aliases)):
        groups += [name, *([short] if short else []), *(aliases or "").splitlines()]
    people = [*session.scalars(select(Person.name)), *session.scalars(select(PersonAlias.name))]
    return Known(*(frozenset(normal_name(one) for one in names) for names in (bodies, groups, people)))
