"""Scales and tools: what may change until a tool is used, and what is new in an edition against the one before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mscp_desktop.assessment.intake import add_shipped_tools, read_shipped
from mscp_desktop.assessment.records import GradeShape, Tool, ToolState
from mscp_desktop.assessment.rules import changes, scales, tools
from mscp_desktop.assessment.rules.tools import Mark, WholeTool
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import redo, restoring, undo
from mscp_desktop.foundation.vault import Vault

Do = Callable[..., Any]
DAY = date(2026, 11, 12)


@operation("tests.use")
def use(session: WorkSession, uid: str, day: date = DAY) -> None:
    changes.mark_used(session, Tool.by_uid(session, uid), day)
    session.say("Worked with a tool")


@pytest.fixture
def do(medway: Vault) -> Do:
    """Return a function that runs an operation and returns its value."""
    return lambda what, *args, **kwargs: run(medway.store, medway.actor, what, *args, **kwargs).value


def whole(vault: Vault, uid: str) -> WholeTool:
    with vault.store.reading() as session:
        found = tools.whole_tool(session, uid)
    assert found is not None
    return found


def named(vault: Vault, words: str) -> tools.ToolRow:
    with vault.store.reading() as session:
        return tools.tool_named(session, words)


def texts(tool: WholeTool, section: int) -> list[str]:
    return [one.text for one in tool.sections[section].questions]


def test_shipped_tools_are_whole_and_in_use_with_keys_that_last(medway: Vault, do: Do) -> None:
    def stands() -> list[tuple[Any, ...]]:
        with medway.store.reading() as session:
            found = [tools.whole_tool(session, one.uid) for one in tools.tools(session)]
        return [
            (tool.row.name, one.key, one.overall, each.key, each.text)
            for tool in found if tool for one in tool.sections for each in one.questions
        ]  # fmt: skip

    with medway.store.reading() as session:
        rows = tools.tools(session)
        (scale,) = scales.scales(session)
        found = [tools.whole_tool(session, one.uid) for one in rows]
    assert [one.name for one in rows] == [
        "Child sexual exploitation", "Children with disabilities", "Domestic abuse", "Neglect",
        "Parental mental health", "Physical abuse",
    ]  # fmt: skip
    assert {(one.edition, one.state, one.sections, one.first_used) for one in rows} == {(1, ToolState.IN_USE, 9, None)}
    assert [grade.words() for grade in scale.grades] == [
        "Outstanding (O)", "Good (G)", "Requires improvement (RI)", "Inadequate (I)",
    ]  # fmt: skip
    assert len({grade.shape for grade in scale.grades}) == len(scale.grades)
    assert all(grade.descriptor for grade in scale.grades)
    assert all(3 <= len(one.questions) <= 6 for tool in found if tool for one in tool.sections)
    assert [[one.overall for one in tool.sections].index(True) for tool in found if tool] == [8] * 6
    themes = [
        {one["text"] for key, part in tool.items() if isinstance(part, dict) and key != "overall"
         for one in part["questions"]}
        for tool in read_shipped()[1]
    ]  # fmt: skip
    assert sum(map(len, themes)) == len(set().union(*themes))  # each theme asks its own questions
    before = stands()
    do(changes.remove_tools, [rows[0].uid, rows[3].uid])
    assert do(add_shipped_tools) == 2
    assert stands() == before
    assert do(add_shipped_tools) == 0


def test_a_copy_shows_what_is_new_changed_moved_and_left_out(medway: Vault, do: Do) -> None:
    first = named(medway, "neglect")
    copy = do(changes.copy_tool, first.uid)
    tool = whole(medway, copy)
    assert (tool.row.words(), tool.row.state, tool.changes()) == ("Neglect, edition 2", ToolState.DRAFT, "no changes")
    with pytest.raises(UserError, match="There is a draft already: Neglect, edition 2"):
        do(changes.copy_tool, first.uid)
    asked = tool.sections[0].questions
    new = do(changes.add_question, tool.sections[0].uid, "  Who  saw it? ", after_uid=asked[0].uid)
    do(changes.change_question, asked[1].uid, asked[1].version, help="Look twice")
    do(changes.change_question, asked[2].uid, asked[2].version, section_uid=tool.sections[1].uid)
    do(changes.remove_parts, [asked[3].uid])
    do(changes.change_section, tool.sections[3].uid, tool.sections[3].version, about="Who did what")
    do(changes.remove_parts, [tool.sections[4].uid])
    last = tool.sections[5].questions
    do(changes.move_part_by, last[0].uid, 2)  # two moved up past it, and it alone is marked
    do(changes.change_question, last[0].uid, last[0].version + 1, text="Was it put right?")
    do(changes.move_part_by, tool.sections[6].uid, -6)
    do(changes.move_part_by, tool.sections[6].uid, 2)
    now = whole(medway, copy)
    marks = {one.uid: one.marks for section in now.sections for one in section.questions if one.marks}
    assert marks == {
        new: (Mark.NEW,), asked[1].uid: (Mark.CHANGED,), asked[2].uid: (Mark.MOVED,),
        last[0].uid: (Mark.CHANGED, Mark.MOVED),
    }  # fmt: skip
    (put_right,) = [one for section in now.sections for one in section.questions if one.uid == last[0].uid]
    assert (put_right.stood, put_right.before.startswith(last[0].text)) == ("6.1", True)
    assert [(one.name, one.stood) for one in now.sections if Mark.MOVED in one.marks] == [(tool.sections[6].name, "7")]
    assert [one.number for one in now.sections[0].questions] == ["1.1", "1.2", "1.3"]
    assert now.sections[0].questions[1].text == "Who saw it?"
    assert now.sections[0].questions[2].before == asked[1].text
    assert now.sections[1].questions[-1].stood == "1.3"
    assert now.sections[4].marks == (Mark.CHANGED,)
    assert [one.what for one in now.gone][:2] == ["section 5", "question 1.4"]
    assert now.changes() == "1 new, 3 changed, 3 moved, 5 left out"
    assert whole(medway, first.uid).changes() == ""
    with pytest.raises(ConflictError, match="Neglect, edition 2 was copied from edition 1"):
        do(changes.remove_tools, [first.uid])
    do(changes.put_in_use, copy)
    assert [named(medway, words).state.value for words in ("Neglect, edition 1", "Neglect")] == ["retired", "in use"]
    with medway.store.reading() as session:
        assert tools.tool_choices(session, "neglect")[0] == (copy, "Neglect, edition 2", "in use")
    undo(medway.store, medway.actor)
    assert named(medway, "Neglect").edition == 1
    do(changes.remove_tools, [copy])
    undo(medway.store, medway.actor)
    back = whole(medway, copy)
    assert (back.changes(), back.gone) == (now.changes(), now.gone)
    assert [texts(back, place) for place in range(8)] == [texts(now, place) for place in range(8)]


def test_order_is_kept_by_moving_over_the_edges_of_sections(medway: Vault, do: Do) -> None:
    uid = do(changes.add_tool, "Short breaks")
    parts = [do(changes.add_section, uid, name) for name in ("One", "Three")]
    parts.insert(1, do(changes.add_section, uid, "Two", after_uid=parts[0]))
    asked = [do(changes.add_question, parts[0], text) for text in ("a", "b")] + [
        do(changes.add_question, parts[1], "c")
    ]

    def stands() -> list[str]:
        return [f"{one.name}:{''.join(each.text for each in one.questions)}" for one in whole(medway, uid).sections]

    assert stands() == ["One:ab", "Two:c", "Three:"]
    for part, by, after in (
        (asked[0], 1, ["One:ba", "Two:c", "Three:"]),
        (asked[0], 1, ["One:b", "Two:ac", "Three:"]),
        (asked[0], 2, ["One:b", "Two:c", "Three:a"]),
        (asked[0], 1, ["One:b", "Two:c", "Three:a"]),
        (asked[0], -1, ["One:b", "Two:ca", "Three:"]),
        (parts[2], -2, ["Three:", "One:b", "Two:ca"]),
        (parts[2], 9, ["One:b", "Two:ca", "Three:"]),
    ):
        do(changes.move_part_by, part, by)
        assert stands() == after
    undo(medway.store, medway.actor)
    assert stands() == ["Three:", "One:b", "Two:ca"]
    do(changes.remove_parts, [parts[1], asked[2], asked[1]])
    assert stands() == ["Three:", "One:"]
    assert [one.position for one in whole(medway, uid).sections] == [1, 2]


def test_a_tool_is_put_in_use_once_it_is_whole_and_stays_so(medway: Vault, do: Do) -> None:
    uid = do(changes.add_tool, "Short breaks")
    missing = "It needs a section and a section for the overall grade."
    with pytest.raises(UserError, match=missing):
        do(changes.put_in_use, uid)
    one = do(changes.add_section, uid, "Care")
    with pytest.raises(UserError, match="a section for the overall grade and a question in Care"):
        do(changes.put_in_use, uid)
    overall = do(changes.add_section, uid, "Overall", overall=True)
    for words, call in (
        ("A section needs a name", lambda: do(changes.add_section, uid, "  ")),
        ("already a section called Care", lambda: do(changes.add_section, uid, "care")),
        ("there would be two", lambda: do(changes.add_section, uid, "All in all", overall=True)),
        ("A question needs words", lambda: do(changes.add_question, one, " \n")),
        ("already a tool called Short breaks", lambda: do(changes.add_tool, "short  breaks")),
        ("A tool needs a name", lambda: do(changes.add_tool, "")),
        ("There is no tool called “Nothing”. The tools are: Child", lambda: named(medway, "Nothing")),
        ("is a draft. Put it in use", lambda: do(use, uid)),
    ):
        with pytest.raises(UserError, match=words):
            call()
    asked = [do(changes.add_question, part, "How good?") for part in (one, overall)]
    do(changes.put_in_use, uid)
    section = whole(medway, uid).sections[0]
    first = section.questions[0]
    do(changes.take_back, uid)
    do(changes.change_question, first.uid, first.version, text="How well?")
    with medway.store.reading() as session:
        before = next(iter(entries_of(session, "tool_question", first.uid, None))).id
    do(changes.put_in_use, uid)
    said = "edition 1 is in use, so.*Make it a draft again, which can be done until it is first used, or copy it"
    for what, args, fields in (
        (changes.add_section, (uid, "More"), {}),
        (changes.change_section, (section.uid, section.version), {"about": "More"}),
        (changes.add_question, (section.uid, "More?"), {}),
        (changes.change_question, (first.uid, first.version + 1), {"text": "Else?"}),
        (changes.move_part_by, (first.uid, 1), {}),
        (changes.remove_parts, ([first.uid],), {}),
        (restoring(frozenset(medway.actor.roles)), (before, "text", first.version + 1), {}),
    ):
        with pytest.raises(ConflictError, match=said):
            do(what, *args, **fields)
    do(changes.remove_tools, [uid])
    undo(medway.store, medway.actor)  # it comes back in use, with all that stood in it
    assert texts(whole(medway, uid), 0) == ["How well?"]
    do(changes.take_back, uid)
    do(changes.remove_parts, [asked[0]])
    do(changes.retire, uid)
    with pytest.raises(UserError, match="It needs a question in Care"):
        do(changes.put_in_use, uid)


def test_a_used_tool_stays_as_it_was_answered_through_every_door(medway: Vault, do: Do) -> None:
    row = named(medway, "Neglect")
    section = whole(medway, row.uid).sections[0]
    asked = section.questions[0]
    do(changes.take_back, row.uid)
    do(changes.change_question, asked.uid, asked.version, text="Slip of the pen")
    do(changes.put_in_use, row.uid)
    with medway.store.reading() as session:
        slip = next(iter(entries_of(session, "tool_question", asked.uid, None))).id
    do(use, row.uid)
    do(use, row.uid, date(2027, 1, 1))  # the first day counts
    assert named(medway, "Neglect").first_used == DAY
    with medway.store.reading() as session:
        scale = scales.scale_of(session, row.scale_uid)
    assert scale is not None
    assert scale.used_by == "Neglect, edition 1"
    said = "Neglect, edition 1 has been used.*Copy it to a new edition"
    grade = scale.grades[0]
    for words, what, args, fields in (
        (said, changes.add_section, (row.uid, "More"), {}),
        (said, changes.change_section, (section.uid, section.version), {"name": "Seeing"}),
        (said, changes.add_question, (section.uid, "More?"), {}),
        (said, changes.change_question, (asked.uid, asked.version + 1), {"text": "Else?"}),
        (said, changes.move_part_by, (asked.uid, 1), {}),
        (said, changes.remove_parts, ([asked.uid],), {}),
        (said, changes.remove_parts, ([section.uid],), {}),
        (said, changes.change_tool, (row.uid, row.version), {"name": "Neglected"}),
        (said, changes.take_back, (row.uid,), {}),
        (said, changes.take_own_scale, (row.uid, "Own"), {}),
        (said, restoring(frozenset(medway.actor.roles)), (slip, "text", asked.version + 1), {}),
        ("has been used, so it can't be deleted", changes.remove_tools, ([row.uid],), {}),
        ("its grades stay", scales.change_grade, (grade.uid, grade.version), {"descriptor": "Well done"}),
        ("its grades stay", scales.add_grade, (scale.uid, "Fair", "F", GradeShape.DASHED), {}),
        ("its grades stay", scales.remove_grade, (grade.uid,), {}),
    ):
        with pytest.raises(ConflictError, match=words):
            do(what, *args, **fields)
    do(changes.change_tool, row.uid, named(medway, "Neglect").version, note="For the audit of November")
    copy = do(changes.copy_tool, row.uid)
    do(changes.take_own_scale, copy, "Five grades")
    with medway.store.reading() as session:
        own = scales.scale_of_tool(session, copy)
    assert own is not None
    do(scales.change_grade, own.grades[3].uid, own.grades[3].version, position=1, letters="x y")
    do(scales.add_grade, own.uid, "Fair", "f", GradeShape.DASHED)
    with medway.store.reading() as session:
        own = scales.scale_of_tool(session, copy)
        letters = [one.letters for one in own.grades] if own else []
    assert letters == ["XY", "O", "G", "RI", "F"]
    with pytest.raises(UserError, match="Another grade of this scale is known by RI"):
        do(scales.add_grade, own.uid if own else "", "Rather iffy", "ri", GradeShape.DASHED)
    do(changes.put_in_use, copy)
    assert named(medway, "Neglect").scale == "Five grades"


def test_use_is_undone_with_what_used_it(medway: Vault, do: Do) -> None:
    row = named(medway, "Neglect")
    do(use, row.uid)
    undo(medway.store, medway.actor)
    assert named(medway, "Neglect").first_used is None
    redo(medway.store, medway.actor)
    assert named(medway, "Neglect").first_used == DAY


def test_a_tool_is_found_by_its_sections_and_not_by_the_common_words_of_its_questions(medway: Vault, do: Do) -> None:
    row = named(medway, "Neglect")
    copy = do(changes.copy_tool, row.uid)
    section = whole(medway, copy).sections[0]
    do(changes.change_question, section.questions[0].uid, section.questions[0].version, text="Was an aardvark fed?")
    do(changes.change_section, section.uid, section.version, name="Zebrafish")

    def found(words: str) -> list[tuple[str, str]]:
        with medway.store.reading() as session:
            return [(one.title, one.detail) for one in find(session, words) if one.kind == "assessment_tool"]

    first, second = "Neglect, edition 1", "Neglect, edition 2"
    assert found("zebrafish") == [(second, "Case audit tool, draft")]
    assert found("aardvark") == []
    assert found("neglect") == [(first, "Case audit tool, in use"), (second, "Case audit tool, draft")]
    do(changes.put_in_use, copy)
    assert found("neglect") == [(second, "Case audit tool, in use"), (first, "Case audit tool, retired")]
