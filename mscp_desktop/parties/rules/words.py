"""What changed, in words."""

from typing import Any


def many_words(fields: dict[str, Any], number: int, what: str) -> str:
    """Return what was set for many records at once: "Sector of 12 organisations"."""
    return f"{field_words({name.removesuffix('_uid'): None for name in fields})} of {number:,} {what}"


def put_words(number: int, new: int, one: str, many: str) -> str:
    """Return what a block from a spreadsheet did: "Pasted 12 people, 2 of them new", "Pasted 1 new person"."""
    if number == 1:
        return f"Pasted 1 {'new ' if new else ''}{one}"
    return f"Pasted {number:,} {many}" + (f", {new:,} of them new" if new else "")


FIELD_WORDS = {
    "organisation_id": "organisation",
    "parent_id": "parent",
    "successor_id": "successor",
    "post_from": "start of the post",
    "left": "day of leaving",
    "either_post": "who may sit",
    "end": "end",
    "start": "start",
}


def field_words(changed: dict[str, Any]) -> str:
    """Return changed fields in words, to begin a sentence: "Telephone and e-mail"."""
    words = [FIELD_WORDS.get(name, name.replace("_", " ")) for name in changed]
    if not words:
        return "Nothing"
    sentence = ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]
    return capital(sentence)


def capital(words: str) -> str:
    """Return words with a capital first letter; the names of days and months in them keep theirs."""
    return words[:1].upper() + words[1:]


def trimmed(typed: str | None) -> str | None:
    """Return a text without the spaces around it; None for nothing."""
    return (typed or "").strip() or None
