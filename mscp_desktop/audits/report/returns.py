"""The e-mails that bring a service its workbook, and that remind it."""

from sqlalchemy.orm import Session

from mscp_desktop.audits.rules.returns import return_of
from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.returns import ReturnForm
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_sender

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLOSE = "With kind regards"


def return_mail(session: Session, form: ReturnForm, book: bytes, *, reminder: bool = False) -> bytes | None:
    """Return an e-mail to the service of a form with its workbook; None where no address is recorded."""
    sent, service, _, _ = return_of(session, form.request)
    to = address_of(service.name, service.email) if service.email else None
    if to is None:
        return None
    day = format_day(sent.sent_at.astimezone().date())
    since = (
        [f"We sent you this workbook on {day} and have not had your answer about all cases yet."] if reminder else []
    )
    body = "\n\n".join(("Dear colleagues,", *since, form.lead, *form.lines, form.warning, CLOSE, form.partnership))
    subject = f"Reminder: {form.title}" if reminder else form.title
    return draft(
        [to], subject, body + "\n", attached=[(f"{form.title.replace(':', ' -')}.xlsx", XLSX, book)],
        sender=partnership_sender(session),
    )  # fmt: skip
