"""Deleting people and organisations that nothing refers to."""

from collections.abc import Sequence

from sqlalchemy import select

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.parties.records import (
    CopiedPerson,
    FormerPost,
    Organisation,
    OrganisationAlias,
    Person,
    PersonAlias,
)


@operation("parties.delete_parties")
def delete_parties(session: WorkSession, kind: str, uids: Sequence[str]) -> None:
    """Delete people or organisations to which nothing refers any more: all of them, or none."""
    names = []
    for uid in uids:
        record: Person | Organisation = (
            Person.by_uid(session, uid) if kind == "person" else Organisation.by_uid(session, uid)
        )
        names.append(record.name)
        if isinstance(record, Organisation):
            aliases = select(OrganisationAlias).where(OrganisationAlias.organisation_id == record.id)
            for alias in session.scalars(aliases):
                session.delete(alias)
            session.flush()
        else:
            for of_person in (PersonAlias, FormerPost, CopiedPerson):
                for row in session.scalars(select(of_person).where(of_person.person_id == record.id)):
                    session.delete(row)
            session.flush()
        remove_papers_of(session, record.__tablename__, uid)
        if next(referring(session, record), None) is not None:
            raise ConflictError(
                f"{record.name} is used elsewhere, such as in a seat, so it can't be deleted. Nothing was changed."
            )
        session.delete(record)
        session.flush()
    session.say(f"Deleted {', '.join(names)}")
