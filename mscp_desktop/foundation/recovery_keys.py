"""The recovery key as people print it and type it back: 160 random bits in eight groups, and a check group.

The alphabet is Crockford's base 32, which has no I, L, O or U. Two sums over the groups' values modulo a
prime, one plain and one weighted by position, make the check group. One wrong character is always found, and
its group named.
"""

import os
import re
import unicodedata

from mscp_desktop.foundation.errors import UserError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 160
GROUP = 4
DATA_GROUPS = 8
GROUPS = DATA_GROUPS + 1
_PRIME = 1021  # the largest prime below 32 squared, so that each sum prints as two characters
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212_.,", "-"))
_AGAIN = "Nothing was changed; compare it with what you wrote down and type it again."


def new_recovery_key() -> str:
    """Return 160 random bits as eight groups of four characters and a check group, with dashes between."""
    return _printed(int.from_bytes(os.urandom(BITS // 8)))


def normalise_recovery(text: str) -> str:
    """Return the key as it was printed, whatever the case, spaces and dashes, and O for 0 or I and L for 1.

    `UserError` says which group is wrong, as far as lengths, foreign characters or the check group tell.
    """
    groups = _groups(text)
    values = [_value(group) for group in groups]
    check = _check(values[:-1])
    if check != values[-1]:
        raise UserError(_which_is_wrong(check, values[-1]))
    return "-".join(groups)


def recovery_secret(text: str) -> bytes:
    """Return the 20 bytes that a typed recovery key stands for; `UserError` as `normalise_recovery`."""
    number = 0
    for group in normalise_recovery(text).split("-")[:-1]:
        number = number << 20 | _value(group)
    return number.to_bytes(BITS // 8, "big")


def _printed(number: int) -> str:
    values = [number >> 20 * (DATA_GROUPS - 1 - place) & 0xFFFFF for place in range(DATA_GROUPS)]
    return "-".join(_spelled(value) for value in (*values, _check(values)))


def _spelled(value: int) -> str:
    return "".join(ALPHABET[value >> 5 * (GROUP - 1 - place) & 31] for place in range(GROUP))


def _value(group: str) -> int:
    value = 0
    for character in group:
        value = value << 5 | ALPHABET.index(character)
    return value


def _check(values: list[int]) -> int:
    plain = sum(values) % _PRIME
    weighted = sum(place * value for place, value in enumerate(values, start=1)) % _PRIME
    return plain << 10 | weighted


def _groups(text: str) -> list[str]:
    upper = unicodedata.normalize("NFKC", text).translate(_DASHES).upper().translate(_READ_AS)
    typed = [part for part in re.split(r"[-\s]+", upper) if part]
    joined = "".join(typed)
    aligned = len(typed) == GROUPS
    groups = typed if aligned else [joined[start : start + GROUP] for start in range(0, len(joined), GROUP)]
    for place, group in enumerate(groups, start=1):
        if foreign := next((character for character in group if character not in ALPHABET), None):
            raise UserError(f"Group {place} holds “{foreign}”, which no recovery key has. {_AGAIN}")
        if aligned and len(group) != GROUP:
            raise UserError(f"Group {place} has {len(group)} of its {GROUP} characters. {_AGAIN}")
    if len(joined) != GROUP * GROUPS:
        raise UserError(
            f"A recovery key has {GROUPS} groups of {GROUP} characters, {GROUP * GROUPS} in all; "
            f"{len(joined)} were typed. {_AGAIN}"
        )
    return groups


def _which_is_wrong(check: int, typed: int) -> str:
    """Name the group: where one value is off by d, the sums are off by d and place times d."""
    plain = ((check >> 10) - (typed >> 10)) % _PRIME
    weighted = ((check & 1023) - (typed & 1023)) % _PRIME
    if plain and weighted:
        place = weighted * pow(plain, -1, _PRIME) % _PRIME
        if place <= DATA_GROUPS:
            return f"Group {place} of the recovery key does not agree with the last group. {_AGAIN}"
        return f"More than one group of the recovery key is wrong. {_AGAIN}"
    if weighted:
        return f"Two groups of the recovery key may have changed places, or the last one is wrong. {_AGAIN}"
    return f"The last group of the recovery key is wrong. {_AGAIN}"


def in_lines(key: str) -> str:
    """Return the key in rows of three groups, as it is easiest to copy by hand."""
    groups = key.split("-")
    return "\n".join("  ".join(groups[start : start + 3]) for start in range(0, len(groups), 3))
