"""History as a panel shows it: stored values become the words of their fields."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from mscp_desktop.desktop.values import Change, HistoryItem
from mscp_desktop.foundation.history import Entry
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import Stored
from mscp_desktop.foundation.simple_text import plain_words

ISO_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
Words = Callable[[str, Stored], str]


def stored_words(_field: str, value: Stored) -> str:
    """Return a stored value in words, where nothing better is known of its field."""
    if value is None:
        return "not recorded"
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return str(PartialDate.from_iso(value))
    return str(value)


def history_items(
    entries: Iterable[Entry],
    labels: Mapping[str, str],
    words: Words = stored_words,
    restore_as: Callable[[Entry, str], str | None] = lambda _entry, field: field,
    rich: Collection[str] = (),
) -> tuple[HistoryItem, ...]:
    """Return the entries for a panel; `labels` names the fields that are shown, in the words of the form.

    `restore_as` gives the name under which a value can be put back, None where it can't. `rich` names the fields of
    simple text, which are shown without its marks.
    """

    def said(field: str, value: Stored) -> str:
        plain = field in rich and isinstance(value, str)
        return (plain_words(value) if plain and isinstance(value, str) else "") or words(field, value)

    return tuple(
        HistoryItem(
            entry.id,
            entry.at,
            entry.actor,
            entry.summary,
            tuple(
                Change(
                    labels[field],
                    said(field, old),
                    said(field, new),
                    restore_as(entry, field),
                    isinstance(old, str) and isinstance(new, str),
                )
                for field, (old, new) in (entry.values or {}).items()
                if entry.kind == "update" and field in labels
            ),
        )
        for entry in entries
    )
