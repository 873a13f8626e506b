"""The e-mail that tells an agency what of its answer could not be taken."""

from collections.abc import Sequence
from email.headerregistry import Address
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.mail_draft import draft
from mscp_desktop.foundation.partnership import partnership_sender
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.parties.rules.requests import AgencyAnswer, AnswerLine


def write_back(session: Session, answer: AgencyAnswer[Any], many: str, to: Sequence[Address]) -> bytes:
    """Return an e-mail, still to be sent, that lists what could not be taken; `many` says what was asked ("actions").

    Where nothing could be taken the request stays open, so that the same workbook may come back put right.
    """
    sender = partnership_sender(session)
    rows = [f"- {_about(line)}\n" + "\n".join(f"    {one}" for one in wrong) for line, wrong in answer.refused()]
    empty = "Nothing was filled in, so there is nothing that we could take in."
    what = "These parts of it could not be taken in:\n\n" + "\n".join(rows) if rows else empty
    again = (
        "Please put this right in the same workbook, and send it back." if answer.is_spent()
        else "The rest is clear. Please answer this e-mail with what is right."
    )  # fmt: skip
    signed = session.scalars(select(Partnership.name)).one()
    body = "\n\n".join((
        "Dear colleagues,", f"Thank you for your answer about your {many}. {what}", again, "With kind regards", signed,
    ))  # fmt: skip
    return draft(to, f"Your answer about your {many}", f"{body}\n", sender=sender)


def _about(line: AnswerLine[Any]) -> str:
    row = f"row {line.line}" if line.line else ""
    return row if row and line.private else f"{row}: {line.about}" if row else line.about
