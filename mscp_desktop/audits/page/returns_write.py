"""Workbooks and draft e-mails of an audit's returns, written into a folder."""

from collections.abc import Sequence
from pathlib import Path

from mscp_desktop.desktop.preview.previews import file_name
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.foundation.safe_files import write_atomically


def write_returns(
    tasks: Tasks, returns: Sequence[str], folder: Path, progress: Progress, *, reminder: bool
) -> tuple[int, int]:
    """Write the workbook of each return, and a draft e-mail where there is an address; return how many of both.

    A reminder is the e-mail alone, with the workbook in it.
    """
    from mscp_desktop.audits.report.returns import return_mail  # noqa: PLC0415 - with the first workbook only
    from mscp_desktop.audits.rules.returns import return_form  # noqa: PLC0415 - as above
    from mscp_desktop.exchange.returns_out import form_workbook  # noqa: PLC0415 - as above

    today, books, drafts = tasks.store.clock.today(), 0, 0
    for number, uid in enumerate(returns):
        progress.step(100 * number // len(returns))
        with tasks.store.reading() as session:
            form = return_form(session, uid, today)
            book = form_workbook(form)
            mail = return_mail(session, form, book, reminder=reminder)
        name = file_name(form.title)
        if not reminder:
            write_atomically(folder / f"{name}.xlsx", book)
            books += 1
        if mail is not None:
            write_atomically(folder / f"{'Reminder, ' if reminder else ''}{name}.eml", mail)
            drafts += 1
    return books, drafts


def written_words(folder: Path, books: int, drafts: int, *, asked: int) -> str:
    """Return what was written where, and for how many no e-mail could be drafted."""
    mails = f"{drafts} draft e-mail{'' if drafts == 1 else 's'}"
    what = f"{books} workbook{'' if books == 1 else 's'} and {mails}" if books else mails
    without = asked - drafts
    none = f" {without} ha{'s' if without == 1 else 've'} no e-mail address on record." if without else ""
    return f"{what} are in {folder}.{none} Such files are not encrypted: send them by secure e-mail."
