"""Operations on the themes of audits."""

from typing import Any

from sqlalchemy import select

from mscp_desktop.audits.records import TO_COME, Audit, AuditTheme
from mscp_desktop.audits.rules.programme import number_words, quarter_days, quarter_words
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.priorities.records import Priority


@operation("audits.add_theme")
def add_theme(
    session: WorkSession, name: str, *, priority_uid: str | None = None, required: bool | None = None,
    note: str | None = None,
) -> str:  # fmt: skip
    """Add a theme and return its uid; `required` says that the plan asks for audits of it."""
    theme = AuditTheme(
        name=_free_name(session, name), priority_id=_priority(session, priority_uid), required=bool(required),
        note=trimmed(note),
    )  # fmt: skip
    session.add(theme)
    session.flush()
    session.say(f"Added the audit theme {theme.name}")
    return theme.uid


@operation("audits.change_theme")
def change_theme(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, priority_uid, required, ended or note of a theme; an end says from when it is used no more."""
    theme = AuditTheme.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"], theme)
    if "priority_uid" in fields:
        fields["priority_id"] = _priority(session, fields.pop("priority_uid"))
    if "required" in fields:
        fields["required"] = bool(fields["required"])
    if "note" in fields:
        fields["note"] = trimmed(fields["note"])
    changed = change_record(session, theme, version, fields)
    if "ended" in changed:
        _refuse_planned(session, theme)
    said = dict.fromkeys(_SAID.get(one, one) for one in changed)
    session.say(f"{field_words(said)} of the audit theme {theme.name}")


@operation("audits.end_theme")
def end_theme(session: WorkSession, uid: str, ended: PartialDate) -> None:
    """Record from when no audit is planned on a theme any more; those of it stay."""
    theme = AuditTheme.by_uid(session, uid)
    theme.ended = ended
    _refuse_planned(session, theme)
    session.say(f"{theme.name} is no longer an audit theme from {format_date(ended)}")


@operation("audits.remove_theme")
def remove_theme(session: WorkSession, uid: str) -> None:
    """Delete a theme that was entered by mistake; one that an audit has is ended instead."""
    theme = AuditTheme.by_uid(session, uid)
    if next(referring(session, theme), None) is not None:
        raise ConflictError(
            f"There are audits of {theme.name}, so it can't be deleted. Give it an end instead; nothing was changed."
        )
    session.say(f"Deleted the audit theme {theme.name}")
    session.delete(theme)


def _refuse_planned(session: WorkSession, theme: AuditTheme) -> None:
    """Refuse an end of a theme before an audit that is planned on it."""
    if theme.ended is None:
        return
    query = (
        select(Audit).where(Audit.theme_id == theme.id, Audit.state.in_(TO_COME)).order_by(Audit.year, Audit.quarter)
    )
    for audit in session.scalars(query):
        if quarter_days(audit.year, audit.quarter)[1] >= theme.ended.earliest():
            raise UserError(
                f"{number_words(audit.number)} is planned on {theme.name} for"
                f" {quarter_words(audit.year, audit.quarter)}. Cancel it first, or choose a later end.",
                field="ended",
            )


_SAID = {"priority_id": "priority", "ended": "end", "required": "whether the plan asks for it"}


def _priority(session: WorkSession, uid: str | None) -> int | None:
    return None if uid is None else Priority.by_uid(session, uid).id


def _free_name(session: WorkSession, name: str | None, own: AuditTheme | None = None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A theme needs a name: what audits of it are about.")
    for other in session.scalars(select(AuditTheme)):
        if other is not own and normal_name(other.name) == normal_name(said):
            raise UserError(f"There is already a theme called {other.name}. Give this one another name.")
    return said
