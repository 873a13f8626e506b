"""The files of the accuracy check: the draft overview with an e-mail to each service, and the final one."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.audits.report.overview import document_of, file_stem, story
from mscp_desktop.audits.rules.overview import Overview, fingerprint, overview_of
from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name, partnership_sender
from mscp_desktop.printing.document import build

CLOSE = "With kind regards"


def draft_files(session: Session, audit_uid: str, today: date) -> tuple[list[tuple[str, bytes]], int]:
    """Return the draft overview and an e-mail with it to each service, by file name, and how many have no address."""
    overview = overview_of(session, audit_uid, today)
    name, data = f"{file_stem(overview)}.pdf", _pdf(session, overview, today)
    files, without = [(name, data)], 0
    for service in overview.services:
        to = address_of(service.name, service.email) if service.email else None
        if to is None:
            without += 1
            continue
        files.append((
            f"{file_stem(overview)}, {service.name.replace('/', '-')}.eml",
            draft([to], f"For your accuracy check: overview of {overview.row.title()}", _letter(session, overview),
                  attached=[(name, "application/pdf", data)], sender=partnership_sender(session)),
        ))  # fmt: skip
    return files, without


def final_file(session: Session, audit_uid: str, today: date) -> tuple[str, str, bytes]:
    """Return the fingerprint of an overview, the name of a file, and its PDF as it will be final today."""
    overview = overview_of(session, audit_uid, today)
    final = replace(overview, check=replace(overview.check, final=today))
    return fingerprint(overview), f"{file_stem(final)}.pdf", _pdf(session, final, today)


def _pdf(session: Session, overview: Overview, today: date) -> bytes:
    request = Request(today, today, audit=overview.row.uid)
    return build(document_of(session, overview, request), story(session, overview))


def _letter(session: Session, overview: Overview) -> str:
    by = f" by {format_day(overview.check.due)}" if overview.check.due else ""
    please = (
        f"Please find the draft overview of {overview.row.title()}. Tell us{by} what is not right in it, and what you"
        " would have said otherwise. Without an answer we take it that nothing is."
    )
    return "\n\n".join((
        "Dear colleagues,", please,
        "The draft is confidential until it is final: please pass it on only to those who need it for the check.",
        CLOSE, partnership_name(session),
    )) + "\n"  # fmt: skip
