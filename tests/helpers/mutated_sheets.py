"""Lists of members that were cut, broken and muddled, each with the rows that were left as they are."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import openpyxl

HEADINGS = ("Name", "Job title", "Agency", "Role in group", "Email", "Since")
FORENAMES = ("Ann", "Bea", "Cy", "Dee", "Zoë", "Éamon", "Fay", "Gus")
SURNAMES = ("Example", "Sample", "O'Neill", "Specimen-Smith", "Muster", "Exemplar")
POSTS = ("Head of Safeguarding", "Chief Nurse", "Named Doctor", "Director, Children & Adults", "Team Manager")
BODIES = ("Medway Council", "Kent Police", "NELFT", "MCH", "Kent & Medway ICB")
ROLES = ("Member", "Chair", "Deputy Chair", "Vice Chair", "")
DATES = ("1/4/2024", "May 2023", "2022", "14 March 2024", "")
ODD = (
    "",
    "=1+1",
    "#REF!",
    "TBC",
    "n/a",
    "31/31/2024",
    "x" * 300,
    "\x07",
    "Name",
    "a@b",
    "12345",
    "ANN EXAMPLE",
    "\u2014",
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mutated:
    """One broken list: its name and bytes, the rows that were not touched, and what was done to it.

    `exact` says that whatever is read must be the whole list as it was, for its format can tell that it was broken.
    """

    name: str
    data: bytes
    intact: tuple[Row, ...]
    done: tuple[str, ...]
    exact: bool


def mutated(rng: random.Random) -> Mutated:
    """Return a list of members to which something was done."""
    rows = [
        (
            f"{rng.choice(FORENAMES)} {rng.choice(SURNAMES)}", f"{rng.choice(POSTS)} {at}", rng.choice(BODIES),
            rng.choice(ROLES), f"m{at}@example.gov.uk", rng.choice(DATES),
        )
        for at in range(rng.randrange(3, 12))
    ]  # fmt: skip
    table, touched, done = [list(row) for row in rows], set(), []
    done += [_change(rng, table, touched) for _ in range(rng.randrange(4))]
    intact = tuple(tuple(row) for at, row in enumerate(table) if at not in touched)
    workbook = rng.random() < 0.5
    lines = [list(HEADINGS), *table]
    if rng.random() < 0.3:
        lines.insert(0, ["Membership list", *[""] * 5])
        done.append("title")
    data = _workbook(rng, lines, done) if workbook else _text(rng, lines, done)
    exact = False
    if rng.random() < 0.5:
        data, exact, intact = broken(rng, data, workbook=workbook, done=done), workbook, intact if workbook else ()
    return Mutated("list.xlsx" if workbook else "list.csv", data, intact, tuple(done), exact)


def _change(rng: random.Random, table: list[list[str]], touched: set[int]) -> str:
    at = rng.randrange(len(table))
    column = rng.randrange(len(HEADINGS))
    kind = rng.choice(("odd", "move", "cut", "blank", "double", "shift", "swap"))
    if kind == "odd" and column < len(table[at]):
        table[at][column] = rng.choice(ODD)
        touched.add(at)
    elif kind == "move":
        other = rng.randrange(len(table))
        table[at], table[other] = table[other], table[at]
        places = {at: other, other: at}
        moved = {places.get(one, one) for one in touched}
        touched.clear()
        touched.update(moved)
    elif kind == "cut":
        table[at] = table[at][:column]
        touched.add(at)
    elif kind == "blank":
        table.append([""] * len(HEADINGS))
        touched.add(len(table) - 1)
    elif kind == "double":
        table.append(list(table[at]))
        touched.update({at, len(table) - 1})
    elif kind == "shift":
        table[at] = ["", *table[at][:-1]] if table[at] else table[at]
        touched.add(at)
    else:
        table[at] = table[at][::-1]
        touched.add(at)
    return kind


def _workbook(rng: random.Random, lines: list[list[str]], done: list[str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append([None if cell == "\x07" or not cell else cell for cell in line])
    if rng.random() < 0.2:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=3)
        done.append("merge")
    if rng.random() < 0.2:
        book.create_sheet("Notes").sheet_state = "hidden"
        done.append("hidden sheet")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(rng: random.Random, lines: list[list[str]], done: list[str]) -> bytes:
    separator = rng.choice((",", ";", "\t", "|"))

    def cell(words: str) -> str:
        return f'"{words}"' if separator in words or '"' in words or "\n" in words else words

    text = "\r\n".join(separator.join(cell(words) for words in line) for line in lines) + "\r\n"
    encoding = rng.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
    done.append(f"{encoding} {separator}")
    return text.encode(encoding, "replace")


def broken(rng: random.Random, data: bytes, *, workbook: bool, done: list[str]) -> bytes:
    ways: dict[str, Callable[[], bytes]] = {
        "truncated": lambda: data[: rng.randrange(len(data))],
        "byte flipped": lambda: _flipped(rng, data, 1),
        "bytes flipped": lambda: _flipped(rng, data, 20),
        "grown": lambda: data + bytes(rng.randrange(256) for _ in range(rng.randrange(1, 40))),
    }
    if workbook:
        ways["part cut"] = lambda: _without_part(rng, data)
    way = rng.choice(sorted(ways))
    done.append(way)
    return ways[way]()


def _flipped(rng: random.Random, data: bytes, many: int) -> bytes:
    made = bytearray(data)
    for _ in range(many):
        made[rng.randrange(len(made))] ^= 1 << rng.randrange(8)
    return bytes(made)


def _without_part(rng: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        parts = old.namelist()
        left_out = rng.choice(parts)
        for part in parts:
            if part != left_out:
                new.writestr(part, old.read(part))
    return out.getvalue()
