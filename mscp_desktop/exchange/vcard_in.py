"""Address cards (vCard 2.1, 3.0 and 4.0) as a sheet with a row for each card."""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass, field

from mscp_desktop.exchange.sheet import MAX_ROWS, Sheet, SheetRow, UnreadableError, clean
from mscp_desktop.exchange.text_in import decode

HEADINGS = ("Full name", "Job title", "Organisation", "Email", "Telephone", "Mobile", "Note")
_NAME = re.compile(r"(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_LINE = 4_000_000  # a photo stands in one line


@dataclass(slots=True)
class _Line:
    name: str
    said: dict[str, set[str]]
    value: str


@dataclass(slots=True)
class _Card:
    lines: list[_Line] = field(default_factory=list)
    whole: bool = False


def is_vcard(text: str) -> bool:
    """Say whether text begins as a card does."""
    return re.match(r"[\s\ufeff]*BEGIN:VCARD", text, re.IGNORECASE) is not None


def vcard_sheet(data: bytes, name: str) -> Sheet:
    """Return the cards of a file, headings first; photos, sounds and keys are passed over.

    A card that does not end is named: its file was cut off.
    """
    cards = _cards(decode(data), name)
    rows = [SheetRow(0, HEADINGS)]
    for number, card in enumerate(cards, 1):
        if not card.whole:
            raise UnreadableError(
                f"“{name}” was cut off: this card has no end. Save it again from where it came; nothing was taken.",
                f"card {number}",
            )
        rows.append(SheetRow(number, tuple(clean(one) for one in _row(card))))
    return Sheet(name, tuple(rows), row_word="card", columns=HEADINGS)


def _cards(text: str, name: str) -> list[_Card]:
    found: list[_Card] = []
    for line in _unfolded(text):
        start = line.strip().upper()
        if start == "BEGIN:VCARD":
            found.append(_Card())
        elif start == "END:VCARD" and found:
            found[-1].whole = True
        elif found and not found[-1].whole:
            read = _line(line)
            if read is not None:
                found[-1].lines.append(read)
        if len(found) > MAX_ROWS:
            raise UnreadableError(f"“{name}” has more than {MAX_ROWS:,} cards. Part it into several files.")
    if not found:
        raise UnreadableError(f"“{name}” holds no address card.")
    return found


def _unfolded(text: str) -> list[str]:
    """Return whole lines: one that begins with a space goes on the one before, and so does a quoted-printable end."""
    lines: list[str] = []
    soft = False
    for line in re.split(r"\r\n|\n|\r", text):
        if soft:
            lines[-1] = f"{lines[-1][:-1]}{line.lstrip() if line.startswith((' ', chr(9))) else line}"
        elif line.startswith((" ", "\t")) and lines:
            lines[-1] += line[1:]
        else:
            lines.append(line)
        head = lines[-1].partition(":")[0].upper()
        soft = "QUOTED-PRINTABLE" in head and lines[-1].endswith("=") and len(lines[-1]) < _LONGEST_LINE
    return lines


def _line(text: str) -> _Line | None:
    head, colon, value = _parted(text)
    if not colon:
        return None
    first, *parameters = head.split(";")
    named = _NAME.fullmatch(first.strip())
    if named is None:
        return None
    said: dict[str, set[str]] = {}
    for one in parameters:
        key, equals, words = one.partition("=")
        if not equals:  # vCard 2.1 names the value only
            key, words = "TYPE", one
        said.setdefault(key.strip().upper(), set()).update(part.strip().strip('"').upper() for part in words.split(","))
    return _Line(named["name"].upper(), said, _decoded(value, said))


def _parted(text: str) -> tuple[str, str, str]:
    """Part a line at its first colon that stands in no quotation."""
    quoted = False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return text[:at], ":", text[at + 1 :]
    return text, "", ""


def _decoded(value: str, said: dict[str, set[str]]) -> str:
    ways = said.get("ENCODING", set()) | said.get("TYPE", set())
    charset = next(iter(said.get("CHARSET", {"UTF-8"})))
    try:
        if "QUOTED-PRINTABLE" in ways:
            return quopri.decodestring(value.encode("utf-8", "replace")).decode(charset, "replace")
        if {"B", "BASE64"} & ways:
            return base64.b64decode(value, validate=False).decode(charset, "replace")
    except (LookupError, binascii.Error, ValueError):
        return "\ufffd"
    return value


def _parts(value: str) -> list[str]:
    """Part a value at its semicolons, and take the escapes out of each part."""
    return [_plain(one) for one in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _row(card: _Card) -> tuple[str, ...]:
    def values(name: str) -> list[_Line]:
        return [line for line in card.lines if line.name == name and line.value.strip()]

    def first(name: str) -> str:
        return next((_plain(line.value) for line in values(name)), "")

    organisation = next((one for line in values("ORG") for one in _parts(line.value) if one), "")
    phones = [(line.said.get("TYPE", set()), _telephone(line.value)) for line in values("TEL")]
    mobile = next((number for types, number in phones if {"CELL", "MOBILE"} & types), "")
    others = [(types, number) for types, number in phones if not {"CELL", "MOBILE", "FAX", "PAGER"} & types]
    telephone = next((number for types, number in others if "WORK" in types), others[0][1] if others else "")
    emails = [
        (line.said.get("TYPE", set()), re.sub(r"(?i)\Amailto:", "", _plain(line.value))) for line in values("EMAIL")
    ]
    email = next((one for types, one in emails if "WORK" in types), emails[0][1] if emails else "")
    title = first("TITLE") or first("ROLE")
    return _full_name(first("FN"), values("N")), title, organisation, email, telephone, mobile, first("NOTE")


def _full_name(full: str, named: list[_Line]) -> str:
    if full or not named:
        return full
    surname, forename, further, before, after = [*_parts(named[0].value), "", "", "", "", ""][:5]
    return " ".join(one for one in (before, forename, further, surname, after) if one)


def _telephone(value: str) -> str:
    return re.sub(r"(?i)\Atel:", "", _plain(value)).split(";")[0]
