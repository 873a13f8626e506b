"""What changed in a long text, so that it can be read: the words around, and what was removed and added."""

import re
from difflib import SequenceMatcher

LONG = 60  # characters of a text whose change is shown word by word
ALIKE = 0.4  # of the words, from where on one text is seen as a changed form of the other
AROUND = 6  # words that stay on each side of a change
_WORDS = re.compile(r"\n+|[^\s]+")


def is_long(before: str, after: str) -> bool:
    """Say whether a change is better shown word by word: one of the texts is long or has lines."""
    return max(len(before), len(after)) > LONG or "\n" in before + after


def changed_words(before: str, after: str) -> str:
    """Return the later text with what was removed and added in brackets, unchanged stretches cut short.

    "The board meets [removed: monthly] [added: every 2 months] at Gun Wharf". Texts with little in common are given
    one after the other.
    """
    old, new = ([one if one.strip() else "\n" for one in _WORDS.findall(text)] for text in (before, after))
    if old == new:
        return _joined(new)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    steps = matcher.get_opcodes()
    if matcher.ratio() < ALIKE:
        return " ".join(part for part in (_said("removed", old), _said("added", new)) if part)
    shown: list[str] = []
    for number, (step, from_old, to_old, from_new, to_new) in enumerate(steps):
        if step == "equal":
            shown.append(_stretch(new[from_new:to_new], first=number == 0, last=number == len(steps) - 1))
        else:
            shown += [_said("removed", old[from_old:to_old]), _said("added", new[from_new:to_new])]
    return " ".join(part for part in shown if part)


def _said(what: str, words: list[str]) -> str:
    text = _joined(words)
    if not words:
        return ""
    return f"[{what}: {text}]" if text.strip() else f"[{what}: a new line]"


def _stretch(words: list[str], *, first: bool, last: bool) -> str:
    """Return unchanged words, at most so many beside each change."""
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(words) <= head + tail + 1:
        return _joined(words)
    return " ".join(part for part in (_joined(words[:head]), "…", _joined(words[len(words) - tail :])) if part)


def _joined(words: list[str]) -> str:
    return re.sub(r" ?\n ?", "\n", " ".join("\n" if "\n" in word else word for word in words)).strip(" ")
