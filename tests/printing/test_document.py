"""A document with everything in it, read back."""

import threading
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import Reading, failures, read
from reportlab import rl_config
from reportlab.graphics.shapes import Drawing, Rect, String

from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.printing import blocks as b
from mscp_desktop.printing.document import Document, build, write
from mscp_desktop.printing.grid import column_widths

DOCUMENT = Document(
    "Groups and their seats",
    "Medway Safeguarding Children Partnership",
    date(2025, 3, 14),
    subtitle="Every seat in published order",
    as_at=date(2024, 12, 31),
)
ROWS = [[f"Post {n}", f"Organisation {n % 7}", "Chair" if n % 16 == 0 else "Member", f"Holder {n}"] for n in range(130)]
LONG = " ".join(f"word{n}" for n in range(2400))


def drawing(font: str = "OpenSans-Regular") -> Drawing:
    picture = Drawing(400, 120)
    picture.add(Rect(0, 0, 400, 120))
    picture.add(String(20, 60, "Lluniad ŵŷ", fontName=font))
    return picture


def seats() -> b.Table:
    columns = [b.column("Post", 1.4, heads_rows=True), b.column("Organisation"), b.column("Role"), b.column("Held by")]
    rows: list[Any] = []
    for number, row in enumerate(ROWS):
        if number % 16 == 0:
            rows.append(b.subheading(f"Group {number // 16 + 1}"))
        rows.append(row)
    return b.table(columns, rows)


def everything() -> list[b.Block]:
    address = "https://www.example.org/arrangements?year=2024&part=1"
    return [
        b.paragraph("See ", b.link(f"the arrangements, a link that goes {'on and ' * 14}on to a second line", address),
                    ", and ", b.strong("note"), " ", b.emphasis("this"), "."),
        b.callout("What changed", "Two seats are vacant."),
        b.heading(1, "At a glance"),
        b.facts([("Tier", "Executive"), ("Chair", ["Alex Sample ", b.quiet("(since 3 March 2023)")])]),
        b.heading(2, "Duties"),
        b.bullets(["Learns from reviews", b.item("Reports", ["to the executive", "to the board"])]),
        b.numbered([f"Step {number}" for number in range(12)]),
        b.heading(1, "Seats"),
        seats(),
        b.heading(1, "Money"),
        b.table(
            [b.column("Partner"), b.column("Invoice", align="right"), b.column("Paid", 0.6, align="right")],
            [["Council", "£6,764.00", "\u2212£1.00"], b.total("Total", "£6,764.00", "\u2212£1.00")],
        ),
        b.table([b.column("Seat")], [], empty="No seats are recorded yet."),
        b.figure(drawing(), "A rectangle with a greeting.", "Figure 1. A drawing."),
        b.page_break(),
        b.keep(b.heading(2, "Kept"), b.paragraph("together"), b.note("in small letters")),
        b.table([b.column("Short", 0.5), b.column("Long", 1.5)], [["one", "two"], ["a", LONG], ["b", ""]]),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def data() -> bytes:
    return build(DOCUMENT, everything())


@pytest.fixture(scope="module")
def reading(data: bytes) -> Reading:
    return read(data)


@pytest.mark.parametrize("landscape", [False, True])
def test_a_document_with_everything_is_pdf_ua_1(landscape: bool) -> None:
    document = Document(DOCUMENT.title, DOCUMENT.partnership, DOCUMENT.printed_on, landscape=landscape)
    assert failures(build(document, everything())) == []


def test_a_document_without_blocks_or_words_is_pdf_ua_1() -> None:
    data = build(Document("\u200b", "", date(2025, 1, 1)), [])
    assert failures(data) == []
    assert read(data).title == "Untitled document"


def test_all_content_is_tagged_or_an_artifact_and_nothing_nests(reading: Reading) -> None:
    assert reading.untagged == []
    assert reading.nested == 0


def test_cells_are_read_in_the_order_of_the_data_over_all_pages(reading: Reading) -> None:
    head, *rows = reading.tables()[0]
    assert head == ["Post", "Organisation", "Role", "Held by"]
    assert [row for row in rows if len(row) == 4] == ROWS
    assert [row[0] for row in rows if len(row) == 1] == [f"Group {number}" for number in range(1, 10)]


def test_header_cells_say_what_they_head(reading: Reading) -> None:
    table = reading.root.find("Table")[0]
    heads = [(cell.attributes["Scope"], cell.attributes.get("ColSpan")) for cell in table.find("TH")]
    assert heads[:6] == [("Column", None)] * 4 + [("Column", "4"), ("Row", None)]
    assert len(table.find("THead")) == 1
    assert len(table.find("TBody")) == 9


def test_repeated_headers_and_running_lines_are_artifacts(reading: Reading) -> None:
    assert len([row for row in reading.tables()[0] if row[0] == "Post"]) == 1
    assert "PostOrganisationRoleHeld by" in reading.artifacts[2]
    for number, artifact in enumerate(reading.artifacts, start=1):
        assert f"Page {number} of {reading.page_count}" in artifact
        assert "Groups and their seats · As at 31 December 2024" in artifact
        assert (DOCUMENT.partnership in artifact) == (number > 1)


def test_a_cell_longer_than_a_page_is_one_cell_without_loss(reading: Reading) -> None:
    assert reading.tables()[-1] == [["Short", "Long"], ["one", "two"], ["a", LONG], ["b", ""]]


def test_title_language_and_outline(reading: Reading) -> None:
    assert (reading.title, reading.language) == ("Groups and their seats", "en-GB")
    assert reading.outline == [(0, "At a glance"), (1, "Duties"), (0, "Seats"), (0, "Money"), (1, "Kept")]
    assert [node.text for node in reading.root.find("H1")] == ["Groups and their seats"]


def test_lists_hold_labels_bodies_and_lists(reading: Reading) -> None:
    fact, bullet, inner, numbered = reading.root.find("L")
    assert [[part.text for part in entry.kids] for entry in fact.kids] == [
        ["Tier", "Executive"],
        ["Chair", "Alex Sample (since 3 March 2023)"],
    ]
    assert [kid.text for kid in bullet.kids[0].kids] == ["•", "Learns from reviews"]
    assert bullet.kids[1].kids[1].kids[1] is inner
    assert [entry.kids[1].text for entry in inner.kids] == ["to the executive", "to the board"]
    assert [entry.kids[0].text for entry in numbered.kids] == [f"{number}." for number in range(1, 13)]
    assert [entry.attributes["ListNumbering"] for entry in (fact, bullet, numbered)] == ["None", "Disc", "Decimal"]


def test_links_stand_in_their_sentence_and_describe_themselves(reading: Reading) -> None:
    paragraph = next(node for node in reading.root.find("P") if node.find("Link"))
    (link,) = paragraph.kids
    assert paragraph.text.startswith("See the arrangements, a link that goes")
    assert paragraph.text.endswith("second line, and note this.")
    assert len(link.annotations) == 2
    assert {str(each["/A"].URI) for each in link.annotations} == {
        "https://www.example.org/arrangements?year=2024&part=1"
    }
    assert all("the arrangements" in str(each["/Contents"]) for each in link.annotations)


def test_the_parent_tree_leads_back_from_every_page_and_link(data: bytes) -> None:
    with pikepdf.open(BytesIO(data)) as pdf:
        tree = pdf.Root.StructTreeRoot.ParentTree.Nums
        entries = {int(tree[index]): tree[index + 1] for index in range(0, len(tree), 2)}
        assert list(entries) == sorted(entries)
        assert pdf.Root.StructTreeRoot.ParentTreeNextKey == len(entries)
        for page in pdf.pages:
            assert page.Tabs == "/S"
            assert isinstance(entries.pop(int(page.StructParents)), pikepdf.Array)
            for annotation in page.get("/Annots", []):
                assert entries.pop(int(annotation.StructParent)).S == "/Link"
        assert entries == {}
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Groups and their seats"


def test_figures_have_their_sentence_and_place(reading: Reading) -> None:
    (figure,) = reading.root.find("Figure")
    assert figure.alternative == "A rectangle with a greeting."
    assert "BBox" in figure.attributes


def test_an_empty_table_says_so(reading: Reading) -> None:
    assert "No seats are recorded yet." in reading.text


def test_every_font_is_embedded(reading: Reading) -> None:
    assert reading.fonts
    assert all(reading.fonts.values())
    assert {name.split("+")[1] for name in reading.fonts} == {"OpenSans-Regular", "OpenSans-Bold", "OpenSans-Italic"}


def test_a_drawing_in_a_font_that_is_not_embedded_is_our_bug() -> None:
    with pytest.raises(InternalError, match="Times-Roman"):
        build(DOCUMENT, [b.figure(drawing("Times-Roman"), "A rectangle.")])


def test_the_same_document_is_the_same_file(data: bytes) -> None:
    assert build(DOCUMENT, everything()) == data
    assert build(Document("Other", "", date(2025, 3, 15)), everything()) != data


def test_documents_built_at_the_same_time_do_not_meddle(data: bytes) -> None:
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(build(DOCUMENT, everything()))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [data] * 3


def test_settings_of_reportlab_are_left_as_they_were() -> None:
    before = rl_config.canvas_basefontname, rl_config.invariant
    build(DOCUMENT, [])
    assert (rl_config.canvas_basefontname, rl_config.invariant) == before


def test_progress_counts_pages_and_what_it_raises_cancels(data: bytes) -> None:
    pages: list[int] = []
    build(DOCUMENT, everything(), pages.append)
    assert pages == list(range(1, len(pikepdf.open(BytesIO(data)).pages) + 1))

    def stop(page: int) -> None:
        if page == 2:
            raise KeyError("cancelled")

    with pytest.raises(KeyError, match=r"^'cancelled'$"):
        build(DOCUMENT, everything(), stop)
    assert build(DOCUMENT, everything()) == data


def test_a_heading_never_ends_a_page() -> None:
    table = b.table([b.column("Post")], [b.subheading("Group"), *([f"Post {number}"] for number in range(12))])
    places = set()
    for count in range(18, 28):
        data = build(DOCUMENT, [*(b.paragraph("filler") for _ in range(count)), b.heading(1, "Heading"), table])
        with pikepdf.open(BytesIO(data)) as pdf:
            tags = list(pdf.Root.StructTreeRoot.K[0].K)
            heading = next(tag for tag in tags if tag.S == "/H2")
            grid = next(tag for tag in tags if tag.S == "/Table")
            first_row = grid.K[1].K[1].K[0]
            assert heading.Pg.objgen == first_row.Pg.objgen
            places.add(heading.Pg.objgen == pdf.pages[0].objgen)
    assert places == {True, False}


def test_headings_do_not_skip_a_level() -> None:
    with pytest.raises(InternalError, match="level 3 follows one of level 1"):
        build(DOCUMENT, [b.heading(1, "One"), b.heading(3, "Three")])


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(InternalError, match="2 cells was given to a table of 1"):
        b.table([b.column("One")], [["a", "b"]])


def test_a_file_is_replaced_only_by_a_finished_one(tmp_path: Path) -> None:
    target = tmp_path / "roster.pdf"
    write(DOCUMENT, [b.paragraph("one")], target)
    first = target.read_bytes()

    def stop(_page: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        write(DOCUMENT, [b.paragraph("two")], target, stop)
    assert target.read_bytes() == first
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(UserError, match=r"roster\.pdf was not written"):
        write(DOCUMENT, [], tmp_path / "missing" / "roster.pdf")


@given(names=st.lists(st.floats(30, 120), min_size=1, max_size=8), long=st.floats(150, 900))
def test_names_are_not_broken_where_the_table_has_room_for_them(names: list[float], long: float) -> None:
    """Each cell is (its longest word, its line) in points; a table is 500 wide."""

    def cell(word: float, line: float) -> Any:
        return SimpleNamespace(natural=lambda: (word, line))

    rows: Any = [SimpleNamespace(cells=[cell(60, long), cell(60, long), cell(name / 2, name)]) for name in names]
    widths = column_widths([None, None, None], rows, 500, frozenset({2}))
    assert sum(widths) == pytest.approx(500)
    assert widths[2] >= max(names)
