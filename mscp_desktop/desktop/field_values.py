"""What a field takes and shows: typed text to value and back, without Qt."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.money import MINUS, format_money, parse_money
from mscp_desktop.foundation.partial_dates import WEEKDAYS, Precision, format_day
from mscp_desktop.foundation.simple_text import from_stored
from mscp_desktop.foundation.typed_dates import parse_date, parse_day

_MOST_FIGURES = 15
_ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;.\"]+")
_NAMED_ADDRESS = re.compile(r".*<(?P<address>[^<>]*)>", re.DOTALL)
_DIALLED = re.compile(
    r"[0-9+*#() .\u2010-\u2013-]*[0-9][0-9 ]*(?:[,;]? *(?:ext\.?|extension|x) *[0-9]{1,6})?", re.IGNORECASE
)
_MINUTES = "minutes"
_BEFORE = " before"
_SHORT_MINUTES = re.compile(r"(?<=[0-9])\s*(?:m|mins?\.?)$", re.IGNORECASE)
_HOURS = re.compile(
    r"(?P<whole>[0-9]{1,3})(?:\.(?P<part>[0-9]{1,3}))?"
    r"(?:\s*(?:h|hrs?|hours?)\.?(?:\s*(?:and\s+)?(?P<rest>[0-9]{1,2})\s*(?:m|mins?\.?|minutes?)?)?"
    r"|:(?P<after>[0-5][0-9]))",
    re.IGNORECASE,
)
_FEWEST_FIGURES, _UK_FIGURES = 3, (10, 11)


def read_value(field: Field, text: str, today: date) -> Any:
    """Return the value that was typed in a field, None for nothing; `UserError` says what would be right.

    Pickers are not read here: which record a name means is for their list to say.
    """
    typed = text.strip()
    if not typed:
        if field.required:
            raise UserError(f"{field.label} is needed here and can't be left empty.")
        return None
    read = _READERS.get(field.kind)
    if read is not None:
        return read(field, typed, today)
    raise InternalError(f"A field of the kind {field.kind} is not typed.")


def show_value(field: Field, value: Any) -> str:
    """Return a value as its field shows it, empty for None; `read_value` takes it back."""
    if value is None:
        return ""
    if field.kind is Kind.CHOICE:
        return next((choice.words for choice in field.choices if choice.value == value), str(value))
    if field.kind is Kind.SEVERAL:
        return "; ".join(choice.words for choice in field.choices if choice.value in value)
    if field.kind is Kind.NUMBER:
        return with_unit(value, field.unit)
    show = _SHOWN.get(field.kind, str)
    return show(value)


def say_value(field: Field, value: Any) -> str:
    """Return a value in words for a sentence or for history, with the field's own words for nothing."""
    if field.kind is Kind.RICH and value is not None:
        return from_stored(value).words() or field.empty
    return show_value(field, value) or field.empty


def say_words(field: Field, text: str) -> str:
    """Return a text as it stands in a field in words for a sentence."""
    return (from_stored(text).words() if field.kind is Kind.RICH else text) or field.empty


def refuse_value(field: Field, value: Any) -> None:
    """Raise `UserError` where a value that could be read is not one the field takes."""
    if value is None and field.required:
        raise UserError(f"{field.label} is needed here and can't be left empty.")
    sentence = None if value is None or field.check is None else field.check(value)
    if sentence is not None:
        raise UserError(sentence)


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
        case Kind.MONEY | Kind.NUMBER:
            tells = field.kind is Kind.MONEY or (field.unit == _MINUTES and _HOURS.fullmatch(text.strip()))
            return shown if tells and not said else ""
        case Kind.TELEPHONE:
            return _doubt_telephone(value)
        case _:
            return ""
    return WEEKDAYS[day.weekday()] if said else format_day(day, weekday=True)


def figures(number: int) -> str:
    """Return a whole number as it is shown: "1,234", below 0 with a minus sign."""
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def with_unit(number: int, unit: str) -> str:
    """Return a number with what it counts: "12 days", "1 day", "12%"."""
    if not unit:
        return figures(number)
    if not unit[0].isalpha():
        return f"{figures(number)}{unit}"
    return f"{figures(number)} {_one(unit) if abs(number) == 1 else unit}"


def _one(unit: str) -> str:
    """Return what is counted where it is one: "day", "working day before"."""
    return re.sub(r"s\b", "", unit, count=1)


_SHOWN: dict[Kind, Callable[[Any], str]] = {
    Kind.DAY: format_day,
    Kind.MONEY: format_money,
    Kind.PICKER: lambda picked: picked if isinstance(picked, str) else picked.title,
    Kind.YES_NO: lambda answer: "Yes" if answer else "No",
}


def _text(field: Field, typed: str) -> str:
    kept = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\x00", "")
    if field.kind in (Kind.TEXT, Kind.EMAIL, Kind.TELEPHONE):
        kept = " ".join(kept.split())
    if len(kept) > field.longest:
        raise UserError(
            f"This is {figures(len(kept))} characters long, and {field.label} holds {figures(field.longest)}."
            " Shorten it; nothing of it is lost meanwhile."
        )
    return kept


def _email(field: Field, typed: str) -> str:
    """Return one address, also out of what Outlook copies: "Ann Lee <ann.lee@example.org>"."""
    alone = typed.strip(" ;,")
    named = _NAMED_ADDRESS.fullmatch(alone)
    address = (named["address"] if named else alone).strip()
    address = re.sub(r"\Amailto:", "", address, flags=re.IGNORECASE)
    said = f"“{_short(address)}” is not an e-mail address"
    if "@" not in address:
        raise UserError(f"{said}: it needs an @ between name and place, as in ann.lee@example.org.")
    if address.count("@") > 1:
        raise UserError(f"{said}: one address goes here. Write others in a note.")
    if " " in address:
        raise UserError(f"{said}: write it without spaces, as in ann.lee@example.org.")
    if not _ADDRESS.fullmatch(address) or ".." in address:
        raise UserError(f"{said}: write it in full, as in ann.lee@example.org.")
    return _text(field, address)


def _telephone(field: Field, typed: str) -> str:
    number = " ".join(typed.split())
    number = re.sub(r"\Atel:", "", number, flags=re.IGNORECASE).strip()
    if not _DIALLED.fullmatch(number) or len(_figures_of(number)) < _FEWEST_FIGURES:
        raise UserError(
            f"“{_short(number)}” is not a telephone number: write figures, as in 01634 306000 or 01634 306000 ext 12."
        )
    return _text(field, number)


def _figures_of(number: str) -> str:
    return re.sub(r"[^0-9]", "", re.split(r"[a-z]", number, maxsplit=1, flags=re.IGNORECASE)[0])


def _doubt_telephone(number: str) -> str:
    """Return what may be a slip of the finger in a British number; it is saved all the same."""
    dialled = _figures_of(number)
    if not dialled.startswith("0") or dialled.startswith("00") or len(dialled) in _UK_FIGURES:
        return ""
    return f"{len(dialled)} figures; British numbers have 11, a few 10"


def _short(text: str, length: int = 40) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _without_unit(field: Field, typed: str) -> str:
    unit = field.unit.casefold()
    for ending in (unit, _one(unit), f"{unit}s", unit.removesuffix(_BEFORE), _one(unit).removesuffix(_BEFORE)):
        if unit and ending and typed.casefold().endswith(ending):
            return typed[: -len(ending)].strip()
    return typed


def _in_minutes(typed: str) -> str:
    """Return a length of time that is typed with hours as its minutes: "2 hours", "1h30", "1.5 h", "1:30"."""
    found = _HOURS.fullmatch(typed)
    if found is None:
        return typed
    whole, part, rest = found["whole"], found["part"], int(found["rest"] or found["after"] or 0)
    return str(int(whole) * 60 + (int(part) * 60 // 10 ** len(part) if part else 0) + rest)


def _number(field: Field, typed: str) -> int:
    if field.unit == _MINUTES:
        typed = re.sub(_SHORT_MINUTES, "", _in_minutes(typed))
    typed = _without_unit(field, typed)
    plain = typed.replace(MINUS, "-").replace("\u2013", "-").replace(",", "").replace(" ", "")
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        if field.unit == _MINUTES:
            raise UserError(f"“{typed[:40]}” is not a length of time: write it as 90, “2 hours” or “1h30”.")
        raise UserError(f"“{typed[:40]}” is not a whole number: write it in figures, for example 12.")
    if len(digits) > _MOST_FIGURES:
        raise UserError("This number has too many figures: check it for a slip of the finger.")
    return _within(field, int(plain), lambda number: with_unit(number, field.unit))


def _within(field: Field, value: int, show: Callable[[int], str]) -> int:
    if field.least is not None and value < field.least:
        raise UserError(f"{field.label} is at least {show(field.least)}: {show(value)} is too little.")
    if field.most is not None and value > field.most:
        raise UserError(f"{field.label} is at most {show(field.most)}: {show(value)} is too much.")
    return value


def _since(field: Field, today: date) -> date | None:
    return None if field.since is None else field.since(today)


_READERS: dict[Kind, Callable[[Field, str, date], Any]] = {
    Kind.TEXT: lambda field, typed, _: _text(field, typed),
    Kind.MULTILINE: lambda field, typed, _: _text(field, typed),
    Kind.PARTIAL_DATE: lambda field, typed, today: parse_date(typed, today, _since(field, today)),
    Kind.DAY: lambda field, typed, today: parse_day(typed, today, _since(field, today)),
    Kind.NUMBER: lambda field, typed, _: _number(field, typed),
    Kind.MONEY: lambda field, typed, _: _within(field, parse_money(typed), format_money),
    Kind.EMAIL: lambda field, typed, _: _email(field, typed),
    Kind.TELEPHONE: lambda field, typed, _: _telephone(field, typed),
    Kind.RICH: lambda field, typed, _: _text(field, from_stored(typed).stored()) or None,
}
