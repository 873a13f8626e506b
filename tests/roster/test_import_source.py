"""The membership tables of the published arrangements, pasted as they stand, give the seats of the starting data."""

from datetime import date
from functools import cache

import pytest
from roster_tables import SOURCE_AS_HTML, SOURCE_AS_TEXT

from mscp_desktop.exchange.sheet_in import read_pasted
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked, Fate, Plan, make_plan
from mscp_desktop.roster.intake.resolving import Answer, What
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.roster.rules.rosters import roster_at

DAY = date(2024, 12, 1)
DECEMBER = PartialDate(2024, 12)


@cache
def published() -> dict[str, str]:
    """Return which body of the starting data each of its names means."""
    rows = read_start("medway")["organisation"]
    return {
        normal_name(name): row["key"]
        for row in rows
        for name in (
            row["name"],
            row.get("short"),
            *row.get("aliases", ()),
            *(one["name"] for one in row.get("former", ())),
        )
        if name
    }


def expected() -> dict[str, list[tuple[str | None, str | None, str, bool, bool]]]:
    made = {}
    for group in read_start("medway")["group"]:
        if group["order"] <= 8:
            made[normal_name(group["name"])] = [
                (
                    seat.get("post_published", seat.get("post")), seat.get("organisation"), seat["role"],
                    seat.get("state") == "vacant", seat.get("either_post", False),
                )
                for seat in group["seat"]
            ]  # fmt: skip
    return made


def answered(asked: Asked, plan: Plan) -> dict[str, Answer]:
    """Answer as somebody would who knows the bodies: the one that is offered and is the same, else a new one."""
    given = dict(asked.answers)
    for question in plan.questions.values():
        if question.what is What.ORGANISATION and question.needed and question.key not in given:
            body = published()[normal_name(question.written)]
            same = (one for one in question.options[:-1] if published()[normal_name(one.name)] == body)
            chosen = next(same, question.options[-1])
            given[question.key] = chosen.answer
    return given


def taken(vault: Vault, pasted: tuple[str, str]) -> Asked:
    """Return what would be asked, with every question answered."""
    asked = Asked(read_pasted(*pasted).sheets, Kind.ROSTER, DECEMBER)
    with vault.store.reading() as session:
        plan = make_plan(session, asked, DAY)
        assert plan.count(Fate.REFUSED) == 0
        asked = Asked(asked.sheets, Kind.ROSTER, DECEMBER, answers=answered(asked, plan))
        assert make_plan(session, asked, DAY).count(Fate.ASKS) == 0
    return asked


def seats(vault: Vault) -> dict[str, list[tuple[str | None, str | None, str, bool]]]:
    with vault.store.reading() as session:
        return {
            normal_name(facts.name): [
                (seat.post, seat.organisation, seat.role.value, seat.holding.value == "vacant")
                for seat in roster_at(session, facts.uid, DAY).seats
            ]
            for facts in all_groups(session)
        }


@pytest.mark.parametrize("pasted", [(SOURCE_AS_TEXT, ""), ("", SOURCE_AS_HTML)], ids=["text", "page"])
def test_the_published_tables_give_the_seats_of_the_starting_data(empty_vault: Vault, pasted: tuple[str, str]) -> None:
    asked = taken(empty_vault, pasted)
    run(empty_vault.store, empty_vault.actor, import_rows, asked)
    found = seats(empty_vault)
    assert list(found) == list(expected())
    meant: dict[str, str] = {}
    for group, rows in expected().items():
        assert len(found[group]) == len(rows), group
        for (post, body, role, vacant), (published_post, key, published_role, is_vacant, _) in zip(
            found[group], rows, strict=True
        ):
            assert (post, role, vacant) == (published_post and published_post.rstrip(".,"), published_role, is_vacant)
            assert (body is None) == (key is None), post
            if body is not None and key is not None:
                assert published()[normal_name(body)] == key
                assert meant.setdefault(key, body) == body  # one body, however it is written
    assert len(set(meant.values())) == len(meant)
    undo(empty_vault.store, empty_vault.actor)
    assert seats(empty_vault) == {}


def test_pasted_over_the_starting_data_nothing_changes(medway: Vault) -> None:
    asked = Asked(read_pasted(SOURCE_AS_TEXT).sheets, Kind.ROSTER, DECEMBER)
    with medway.store.reading() as session:
        plan = make_plan(session, asked, DAY)
    assert plan.count(Fate.SAME) == 104
    assert [row.words for row in plan.rows if row.fate not in (Fate.SAME, Fate.LEFT_OUT)] == []
    before = seats(medway)
    assert run(medway.store, medway.actor, import_rows, asked).announcement is None
    assert seats(medway) == before
