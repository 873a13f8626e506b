"""How the groups stand to each other on a day, and the chart of it: who reports to whom, joint groups, linked boards.

The layout is one for window and paper: a tidy tree from above. Where more than three report to a group, they hang in
columns of about four boxes, each with what is below it. Beside the tree stand the groups above which none is recorded,
and the linked boards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.diagrams import Caption, Diagram, DiagramBox, DiagramLine, Measure
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules.groups import frequency_words, place_words
from mscp_desktop.groups.rules.terms import terms_on, terms_words

SIZE, LEADING, INSIDE = 9.0, 12.5, 8.0
WIDE = 168.0  # of a box
BESIDE, BELOW = 22.0, 40.0  # gaps between boxes
IN_COLUMN, SPINE = 12.0, 16.0
MOST_BESIDE, MOST_IN_COLUMN = 3, 4
LINKED = "Linked boards"
ALONE = "No group above is recorded"


@dataclass(frozen=True, slots=True)
class Node:
    """A group in the structure; `parent` is the uid of the nearest group above that is shown."""

    uid: str
    name: str
    place: str
    meets: str
    terms: str
    parent: str | None
    joint: bool
    linked: bool
    limited: bool = False  # a task-and-finish group
    until: str = ""  # "to July 2025" where its end is recorded
    shared_with: tuple[str, ...] = ()

    def said(self) -> list[str]:
        """Return what stands under its name: its place, until when it is there, how often it meets."""
        until = f"T{self.until[1:]}" if self.until else ""
        return [part for part in (self.place, until, _meets(self.meets).capitalize()) if part]

    def words(self, above: str | None) -> str:
        """Return what there is to say of it in a sentence."""
        shared = f", shared with {' and '.join(self.shared_with)}" if self.shared_with else ""
        reports = f", reports to {above}" if above else ""
        until = f", {self.until}" if self.until else ""
        return f"{self.name}: {self.place.lower()}{shared}{until}{reports}, {_meets(self.meets)}"


@dataclass(frozen=True, slots=True)
class Structure:
    """The groups of a day in published order; `unknown_before` where the day lies before anything is known.

    `first_day` is the first day of which anything is known, None where that is not recorded.
    """

    nodes: tuple[Node, ...]
    unknown_before: PartialDate | None = None
    first_day: date | None = None

    def below(self, uid: str | None) -> list[Node]:
        """Return the groups that report to one, or those at the top."""
        return [node for node in self.nodes if node.parent == uid]

    def legend(self) -> str:
        """Return what the frames that occur in its chart mean; empty where all are plain."""
        said = [
            (any(node.joint for node in self.nodes), "A dashed frame: joint, shared with a neighbour."),
            (any(node.limited for node in self.nodes), "A double frame: a task-and-finish group, which ends."),
            (any(node.linked for node in self.nodes), "Rounded corners: a board outside the partnership."),
        ]
        return " ".join(words for there, words in said if there)


def structure_at(session: Session, day: date) -> Structure:
    """Return the groups that were there on a day.

    A group without a start counts as there since its membership is known; where that is true of all and the day lies
    before, nothing is said of any.
    """
    groups = list(session.scalars(select(Group).order_by(Group.position, Group.id)))
    known = [group.known_from for group in groups if group.known_from is not None]
    first = min(known, key=PartialDate.earliest, default=None)
    if first is not None and day < first.earliest() and not any(group.start for group in groups):
        return Structure((), first, first.earliest())
    shown = {group.id: group for group in groups if Span(group.start, group.end).shown_at(day)}
    parents = {group.id: group.parent_id for group in groups}
    uids = {group.id: group.uid for group in groups}
    terms = terms_on(session, day)
    nodes = []
    for group in shown.values():
        above, seen = group.parent_id, {group.id}
        while above is not None and above not in shown and above not in seen:
            seen.add(above)
            above = parents.get(above)
        nodes.append(
            Node(
                group.uid, group.name, place_words(group.tier, group.scope),
                frequency_words(group.times, group.months), terms_words(terms.get(group.id)),
                uids[above] if above in shown else None, group.scope is Scope.JOINT, group.tier is Tier.LINKED,
                group.tier is Tier.TASK_AND_FINISH, f"to {format_date(group.end)}" if group.end else "",
                tuple((group.shared_with or "").splitlines()),
            )
        )  # fmt: skip
    begun = [group.start for group in groups if group.start is not None]
    first_known = min((one.earliest() for one in (*known, *begun)), default=None)
    return Structure(tuple(nodes), None, first_known)


def _meets(frequency: str) -> str:
    return "frequency not stated" if frequency == "not stated" else f"meets {frequency}"


def lay_out(structure: Structure, measure: Measure) -> Diagram:
    """Return the chart of a structure; `measure` tells how wide words are at a size of 9."""
    return _Layout(structure, measure).diagram()


@dataclass(slots=True)
class _Block:
    """A part of the chart that hangs from one point: its width, and where in it that point is."""

    width: float
    anchor: float


@dataclass(frozen=True, slots=True)
class _Hung:
    """A part that hangs from a spine: the middle of its first box, where it ends below, and where at the right."""

    middle: float
    under: float
    right: float


class _Layout:
    def __init__(self, structure: Structure, measure: Measure) -> None:
        self.structure, self.measure = structure, measure
        self.names = {node.uid: node.name for node in structure.nodes}
        self.kids = {node.uid: structure.below(node.uid) for node in structure.nodes}
        self.boxes: dict[str, DiagramBox] = {}
        self.lines: list[DiagramLine] = []
        self.captions: list[Caption] = []

    def diagram(self) -> Diagram:
        tops = self.structure.below(None)
        loose = [node for node in tops if not self.kids[node.uid]]
        linked = [node for node in loose if node.linked]
        alone = [node for node in loose if not node.linked]
        if len(alone) == len(tops) <= MOST_BESIDE:
            alone = []  # a few groups and nothing else: side by side, and nothing to be said of them
        trees = [node for node in tops if node not in linked and node not in alone]
        left = 0.0
        for node in trees:
            left += self._tree(node, left, 0.0).width + BESIDE * 2
        for caption, nodes in ((ALONE, alone), (LINKED, linked)):
            if nodes:
                self.captions.append(Caption(left, SIZE, caption))
                left = self._grid(nodes, left, LEADING + 8) + BESIDE
        # the order of reading is that of the tree, then what stands beside
        boxes = tuple(self.boxes[uid] for uid in self._order([*trees, *alone, *linked]))
        width = max((box.x + box.width for box in boxes), default=0.0)
        height = max((box.y + box.height for box in boxes), default=0.0)
        return Diagram(width, height, SIZE, LEADING, INSIDE, boxes, tuple(self.lines), tuple(self.captions))

    def _order(self, nodes: Sequence[Node]) -> list[str]:
        return [uid for node in nodes for uid in (node.uid, *self._order(self.kids[node.uid]))]

    def _grid(self, nodes: Sequence[Node], left: float, top: float) -> float:
        """Place boxes in columns of even length without any line; return where the next could stand."""
        count = -(-len(nodes) // MOST_IN_COLUMN)
        tall = -(-len(nodes) // count)
        for start in range(0, len(nodes), tall):
            under = top
            for node in nodes[start : start + tall]:
                under += self._box(node, left, under).height + IN_COLUMN
            left += WIDE + BESIDE
        return left

    def _tree(self, node: Node, left: float, top: float) -> _Block:
        """Place a group with all below it, from a left edge on; its own box stands over the middle of them."""
        high = self._box(node, left, top).height
        under = top + high + BELOW
        bus = top + high + BELOW / 2
        kids = self.kids[node.uid]
        at = left
        anchors: list[float] = []
        if len(kids) > MOST_BESIDE:
            at, anchors = self._columns(kids, left, under, bus)
            kids = []
        for kid in kids:
            block = self._tree(kid, at, under)
            anchors.append(at + block.anchor)
            self._connect(at + block.anchor, bus, under)
            at += block.width + BESIDE
        width = max(WIDE, at - BESIDE - left)
        middle = (anchors[0] + anchors[-1]) / 2 if anchors else left + WIDE / 2
        middle = max(left + WIDE / 2, min(middle, left + width - WIDE / 2))
        self._box(node, middle - WIDE / 2, top)
        if anchors:
            self._connect(middle, top + high, bus)
            ends = [*anchors, middle]
            if max(ends) > min(ends):
                self.lines.append(DiagramLine(((min(ends), bus), (max(ends), bus))))
        return _Block(width, middle - left)

    def _columns(self, nodes: Sequence[Node], left: float, top: float, bus: float) -> tuple[float, list[float]]:
        """Hang groups in columns of about even length, each from a spine at its left, with what is below each in it."""
        columns = _shared_out([(node, self._size(node)) for node in nodes])
        anchors = []
        for column in columns:
            under, last, right = top, top, left
            for node in column:
                hung = self._outline(node, left + SPINE, under)
                self.lines.append(DiagramLine(((left, hung.middle), (left + SPINE, hung.middle))))
                under, last, right = hung.under, hung.middle, max(right, hung.right)
            self._connect(left, bus, last)
            anchors.append(left)
            left = right + BESIDE
        return left, anchors

    def _size(self, node: Node) -> int:
        return 1 + sum(self._size(kid) for kid in self.kids[node.uid])

    def _outline(self, node: Node, left: float, top: float) -> _Hung:
        """Place a group and below it, a step to the right, all that report to it."""
        box = self._box(node, left, top)
        under, right, last = top + box.height + IN_COLUMN, left + WIDE, None
        spine = left + SPINE / 2
        for kid in self.kids[node.uid]:
            hung = self._outline(kid, left + SPINE, under)
            self.lines.append(DiagramLine(((spine, hung.middle), (left + SPINE, hung.middle))))
            under, right, last = hung.under, max(right, hung.right), hung.middle
        if last is not None:
            self._connect(spine, top + box.height, last)
        return _Hung(top + box.height / 2, under, right)

    def _connect(self, x: float, top: float, bottom: float) -> None:
        self.lines.append(DiagramLine(((x, top), (x, bottom))))

    def _box(self, node: Node, x: float, y: float) -> DiagramBox:
        room = WIDE - 2 * INSIDE
        heading = tuple(_wrapped(node.name, room, self.measure, bold=True))
        below = tuple(line for part in node.said() for line in _wrapped(part, room, self.measure, bold=False))
        high = 2 * INSIDE + LEADING * (len(heading) + len(below))
        above = self.names.get(node.parent or "")
        facts = f"{node.words(above)}. Terms of reference: {node.terms}."
        box = DiagramBox(
            node.uid,
            x,
            y,
            WIDE,
            high,
            heading,
            below,
            node.words(above),
            facts,
            node.parent,
            node.joint,
            node.linked,
            doubled=node.limited,
        )
        self.boxes[node.uid] = box
        return box


def _shared_out(nodes: Sequence[tuple[Node, int]]) -> list[list[Node]]:
    """Return nodes of so many boxes each in columns, in their order: as few as four boxes each ask for, and as even."""
    count = -(-sum(size for _, size in nodes) // MOST_IN_COLUMN)
    tall = max(size for _, size in nodes)
    while True:
        columns: list[list[Node]] = []
        filled = tall
        for node, size in nodes:
            if filled + size > tall:
                columns.append([])
                filled = 0
            columns[-1].append(node)
            filled += size
        if len(columns) <= count:
            return columns
        tall += 1


def _wrapped(words: str, room: float, measure: Measure, *, bold: bool) -> list[str]:
    """Return words in lines that fit; a word that is too long by itself is broken."""
    lines = [""]
    for word in words.split():
        grown = f"{lines[-1]} {word}".strip()
        if measure(grown, bold) <= room:
            lines[-1] = grown
            continue
        if lines[-1]:
            lines.append("")
        rest = word
        while measure(rest, bold) > room:
            fits = next(end for end in range(len(rest) - 1, 0, -1) if end == 1 or measure(rest[:end], bold) <= room)
            lines[-1], rest = rest[:fits], rest[fits:]
            lines.append("")
        lines[-1] = rest
    return lines
