"""The records of the vault itself: the partnership, its users, and what is local to its calendar and rules."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.rule_editions import Force, Unit


class Partnership(Record):
    """The partnership that the vault holds: always one row; `sender` is the e-mail address that it writes from."""

    __tablename__ = "partnership"

    name: Mapped[str]
    short: Mapped[str | None]
    area: Mapped[str | None]
    sender: Mapped[str | None]


class UserAccount(Record):
    """A named user, whose passphrase slot bears the same uid; `roles` are values of `Role`, joined by commas.

    `given_at` is when a colleague chose the passphrase they open with, and None once they chose their own.
    """

    __tablename__ = "user_account"

    name: Mapped[str]
    roles: Mapped[str]
    removed: Mapped[bool]
    given_at: Mapped[datetime | None]


class CalendarDay(Record):
    """A day on which the partnership's calendar differs from England's: closed, or open although a bank holiday."""

    __tablename__ = "calendar_day"

    day: Mapped[date]
    name: Mapped[str]
    working: Mapped[bool]


class LocalRule(Record):
    """An edition of a statutory rule that the partnership entered over or beside the shipped ones."""

    __tablename__ = "local_rule"

    key: Mapped[str]
    title: Mapped[str]
    number: Mapped[int]
    unit: Mapped[Unit] = mapped_column(Choice(Unit))
    month: Mapped[int | None]
    trigger: Mapped[str]
    document: Mapped[str]
    edition: Mapped[str]
    paragraph: Mapped[str]
    force: Mapped[Force] = mapped_column(Choice(Force))
    applies_from: Mapped[PartialDate | None]
    until: Mapped[PartialDate | None]
    note: Mapped[str]


class Attachment(Record):
    """A paper that is kept with a record; its bytes stand in `attachment_piece` under the digest."""

    __tablename__ = "attachment"

    owner_table: Mapped[str]
    owner_uid: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]


class LineageEvent(Record):
    """A step in the life of the vault as a whole: made, copied out, handed over, received, taken back, restored."""

    __tablename__ = "lineage_event"

    at: Mapped[datetime]
    what: Mapped[str]
    generation: Mapped[int]
    token: Mapped[str | None]  # the uid of the bundle concerned
    reason: Mapped[str | None]


class IssuedDocument(Record):
    """A document that was approved or issued, as it went out: never changed and never deleted.

    It belongs to the record `subject_uid` of the table `subject_table`; its bytes stand in `attachment_piece`.
    """

    __tablename__ = "issued_document"

    kind: Mapped[str]  # the document's name in the catalogue: "minutes"
    subject_table: Mapped[str]
    subject_uid: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    name: Mapped[str]  # of the file
    size: Mapped[int]
    digest: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
