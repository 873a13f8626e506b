"""The page of terms of reference: every version of every group's, which of them holds, and when its review is due."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Crumb,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.groups.page.fields import (
    AGREED,
    AGREED_BY,
    EDITION,
    REVIEW,
    STATE,
    added_version,
    find_group,
    review_cell,
    standing_cell,
    with_agreed_by,
)
from mscp_desktop.groups.records import Group, TermsState
from mscp_desktop.groups.rules import terms, terms_changes
from mscp_desktop.groups.rules.groups import group_facts
from mscp_desktop.groups.rules.terms import Standing, TermsVersion

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
FIELDS = (
    EDITION, AGREED, AGREED_BY, REVIEW,
    Field("text", "Text", Kind.RICH, "As it was agreed. A document can be kept with it as a paper"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS} | {"agreed_by_id": "Agreed by", "state": "How far it is"}
GROUP = Field("group", "Group", Kind.PICKER, required=True, find=find_group, noun="group")
AGREEING = (
    Field("agreed", "Agreed", Kind.PARTIAL_DATE, "A month or a year is enough", required=True),
    AGREED_BY,
    Field("review", "Review due", Kind.PARTIAL_DATE, "When it is to be looked at again"),
)
NEXT_REVIEW = (Field("review", "Next review due", Kind.PARTIAL_DATE, "What holds stays as it is"),)


def _versions(session: "Session", query: Query) -> list[TermsVersion]:
    return [] if query.as_at is None else terms.terms_versions(session, query.as_at)


def _cells(one: TermsVersion) -> tuple[Cell | str, ...]:
    missing = "" if one.standing is Standing.DRAFT else Cell("not recorded", Look.UNKNOWN)
    return (
        one.group,
        one.edition or "",
        standing_cell(one),
        format_date(one.agreed) if one.agreed else missing,
        review_cell(one) if one.review else "" if one.standing is Standing.SUPERSEDED else missing,
    )


def _rows(session: "Session", ids: Sequence[int], query: Query) -> Sequence[Row]:
    wanted = set(ids)
    return [Row(one.id, one.uid, _cells(one)) for one in _versions(session, query) if one.id in wanted]


def _summary(session: "Session", query: Query, number: int) -> str:
    """Return how many versions there are, how many are overdue, and how many groups have none in force."""
    if query.as_at is None:
        return ""
    overdue = len(terms.overdue_terms(session, query.as_at))
    without = len(terms.groups_without_terms(session, query.as_at))
    said = [f"{number} version{'' if number == 1 else 's'}"]
    if query.narrowed:
        return said[0]  # what is overdue or missing is counted over all, which is not what is shown
    said += [f"{overdue} overdue for review"] if overdue else []
    said += [f"{without} group{' has' if without == 1 else 's have'} none in force"] if without else []
    return ", ".join(said)


SOURCE = TableSource(
    columns=(
        Column("group", "Group", 195, filter=Filtering.TEXT, groups=True),
        Column("edition", "Edition", 75, filter=Filtering.TEXT, empty="none"),
        Column(
            "standing", "State", 142, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(one.value, one.value.capitalize()) for one in Standing),
        ),
        Column("agreed", "Agreed", 150, filter=Filtering.DATE),
        Column("review", "Review due", 190, filter=Filtering.DATE),
    ),
    ids=lambda session, query: [one.id for one in terms.TERMS.rows(_versions(session, query), query)],
    rows=_rows,
    id_of=terms.terms_id,
    summary=_summary,
    whole=lambda session, query: len(_versions(session, query)),
    sections=lambda session, query: terms.TERMS.sections(_versions(session, query), query),
    found=lambda session, query, column, typed: [
        one.id for one in terms.TERMS.found(_versions(session, query), query, column, typed)
    ],
)  # fmt: skip


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    one = None if query.as_at is None else terms.version_of(session, uid, query.as_at)
    if one is None:
        return None
    by = Picked(one.agreed_by_uid, one.agreed_by or "") if one.agreed_by_uid else None
    entries = with_papers(session, "terms_of_reference", uid, entries_of(session, "terms_of_reference", uid, None))
    return Detail(
        "terms", uid, one.version, one.group, f"Terms of reference, {one.title()}",
        {
            "edition": one.edition, "agreed": one.agreed, "agreed_by": by, "review": one.review, "text": one.text,
            "note": one.note, "group": Picked(one.group_uid, one.group), "standing": one.standing,
        },
        facts=(("State", standing_cell(one)), *((("Review", review_cell(one)),) if one.overdue else ())),
        papers="terms_of_reference",
        history=history_items(
            entries, LABELS, lambda field, value: _words(session, field, value),
            lambda _entry, field: None if field == "state" else field, rich=("text", "note"),
        ),
    )  # fmt: skip


def _words(session: "Session", field: str, value: Any) -> str:
    if field == "agreed_by_id" and isinstance(value, int):
        group = session.get(Group, value)
        return group.name if group else "a group that was deleted"
    return stored_words(field, value)


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(terms_changes.change_terms, (uid, version), with_agreed_by(fields))


class TermsPage(TablePage):
    """The terms of reference of all groups, as at a day."""

    key = "terms"
    title = "Terms of reference"
    icon = "document"
    guide = "terms"
    under = "groups"
    kinds = frozenset({"terms_of_reference"})
    watches = frozenset({"terms_of_reference", "partnership_group", "attachment"})

    def __init__(self, tasks: Tasks) -> None:
        self._group: Picked | None = None  # a group that was asked for and of which no version is recorded
        add = Command("terms.add", "Add a version", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        agree = Command("terms.agree", "Agree this version…", self._agree, "Ctrl+Shift+A", partial(self._is, DRAFTS))
        begin = Command("terms.begin", "Begin its review", self._begin, "Ctrl+Shift+B", partial(self._is, IN_FORCE))
        super().__init__(
            tasks,
            TableParts(
                "Versions", SOURCE, FIELDS, _load, _save,
                Empty("The versions of the groups' terms of reference stand here. None is recorded on this day.", add),
                head=lambda _session, _query: Head("Terms of reference", (Crumb("Groups", Place("groups")),)),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(terms_changes.remove_terms, (list(uids),)),
                as_at=True, nothing="Choose a version to read it.",
                many=Many(("review",), lambda uids, found: Act(terms_changes.set_reviews, (list(uids),), found)),
            ),
            actions=(begin, agree, add),
        )  # fmt: skip

    def open_place(self, uid: str | None) -> None:
        """Show a version by its uid, or the first version of a group."""
        if uid is not None:
            day = self._day()
            self._tasks.read(
                lambda session: _place_of(session, uid, day), self._open, key=f"terms place {id(self)}", owner=self
            )

    def commands(self) -> list[Command]:
        """Return what can be done with versions, and their documents."""
        return [
            *super().commands(),
            Command("terms.end", "End its review unchanged…", self._end, "Ctrl+Shift+U", partial(self._is, REVIEWED)),
            Command("terms.group", "Show its group", self._show_group, "Ctrl+Return", self._has_version),
            Command(
                "terms.preview", "Preview the group's terms of reference", self._preview, "Ctrl+P", self._has_version
            ),
            Command("terms.register", "Preview the terms of reference of all groups", self._preview_all),
        ]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "print"), ("Ctrl+Enter", "its group"), *super().hints()]

    def _open(self, found: tuple[str | None, Picked | None]) -> None:
        version, self._group = found
        if version is not None and version != self.table.current_uid():
            self.table.reload(version)

    def _day(self) -> "date":
        return self.table.query.as_at or self._tasks.store.clock.today()

    def _has_version(self) -> bool:
        return self.panel.detail is not None

    def _is(self, standings: frozenset[Standing]) -> bool:
        detail = self.panel.detail
        return self._tasks.locked() is None and detail is not None and detail.values["standing"] in standings

    def _add(self) -> None:
        detail = self.panel.detail
        group = detail.values["group"] if detail is not None and self._group is None else self._group
        AskDialog(
            self._tasks, "Add a version", (GROUP, EDITION, STATE, AGREED, AGREED_BY, REVIEW),
            {"group": group, "state": TermsState.DRAFT}, "Add the version", _added, self, self.edit_new,
        ).open()  # fmt: skip

    def _agree(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid = detail.uid
            AskDialog(
                self._tasks, f"Agreed: terms of reference of {detail.title}", AGREEING,
                {"agreed": PartialDate.of(self._tasks.store.clock.today()), "review": detail.values["review"]},
                "Record as agreed", lambda found: Act(terms_changes.agree_terms, (uid,), with_agreed_by(found)), self,
            ).open()  # fmt: skip

    def _begin(self) -> None:
        if self.panel.uid is not None:
            self._tasks.write(terms_changes.begin_review, self.panel.uid, owner=self)

    def _end(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid = detail.uid
            AskDialog(
                self._tasks, f"Review ended unchanged: {detail.title}", NEXT_REVIEW, {}, "End the review",
                lambda found: Act(terms_changes.end_review, (uid,), found), self,
            ).open()  # fmt: skip

    def _show_group(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            self.navigate.emit(Place("groups", detail.values["group"].uid))

    def _preview(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            today = self._tasks.store.clock.today()
            self.wanted.emit("terms-of-reference", Request(today, self._day(), group=detail.title))

    def _preview_all(self) -> None:
        self.wanted.emit("terms-of-reference", Request(self._tasks.store.clock.today(), self._day()))


DRAFTS, IN_FORCE, REVIEWED = (
    frozenset({one}) for one in (Standing.DRAFT, Standing.IN_FORCE, Standing.UNDER_REVIEW)
)  # fmt: skip


def _added(found: dict[str, Any]) -> Act:
    rest = {name: value for name, value in found.items() if name != "group"}
    return added_version(found["group"].uid, rest)


def _place_of(session: "Session", uid: str, day: "date") -> tuple[str | None, Picked | None]:
    """Return the version to show: the one of this uid, or the first of the group of this uid; else the group."""
    if terms.terms_id(session, uid) is not None:
        return uid, None
    versions = terms.terms_versions(session, day, uid)
    if versions:
        return versions[0].uid, None
    facts = group_facts(session, uid)
    return None, Picked(facts.uid, facts.name)
