"""Terms of reference as a document: those of one group with its membership, or a register of those of all groups."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import GroupFacts, all_groups, group_facts, group_named, place_words
from mscp_desktop.groups.rules.terms import Standing, TermsVersion, terms_versions
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.rich import rich_blocks
from mscp_desktop.printing.text import Run, Text
from mscp_desktop.roster.report.rosters import seats_table
from mscp_desktop.roster.rules.rosters import UNDATED, roster_at

NOT_RECORDED = "not recorded"
NOW = (Standing.IN_FORCE, Standing.UNDER_REVIEW)


def terms_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the terms of reference of one group as they hold on a day, or the register of those of all groups."""
    partnership = partnership_name(session)
    group = None if request.group is None else group_facts(session, group_named(session, request.group).uid)
    title = "Terms of reference" if group is None else f"Terms of reference of {group.name}"
    about = Document(
        title=title, partnership=partnership, printed_on=request.today, as_at=request.as_at, landscape=group is None
    )
    return about, _register(session, request) if group is None else _of_group(session, request, group)


def _of_group(session: Session, request: Request, facts: GroupFacts) -> list[blocks.Block]:
    """Return what a group is for and who is in it on the day, the text that holds, and the versions there were."""
    versions = terms_versions(session, request.as_at, facts.uid)
    holds = next((one for one in versions if one.standing in NOW), None)
    shared = [("Shared with", ", ".join(facts.shared_with))] if facts.shared_with else []
    limits = [("Ends", format_date(facts.end))] if facts.end else []
    roster = roster_at(session, facts.uid, request.as_at)
    story: list[blocks.Block] = [
        blocks.facts([
            ("Where it stands", place_words(facts.tier, facts.scope)),
            *shared,
            *limits,
            ("Reports to", _known(facts.parent)),
            ("Meets", facts.frequency),
            ("Quorum", blocks.quiet(NOT_RECORDED)),
            ("Chair", _known(roster.chair_words())),
            ("Version", blocks.quiet(NOT_RECORDED) if holds is None else f"{holds.title()}, {holds.standing.value}"),
            ("Agreed", _known(None if holds is None else _agreed(holds))),
            ("Review due", _review(holds)),
        ])
    ]  # fmt: skip
    if facts.functions:
        story += [blocks.heading(1, "What the group is for"), blocks.bullets(facts.functions)]
    text = [] if holds is None else rich_blocks(holds.text)
    if text:
        story += [blocks.heading(1, "The terms"), *text]
    story += [blocks.heading(1, "Membership"), seats_table(roster)]
    if roster.seats:
        undated = "" if facts.known_from else f" {UNDATED}."
        story.append(blocks.note(f"{roster.count_words()}.{undated}"))
    columns = (
        blocks.column("Version", 1.5, heads_rows=True), blocks.column("State", 1.4), blocks.column("Agreed", 1.2),
        blocks.column("Agreed by", 1.6), blocks.column("Review due", 1.3),
    )  # fmt: skip
    story += [
        blocks.heading(1, "Versions"),
        blocks.table(columns, map(_row, versions), empty="No version is recorded."),
    ]
    return story


def _register(session: Session, request: Request) -> list[blocks.Block]:
    columns = (
        blocks.column("Group", 2.6, heads_rows=True), blocks.column("Version", 1.4), blocks.column("State", 1.4),
        blocks.column("Agreed", 1.2), blocks.column("Agreed by", 1.6), blocks.column("Review due", 1.4),
    )  # fmt: skip
    rows: list[tuple[Text, ...]] = []
    overdue = 0
    for facts, versions in _by_group(session, request):
        overdue += sum(one.overdue for one in versions)
        rows += [(facts.name, *_row(one)) for one in versions]
        if not versions:
            rows.append((facts.name, blocks.quiet(NOT_RECORDED), "", "", "", ""))
    said = "No review is overdue." if not overdue else f"{overdue} overdue for review."
    return [blocks.table(columns, rows), blocks.note(f"{said} Former versions stand in the terms of each group.")]


def _by_group(session: Session, request: Request) -> list[tuple[GroupFacts, list[TermsVersion]]]:
    """Return the groups of the day, or the one that was asked for, with its versions; a register leaves former out."""
    if request.group is not None:
        facts = group_facts(session, group_named(session, request.group).uid)
        return [(facts, terms_versions(session, request.as_at, facts.uid))]
    found: dict[str, list[TermsVersion]] = {}
    for one in terms_versions(session, request.as_at):
        if one.standing is not Standing.SUPERSEDED:
            found.setdefault(one.group_uid, []).append(one)
    groups = [facts for facts in all_groups(session) if facts.there_on(request.as_at)]
    if not groups:
        raise UserError("There are no groups on that day, so there are no terms of reference. Add a group first.")
    return [(facts, found.get(facts.uid, [])) for facts in groups]


def _row(one: TermsVersion) -> tuple[Text, ...]:
    draft = one.standing is Standing.DRAFT
    state = blocks.strong(one.standing.value) if one.standing in NOW else one.standing.value
    return (
        one.title(), state, "" if draft else _known(format_date(one.agreed, NOT_RECORDED)),
        "" if draft else _known(one.agreed_by), _review(one),
    )  # fmt: skip


def _agreed(one: TermsVersion) -> str:
    return f"{format_date(one.agreed, 'date not recorded')}{f' by {one.agreed_by}' if one.agreed_by else ''}"


def _review(one: TermsVersion | None) -> str | Run:
    words = NOT_RECORDED if one is None else one.review_words()
    return blocks.strong(words) if one is not None and one.overdue else _known(words)


def _known(words: str | None) -> str | Run:
    """Return words as they are, and what is not recorded quietly."""
    if words is None or words == NOT_RECORDED:
        return blocks.quiet(NOT_RECORDED)
    return words


def terms_sheet(session: Session, request: Request) -> SheetTable:
    """Return the register as a table, a row a version; a group without one has a row that says so."""
    columns = (
        Column("Group", width=44), Column("Where it stands", width=26), Column("Version", width=22),
        Column("State", width=20), Column("Agreed", width=18), Column("Agreed by", width=34),
        Column("Review due", width=18), Column("Overdue", width=10),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for facts, versions in _by_group(session, request):
        place = place_words(facts.tier, facts.scope)
        rows += [
            (
                facts.name, place, one.title(), one.standing.value, format_date(one.agreed, "") or None, one.agreed_by,
                format_date(one.review, "") or None, "yes" if one.overdue else None,
            )
            for one in versions
        ]  # fmt: skip
        if not versions:
            rows.append((facts.name, place, None, NOT_RECORDED, None, None, None, None))
    title = "Terms of reference" if request.group is None else f"Terms of reference of {request.group}"
    return SheetTable(title, columns, rows, (("As at", format_day(request.as_at)),))
