"""Whatever a user typed is printed: no markup, no crash, no loss."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_reading import failures, read

from mscp_desktop.printing import blocks as b
from mscp_desktop.printing import fonts
from mscp_desktop.printing.document import Document, build
from mscp_desktop.printing.style import CELL
from mscp_desktop.printing.text import Paragraph, allowed, break_lines

DAY = date(2025, 3, 14)
HOSTILE = [
    ("<b>bold</b> & <i", "<b>bold</b> & <i"),
    ("</para><br/>&amp;", "</para><br/>&amp;"),
    ('<a href="javascript:x">', '<a href="javascript:x">'),
    ("a\x00b\x07c\x7f", "a�b�c�"),
    ("lone \ud800 surrogate", "lone � surrogate"),
    ("Ŵŷ Llanŵnda", "Ŵŷ Llanŵnda"),
    ("w\u0302y\u0302", "ŵŷ"),
    ("fire 🧑\u200d🚒 and \U0001f600", "fire 🧑🚒 and \U0001f600"),
    ("مرحبا", "مرحبا"),
    ("安全 safety", "安全 safety"),
    ("∑ → ✓ ◆ non\u2011breaking \u22125", "∑ → ✓ ◆ non\u2011breaking \u22125"),
    ("soft\u00adhyphen \u202eturned", "softhyphen turned"),
    ("one\r\ntwo\u2028three\tfour", "one two three four"),
    ("(brackets\\ ) %", "(brackets\\ ) %"),
    ("  spaces   inside ", "spaces inside"),
    ("x" * 400, "x" * 400),
    ("", ""),
]


def printed(*texts: str) -> list[str]:
    """Return the texts as they are read from a table's cells."""
    document = Document(texts[0], texts[0], DAY, subtitle=texts[0])
    rows = [[text, "end"] for text in texts]
    data = build(document, [b.table([b.column("Text"), b.column("Next")], rows)])
    assert failures(data) == []
    return [row[0] for row in read(data).tables()[0][1:]]


def test_hostile_strings_are_printed_as_they_are() -> None:
    assert printed(*(given_ for given_, _ in HOSTILE)) == [wanted for _, wanted in HOSTILE]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=4))
def test_any_text_can_be_printed_and_read_back(texts: list[str]) -> None:
    wanted = [" ".join(fonts.clean(text).replace("\n", " ").split(" ")).strip() for text in texts]
    found = printed(*texts)
    assert [" ".join(text.split()) for text in found] == [" ".join(text.split()) for text in wanted]


@given(st.text(st.characters(), max_size=80))
def test_cleaned_text_holds_no_character_that_cannot_stand_on_paper(text: str) -> None:
    cleaned = fonts.clean(text)
    assert not [c for c in cleaned if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Cn", "Co"}]
    assert fonts.clean(cleaned) == cleaned


PIECES = ["a", "word", "longer-word/with-strokes", "ŵŷ", "→", "\n", "i" * 90]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.floats(15, 300))
def test_lines_are_no_wider_than_their_column_and_lose_nothing(words: list[str], room: float) -> None:
    fonts.register()
    first, second = " ".join(words[::2]), " ".join(words[1::2])
    lines = Paragraph([b.strong(first + " "), second], CELL, None).lines(room)
    assert all(line.width <= room + 0.01 for line in lines)
    together = "".join(text for line in lines for _, text in line.parts)
    assert together.split() == f"{first} {second}".split()


def test_a_character_that_no_face_holds_shows_the_mark() -> None:
    fonts.register()
    ((name, text),) = fonts.runs("安", "regular")
    glyphs = fonts.font(name).face.charToGlyph
    assert text == "安"
    assert glyphs[ord("安")] == glyphs[ord(fonts.MARK)]


def test_a_character_of_the_fallback_face_changes_font_for_itself_alone() -> None:
    fonts.register()
    assert fonts.runs("a→b", "bold") == [("OpenSans-Bold", "a"), ("DejaVuSans-Bold", "→"), ("OpenSans-Bold", "b")]


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://example.org/a?b=1", True),
        ("mailto:unit@example.org", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://example.org/ŵ", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_and_mail_addresses_become_links(address: str, wanted: bool) -> None:
    assert allowed(address) is wanted
    data = build(Document("Links", "", DAY), [b.paragraph(b.link("here", address), " it is")])
    assert failures(data) == []
    reading = read(data)
    assert bool(reading.root.find("Link")) is wanted
    assert "here it is" in reading.text


def test_no_text_has_no_lines() -> None:
    assert break_lines([], 100) == []


@pytest.mark.parametrize("text", ["A heading " * 60, "word " * 1200])
def test_the_longest_texts_are_printed_whole_wherever_they_stand(text: str) -> None:
    document = Document(text, text, DAY, subtitle=text)
    blocks: list[b.Block] = [
        b.heading(1, text),
        b.callout(text, text),
        b.facts([(text, "value"), ("label", text), (text, text)]),
        b.bullets([text, b.item(text, [text])]),
        b.table([b.column(text), b.column("Two", heads_rows=True)], [b.subheading(text), [text, text]]),
        b.table([b.column(str(n), 1 if n % 2 else None) for n in range(30)], [["x"] * 30, ["long cell"] * 30]),
        b.keep(b.paragraph(text), b.keep(b.note(text))),
    ]
    data = build(document, blocks)
    assert failures(data) == []
    words = read(data).text.split()
    assert words.count(text.split(maxsplit=1)[0]) == 19 * text.split().count(text.split(maxsplit=1)[0])
