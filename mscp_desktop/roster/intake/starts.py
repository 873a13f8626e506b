"""Starting data: published arrangements that ship with the program, loaded into an empty vault."""

import tomllib
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Scope, TermsOfReference, TermsState, Tier
from mscp_desktop.parties.records import (
    AgencyReview,
    NameKind,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Person,
    PostTitle,
    RelevantAgency,
)
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.records import Chairing, Delegation, Seat, SeatRole, Tenure

Table = dict[str, Any]
EMPTY = "empty"


def starts() -> list[str]:
    """Return the names of the shipped starting data."""
    return sorted(file.stem for file in (resources() / "start").glob("*.toml"))


def read_start(name: str) -> Table:
    """Return shipped starting data; raises `UserError` that lists what there is where the name is not known."""
    if name not in starts():
        raise UserError(f"There is no starting data called “{name}”. There is: {', '.join([*starts(), 'empty'])}.")
    with (resources() / "start" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def load_arrangements(session: WorkSession, data: Table) -> dict[str, int]:
    """Load published arrangements into a vault that holds none yet, and return the groups' ids by the data's keys.

    A relevant agency is known from the first published list that names it; a seat without a state is not recorded.
    """
    if session.scalar(select(Group.id).limit(1)) is not None:
        raise UserError(
            "This partnership already has groups, so the starting data was not loaded. Nothing was changed."
        )
    partnership = session.scalars(select(Partnership)).one()
    about = data["partnership"]
    partnership.name, partnership.short, partnership.area = (
        about["name"],
        about.get("short"),
        about.get("area"),
    )
    published = {source["key"]: _date(source.get("published")) for source in data["source"]}
    titles = {source["key"]: source["title"] for source in data["source"]}
    organisations = _organisations(session, data["organisation"])
    _agency_lists(session, data.get("agency_list", ()), organisations, titles)
    people = {}
    for row in data.get("person", ()):
        person = Person(
            name=row["name"],
            post=row.get("post"),
            organisation_id=_id(organisations, row.get("organisation")),
        )
        session.add(person)
        session.flush()
        people[row["key"]] = person.id
    groups: dict[str, Group] = {}
    for row in sorted(data["group"], key=lambda one: int(one["order"])):
        groups[row["key"]] = _group(session, row, titles, published)
    seats = {}
    for row in data["group"]:
        if "parent" in row:
            groups[row["key"]].parent_id = groups[row["parent"]].id
        seats[row["key"]] = _seats(session, row, groups[row["key"]], organisations, people)
    _delegations(session, data.get("delegation", ()), seats, titles)
    for row in data.get("post_title", ()):
        session.add(PostTitle(post=row["post"], title=row["title"]))
    session.flush()
    return {key: group.id for key, group in groups.items()}


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.from_iso(text)


def _id(ids: dict[str, int], key: str | None) -> int | None:
    return None if key is None else ids[key]


def _organisations(session: WorkSession, rows: list[Table]) -> dict[str, int]:
    made: dict[str, Organisation] = {}
    for row in rows:
        made[row["key"]] = Organisation(
            name=row["name"], short=row.get("short"), kind=OrganisationKind(row["kind"]), sector=row.get("sector"),
            statutory=row.get("statutory", False), ended=_date(row.get("ended")), note=row.get("note"),
        )  # fmt: skip
        session.add(made[row["key"]])
        session.flush()  # so that ids follow the published order
    ids = {key: organisation.id for key, organisation in made.items()}
    for row in rows:
        organisation = made[row["key"]]
        organisation.parent_id, organisation.successor_id = (
            _id(ids, row.get("parent")),
            _id(ids, row.get("successor")),
        )
        known = {normal_name(row["name"]), normal_name(row.get("short", ""))}
        for alias in row.get("aliases", ()):
            if normal_name(alias) not in known:  # spellings that fold to one form are one alias
                known.add(normal_name(alias))
                session.add(
                    OrganisationAlias(
                        organisation_id=organisation.id,
                        name=alias,
                        kind=NameKind.SPELLING,
                    )
                )
        for former in row.get("former", ()):
            session.add(OrganisationAlias(
                organisation_id=organisation.id, name=former["name"], kind=NameKind.FORMER,
                start=_date(former.get("from")), end=_date(former["until"]),
            ))  # fmt: skip
    session.flush()
    return ids


def _agency_lists(session: WorkSession, lists: Sequence[Table], ids: dict[str, int], titles: dict[str, str]) -> None:
    """Load published lists of relevant agencies, the first one first, each as a review with who is on it since when.

    An agency whose place among the others changed gets a line of its own in the new list, so that either list stands
    as it was published. What a list does not say of how an agency is involved, it leaves as it stood.
    """
    order: list[RelevantAgency] = []
    on: dict[tuple[str, int], RelevantAgency] = {}
    for one in lists:
        held = PartialDate.from_iso(one["published"])
        session.add(AgencyReview(held=held, source=titles[one["source"]], note=one.get("note")))
        said = {(row["heading"], ids[row["organisation"]]): row for row in one["agency"]}
        keys, listed = list(said), [(line.heading, line.organisation_id) for line in order if line in on.values()]
        stays = {
            key
            for same in SequenceMatcher(None, listed, keys, autojunk=False).get_matching_blocks()
            for key in listed[same.a : same.a + same.size]
        }
        for key in set(listed) - stays:
            on[key].end = held
        place, were = 0, on
        on = {key: were[key] for key in stays}
        for key, row in said.items():
            if key not in stays:
                before = were.get(key)
                involved = "\n".join(row.get("involvement", ())) or (before.involvement if before else None)
                on[key] = RelevantAgency(
                    organisation_id=key[1], heading=key[0], position=0, involvement=involved, start=held,
                    note=row.get("note"),
                )  # fmt: skip
                order.insert(place, on[key])
            elif "involvement" in row:
                on[key].involvement = "\n".join(row["involvement"])
            place = order.index(on[key]) + 1
    for position, line in enumerate(order, 1):
        line.position = position
        session.add(line)
    session.flush()


def _group(session: WorkSession, row: Table, titles: dict[str, str], published: dict[str, PartialDate | None]) -> Group:
    times, months = _frequency(row.get("frequency"))
    group = Group(
        name=row["name"], short=row.get("short"), aliases="\n".join(row.get("aliases", ())) or None,
        tier=Tier(row["tier"]), scope=Scope(row["scope"]), position=row["order"],
        functions="\n".join(row.get("functions", ())) or None, times=times, months=months,
        known_from=published[row["source"]], source=titles[row["source"]], note=row.get("note"),
        shared_with="\n".join(row.get("shared_with", ())) or None, in_arrangements=row.get("in_arrangements"),
        in_chart=row.get("in_chart"), start=_date(row.get("start")), end=_date(row.get("end")),
    )  # fmt: skip
    session.add(group)
    session.flush()
    for terms in row.get("terms", ()):
        session.add(TermsOfReference(
            group_id=group.id, edition=terms.get("edition"), state=TermsState(terms["state"]),
            agreed=_date(terms.get("agreed")), review=_date(terms.get("review")), note=terms.get("note"),
        ))  # fmt: skip
    return group


def _frequency(stated: Table | None) -> tuple[int | None, int | None]:
    if stated is None:
        return None, None
    if "every" in stated:
        return 1, stated["every"] * {"month": 1, "year": 12}[stated["unit"]]
    return stated["times"], {"month": 1, "quarter": 3, "year": 12}[stated["per"]]


def _seats(
    session: WorkSession, row: Table, group: Group, organisations: dict[str, int], people: dict[str, int]
) -> list[int]:
    """Add a group's seats with their holders and its terms of the chair, and return the seats' ids in their order."""
    made = []
    for place, one in enumerate(row.get("seat", ()), 1):
        seat = Seat(
            group_id=group.id, position=place, post=one.get("post"), post_published=one.get("post_published"),
            either_post=one.get("either_post", False), organisation_id=_id(organisations, one.get("organisation")),
            role=SeatRole(one["role"]), note=one.get("note"),
        )  # fmt: skip
        session.add(seat)
        session.flush()
        made.append(seat.id)
        if "holder" in one or one.get("state") == "vacant":
            session.add(
                Tenure(
                    seat_id=seat.id,
                    person_id=_id(people, one.get("holder")),
                    start=_date(one.get("holder_from")),
                )
            )
    for one in row.get("chair", ()):
        session.add(Chairing(
            group_id=group.id, seat_id=made[one["seat"] - 1], start=_date(one.get("from")), end=_date(one.get("until")),
            note=one.get("note"),
        ))  # fmt: skip
    session.flush()
    return made


def _delegations(
    session: WorkSession, rows: Sequence[Table], seats: dict[str, list[int]], titles: dict[str, str]
) -> None:
    """Add what lead partners have delegated; each side is a group's key and the number of a seat in it, from 1."""
    for row in rows:
        lead, delegate = (seats[row[side]["group"]][row[side]["seat"] - 1] for side in ("lead", "delegate"))
        session.add(Delegation(
            lead_seat_id=lead, delegate_seat_id=delegate, functions="\n".join(row.get("functions", ())) or None,
            start=_date(row.get("from")), end=_date(row.get("until")), source=titles[row["source"]],
            note=row.get("note"),
        ))  # fmt: skip
