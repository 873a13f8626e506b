"""Contact cards: vCard 3.0 (RFC 2426), which Outlook and telephones take."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LINE = 75  # octets, before it is folded


@dataclass(frozen=True, slots=True)
class Card:
    """A person on a contact card; `uid` lets a later card of the same person replace this one."""

    uid: str
    name: str
    post: str | None = None
    organisation: str | None = None
    email: str | None = None
    telephone: str | None = None
    mobile: str | None = None


def write_cards(cards: Iterable[Card]) -> bytes:
    """Return the cards as one file."""
    return b"".join(_card(card) for card in cards)


def _card(card: Card) -> bytes:
    *first, last = card.name.split() or [""]
    pairs = [
        ("VERSION", "3.0"),
        ("UID", f"urn:uuid:{card.uid}"),
        ("FN", _text(card.name)),
        ("N", f"{_text(last)};{_text(' '.join(first))};;;"),
        ("TITLE", _text(card.post)),
        ("ORG", _text(card.organisation)),
        ("EMAIL;TYPE=INTERNET,WORK", _text(card.email)),
        ("TEL;TYPE=WORK,VOICE", _text(card.telephone)),
        ("TEL;TYPE=CELL", _text(card.mobile)),
    ]
    lines = ["BEGIN:VCARD", *(f"{name}:{value}" for name, value in pairs if value), "END:VCARD"]
    return b"".join(_folded(line) for line in lines)


def _text(value: str | None) -> str:
    """Return a text value with what has a meaning in a card escaped."""
    text = (value or "").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, each but the first begun with a space, no character cut apart."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode("utf-8", errors="replace")
        if len(piece) + len(octets) > LONGEST_LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
