"""Workbooks and draft e-mails of an audit's returns, written into a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from mscp_desktop.desktop.preview.previews import UNFIT
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.foundation.safe_files import write_atomically

LONGEST = 110  # characters of a file's name: folders that are synchronised allow few
_NAMED = 4  # services that are named in a sentence


@dataclass(frozen=True, slots=True)
class Written:
    """How many workbooks and draft e-mails were written, and the services `without` an address for one."""

    books: int
    drafts: int
    without: tuple[str, ...]


def write_returns(tasks: Tasks, returns: Sequence[str], folder: Path, progress: Progress, *, reminder: bool) -> Written:
    """Write the workbook of each return, and a draft e-mail where there is an address.

    A reminder is the e-mail alone, with the workbook in it.
    """
    from mscp_desktop.audits.report.returns import return_mail  # noqa: PLC0415 - with the first workbook only
    from mscp_desktop.audits.rules.returns import return_form  # noqa: PLC0415 - as above
    from mscp_desktop.exchange.returns_out import form_workbook  # noqa: PLC0415 - as above

    today, books, drafts = tasks.store.clock.today(), 0, 0
    taken: set[str] = set()
    without = []
    for number, uid in enumerate(returns):
        progress.step(100 * number // len(returns))
        with tasks.store.reading() as session:
            form = return_form(session, uid, today)
            book = form_workbook(form)
            mail = return_mail(session, form, book, reminder=reminder)
        name = book_name(form.title, taken)
        if not reminder:
            write_atomically(folder / f"{name}.xlsx", book)
            books += 1
        if mail is not None:
            write_atomically(folder / f"{'Reminder, ' if reminder else ''}{name}.eml", mail)
            drafts += 1
        else:
            without.append(form.sender)
    return Written(books, drafts, tuple(without))


def book_name(title: str, taken: set[str]) -> str:
    """Return what the file of a workbook is called, and add it to those that are `taken`.

    Of a title that is too long the middle goes, never the edition at its end, nor how the service's name ends.
    """
    front, comma, edition = title.rpartition(", edition ")
    end = f"{comma}{edition}"
    for number in count(1):
        again = "" if number == 1 else f" ({number})"
        name = f"{_shortened(_fit(front), LONGEST - len(again) - len(end))}{again}{end}"
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name


def _fit(words: str) -> str:
    """Return words without signs that a file's name can't have on some system."""
    return " ".join(UNFIT.sub(" ", words).split()).strip(" .")


def _shortened(words: str, room: int) -> str:
    if len(words) <= room:
        return words
    last = room // 4
    return f"{words[: room - last - 1].rstrip(' ,')}…{words[-last:].lstrip(' ,')}"


def written_words(folder: Path, written: Written, without: Sequence[str] = ()) -> str:
    """Return what was written where, and for which services no e-mail could be drafted: `without` are more of them."""
    mails = f"{written.drafts} draft e-mail{'' if written.drafts == 1 else 's'}"
    books = written.books
    what = f"{books} workbook{'' if books == 1 else 's'} and {mails}" if books else mails
    none = [*written.without, *without]
    said = f" {without_words(none)}" if none else ""
    return f"{what} are in {folder}.{said} Such files are not encrypted: send them by secure e-mail."


def without_words(names: Sequence[str]) -> str:
    """Return which services have no address: "Early help and Kent Police have no e-mail address on record."."""
    more = len(names) - _NAMED
    shown = [*names[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    said = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"{said} ha{'s' if len(names) == 1 else 've'} no e-mail address on record."
