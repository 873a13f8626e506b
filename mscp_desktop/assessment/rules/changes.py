"""Operations on tools: their sections and questions, copies for the next cycle, and which edition is in use."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import (
    Scale,
    Tool,
    ToolKind,
    ToolQuestion,
    ToolSection,
    ToolState,
    fixed_words,
    frozen_words,
)
from mscp_desktop.assessment.rules.scales import copy_scale, put_in_order
from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed

_SHOWN = 60  # characters of a question that stand in a sentence
_TEXTS = frozenset({"about", "help", "note"})
_FROZEN = frozenset({"name", "kind", "scale_uid"})


@operation("assessment.add_tool")
def add_tool(
    session: WorkSession, name: str, *, kind: ToolKind = ToolKind.CASE_AUDIT, scale_uid: str | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Add the first edition of a tool, as a draft without sections, and return its uid; the scale is else the first."""
    scale = session.scalars(select(Scale).order_by(Scale.id)).first() if scale_uid is None else None
    if scale_uid is not None:
        scale = Scale.by_uid(session, scale_uid)
    if scale is None:
        raise UserError("A tool needs a scale to grade by, and none is recorded. Add a scale first.")
    tool = Tool(
        name=_free_name(session, name), kind=kind, edition=1, state=ToolState.DRAFT, scale_id=scale.id,
        note=trimmed(note),
    )  # fmt: skip
    session.add(tool)
    session.flush()
    session.say(f"Added the tool {tool.name}")
    return tool.uid


@operation("assessment.change_tool")
def change_tool(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, kind, scale_uid or note of a tool; a new name is given to all editions, of which none may be used.

    Only the note of a used one can be changed.
    """
    tool = Tool.by_uid(session, uid)
    if fields.keys() & _FROZEN:
        _refuse_used(tool)
    if "name" in fields:
        named = _editions(session, tool.name)
        fields["name"] = _free_name(session, fields["name"], tool.name)
        used = next((one for one in named if one.first_used is not None), None)
        if used is not None and fields["name"] != tool.name:
            raise ConflictError(
                f"{used.words()} has been used under this name, so the name stays. Nothing was changed."
            )
        for one in named:
            if one is not tool:
                one.name = fields["name"]
    if "scale_uid" in fields:
        scale_uid = fields.pop("scale_uid")
        if scale_uid is None:
            raise UserError("A tool needs a scale to grade by.")
        fields["scale_id"] = Scale.by_uid(session, scale_uid).id
    changed = change_record(session, tool, version, _trimmed(fields))
    session.say(f"{field_words({name.removesuffix('_id'): None for name in changed})} of the tool {tool.words()}")


@operation("assessment.take_own_scale")
def take_own_scale(session: WorkSession, uid: str, name: str) -> str:
    """Copy a tool's scale under another name and grade the tool by the copy; return the uid of that scale."""
    tool = Tool.by_uid(session, uid)
    _refuse_used(tool)
    made = copy_scale(session, session.get_one(Scale, tool.scale_id).uid, name)
    scale = Scale.by_uid(session, made)
    tool.scale_id = scale.id
    session.say(f"Copied the scale of {tool.words()} as {scale.name}")
    return made


@operation("assessment.copy_tool")
def copy_tool(session: WorkSession, uid: str) -> str:
    """Copy a tool as the draft of the next edition of its name and return the copy's uid."""
    tool = Tool.by_uid(session, uid)
    named = _editions(session, tool.name)
    draft = next((one for one in named if one.state is ToolState.DRAFT), None)
    if draft is not None:
        raise UserError(f"There is a draft already: {draft.words()}. Change that one, or delete it first.")
    made = Tool(
        name=tool.name, kind=tool.kind, edition=max(one.edition for one in named) + 1, state=ToolState.DRAFT,
        scale_id=tool.scale_id, made_from_id=tool.id, note=tool.note,
    )  # fmt: skip
    session.add(made)
    session.flush()
    for section in _sections(session, tool.id):
        own = ToolSection(
            tool_id=made.id, key=section.key, position=section.position, name=section.name, about=section.about,
            overall=section.overall,
        )  # fmt: skip
        session.add(own)
        session.flush()
        for one in _questions(session, section.id):
            session.add(
                ToolQuestion(section_id=own.id, key=one.key, position=one.position, text=one.text, help=one.help)
            )
    session.flush()
    session.say(f"Copied {tool.words()} as a draft of edition {made.edition}")
    return made.uid


@operation("assessment.put_in_use")
def put_in_use(session: WorkSession, uid: str) -> None:
    """Put a tool in use; the edition that was in use until then is retired. One that is not whole is refused."""
    tool = Tool.by_uid(session, uid)
    if tool.state is ToolState.IN_USE:
        raise UserError(f"{tool.words()} is in use already. Nothing was changed.")
    _refuse_unready(session, tool)
    before = [one for one in _editions(session, tool.name) if one.state is ToolState.IN_USE]
    for one in before:
        one.state = ToolState.RETIRED
    tool.state = ToolState.IN_USE
    retired = "".join(f", and retired edition {one.edition}" for one in before)
    session.say(f"Put {tool.words()} in use{retired}")


@operation("assessment.take_back")
def take_back(session: WorkSession, uid: str) -> None:
    """Make a tool that has not been used yet a draft again, so that it can be taken apart."""
    tool = Tool.by_uid(session, uid)
    _refuse_used(tool)
    if tool.state is ToolState.DRAFT:
        raise UserError(f"{tool.words()} is a draft already. Nothing was changed.")
    draft = next((one for one in _editions(session, tool.name) if one.state is ToolState.DRAFT), None)
    if draft is not None:
        raise UserError(f"There is a draft already: {draft.words()}. Nothing was changed.")
    tool.state = ToolState.DRAFT
    session.say(f"Made {tool.words()} a draft again")


@operation("assessment.retire")
def retire(session: WorkSession, uid: str) -> None:
    """Take a tool out of use; what was done with it stays, and it can be put in use again."""
    tool = Tool.by_uid(session, uid)
    if tool.state is ToolState.RETIRED:
        raise UserError(f"{tool.words()} is retired already. Nothing was changed.")
    tool.state = ToolState.RETIRED
    session.say(f"Retired {tool.words()}")


@operation("assessment.remove_tools")
def remove_tools(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete tools with their sections; one that was used, copied, or is planned to be used stays."""
    said = []
    for uid in uids:
        tool = Tool.by_uid(session, uid)
        if tool.first_used is not None:
            raise ConflictError(f"{tool.words()} has been used, so it can't be deleted. Retire it instead.")
        copy = session.scalars(select(Tool).where(Tool.made_from_id == tool.id).order_by(Tool.id)).first()
        if copy is not None:
            raise ConflictError(
                f"{copy.words()} was copied from edition {tool.edition}, and what is new in it shows against that, so"
                " it can't be deleted. Retire it instead; nothing was changed."
            )
        for section in _sections(session, tool.id):
            _delete_section(session, section)
        session.flush()
        if next(referring(session, tool), None) is not None:
            raise ConflictError(
                f"Something is to be done with {tool.words()}, so it can't be deleted. Choose another tool there"
                " first; nothing was changed."
            )
        said.append(tool.words())
        session.delete(tool)
        session.flush()
    session.say(f"Deleted the tool{'' if len(said) == 1 else 's'} {'; '.join(said)}")


@operation("assessment.add_section")
def add_section(
    session: WorkSession, tool_uid: str, name: str, *, about: str | None = None, overall: bool = False,
    after_uid: str | None = None,
) -> str:  # fmt: skip
    """Add a section after another one, or at the end, and return its uid; only one can be for the overall grade."""
    tool = Tool.by_uid(session, tool_uid)
    _refuse_fixed(tool)
    section = ToolSection(
        tool_id=tool.id, key=new_uid(), position=0, name=_free_section(session, tool, name), about=trimmed(about),
        overall=overall,
    )  # fmt: skip
    others = _sections(session, tool.id)
    session.add(section)
    _place_after(others, section, after_uid)
    session.flush()
    session.say(f"Added the section {section.name} to {tool.words()}")
    return section.uid


@operation("assessment.add_question")
def add_question(
    session: WorkSession, section_uid: str, text: str, *, help: str | None = None,  # noqa: A002 - the field's name
    after_uid: str | None = None,
) -> str:  # fmt: skip
    """Add a question after another one of its section, or at the end, and return its uid."""
    section, tool = _section_of(session, section_uid)
    question = ToolQuestion(section_id=section.id, key=new_uid(), position=0, text=_text(text), help=trimmed(help))
    others = _questions(session, section.id)
    session.add(question)
    _place_after(others, question, after_uid)
    session.flush()
    session.say(f"Added a question to {section.name} of {tool.words()}: {_short(question.text)}")
    return question.uid


@operation("assessment.change_section")
def change_section(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, about or overall of a section."""
    section, tool = _section_of(session, uid)
    if "name" in fields:
        fields["name"] = _free_section(session, tool, fields["name"], section)
    changed = change_record(session, section, version, _trimmed(fields))
    session.flush()
    session.say(f"{field_words(changed)} of the section {section.name} of {tool.words()}")


@operation("assessment.change_question")
def change_question(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change text or help of a question; `section_uid` moves it to the end of another section of its tool."""
    question = ToolQuestion.by_uid(session, uid)
    section, tool = _section_of_question(session, question)
    last = 0
    if "text" in fields:
        fields["text"] = _text(fields["text"])
    if "section_uid" in fields:
        to = ToolSection.by_uid(session, fields.pop("section_uid") or section.uid)
        if to.tool_id != tool.id:
            raise UserError("That section is of another tool. Choose one of this tool.")
        if to is not section:
            fields["section_id"], last = to.id, len(_questions(session, to.id)) + 1
    changed = change_record(session, question, version, _trimmed(fields))
    if "section_id" in changed:
        question.position = last
    session.flush()
    put_in_order(_questions(session, section.id))
    said = field_words({name.removesuffix("_id"): None for name in changed})
    session.say(f"{said} of a question of {tool.words()}: {_short(question.text)}")


@operation("assessment.move_part_by")
def move_part_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a section with its questions, or a question, up (negative) or down by so many places.

    A question that stands first or last in its section goes on to the section before or after.
    """
    section = session.scalar(select(ToolSection).where(ToolSection.uid == uid))
    if section is not None:
        _, tool = _section_of(session, uid)
        place = _move(_sections(session, tool.id), section, by)
        session.say(f"Moved the section {section.name} of {tool.words()} to place {place}")
        return
    question = ToolQuestion.by_uid(session, uid)
    for _ in range(abs(by)):
        _step(session, question, 1 if by > 0 else -1)
    session.flush()
    own, tool = _section_of_question(session, question)
    session.say(f"Moved a question of {tool.words()} to place {question.position} of {own.name}")


@operation("assessment.remove_parts")
def remove_parts(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete sections with their questions, and questions, of a draft."""
    said, touched = [], {}
    sections = session.scalars(select(ToolSection).where(ToolSection.uid.in_(uids))).all()
    within = {one.uid for section in sections for one in _questions(session, section.id)}
    for uid in [*(one.uid for one in sections), *(uid for uid in uids if uid not in within)]:
        section = session.scalar(select(ToolSection).where(ToolSection.uid == uid))
        if section is not None:
            _, tool = _section_of(session, uid)
            said.append(f"the section {section.name}")
            _delete_section(session, section)
        elif uid not in {one.uid for one in sections}:
            question = ToolQuestion.by_uid(session, uid)
            own, tool = _section_of_question(session, question)
            said.append(f"“{_short(question.text)}”")
            session.delete(question)
            session.flush()
            put_in_order(_questions(session, own.id))
        else:
            continue
        touched[tool.id] = tool
        session.flush()
        put_in_order(_sections(session, tool.id))
    what = said[0] if len(said) == 1 else f"{len(said)} sections and questions"
    session.say(f"Deleted {what} of {', '.join(tool.words() for tool in touched.values())}")


def mark_used(session: WorkSession, tool: Tool, day: date) -> None:
    """Record the first day of work done with a tool; from then on it stays as it is. A draft is refused."""
    if tool.state is ToolState.DRAFT:
        raise UserError(f"{tool.words()} is a draft. Put it in use before it is worked with; nothing was changed.")
    if tool.first_used is None:
        tool.first_used = day
        session.flush()


def _step(session: WorkSession, question: ToolQuestion, by: int) -> None:
    """Move a question one place, over the edge of its section where it stands there."""
    section, tool = _section_of_question(session, question)
    own = _questions(session, section.id)
    place = own.index(question) + by
    if 0 <= place < len(own):
        _move(own, question, by)
        return
    sections = _sections(session, tool.id)
    to = sections.index(section) + by
    if not 0 <= to < len(sections):
        return
    others = _questions(session, sections[to].id)
    others.insert(0 if by > 0 else len(others), question)
    question.section_id = sections[to].id
    own.remove(question)
    put_in_order(own)
    put_in_order(others)
    session.flush()


def _move(ordered: list[Any], moved: Any, by: int) -> int:
    place = max(0, min(ordered.index(moved) + by, len(ordered) - 1))
    ordered.remove(moved)
    ordered.insert(place, moved)
    put_in_order(ordered)
    return place + 1


def _place_after(others: list[Any], made: Any, after_uid: str | None) -> None:
    place = next((place for place, one in enumerate(others, 1) if one.uid == after_uid), len(others))
    others.insert(place, made)
    put_in_order(others)


def _refuse_used(tool: Tool) -> None:
    if tool.first_used is not None:
        raise ConflictError(frozen_words(tool.words()))


def _refuse_fixed(tool: Tool) -> None:
    """Refuse a change of the sections and questions of what is no draft."""
    if tool.state is not ToolState.DRAFT:
        raise ConflictError(fixed_words(tool))


def _refuse_unready(session: WorkSession, tool: Tool) -> None:
    """Raise `UserError` that says what a tool still needs before it can be used."""
    sections = _sections(session, tool.id)
    empty = [one.name for one in sections if not _questions(session, one.id)]
    missing = [
        *([] if sections else ["a section"]),
        *([] if any(one.overall for one in sections) else ["a section for the overall grade"]),
        *(f"a question in {name}" for name in empty),
    ]
    if missing:
        listed = ", ".join(missing[:-1]) + (" and " if missing[:-1] else "") + missing[-1]
        raise UserError(f"{tool.words()} can't be in use yet. It needs {listed}.")


def _delete_section(session: WorkSession, section: ToolSection) -> None:
    for one in _questions(session, section.id):
        session.delete(one)
    session.flush()
    session.delete(section)


def _section_of(session: WorkSession, uid: str) -> tuple[ToolSection, Tool]:
    """Return a section with its tool, which is refused where it is no draft."""
    section = ToolSection.by_uid(session, uid)
    tool = session.get_one(Tool, section.tool_id)
    _refuse_fixed(tool)
    return section, tool


def _section_of_question(session: WorkSession, question: ToolQuestion) -> tuple[ToolSection, Tool]:
    return _section_of(session, session.get_one(ToolSection, question.section_id).uid)


def _editions(session: WorkSession, name: str) -> list[Tool]:
    return list(session.scalars(select(Tool).where(Tool.name == name).order_by(Tool.edition)))


def _sections(session: WorkSession, tool: int) -> list[ToolSection]:
    query = select(ToolSection).where(ToolSection.tool_id == tool).order_by(ToolSection.position, ToolSection.id)
    return list(session.scalars(query))


def _questions(session: WorkSession, section: int) -> list[ToolQuestion]:
    query = select(ToolQuestion).where(ToolQuestion.section_id == section)
    return list(session.scalars(query.order_by(ToolQuestion.position, ToolQuestion.id)))


def _free_name(session: WorkSession, name: str | None, own: str = "") -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A tool needs a name.")
    for other in session.scalars(select(Tool)):
        if other.name != own and normal_name(other.name) == normal_name(said):
            raise UserError(
                f"There is already a tool called {other.name}. Give this one another name, or copy that one for its"
                " next edition."
            )
    return said


def _free_section(session: WorkSession, tool: Tool, name: str | None, own: ToolSection | None = None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A section needs a name.")
    for other in _sections(session, tool.id):
        if other is not own and normal_name(other.name) == normal_name(said):
            raise UserError(f"There is already a section called {other.name}. Give this one another name.")
    return said


def _text(typed: str | None) -> str:
    said = " ".join((typed or "").split())
    if not said:
        raise UserError("A question needs words.")
    return said


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}


def _short(words: str) -> str:
    return f"{words[:_SHOWN].rstrip()}…" if len(words) > _SHOWN else words
