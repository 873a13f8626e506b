"""Simple text: what is stored is read back as it was, and any text has a reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import ANY

from mscp_desktop.foundation.simple_text import (
    Block,
    Run,
    Shape,
    SimpleText,
    from_plain,
    from_stored,
    plain_words,
    tidy,
)

SIGNS = "ab *\\-.1)•_\n"
RUNS = st.builds(Run, st.text(SIGNS, max_size=8), st.booleans(), st.booleans())
BLOCKS = st.builds(Block, st.sampled_from(list(Shape)), st.lists(RUNS, max_size=4).map(tuple), st.integers(0, 4))


def said(text: str) -> list[tuple[str, str]]:
    return [(block.shape.value, block.words()) for block in from_stored(text).blocks]


@given(st.lists(BLOCKS, max_size=4))
def test_blocks_are_stored_and_read_back_as_they_were(blocks: list[Block]) -> None:
    text = tidy(blocks)
    assert from_stored(text.stored()) == text


@given(st.text(ANY, max_size=40) | st.text(SIGNS, max_size=40))
def test_any_text_has_a_reading_that_is_kept(text: str) -> None:
    found = from_stored(text)
    assert from_stored(found.stored()) == found


@given(st.text(SIGNS, max_size=40))
def test_pasted_plain_text_loses_no_word_and_gains_no_look(text: str) -> None:
    found = from_plain(text)
    assert not any(run.bold or run.italic for block in found.blocks for run in block.runs)
    assert from_stored(found.stored()) == found


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4",
        "snake_case_name",
        r"\\server\share\file",
        "5% of £6,764.00",
        "**not closed",
        "a\nb\n\nc",
        "14.3.2025 x",
    ],
)
def test_text_without_marks_is_itself(text: str) -> None:
    assert plain_words(text) == text


def test_lists_paragraphs_and_looks_are_read() -> None:
    text = "Meets **monthly** at *Gun Wharf*\nor online\n\n- one\n  - deeper\n1. first\n2. second\n\n***both***"
    found = from_stored(text)
    assert [(one.shape, one.step, one.number) for one in found.blocks] == [
        (Shape.PARAGRAPH, 0, 0), (Shape.BULLET, 0, 0), (Shape.BULLET, 1, 0), (Shape.NUMBER, 0, 1),
        (Shape.NUMBER, 0, 2), (Shape.PARAGRAPH, 0, 0),
    ]  # fmt: skip
    assert found.blocks[0].runs == (
        Run("Meets "), Run("monthly", bold=True), Run(" at "), Run("Gun Wharf", italic=True), Run("\nor online"),
    )  # fmt: skip
    assert found.blocks[-1].runs == (Run("both", bold=True, italic=True),)
    assert found.stored() == text
    assert found.words() == "Meets monthly at Gun Wharf\nor online\n\n• one\n  • deeper\n1. first\n2. second\n\nboth"


def test_a_line_that_looks_like_an_item_can_be_a_paragraph() -> None:
    for words in ("- not an item", "1. not an item", "• not an item", "* not an item"):
        text = SimpleText((Block(Shape.PARAGRAPH, (Run(words),)),))
        assert said(text.stored()) == [("paragraph", words)]


def test_numbers_are_counted_anew_in_each_list() -> None:
    found = from_stored("3. a\n9. b\n\nbetween\n\n7. c")
    assert [one.number for one in found.blocks] == [1, 2, 0, 1]
    assert plain_words(None) == ""


def test_lists_in_pasted_plain_text_are_seen_and_stars_stay() -> None:
    found = from_plain("Agreed:\n• 5*3*2 seats\n•\tone more\n\n1) first\nafter")
    assert [(one.shape.value, one.words()) for one in found.blocks] == [
        ("paragraph", "Agreed:"), ("bullet", "5*3*2 seats"), ("bullet", "one more"), ("number", "first"),
        ("paragraph", "after"),
    ]  # fmt: skip
