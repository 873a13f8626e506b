"""Several PDFs bound into one: ours stay tagged, those of others stay as they came, and one numbering runs through."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from papers_made import (
    cropped,
    filled_form,
    hidden_layer,
    locked,
    lying,
    no_pages,
    picture,
    plain,
    saved,
    scan,
    turned,
    with_outline,
)
from pdf_reading import failures, read

from mscp_desktop.foundation.pdfium import LOCK
from mscp_desktop.printing import blocks as b
from mscp_desktop.printing.document import Document, build
from mscp_desktop.printing.enclosing import Mark, Part, UnusableError, bind, count_pages, within
from mscp_desktop.printing.pictures import UnreadableError, photo

TODAY = date(2025, 3, 14)
LIGHT = 200  # of 255: letters are darker


def ours(title: str, *story: b.Block, counting: Any = None) -> bytes:
    about = Document(title, "Medway Safeguarding Children Partnership", TODAY)
    return build(about, story or (b.paragraph(f"All about {title}."),), None, counting)


def bound(papers: Sequence[bytes], first: int = 1, marks: Sequence[Mark] = (), labels: str = "Paper {}") -> bytes:
    """A front page with papers behind it."""
    counts = [1, *(count_pages(paper) for paper in papers)]
    last = first - 1 + sum(counts)

    def words(place: int) -> str:
        return f"Page {first + place} of {last}"

    front = ours("The pack", b.paragraph("See ", b.link("the first", within(1))), counting=lambda n, _: words(n - 1))
    parts = [Part(f"P{n}", paper, ours=False, label=labels.format(n)) for n, paper in enumerate(papers, 1)]
    return bind([Part("The pack", front, ours=True), *parts], marks, words, first=first)


class Pages:
    """What PDFium shows of a document."""

    def __init__(self, data: bytes) -> None:
        with LOCK:
            self._pdf = pypdfium2.PdfDocument(data)
            self._pdf.init_forms()
            self.labels = [self._pdf.get_page_label(n) for n in range(len(self._pdf))]
            self.sizes = [self._pdf.get_page_size(n) for n in range(len(self._pdf))]
            self.texts = [page.get_textpage().get_text_range() for page in self._pdf]
            self.outline = [(one.level, one.get_title(), one.get_dest().get_index()) for one in self._pdf.get_toc()]

    def where(self, number: int, words: str) -> tuple[float, float, float, float]:
        """Return the box of words in the page's own coordinates."""
        with LOCK:
            page = self._pdf[number].get_textpage()
            found = page.search(words).get_next()
            assert found is not None, self.texts[number]
            boxes = [page.get_charbox(place) for place in range(found[0], found[0] + found[1])]
        left, low, right, high = zip(*boxes, strict=True)
        return min(left), min(low), max(right), max(high)

    def picture(self, number: int) -> Any:
        with LOCK:
            return self._pdf[number].render(scale=1, grayscale=True).to_pil()


def streams(page: pikepdf.Page) -> list[bytes]:
    contents = page.obj.Contents
    return [one.read_bytes() for one in (contents if isinstance(contents, pikepdf.Array) else [contents])]


def test_one_numbering_runs_through_on_paper_on_screen_and_in_every_position_of_a_page() -> None:
    papers = [
        plain("Budget", 2, footed=True), lying("Risks"), *(turned(plain("Turned", 1), by) for by in (90, 180, 270)),
        cropped(plain("Cropped", 1), (60, 100, 500, 800)), turned(cropped(lying("Both"), (40, 40, 700, 500)), 90),
        plain("Small", 1, size=(200, 140)),
    ]  # fmt: skip
    pages = Pages(bound(papers))
    assert pages.labels == [str(n) for n in range(1, 11)]
    for number, text in enumerate(pages.texts):
        assert f"Page {number + 1} of 10" in text
    assert "own foot 1" in pages.texts[1]
    with pikepdf.open(BytesIO(bound(papers))) as pdf:
        for number, page in enumerate(pdf.pages[1:], 1):
            box = pages.where(number, f"Page {number + 1} of 10")
            shown = [float(value) for value in page.cropbox]
            assert shown[0] < box[0] < box[2] < shown[2], "it stands on what is shown of the page"
            assert shown[1] < box[1] < box[3] < shown[3]
            upright = (box[2] - box[0]) > (box[3] - box[1])
            assert upright == (page.rotation % 180 == 0), "and is read as the page is turned"


def test_the_pages_of_others_stay_as_they_came() -> None:
    papers = [turned(plain("Budget", 2), 90), cropped(with_outline("Plans"), (10, 20, 500, 700)), filled_form("Ann")]
    with pikepdf.open(BytesIO(bound(papers))) as pdf:
        place = 1
        for paper in papers:
            with pikepdf.open(BytesIO(paper)) as source:
                for before in source.pages:
                    after = pdf.pages[place]
                    assert streams(after)[1:-1] == streams(before)
                    assert (after.mediabox, after.cropbox, after.rotation) == (
                        before.mediabox, before.cropbox, before.rotation,
                    )  # fmt: skip
                    place += 1
        assert [str(field.fully_qualified_name) for field in pdf.acroform.fields] == ["who"]
        assert pdf.check_pdf_syntax() == []


def test_links_within_a_paper_and_its_bookmarks_lead_to_the_same_pages_as_before() -> None:
    marks = (Mark("Front", 0), Mark("1. Plans", 2, (Mark("1a. Plans", 2, (), 2),)))
    data = bound([plain("Budget", 1), with_outline("Plans")], marks=marks)
    assert Pages(data).outline == [
        (0, "Front", 0), (0, "1. Plans", 2), (1, "1a. Plans", 2),
        (2, "Chapter 1", 2), (3, "Section 1.1", 2), (2, "Chapter 2", 3), (3, "Section 2.1", 3),
        (2, "Chapter 3", 4), (3, "Section 3.1", 4),
    ]  # fmt: skip
    with pikepdf.open(BytesIO(data)) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        for page in pdf.pages[2:]:
            web, by_page, by_name = page.obj.Annots
            assert web.A.URI == "https://www.example.org/"
            assert by_page.Dest[0].objgen == pdf.pages[4].obj.objgen
            entry = names[str(by_name.Dest)]
            assert entry.D[0].objgen == pdf.pages[4].obj.objgen
        (contents,) = pdf.pages[0].obj.Annots
        assert names[str(contents.A.D)][0].objgen == pdf.pages[1].obj.objgen


def test_the_number_stands_where_the_page_is_empty_and_on_white_where_none_is() -> None:
    pages = Pages(bound([plain("Footed", 1, footed=True), scan(), scan(dark=True)]))
    number, foot = pages.where(1, "Page 2 of 4"), pages.where(1, "own foot 1")
    assert number[2] < foot[0] or number[1] > foot[3] or number[3] < foot[1]
    assert pages.where(2, "Page 3 of 4")[3] < 60, "a white scan has room at its foot"
    left, low, right, high = pages.where(3, "Page 4 of 4")
    around = pages.picture(3).crop((int(left) - 2, int(842 - high) - 2, int(right) + 2, int(842 - low) + 2))
    shades = around.tobytes()
    assert sum(value > LIGHT for value in shades) > 0.5 * len(shades), "dark letters on a white ground"


def test_a_hidden_layer_stays_hidden() -> None:
    alone = Pages(hidden_layer()).picture(0)
    together = Pages(bound([hidden_layer(), plain("Budget", 1), hidden_layer()]))
    inside = (110, 842 - 290, 390, 842 - 110)
    for number in (1, 3):
        assert together.picture(number).crop(inside).tobytes() == alone.crop(inside).tobytes()


def test_what_is_ours_is_pdf_ua_and_read_in_its_order_also_when_it_is_bound() -> None:
    counting = partial(lambda start, n, _count: f"Page {start + n} of 4", 0)
    sheets = [
        ours(title, b.heading(1, f"Heading of {title}"), b.paragraph(f"Text of {title}."), counting=counting)
        for title in ("Front", "Second", "Third")
    ]
    picture_page = ours("Photo", b.figure(photo(picture()), "A blue picture"))
    parts = [Part("F", sheets[0], ours=True), *(Part("S", one, ours=True) for one in (*sheets[1:], picture_page))]
    data = bind(parts, [Mark("Front", 0)], lambda n: f"Page {n + 1}")
    assert failures(data) == []
    found = read(data)
    said = [node.text for node in found.root.walk() if node.type == "P" and node.text.startswith("Text of")]
    assert said == ["Text of Front.", "Text of Second.", "Text of Third."]
    assert found.untagged == []
    assert [node.alternative for node in found.root.find("Figure")] == ["A blue picture"]


def test_tags_of_others_are_kept_and_pages_without_tags_are_read_all_the_same() -> None:
    tagged = ours("Tagged by others", b.paragraph("Read me "), b.bullets(["one", "two"]))
    data = bound([plain("Untagged", 2), tagged])
    found = read(data)
    assert found.untagged == []
    parts = [node for node in found.root.kids if node.type == "Part"]
    assert [[kid.type for kid in part.kids] for part in parts] == [["P", "P"], ["P", "H1", "P", "P", "L"]]
    assert [len(page.text) > 1000 for page in parts[0].kids] == [True, True], "each holds what its page says"
    assert [node.text for node in parts[1].find("LBody")] == ["one", "two"]
    assert "Paper 2 · Page 4 of 4" in found.artifacts[3]
    with pikepdf.open(BytesIO(data)) as pdf:
        keys = [int(page.obj.StructParents) for page in pdf.pages]
        entries = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())
        assert len(set(keys)) == len(keys)
        assert set(keys) <= set(entries)
        assert b"pdfuaid:part" not in pdf.Root.Metadata.read_bytes(), "nobody knows it of the pages of others"


def test_roles_of_two_papers_that_mean_different_things_are_kept_apart() -> None:
    def with_role(kind: str) -> bytes:
        with pikepdf.open(BytesIO(ours("Roles"))) as pdf:
            root = pdf.Root.StructTreeRoot
            root.RoleMap = pikepdf.Dictionary(Body=pikepdf.Name(kind))
            for element in root.K[0].K:
                if element.S == pikepdf.Name.P:
                    element.S = pikepdf.Name.Body
            return saved(pdf)

    data = bound([with_role("/P"), with_role("/Quote"), with_role("/P")])
    with pikepdf.open(BytesIO(data)) as pdf:
        root = pdf.Root.StructTreeRoot
        roles = {str(key): str(value) for key, value in root.RoleMap.items()}
        assert roles == {"/Body": "/P", "/Body-2": "/Quote"}
        kinds = [{str(one.S) for one in part.K} for part in root.K[0].K if str(part.S) == "/Part"]
        assert kinds == [{"/Body", "/H1"}, {"/Body-2", "/H1"}, {"/Body", "/H1"}]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (locked(plain("Secret", 1)), "asks for a password"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (no_pages(), "no pages"),
        (plain("Cut", 1)[:200], "damaged"),
    ],
)
def test_what_can_not_be_enclosed_says_why(data: bytes, words: str) -> None:
    with pytest.raises(UnusableError, match=words):
        count_pages(data)


def test_a_pdf_that_is_only_locked_against_changes_is_enclosed() -> None:
    assert "Page 2 of 2" in Pages(bound([locked(plain("Open", 1), reading="")])).texts[1]


def test_a_supplement_is_numbered_on_and_labels_say_what_the_face_has_letters_for() -> None:
    pages = Pages(bound([plain("More", 1)], first=64, labels="Paper Ω{}"))
    assert pages.labels == ["64", "65"]
    assert "Page 64 of 65" in pages.texts[0]
    assert "1 · Page 65 of 65" in pages.texts[1]


def test_binding_stops_when_it_is_told_to() -> None:
    def stop(done: int) -> None:
        if done > 2:
            raise TimeoutError

    parts = [Part("F", ours("Front"), ours=True), Part("B", plain("Budget", 6), ours=False)]
    with pytest.raises(TimeoutError):
        bind(parts, [], str, progress=stop)


def test_a_photograph_that_was_held_sideways_is_set_upright_and_a_damaged_one_is_refused() -> None:
    from PIL import Image  # noqa: PLC0415 - for this test only

    out = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 100)).save(out, "JPEG", exif=exif)
    found = photo(out.getvalue())
    assert found.width < found.height
    for data in (b"\x89PNG\r\n\x1a\n and then nothing", picture("JPEG")[:300]):
        with pytest.raises(UnreadableError):
            photo(data)
