"""Merging by itself: whatever two people did apart, the order in which it comes back makes no difference."""

from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from mscp_desktop.audits.rules.away_content import KINDS, Content, Row
from mscp_desktop.audits.rules.merging import Clash, merge
from mscp_desktop.audits.rules.sealing import Cell

CASES, SERVICES, SECTIONS = ("c1", "c2"), ("s1", "s2"), ("e1", "e2")
TABLES = {kind.table: kind for kind in KINDS}


def row(table: str, **given: str | int | None) -> Row:
    """Return a row of a table with what is named, and nothing else."""
    return {name: given.get(name) for name in TABLES[table].columns()}


def left() -> Content:
    """Return an audit of two cases and two services, as it left."""
    content = Content(rows={kind.table: {} for kind in KINDS})
    rows = content.rows
    rows["audit"]["a"] = row("audit", state="agreed")
    for at, case in enumerate(CASES, 1):
        rows["audit_case"][case] = row("audit_case", audit_id="a", position=at, reference=case, seconds=0)
    for at, service in enumerate(SERVICES, 1):
        rows["audit_service"][service] = row("audit_service", audit_id="a", position=at, name=service)
    said = row("service_case", service_id="s1", case_id="c1", known="known", late=0)
    rows["service_case"]["s1+c1"] = said
    content.cells["s1+c1"] = {("grades", "e1"): Cell("good"), ("evidence", "e1"): Cell("On file")}
    agreed = row("agreed_grade", case_id="c1", section_id="e1", grade_id="good", decided_at="1", decided_by="Ann")
    rows["agreed_grade"]["c1+e1"] = agreed
    return content


words = st.sampled_from(["good", "poor", "x"])
edits = st.lists(
    st.one_of(
        st.tuples(st.just("cell"), st.sampled_from(SERVICES), st.sampled_from(CASES), st.sampled_from(SECTIONS), words),
        st.tuples(st.just("uncell"), st.sampled_from(SERVICES), st.sampled_from(CASES), st.sampled_from(SECTIONS)),
        st.tuples(st.just("unknown"), st.sampled_from(SERVICES), st.sampled_from(CASES)),
        st.tuples(st.just("agree"), st.sampled_from(CASES), st.sampled_from(SECTIONS), words),
        st.tuples(st.just("disagree"), st.sampled_from(CASES), st.sampled_from(SECTIONS)),
        st.tuples(st.just("summary"), st.sampled_from(CASES), words),
        st.tuples(st.just("seconds"), st.sampled_from(CASES), st.integers(0, 3)),
        st.tuples(st.just("gone"), st.sampled_from(CASES)),
        st.tuples(st.just("new"), st.integers(1, 2)),
        st.tuples(st.just("find"), st.integers(1, 2), words),
        st.tuples(st.just("held")),
    ),
    max_size=6,
)


def done(content: Content, acts: list[tuple[object, ...]], who: str) -> Content:  # noqa: C901, PLR0912 - a list of acts
    """Return what an audit holds after somebody worked on it."""
    content, rows = deepcopy(content), deepcopy(content).rows
    content.rows = rows
    for kind, *rest in acts:
        given = [str(one) for one in rest]
        if kind == "new":
            rows["audit_case"][f"{who}{given[0]}"] = row(
                "audit_case", audit_id="a", position=2 + int(given[0]), reference=f"{who}{given[0]}", seconds=0
            )
        elif kind == "find":
            rows["audit_finding"][f"{who}f{given[0]}"] = row(
                "audit_finding", audit_id="a", number=int(given[0]), kind="strength", text=given[1]
            )
        elif kind == "held":
            rows["audit"]["a"]["state"] = "held"
        elif given[1 if kind in ("cell", "uncell", "unknown") else 0] not in rows["audit_case"]:
            continue
        elif kind in ("cell", "uncell", "unknown"):
            key = f"{given[0]}+{given[1]}"
            rows["service_case"].setdefault(key, row("service_case", service_id=given[0], case_id=given[1], late=0))
            rows["service_case"][key]["known"] = "not known to us" if kind == "unknown" else "known"
            cells = content.cells.setdefault(key, {})
            if kind == "cell":
                cells["grades", given[2]] = Cell(given[3])
            elif kind == "uncell":
                cells.pop(("grades", given[2]), None)
            else:
                cells.clear()
        elif kind == "agree":
            rows["agreed_grade"]["+".join(given[:2])] = row(
                "agreed_grade", case_id=given[0], section_id=given[1], grade_id=given[2], decided_at=who, decided_by=who
            )
        elif kind == "disagree":
            rows["agreed_grade"].pop("+".join(given), None)
        elif kind == "summary":
            rows["audit_case"][given[0]]["summary"] = given[1]
        elif kind == "seconds":
            rows["audit_case"][given[0]]["seconds"] = int(given[1])
        else:
            del rows["audit_case"][given[0]]
            for table in ("service_case", "agreed_grade"):
                for key in [key for key, one in rows[table].items() if one["case_id"] == given[0]]:
                    del rows[table][key]
                    content.cells.pop(key, None)
    return content


def decided(clash: Clash) -> bool:
    """Decide by what stands there, whichever side it is on; what was taken away stays where it was worked on."""

    def said(one: object) -> str:
        if one is None:
            return ""
        held = one._held if isinstance(one, Cell) else one
        return str(held)

    return said(clash.theirs) > said(clash.ours)


@settings(max_examples=60)
@given(edits, edits)
def test_either_order(first: list[tuple[object, ...]], second: list[tuple[object, ...]]) -> None:
    """Two bundles come to the same in either order; one merged twice changes nothing, alone or with others."""
    base = left()
    bea, cid = done(base, first, "b"), done(base, second, "c")
    alone = merge(base, base, bea, decided)
    assert alone.clashes == []
    assert held(merge(base, alone.content, bea, decided).content) == held(alone.content)
    one = merge(base, alone.content, cid, decided)
    other = merge(base, merge(base, base, cid, decided).content, bea, decided)
    assert held(one.content) == held(other.content)
    again = merge(base, one.content, cid, decided)
    assert {clash.id for clash in again.clashes} <= {clash.id for clash in one.clashes}


def held(content: Content) -> object:
    """Return all that an audit holds, leaving out what is empty."""
    return content.rows, {key: cells for key, cells in content.cells.items() if cells}
