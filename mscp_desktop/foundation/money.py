"""Money is a whole number of pence; how it is typed, shown, and shared out without a penny lost."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from mscp_desktop.foundation.errors import UserError

MINUS = "\u2212"
MOST_PENCE = 99_999_999_999
"""The largest amount that can be typed, in pence: £999,999,999.99."""

_PENNY_FIGURES = 2
_SIGN = r"[-\u2212\u2013]"
_SHAPE = re.compile(rf"(?P<sign>{_SIGN})?\s*£?\s*(?P<inner>{_SIGN})?\s*(?P<figures>.*)", re.DOTALL)
_FIGURES = re.compile(r"(?P<pounds>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<pence>[0-9]*))?")


def parse_money(text: str) -> int:
    """Return the pence of an amount as people type or paste it; raise `UserError` saying what would be right.

    A pound sign, spaces round it and commas between thousands are optional; a minus sign, a dash or brackets
    make it negative; one figure after the point is tens of pence, as a spreadsheet shows it.
    """
    body = text.strip()
    if not body:
        raise UserError("There is no amount here: write it in pounds, for example £6,764.00.")
    bracketed = body.startswith("(") and body.endswith(")")
    shape = _SHAPE.fullmatch(body[1:-1].strip() if bracketed else body)
    if shape is None:  # pragma: no cover - the pattern takes any text
        raise _refused(text, "write it in pounds, for example £6,764.00")
    marks = bracketed + bool(shape["sign"]) + bool(shape["inner"])
    if marks > 1:
        raise _refused(text, f"mark it as negative once, as {MINUS}£12.30 or (12.30)")
    pence = _pence(shape["figures"].rstrip(), text)
    if pence > MOST_PENCE:
        raise UserError(f"“{_short(text)}” is more than an amount can be here: at most {format_money(MOST_PENCE)}.")
    return -pence if marks else pence


def format_money(pence: int, *, pounds_only: bool = False) -> str:
    """Return the amount as it is shown: "£6,764.00", below 0 with a minus sign, not a hyphen.

    Whole pounds are rounded, halves away from 0.
    """
    size = abs(pence)
    if pounds_only:
        size = (size + 50) // 100 * 100
    sign = MINUS if pence < 0 and size else ""
    pounds, rest = divmod(size, 100)
    return f"{sign}£{pounds:,}" if pounds_only else f"{sign}£{pounds:,}.{rest:02d}"


def apportion(total: int, weights: Sequence[int | Decimal | Fraction]) -> list[int]:
    """Share pence out by weight with the largest remainder; the parts sum to the total exactly.

    Every part is its exact share rounded down or up. Where two remainders are equal the larger weight takes
    the penny first, and of equal weights the one listed first; so the order of the list matters only between
    equal weights. A negative total gives the parts of the positive one, negated. Raises `UserError` for a
    negative weight and where all weights are 0.
    """
    shares = _shares(weights)
    size = abs(total)
    exact = [size * share for share in shares]
    parts = [int(part) for part in exact]
    by_claim = sorted(range(len(shares)), key=lambda at: (parts[at] - exact[at], -shares[at], at))
    for at in by_claim[: size - sum(parts)]:
        parts[at] += 1
    return parts if total >= 0 else [-part for part in parts]


def apportion_with_host(total: int, weights: Sequence[int | Decimal | Fraction], host: int) -> list[int]:
    """Share pence out so that equal weights pay equal amounts, and the host alone carries the odd pence.

    Every part but the host's is rounded down to the penny; `host` is the host's place in the list. Raises as
    `apportion` does.
    """
    shares = _shares(weights)
    size = abs(total)
    parts = [int(size * share) for share in shares]
    parts[host] += size - sum(parts)
    return parts if total >= 0 else [-part for part in parts]


def _pence(figures: str, text: str) -> int:
    shape = _FIGURES.fullmatch(figures)
    if shape is None or figures.strip(".") == "":
        if re.fullmatch(r"[0-9,]+(\.[0-9]*)?", figures):
            raise _refused(text, "commas go between thousands, as in 1,234.00, and pence follow a point")
        raise _refused(text, "write it in figures, in pounds, for example £6,764.00")
    pence = shape["pence"]
    if pence is not None and not pence:
        raise _refused(text, "the pence after the point are missing, as in 5.00")
    if pence is not None and len(pence) > _PENNY_FIGURES:
        raise _refused(text, "at most two figures follow the point, as in 6,764.50")
    return int(shape["pounds"].replace(",", "") or "0") * 100 + int((pence or "0").ljust(_PENNY_FIGURES, "0"))


def _shares(weights: Sequence[int | Decimal | Fraction]) -> list[Fraction]:
    exact = [Fraction(weight) for weight in weights]
    if any(weight < 0 for weight in exact):
        raise UserError("A share is below 0, so the amount was not shared out: give every share as 0 or more.")
    whole = sum(exact)
    if not whole:
        raise UserError("Every share is 0, so the amount was not shared out: give at least one share above 0.")
    return [weight / whole for weight in exact]


def _refused(text: str, right: str) -> UserError:
    return UserError(f"“{_short(text)}” is not an amount: {right}.")


def _short(text: str, length: int = 40) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
