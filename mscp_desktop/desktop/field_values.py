"""What a field takes and shows: typed text to value and back, without Qt."""

from collections.abc import Callable
from datetime import date
from typing import Any

from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.money import MINUS, format_money, parse_money
from mscp_desktop.foundation.partial_dates import WEEKDAYS, Precision, format_day
from mscp_desktop.foundation.typed_dates import parse_date, parse_day

_MOST_FIGURES = 15


def read_value(field: Field, text: str, today: date) -> Any:
    """Return the value that was typed in a field, None for nothing; `UserError` says what would be right.

    Pickers are not read here: which record a name means is for their list to say.
    """
    typed = text.strip()
    if not typed:
        if field.required:
            raise UserError(f"{field.label} is needed here and can't be left empty.")
        return None
    match field.kind:
        case Kind.TEXT | Kind.MULTILINE:
            return _text(field, typed)
        case Kind.PARTIAL_DATE:
            return parse_date(typed, today)
        case Kind.DAY:
            return parse_day(typed, today)
        case Kind.NUMBER:
            return _number(field, typed)
        case Kind.MONEY:
            return _within(field, parse_money(typed), format_money)
    raise InternalError(f"A field of the kind {field.kind} is not typed.")


def show_value(field: Field, value: Any) -> str:
    """Return a value as its field shows it, empty for None; `read_value` takes it back."""
    if value is None:
        return ""
    if field.kind is Kind.CHOICE:
        return next((choice.words for choice in field.choices if choice.value == value), str(value))
    show = _SHOWN.get(field.kind, str)
    return show(value)


def say_value(field: Field, value: Any) -> str:
    """Return a value in words for a sentence or for history, with the field's own words for nothing."""
    return show_value(field, value) or field.empty


def note_of(field: Field, text: str, value: Any) -> str:
    """Return how typed text was understood, as far as the text itself does not say it.

    "14/3" gives "Friday 14 March 2025", "Mar 2023" gives "March 2023, day not known".
    """
    if value is None:
        return ""
    shown = show_value(field, value)
    said = text.strip() == shown
    match field.kind:
        case Kind.PARTIAL_DATE:
            day = value.exact()
            if day is None:
                missing = "day not known" if value.known_to is Precision.MONTH else "month not known"
                return missing if said else f"{shown}, {missing}"
        case Kind.DAY:
            day = value
        case Kind.MONEY:
            return "" if said else shown
        case _:
            return ""
    return WEEKDAYS[day.weekday()] if said else format_day(day, weekday=True)


def figures(number: int) -> str:
    """Return a whole number as it is shown: "1,234", below 0 with a minus sign."""
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: format_day,
    Kind.NUMBER: figures,
    Kind.MONEY: format_money,
    Kind.PICKER: lambda picked: picked.title,
    Kind.YES_NO: lambda answer: "Yes" if answer else "No",
}


def _text(field: Field, typed: str) -> str:
    kept = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\x00", "")
    if field.kind is Kind.TEXT:
        kept = " ".join(kept.split())
    if len(kept) > field.longest:
        raise UserError(
            f"This is {figures(len(kept))} characters long, and {field.label} holds {figures(field.longest)}."
            " Shorten it; nothing of it is lost meanwhile."
        )
    return kept


def _number(field: Field, typed: str) -> int:
    plain = typed.replace(MINUS, "-").replace("\u2013", "-").replace(",", "").replace(" ", "")
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        raise UserError(f"“{typed[:40]}” is not a whole number: write it in figures, for example 12.")
    if len(digits) > _MOST_FIGURES:
        raise UserError("This number has too many figures: check it for a slip of the finger.")
    return _within(field, int(plain), figures)


def _within(field: Field, value: int, show: Callable[[int], str]) -> int:
    if field.least is not None and value < field.least:
        raise UserError(f"{field.label} is at least {show(field.least)}: {show(value)} is too little.")
    if field.most is not None and value > field.most:
        raise UserError(f"{field.label} is at most {show(field.most)}: {show(value)} is too much.")
    return value
